"""What the link asks: documents in, events out."""

from cart_agent.api.requests.base import Request


class Document(Request, tag="document", frozen=True, kw_only=True):
    """A message from the hospital as it came (`payload` in base64); answered once the agent committed it."""

    topic: str
    payload: bytes
    retained: bool
    again: bool = False
    """The broker sent it before and never heard that it was committed (MQTT's DUP)."""


class NextEvents(Request, tag="next-events", frozen=True, kw_only=True):
    """Unsettled events after `after` (a seq), in order. The `Reply.data` is an `EventBatch`."""

    after: int
    limit: int


class MarkSent(Request, tag="mark-sent", frozen=True, kw_only=True):
    """The broker took these (PUBACK with a success code)."""

    event_ids: tuple[str, ...]


class LinkChanged(Request, tag="link-changed", frozen=True, kw_only=True):
    """The link's own state: connecting, connected, disconnected or refused."""

    state: str
    detail: str = ""
