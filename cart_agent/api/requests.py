"""What a client may ask. The role in `Hello`, checked against the peer's user, decides which of these."""

from msgspec import Struct


class Request(Struct, frozen=True, kw_only=True, tag_field="verb", forbid_unknown_fields=True):
    """`id` is the client's own number; the `Reply` carries it back."""

    id: int


class Hello(Request, tag="hello", frozen=True, kw_only=True):
    """First line of every connection."""

    role: str
    """ui, link, camera, printer or admin."""
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


class Override(Tap, tag="override", frozen=True, kw_only=True):
    """Go on despite the STOP in sight, for a coded reason. The PIN of who is logged in is asked for next."""

    reason: str


class BreakGlass(Tap, tag="break-glass", frozen=True, kw_only=True):
    """Open an emergency drawer without an order, for a coded reason. The PIN is asked for next."""

    drawer: int
    reason: str
    encounter_id: str = ""
    """The patient, where one is chosen from the list; else the open one, else the wristband scanned last."""


class GiveTaken(Tap, tag="give-taken", frozen=True, kw_only=True):
    """Break-glass: the patient got what was scanned. An amount only where it was one pack."""

    value: str = ""
    """Decimal number."""
    unit: str = ""


class Review(Tap, tag="review", frozen=True, kw_only=True):
    """Close an override on the review list, signed with the reviewer's own PIN; nobody need be logged in."""

    item: str
    conclusion: str
    staff: str
    """Staff id of the reviewer: charge nurse or pharmacist, and not who did it."""
    pin: str


class Prepare(Tap, tag="prepare", frozen=True, kw_only=True):
    """Make a dose ready first, to be given by its label: the one in hand, or (no dose in hand) `key`."""

    key: str = ""


class Label(Tap, tag="label", frozen=True, kw_only=True):
    """Drug and diluent are mixed; make the label."""

    volume: str
    """mL of the whole, decimal number."""
    value: str = ""
    """How much of the drug was drawn up, where the order names a rate alone and no code says it."""
    unit: str = ""


class PrintLabel(Tap, tag="print-label", frozen=True, kw_only=True):
    """Print the label of a prepared syringe or infusion once more, or late."""

    number: str


class Waste(Tap, tag="waste", frozen=True, kw_only=True):
    """Something was thrown away: what a label stands for, the rest of a recorded dose, or the pack in hand.

    A controlled drug's waste is signed by a second person: the state is then `second`.
    """

    reason: str
    label: str = ""
    """Number of the prepared syringe or infusion: all of it."""
    record: str = ""
    """Id of the record whose rest it is; then an amount is needed."""
    value: str = ""
    """Decimal number; empty: all of it."""
    unit: str = ""


class Count(Tap, tag="count", frozen=True, kw_only=True):
    """How many pieces are in the drawer of the controlled drug (state `count`). Nobody says how many there
    should be."""

    value: str


class HandOver(Tap, tag="hand-over", frozen=True, kw_only=True):
    """A count of one controlled drug when the shift changes; the other nurse signs it with badge and PIN."""

    drawer: int
    product: str
    """The formulary's id, from `SessionView.controlled`."""
    value: str


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


class Reconcile(Tap, tag="reconcile", frozen=True, kw_only=True):
    """Work off an event that the hospital refused; `how` is a coded way, or send-again."""

    event: str
    how: str
    staff: str = ""
    """Staff id of a charge nurse or pharmacist who signs with her own PIN; empty: who is logged in."""
    pin: str = ""


class AskPrescriber(Tap, tag="ask-prescriber", frozen=True, kw_only=True):
    """Ask the prescriber about an order of the open patient; it stays an open item until it is answered."""

    order: str
    question: str
    """Coded."""


class LeaveNote(Tap, tag="note", frozen=True, kw_only=True):
    """A note on the open patient for the next shift: a coded one, or words of one's own."""

    note: str = ""
    text: str = ""


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


class WaitingLabels(Request, tag="waiting-labels", frozen=True, kw_only=True):
    """The labels that are to be printed now. The `Reply.data` is a `LabelBatch`."""


class LabelPrinted(Request, tag="label-printed", frozen=True, kw_only=True):
    """A label was printed, or could not be."""

    number: str
    problem: str = ""
    """Code of what is wrong, such as `printer-no-labels`; empty: it was printed."""
    detail: str = ""
    """For the engineer, in English."""


class Scanned(Request, tag="scanned", frozen=True, kw_only=True):
    """The camera read a code: its data in base64, separators kept, and its AIM identifier (may be empty)."""

    raw: bytes
    symbology: str


class CameraState(Request, tag="camera-state", frozen=True, kw_only=True):
    """How the camera is, at least once in two seconds: its silence is a fault."""

    state: str
    """ready or faulty."""
    detail: str = ""
    """For the engineer, in English; no patient data."""


class GetState(Request, tag="state", frozen=True, kw_only=True):
    """What the cart holds now; the `Reply.data` is a `Welcome` body."""


class GetEvents(Request, tag="events", frozen=True, kw_only=True):
    """Events of any state after `after`. The `Reply.data` is an `EventBatch`."""

    after: int
    limit: int


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


UiRequest = (
    EnterPin
    | ChooseDose
    | Confirm
    | Give
    | NotGiven
    | UnableToScan
    | FollowUp
    | Prepare
    | Label
    | PrintLabel
    | Waste
    | Count
    | HandOver
    | Override
    | BreakGlass
    | GiveTaken
    | Review
    | Reopen
    | Cancel
    | Logout
    | ClearFault
    | Resolve
    | Reconcile
    | AskPrescriber
    | LeaveNote
)
LinkRequest = Document | NextEvents | MarkSent | LinkChanged
CameraRequest = Scanned | CameraState
PrinterRequest = WaitingLabels | LabelPrinted
AdminRequest = GetState | GetEvents | GetEvent | GetRejected | ResolveRejected | ResendRejected | ImportOrders
AnyRequest = Hello | Ping | UiRequest | LinkRequest | CameraRequest | PrinterRequest | AdminRequest
