"""What became of one message from the hospital, and what the agent must do about it."""

from enum import StrEnum

from msgspec import Struct

from cart_agent.his.messages import Command, HostState, Rejection, SyncRequest
from cart_agent.his.topics import Kind


class NoticeCode(StrEnum):
    """Why a message is worth an event."""

    CHART_UNREADABLE = "chart-unreadable"
    CHART_CONFLICT = "chart-conflict"
    """An equal version with different content."""
    CHART_OLDER = "chart-older"
    CHART_EMPTY = "chart-empty"
    """An empty message instead of a closed chart."""
    CHART_MISSING = "chart-missing"
    """The manifests name it, and it does not come."""
    MANIFEST_WENT_BACK = "manifest-went-back"
    MANIFEST_CONFLICT = "manifest-conflict"
    DOCUMENT_UNREADABLE = "document-unreadable"
    DOCUMENT_PARTLY = "document-partly-unreadable"
    """In force, but for a drug of the formulary or a line of the stock that is not understood."""
    DOCUMENT_MISSING = "document-missing"
    DOCUMENT_CONFLICT = "document-conflict"
    DOCUMENT_OLDER = "document-older"
    DOCUMENT_EXPIRED = "document-expired"
    SIGNATURE_REFUSED = "signature-refused"
    COMMAND_REFUSED = "command-refused"
    ACK_UNKNOWN = "ack-unknown"
    """The hospital settled or rejected an event that this cart never wrote."""
    EVENT_REJECTED = "event-rejected"
    TOPIC_UNKNOWN = "topic-unknown"


_QUIET = frozenset(
    {
        NoticeCode.CHART_OLDER,
        NoticeCode.DOCUMENT_PARTLY,
        NoticeCode.TOPIC_UNKNOWN,
    }
)


class Notice(Struct, frozen=True, kw_only=True):
    """One fact to record as a `system` event."""

    code: NoticeCode
    detail: str
    """For the engineer; may quote the document, so it never goes to a log above DEBUG."""
    topic: str
    encounter_id: str | None = None

    @property
    def alarm(self) -> bool:
        """Whether people at the cart are told, beside the event."""
        return self.code not in _QUIET


class Received(Struct, frozen=True, kw_only=True):
    """Everything is in the store already; the rest of the transaction is the agent's."""

    notices: tuple[Notice, ...] = ()
    changed: frozenset[Kind] = frozenset()
    """Kinds of documents that are different now."""
    charts: tuple[str, ...] = ()
    """Encounter ids whose chart is different now."""
    settled: tuple[str, ...] = ()
    rejected: tuple[Rejection, ...] = ()
    sync: SyncRequest | None = None
    """To be sent to the hospital."""
    command: Command | None = None
    """To be obeyed, once."""
    host: HostState | None = None
