"""What can happen: scans and taps, answers to effects, reports of the drawers, changes of the chart."""

from msgspec import Struct

from cart_agent.core.followup import FollowUp
from cart_agent.core.identify import DrugPack, Wristband
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


class Reopened(Event, frozen=True, kw_only=True):
    """The drawer is asked for again."""


class Cancelled(Event, frozen=True, kw_only=True):
    """Leave the dose, or the patient when no dose is in hand."""


class LoggedOut(Event, frozen=True, kw_only=True):
    """The person leaves, or was idle for too long (`idle`)."""

    idle: bool = False


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


class Checked(Event, frozen=True, kw_only=True):
    """Answer of a gate about the dose `key`. The release gate names the order, its version and the drawer."""

    gate: Gate
    key: str
    verdict: Verdict
    order_id: str = ""
    order_version: str = ""
    drawer: int | None = None


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
