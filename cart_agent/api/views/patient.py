"""The round's list, and the patient whose wristband was scanned."""

from datetime import datetime

from msgspec import Struct

from cart_agent.api.views.words import Texts


class DoseView(Struct, frozen=True, kw_only=True):
    """One dose on a list: what, how much, by which way, when."""

    key: str
    """Stable name of order and dose time; sent back in `ChooseDose`."""
    order_id: str
    generic: str
    brand: str
    strength: str
    amount: Texts
    """Such as `500 mg` or `8 đơn vị`."""
    rate: Texts = {}
    """How fast, such as `100 mL/giờ`; empty texts where the order does not say, or says nothing else."""
    instruction: str = ""
    """What the prescriber wrote beside it, in the hospital's words."""
    route: Texts
    route_code: str = ""
    """The contract's code of the route, such as `oral`; the give button takes its verb from it."""
    due: datetime | None
    """Aware UTC; None for PRN."""
    due_label: str
    """Ward's local time such as `08:00`; empty for PRN."""
    day: Texts = {}
    """Which day `due_label` is of, where that is not today, such as `hôm qua`."""
    status: str
    """overdue, due, upcoming, prn, given, not-given or blocked; of a dose that goes on, running or paused."""
    record: str = ""
    """Id of the record that answers it; empty for none, or for one of another system."""
    part: Texts = {}
    """Of a dose that was given: how much, where that is less than its order says."""
    critical: bool
    flags: tuple[str, ...] = ()
    """high-alert, narcotic, psychotropic, precursor, look-alike, prn, stat, unreadable."""
    drawer: int | None = None
    prn_reason: str = ""
    """Coded reason that the order itself names; empty: the nurse is asked for it."""
    problem: Texts | None = None
    """Why this order cannot be given here (not readable, no drawer)."""


class PatientLine(Struct, frozen=True, kw_only=True):
    """One patient of the round. `due`, `overdue`, `upcoming` and `done` count doses of this round."""

    encounter_id: str
    bed: str
    name: str
    overdue: int
    due: int
    upcoming: int
    done: int
    critical: bool
    next_label: str
    first_due: datetime | None = None
    """Of the doses that are still to be given, the one due first; aware UTC."""
    running: int = 0
    """Infusions that run and patches that are on, also of orders that have ended."""
    effects_due: int = 0
    """Doses as needed of which it is time to say whether they helped."""
    problem: Texts | None = None
    """Why this patient's drawers stay shut (chart not readable, closed)."""


class RecordView(Struct, frozen=True, kw_only=True):
    """One dose on record, newest first in its list."""

    id: str
    """Sent back in `FollowUp`."""
    order_id: str
    name: str
    amount: Texts
    """What was given; empty texts when nothing was."""
    unit: str = ""
    """UCUM unit of the amount, for saying a part of it."""
    status: str
    """FHIR: completed, not-done, entered-in-error, in-progress, on-hold, stopped."""
    at: datetime
    label: str
    """Ward's local time such as `08:04`."""
    day: Texts = {}
    """Which day `label` is of, where that is not today, such as `hôm qua`."""
    by: str
    followed: tuple[str, ...] = ()
    """What was said about it since, such as `lost`."""
    follow_ups: tuple[str, ...] = ()
    """What may be said about it now, by who is logged in."""
    rest: bool = False
    """A controlled drug that was not given in whole pieces, of which no waste is on record yet."""


class WasteView(Struct, frozen=True, kw_only=True):
    """One record of waste, newest first in its list."""

    id: str
    """Sent back in `UndoWaste`."""
    name: str
    amount: Texts
    """Empty texts: one whole pack."""
    record: str = ""
    """Of the rest of a dose: the id of the dose's record."""
    at: datetime
    label: str
    """Ward's local time such as `08:04`."""
    day: Texts = {}
    """Which day `label` is of, where that is not today, such as `hôm qua`."""
    by: str
    witness: str
    undone: bool = False
    may_undo: bool = False
    """By who is logged in."""


class PatientView(Struct, frozen=True, kw_only=True):
    """The patient whose wristband was scanned."""

    encounter_id: str
    bed: str
    name: str
    birth_date: str
    """As the hospital's record has it, `1954-03-12`."""
    sex: str
    number: str
    """Hospital number (mrn)."""
    allergies: tuple[str, ...]
    """Empty means none recorded."""
    doses: tuple[DoseView, ...]
    records: tuple[RecordView, ...] = ()
    """What this cart recorded for the patient lately."""
    wastes: tuple[WasteView, ...] = ()
    """What was thrown away of the patient's drugs lately."""
    prepared: tuple["PreparedView", ...] = ()
    """What is made ready for the patient and not given yet."""
    notes: tuple[Texts, ...] = ()
    """What others want to be known about the patient, and questions to the prescriber that wait."""


class PreparedView(Struct, frozen=True, kw_only=True):
    """One label of a prepared syringe or infusion: what is printed on it, or written by hand."""

    number: str
    """Also what its code holds."""
    encounter_id: str
    order_id: str
    patient: str
    birth_date: str
    bed: str
    lines: dict[str, Texts]
    """drug, diluent, volume, concentration, rate; empty texts where there is none."""
    made: datetime
    made_label: str
    """Ward's local time such as `08:04 02/03`."""
    expires: datetime
    """Not to be begun later."""
    expires_label: str
    preparer: str
    witness: str
    cart: str = ""
    """The cart that made it, and the only one that gives it."""
    printing: str = ""
    """waiting, printed or not-printed; empty: this cart has no printer for it."""


class RoundView(Struct, frozen=True, kw_only=True):
    """The round list, late critical first."""

    patients: tuple[PatientLine, ...] = ()
    given: int = 0
    total: int = 0
