"""What the agent sends: one `Welcome`, a `Reply` for every request, and changes as they happen."""

from datetime import datetime
from typing import Any

from msgspec import Struct

from cart_agent.api.views import DayReads, PreparedView, RejectedView, RoundView, SessionView, StatusView


class Push(Struct, frozen=True, kw_only=True, tag_field="type"):
    """Base of all lines from the agent."""


class Welcome(Push, tag="welcome", frozen=True, kw_only=True):
    """The snapshot after `Hello`. A role gets the parts that concern it."""

    id: int
    version: int = 1
    status: StatusView | None = None
    session: SessionView | None = None
    round: RoundView | None = None
    publish: tuple["Publish", ...] = ()
    """To the link: the newest of each message that is to be published on connecting (cart state)."""
    subscribe: tuple[str, ...] = ()


class Reply(Push, tag="reply", frozen=True, kw_only=True):
    """`ok` false carries what was wrong and what to do, for a person (`text`) and for a program (`code`)."""

    id: int
    ok: bool
    code: str = ""
    text: dict[str, str] = {}
    data: Any = None


class StatusChanged(Push, tag="status", frozen=True, kw_only=True):
    """The strip."""

    status: StatusView


class SessionChanged(Push, tag="session", frozen=True, kw_only=True):
    """The nurse's place in the round."""

    session: SessionView


class RoundChanged(Push, tag="round", frozen=True, kw_only=True):
    """The round list."""

    round: RoundView


class OutboxChanged(Push, tag="outbox", frozen=True, kw_only=True):
    """To the link: there are unsettled events up to `seq`."""

    seq: int


class LabelsWaiting(Push, tag="labels-waiting", frozen=True, kw_only=True):
    """To the printer: these labels are to be printed."""

    numbers: tuple[str, ...]


class Publish(Push, tag="publish", frozen=True, kw_only=True):
    """To the link: publish this now. `topic` is below `mc/v1/{site}/cart/{cart}/`: state or sync."""

    topic: str
    payload: bytes
    retain: bool


AnyPush = (
    Welcome | Reply | StatusChanged | SessionChanged | RoundChanged | OutboxChanged | LabelsWaiting | Publish
)


class StoredEvent(Struct, frozen=True, kw_only=True):
    """An event's exact message bytes, with the little that the link needs beside them."""

    seq: int
    event_id: str
    message: bytes
    state: str = "pending"
    """pending, sent, settled or rejected."""


class EventBatch(Struct, frozen=True, kw_only=True):
    """`data` of the replies to `NextEvents` and `GetEvents`."""

    events: tuple[StoredEvent, ...]


class ReadsBatch(Struct, frozen=True, kw_only=True):
    """`data` of the reply to `GetReads`: the days on which something was read, in order."""

    days: tuple[DayReads, ...]


class LabelBatch(Struct, frozen=True, kw_only=True):
    """`data` of the reply to `WaitingLabels`."""

    labels: tuple[PreparedView, ...]


class RejectedBatch(Struct, frozen=True, kw_only=True):
    """`data` of the reply to `GetRejected`."""

    events: tuple[RejectedView, ...]


class ImportReport(Struct, frozen=True, kw_only=True):
    """What a file of signed orders brought; `data` of the reply to `ImportOrders`. Counts are documents."""

    ward: str
    as_of: datetime
    sha256: str
    """Of the file."""
    taken: int
    unchanged: int
    not_ours: int
    """Of another cart of the ward."""
    problems: tuple[str, ...] = ()
    """Documents that were not taken as they are, in English."""
    dry_run: bool = False


class SimItem(Struct, frozen=True, kw_only=True):
    """Simulation only: something that can be held before the scanner, offered by the demo's bench."""

    id: str
    group: str
    """badge, wristband, pack or other."""
    title: str
    subtitle: str = ""


class SimItems(Struct, frozen=True, kw_only=True):
    """Simulation only: first line of the bench's own socket; the screen answers with `SimScan` lines."""

    items: tuple[SimItem, ...]
    hints: dict[str, str] = {}
    """Such as PINs of the demo's people, by item id."""


class SimScan(Struct, frozen=True, kw_only=True):
    """Simulation only: hold this item before the scanner (its bytes go through the pty)."""

    item: str
