"""What the agent is asked to do. It runs each and feeds the answer back as an event."""

from typing import Literal

from msgspec import Struct

from cart_agent.core.followup import FollowUp
from cart_agent.core.identify import Wristband
from cart_agent.core.ledger import Entry
from cart_agent.core.session.state import Amount, Asked, DoseInHand, Fault, Glass, Person
from cart_agent.core.verdict import Gate


class Effect(Struct, frozen=True, kw_only=True):
    """Base of all effects."""


class CheckPin(Effect, frozen=True, kw_only=True):
    """Answered by PinChecked. `witness_for` is the giver's id when a witness is being checked."""

    person: Person
    pin: str
    witness_for: str = ""


class OpenPatient(Effect, frozen=True, kw_only=True):
    """Answered by PatientFound or PatientRefused. Without a wristband `encounter_id` says who it is."""

    wristband: Wristband | None
    encounter_id: str = ""


class Ask(Effect, frozen=True, kw_only=True):
    """Ask a gate about a dose; answered by Checked."""

    gate: Gate
    key: str


class CommitIntent(Effect, frozen=True, kw_only=True):
    """Record who is about to open which drawer, despite what; answered by IntentCommitted or CommitFailed."""

    dose: DoseInHand
    purpose: Literal["release", "put-back"] = "release"


class CommitRecord(Effect, frozen=True, kw_only=True):
    """Record given, held, refused or not-available; answered by RecordCommitted or CommitFailed."""

    dose: DoseInHand
    outcome: str
    reason: str = ""
    note: str = ""


class CommitFollowUp(Effect, frozen=True, kw_only=True):
    """Record what is said about an earlier dose of the open patient; answered by FollowUpAnswered."""

    follow_up: FollowUp


class CommitOverride(Effect, frozen=True, kw_only=True):
    """Judge and record an override by who is logged in, before any drawer; answered by OverrideAnswered."""

    asked: Asked


class CommitTaken(Effect, frozen=True, kw_only=True):
    """Record what was taken out in a break-glass as given; answered by TakenAnswered.

    `amount` only for a single pack; without it, the whole pack.
    """

    glass: Glass
    amount: Amount | None = None


class CommitLabel(Effect, frozen=True, kw_only=True):
    """Compute and record what was made ready; answered by LabelMade or LabelRefused."""

    dose: DoseInHand
    volume: Amount
    drug: Amount | None = None


class CommitEntry(Effect, frozen=True, kw_only=True):
    """Record a waste or a count; answered by EntryAnswered. `witness` has signed beside the person."""

    entry: Entry
    witness: Person | None = None


class Unlock(Effect, frozen=True, kw_only=True):
    """Answered by Unlocked."""

    drawer: int


class Lock(Effect, frozen=True, kw_only=True):
    """Withdraw an unlock; no answer."""

    drawer: int


class Note(Effect, frozen=True, kw_only=True):
    """Record a fact that is not a dose: login, logout, refused, left, fault, fault-cleared; no answer.

    `by`, `dose` and `encounter_id` say whom it concerns where the session itself no longer does.
    """

    kind: str
    about: dict[str, str] = {}
    fault: Fault | None = None
    by: Person | None = None
    dose: DoseInHand | None = None
    encounter_id: str = ""


class Tell(Effect, frozen=True, kw_only=True):
    """One line to the nurse: a key of the agent's message table."""

    message: str
    good: bool = False
    facts: dict[str, str] = {}
