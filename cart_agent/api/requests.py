"""What a client may ask. The role in `Hello`, checked against the peer's user, decides which of these."""

from msgspec import Struct


class Request(Struct, frozen=True, kw_only=True, tag_field="verb", forbid_unknown_fields=True):
    """`id` is the client's own number; the `Reply` carries it back."""

    id: int


class Hello(Request, tag="hello", frozen=True, kw_only=True):
    """First line of every connection."""

    role: str
    """ui, link, camera or admin."""
    version: int = 1


class Ping(Request, tag="ping", frozen=True, kw_only=True):
    """Answered at once with `ok`. A screen asks twice a second, so a hung agent is noticed within one."""


class Tap(Request, frozen=True, kw_only=True):
    """A person's tap. Refused when `revision` is old: no tap acts on a screen already gone."""

    revision: int


class EnterPin(Tap, tag="pin", frozen=True, kw_only=True):
    """The PIN for the badge scanned last: log-in or witness, as the session's state says."""

    pin: str


class ChooseDose(Tap, tag="choose-dose", frozen=True, kw_only=True):
    """Another dose of the same patient."""

    key: str
    reason: str = ""
    """Coded reason, asked for PRN doses."""
    score: int | None = None
    """PRN: score before (0-10)."""


class Confirm(Tap, tag="confirm", frozen=True, kw_only=True):
    """Go on despite findings of severity CONFIRM, for a coded reason."""

    reason: str
    note: str = ""


class Give(Tap, tag="give", frozen=True, kw_only=True):
    """The patient took it. Without an amount: the dose as ordered."""

    value: str = ""
    """Decimal number when only part was given."""
    unit: str = ""
    reason: str = ""
    """Coded reason when in part."""


class NotGiven(Tap, tag="not-given", frozen=True, kw_only=True):
    """Held, refused, not available: `outcome` is held, refused or not-available."""

    outcome: str
    reason: str
    note: str = ""


class UnableToScan(Tap, tag="unable-to-scan", frozen=True, kw_only=True):
    """The wristband (on the round) or the drug's code (at a dose) can not be scanned, for a coded reason."""

    reason: str
    encounter_id: str = ""
    """The patient whose wristband it is."""


class FollowUp(Tap, tag="follow-up", frozen=True, kw_only=True):
    """Say something about a dose on record: one of its `RecordView.follow_ups`, with a coded reason."""

    record: str
    """Id of the record."""
    what: str
    """undo or lost; of an infusion pause, resume, complete, stop; of a patch remove; of a dose as needed
    effect."""
    reason: str = ""
    value: str = ""
    """stop: decimal number, how much the patient got, in a unit of the recorded dose."""
    unit: str = ""
    score: int | None = None
    """effect: score after (0-10)."""


class Reopen(Tap, tag="reopen", frozen=True, kw_only=True):
    """Ask again for the drawer of the dose in hand (it relocked unused)."""


class Cancel(Tap, tag="cancel", frozen=True, kw_only=True):
    """Leave the dose without an outcome, or the patient when no dose is open."""


class Logout(Tap, tag="logout", frozen=True, kw_only=True):
    """End of this person's work. An open dose is kept."""


class ClearFault(Tap, tag="clear-fault", frozen=True, kw_only=True):
    """A person has looked at the drawers and says why the fault is over."""

    reason: str


class Resolve(Tap, tag="resolve", frozen=True, kw_only=True):
    """Close one open item with a reason."""

    item: str
    reason: str


class Document(Request, tag="document", frozen=True, kw_only=True):
    """A message from the hospital as it came (`payload` in base64); answered once the agent committed it."""

    topic: str
    payload: bytes
    retained: bool


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


class GetState(Request, tag="state", frozen=True, kw_only=True):
    """What the cart holds now; the `Reply.data` is a `Welcome` body."""


class GetEvents(Request, tag="events", frozen=True, kw_only=True):
    """Events of any state after `after`. The `Reply.data` is an `EventBatch`."""

    after: int
    limit: int


UiRequest = (
    EnterPin
    | ChooseDose
    | Confirm
    | Give
    | NotGiven
    | UnableToScan
    | FollowUp
    | Reopen
    | Cancel
    | Logout
    | ClearFault
    | Resolve
)
LinkRequest = Document | NextEvents | MarkSent | LinkChanged
AdminRequest = GetState | GetEvents
AnyRequest = Hello | Ping | UiRequest | LinkRequest | AdminRequest
