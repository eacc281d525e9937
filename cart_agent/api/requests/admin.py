"""What the administrator's commands ask."""

from datetime import date

from cart_agent.api.requests.base import Request


class GetState(Request, tag="state", frozen=True, kw_only=True):
    """What the cart holds now; the `Reply.data` is a `Welcome` body."""


class GetEvents(Request, tag="events", frozen=True, kw_only=True):
    """Events of any state after `after`. The `Reply.data` is an `EventBatch`."""

    after: int
    limit: int


class GetReads(Request, tag="reads", frozen=True, kw_only=True):
    """How well each scanner read, day by day. The `Reply.data` is a `ReadsBatch`."""

    since: date
    """The first day of the ward that counts."""


class GetRejected(Request, tag="rejected", frozen=True, kw_only=True):
    """Events that the hospital refused and nobody has worked off, after `after` (a seq), in order.

    The `Reply.data` is a `RejectedBatch`.
    """

    after: int
    limit: int


class GetEvent(Request, tag="event", frozen=True, kw_only=True):
    """One event by its id. The `Reply.data` is an `EventBatch` of one, or of none."""

    event_id: str


class ResolveRejected(Request, tag="resolve-rejected", frozen=True, kw_only=True):
    """Say on the console how a refused event was settled; `by` is the name on the console."""

    event_id: str
    how: str
    by: str
    note: str = ""


class ResendRejected(Request, tag="resend-rejected", frozen=True, kw_only=True):
    """Let these refused events go to the hospital again, unchanged; all of them or none."""

    event_ids: tuple[str, ...]
    by: str


class ImportOrders(Request, tag="import-orders", frozen=True, kw_only=True):
    """A file of signed orders (docs/downtime.md), in base64. The `Reply.data` is an `ImportReport`."""

    payload: bytes
    by: str
    dry_run: bool = False
    """Judge everything, keep nothing."""
