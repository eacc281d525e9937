"""Answers to effects: what came of what the round asked for."""

from cart_agent.core.identify import Wristband
from cart_agent.core.ordered import Ordered
from cart_agent.core.override import Grant
from cart_agent.core.quantity import DoseRange
from cart_agent.core.session.events.base import Event
from cart_agent.core.session.state import Doubt, Person
from cart_agent.core.verdict import Gate, Verdict


class LabelMade(Event, frozen=True, kw_only=True):
    """Answer to `CommitLabel`: it is on disk; `next_key` is the next due dose of the patient or empty."""

    number: str
    next_key: str


class LabelRefused(Event, frozen=True, kw_only=True):
    """Answer to `CommitLabel`: nothing was written; `problem` is a key of the agent's lines."""

    problem: str


class EntryAnswered(Event, frozen=True, kw_only=True):
    """Answer to `CommitEntry`: on disk, or a `problem` (a key of the agent's lines), `second-signature` for
    one."""

    problem: str = ""
    put_back: int | None = None
    """The drawer into which a person has to put back what was not thrown away after all."""
    rest: bool = False
    """Of the closing count: a rest of the drug is left, to be thrown away before a witness."""


class FollowUpAnswered(Event, frozen=True, kw_only=True):
    """Answer to `CommitFollowUp`; with a `problem` (a key of the agent's lines) nothing was written."""

    problem: str = ""


class OverrideAnswered(Event, frozen=True, kw_only=True):
    """Answer to `CommitOverride`: the grant on record, or a `problem` (a key of the agent's lines)."""

    grant: Grant | None = None
    problem: str = ""


class TakenAnswered(Event, frozen=True, kw_only=True):
    """Answer to `CommitTaken`; with a `problem` nothing was written."""

    problem: str = ""


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
    doubt: Doubt | None = None
    """At release: why the dose may have been given, though no record says so."""
    blind: DoseRange | None = None
    """What a witness of it must enter without having seen it."""


class IntentCommitted(Event, frozen=True, kw_only=True):
    """The intent to open is on disk."""


class RecordCommitted(Event, frozen=True, kw_only=True):
    """The outcome is on disk with its outbox row; `next_key` is the next due dose of the patient or empty."""

    next_key: str
    asked_pharmacy: bool = False
    """The drug was not there: pharmacy is asked for it."""
    rest: bool = False
    """A rest of a controlled drug is left: she is told to throw it away before a witness."""


class CommitFailed(Event, frozen=True, kw_only=True):
    """Nothing was written (disk full, damaged store)."""

    problem: str


class Unlocked(Event, frozen=True, kw_only=True):
    """The drawer unit's answer to `Unlock`."""

    drawer: int
    ok: bool
    reason: str = ""
