"""What can happen: scans and taps, answers to effects, reports of the drawers, changes of the chart."""

from msgspec import Struct

from cart_agent.core.followup import FollowUp
from cart_agent.core.identify import DrugPack, Wristband
from cart_agent.core.ledger import Entry
from cart_agent.core.ordered import Ordered
from cart_agent.core.override import Grant
from cart_agent.core.session.state import Amount, Person
from cart_agent.core.verdict import Gate, Verdict


class Event(Struct, frozen=True, kw_only=True):
    """Base of all events."""


class BadgeRead(Event, frozen=True, kw_only=True):
    """A badge of the staff list."""

    person: Person


class WristbandRead(Event, frozen=True, kw_only=True):
    """A wristband; `encounter_id` is the open patient's when it is hers, else empty until looked up."""

    wristband: Wristband
    encounter_id: str


class PackRead(Event, frozen=True, kw_only=True):
    """A drug's code."""

    pack: DrugPack


class LockedDown(Event, frozen=True, kw_only=True):
    """The hospital shuts all drawers; `command` is the id of its command."""

    command: str


class LockdownReleased(Event, frozen=True, kw_only=True):
    """The hospital ends its lock-down."""

    command: str


class LabelRead(Event, frozen=True, kw_only=True):
    """The label of a prepared syringe or infusion: for whom and which dose it was made, of what."""

    number: str
    encounter_id: str
    key: str
    packs: tuple[DrugPack, ...]


class PrepareChosen(Event, frozen=True, kw_only=True):
    """A dose is to be made ready before it is given: the one in hand, or `key`."""

    key: str


class LabelAsked(Event, frozen=True, kw_only=True):
    """Drug and diluent are mixed and filled up to `volume`.

    `drug` is what was drawn up, where the order names a rate alone.
    """

    volume: Amount
    drug: Amount | None = None


class LabelMade(Event, frozen=True, kw_only=True):
    """Answer to `CommitLabel`: it is on disk; `next_key` is the next due dose of the patient or empty."""

    number: str
    next_key: str


class LabelRefused(Event, frozen=True, kw_only=True):
    """Answer to `CommitLabel`: nothing was written; `problem` is a key of the agent's lines."""

    problem: str


class EntryMade(Event, frozen=True, kw_only=True):
    """A waste, or a count that no dose asked for, is to be written down."""

    entry: Entry


class Counted(Event, frozen=True, kw_only=True):
    """How many pieces are in the drawer that is to be counted."""

    value: int


class EntryAnswered(Event, frozen=True, kw_only=True):
    """Answer to `CommitEntry`: on disk, or a `problem` (a key of the agent's lines), `second-signature` for
    one."""

    problem: str = ""


class PinEntered(Event, frozen=True, kw_only=True):
    """The PIN for the badge read last."""

    pin: str


class DoseChosen(Event, frozen=True, kw_only=True):
    """Another dose of the open patient. PRN doses carry reason and score."""

    key: str
    reason: str = ""
    score: int | None = None


class Confirmed(Event, frozen=True, kw_only=True):
    """A coded reason for going on despite findings of severity CONFIRM."""

    reason: str


class Given(Event, frozen=True, kw_only=True):
    """The patient took it; without an amount, all of it."""

    amount: Amount | None = None
    reason: str = ""


class WasNotGiven(Event, frozen=True, kw_only=True):
    """Held, refused or not available, for a coded reason."""

    outcome: str
    reason: str
    note: str = ""


class UnableToScan(Event, frozen=True, kw_only=True):
    """The awaited code can not be scanned, for a coded reason; `encounter_id` where it is a wristband."""

    reason: str
    encounter_id: str = ""


class FollowedUp(Event, frozen=True, kw_only=True):
    """Something is said about a dose of the open patient that is on record."""

    follow_up: FollowUp


class FollowUpAnswered(Event, frozen=True, kw_only=True):
    """Answer to `CommitFollowUp`; with a `problem` (a key of the agent's lines) nothing was written."""

    problem: str = ""


class OverrideAsked(Event, frozen=True, kw_only=True):
    """Go on despite the STOP in sight, for a coded reason."""

    reason: str


class GlassAsked(Event, frozen=True, kw_only=True):
    """Break the glass: open an emergency drawer without an order, for a coded reason.

    `encounter_id` where the patient was chosen from the list.
    """

    drawer: int
    reason: str
    encounter_id: str = ""


class OverrideAnswered(Event, frozen=True, kw_only=True):
    """Answer to `CommitOverride`: the grant on record, or a `problem` (a key of the agent's lines)."""

    grant: Grant | None = None
    problem: str = ""


class OverrideExpired(Event, frozen=True, kw_only=True):
    """The time of the override or break-glass has passed."""


class TakenGiven(Event, frozen=True, kw_only=True):
    """The patient got what was scanned in a break-glass; an amount where it was only one pack."""

    amount: Amount | None = None


class TakenAnswered(Event, frozen=True, kw_only=True):
    """Answer to `CommitTaken`; with a `problem` nothing was written."""

    problem: str = ""


class Reopened(Event, frozen=True, kw_only=True):
    """The drawer is asked for again."""


class Cancelled(Event, frozen=True, kw_only=True):
    """Leave the dose, or the patient when no dose is in hand."""


class LoggedOut(Event, frozen=True, kw_only=True):
    """The person leaves, or the cart ends her time (`idle`): too long without a tap, or for `why`."""

    idle: bool = False
    why: str = ""
    """Why she may no longer work here: expired, offline or not-allowed."""


class FaultCleared(Event, frozen=True, kw_only=True):
    """A person looked at the drawers."""

    reason: str


class PinChecked(Event, frozen=True, kw_only=True):
    """Answer to `CheckPin`; `problem` is empty, or wrong, locked-out, expired or not-allowed."""

    person: Person
    problem: str = ""


class PatientFound(Event, frozen=True, kw_only=True):
    """Answer to `OpenPatient`; `next_key` is the dose to begin with, empty when none is due."""

    encounter_id: str
    wristband: Wristband | None
    """None: it could not be scanned."""
    next_key: str


class PatientRefused(Event, frozen=True, kw_only=True):
    """Answer to `OpenPatient`: no chart, closed, not readable. `encounter_id` where the patient is known."""

    verdict: Verdict
    encounter_id: str = ""
    wristband: Wristband | None = None


class Checked(Event, frozen=True, kw_only=True):
    """Answer of a gate about the dose `key`. The release gate names the order, its version and the drawer."""

    gate: Gate
    key: str
    verdict: Verdict
    order_id: str = ""
    order_version: str = ""
    ordered: Ordered | None = None
    """What the order said, at release."""
    drawer: int | None = None
    to_count: str = ""
    """The controlled drug that is counted with this dose; the formulary's id."""
    waiting_label: str = ""
    """The label that was made for this dose and not used yet."""


class IntentCommitted(Event, frozen=True, kw_only=True):
    """The intent to open is on disk."""


class RecordCommitted(Event, frozen=True, kw_only=True):
    """The outcome is on disk with its outbox row; `next_key` is the next due dose of the patient or empty."""

    next_key: str


class CommitFailed(Event, frozen=True, kw_only=True):
    """Nothing was written (disk full, damaged store)."""

    problem: str


class Unlocked(Event, frozen=True, kw_only=True):
    """The drawer unit's answer to `Unlock`."""

    drawer: int
    ok: bool
    reason: str = ""


class DrawerMoved(Event, frozen=True, kw_only=True):
    """A drawer was sensed open or not open."""

    drawer: int
    is_open: bool


class DrawerAlarmed(Event, frozen=True, kw_only=True):
    """forced-open, wrong-drawer, tamper, never-opened or open-too-long."""

    kind: str
    drawer: int
    detail: str = ""


class ChartChanged(Event, frozen=True, kw_only=True):
    """The open patient's chart, the formulary or the policy has a newer version."""
