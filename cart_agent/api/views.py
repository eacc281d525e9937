"""What a screen shows. Each struct is complete in itself: a client replaces the old one, it never merges."""

from datetime import datetime

from msgspec import Struct

Texts = dict[str, str]
"""One sentence by language: `{"vi": ..., "en": ...}`. Plain text, never markup."""


class PersonView(Struct, frozen=True, kw_only=True):
    """Who is logged in."""

    id: str
    name: str
    roles: tuple[str, ...]


class FindingView(Struct, frozen=True, kw_only=True):
    """One finding with its sentence and its next step."""

    code: str
    severity: str
    text: Texts
    next: Texts


class VerdictView(Struct, frozen=True, kw_only=True):
    """The answer of a gate; `gate` is release, verify or give."""

    gate: str
    severity: str
    findings: tuple[FindingView, ...]


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
    route: Texts
    route_code: str = ""
    """The contract's code of the route, such as `oral`; the give button takes its verb from it."""
    due: datetime | None
    """Aware UTC; None for PRN."""
    due_label: str
    """Ward's local time such as `08:00`; empty for PRN."""
    status: str
    """overdue, due, upcoming, prn, given, not-given or blocked."""
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
    by: str
    followed: tuple[str, ...] = ()
    """What was said about it since, such as `lost`."""
    follow_ups: tuple[str, ...] = ()
    """What may be said about it now, by who is logged in."""


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
    prepared: tuple["PreparedView", ...] = ()
    """What is made ready for the patient and not given yet."""
    notes: tuple[Texts, ...] = ()
    """What others want to be known about the patient, and questions to the prescriber that wait."""


class SecondRow(Struct, frozen=True, kw_only=True):
    """One field of a citizen or insurance card beside the chart's; `field` is number, name, birth or sex."""

    field: str
    card: str
    chart: str
    """Empty: the hospital does not say."""
    match: str
    """same, different or unsure."""


class SecondView(Struct, frozen=True, kw_only=True):
    """The card scanned last as a second identifier of the open patient. It opens nothing."""

    kind: str
    """citizen-card or insurance-card."""
    match: str
    """same, different or unsure."""
    text: Texts
    rows: tuple[SecondRow, ...]


class ScannedView(Struct, frozen=True, kw_only=True):
    """What the last pack scan said, beside what was ordered."""

    name: str
    strength: str
    form: str
    lot: str
    expiry: str
    """`2027-03-31` or empty."""
    count: Texts
    """How many of these make the dose, such as `1 viên`; empty texts when none does."""


class AmountView(Struct, frozen=True, kw_only=True):
    """A part of the dose in hand, sent back in `Give`."""

    value: str
    """Decimal number."""
    unit: str
    text: Texts


class OutcomeChoice(Struct, frozen=True, kw_only=True):
    """One coded reason that may be tapped."""

    code: str
    text: Texts
    outcome: str = ""
    """Of a dose not given: held, refused or not-available, sent back in `NotGiven`."""


class TakenView(Struct, frozen=True, kw_only=True):
    """One pack that was taken out of an emergency drawer and not said to be given yet."""

    name: str
    strength: str
    lot: str
    expiry: str
    """`2027-03-31` or empty."""
    caution: Texts | None = None
    """What is wrong with it, such as expired; nothing is refused here."""


class GlassView(Struct, frozen=True, kw_only=True):
    """A break-glass that goes on."""

    drawer: int
    encounter_id: str
    """Empty: the cart does not know whose it is."""
    since: datetime
    minutes: int
    """How long it holds from `since`."""
    over: bool
    """Its time has passed; what was taken can still be recorded."""
    given: int
    """Packs recorded as given."""
    taken: tuple[TakenView, ...]


class SessionView(Struct, frozen=True, kw_only=True):
    """Where the nurse is in the round. `state` names a state of `core.session`."""

    revision: int
    """Counts every change. A request carries the revision it was tapped on; an older one is refused."""
    state: str
    person: PersonView | None = None
    patient: PatientView | None = None
    dose: DoseView | None = None
    drawer: int | None = None
    drawer_state: str = ""
    verdict: VerdictView | None = None
    scanned: ScannedView | None = None
    second: SecondView | None = None
    notice: Texts | None = None
    """One line about the last thing that happened (a code that did not fit here, a PIN that was wrong)."""
    notice_good: bool = False
    actions: tuple[str, ...] = ()
    """The requests that are possible now: names of the structs in `requests`."""
    confirm_reasons: tuple[OutcomeChoice, ...] = ()
    """Reasons for going on despite the findings shown."""
    not_given_reasons: tuple[OutcomeChoice, ...] = ()
    partial_reasons: tuple[OutcomeChoice, ...] = ()
    parts: tuple[AmountView, ...] = ()
    """Usual parts of the dose in hand, the largest first."""
    drawn_unit: str = ""
    """MIX: the unit in which to say how much of the drug was drawn up; empty: the cart knows."""
    prescriber_questions: tuple[OutcomeChoice, ...] = ()
    note_choices: tuple[OutcomeChoice, ...] = ()
    prn_reasons: tuple[OutcomeChoice, ...] = ()
    clear_reasons: tuple[OutcomeChoice, ...] = ()
    """Reasons for clearing a fault."""
    resolve_reasons: tuple[OutcomeChoice, ...] = ()
    """Reasons for closing an open item; `outcome` names the kind of item where it fits only that."""
    unable_reasons: tuple[OutcomeChoice, ...] = ()
    """Why a code can not be scanned; `outcome` is drug or wristband where it fits only one of them."""
    glass: GlassView | None = None
    glass_drawers: tuple[int, ...] = ()
    """Emergency drawers that who is logged in may open with `BreakGlass`."""
    override_reasons: dict[str, tuple[OutcomeChoice, ...]] = {}
    """Reasons for `override` and `break-glass`, conclusions for `review`, by the tap."""
    rejected: tuple["RejectedView", ...] = ()
    """The first of the list that who is logged in may work off with `Reconcile`."""
    reconcile_reasons: tuple[OutcomeChoice, ...] = ()
    """The ways to settle one of them."""
    follow_up_reasons: dict[str, tuple[OutcomeChoice, ...]] = {}
    """Reasons by the kind of the follow-up."""
    waste_reasons: tuple[OutcomeChoice, ...] = ()
    """Why something was thrown away."""
    to_count: "CountDueView | None" = None
    controlled: tuple["ControlledView", ...] = ()
    """What is counted when the shift changes."""


class DrawerView(Struct, frozen=True, kw_only=True):
    """One drawer; `state` is of `drivers.interfaces.DrawerState`."""

    number: int
    state: str


class DeviceView(Struct, frozen=True, kw_only=True):
    """One device; `state` is connecting, ready, faulty or read-only."""

    name: str
    state: str
    detail: str
    good: int = 0
    """Of a scanner, since the agent's start: codes that were read."""
    unreadable: int = 0
    """Codes that were refused, with their reason on record."""
    suspect: int = 0
    """Codes that may hide something (a lost separator); nothing is decided on them."""


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
    printing: str = ""
    """waiting, printed or not-printed; empty: this cart has no printer for it."""


class ControlledView(Struct, frozen=True, kw_only=True):
    """One controlled drug in one drawer. How many there should be is told to nobody who counts."""

    drawer: int
    product: str
    """The formulary's id; sent back in `HandOver`."""
    name: str


class CountDueView(Struct, frozen=True, kw_only=True):
    """The count that the round waits for (state `count`); `phase` is opening or closing."""

    drawer: int
    name: str
    phase: str


class OpenItemView(Struct, frozen=True, kw_only=True):
    """Something a person still has to resolve, such as a drawer opened without an outcome."""

    id: str
    text: Texts
    since: datetime
    kind: str = ""
    """Such as no-outcome, fault, override-dose, override-break-glass."""
    by: str = ""
    """Staff id of who did it, where somebody else has to review it."""
    review_by: datetime | None = None
    """Until when it must be reviewed; None: `Resolve` closes it, without a review."""
    overdue: bool = False


class RejectedView(Struct, frozen=True, kw_only=True):
    """An event that the hospital refused and a person has to work off."""

    seq: int
    event_id: str
    kind: str
    """EventKind of the contract."""
    code: str
    """The hospital's word for why; `text` its sentence."""
    text: str
    rejected_at: datetime
    about: Texts = {}
    """What it is about, for people: bed, patient, drug, time. Empty for the administrator's console."""


class StatusView(Struct, frozen=True, kw_only=True):
    """The strip that is always visible."""

    cart: str
    ward: str
    zone: str
    simulated: bool
    now: datetime
    """The agent's time when this was made, aware UTC; a screen counts on from it."""
    link: str
    """connected, connecting, disconnected or refused."""
    hospital: str
    """ready, lost or unknown, as `host/state` says."""
    manifest_age_minutes: int | None
    complete: bool = False
    """Every chart that the newest manifests name is here, in the named version."""
    clock_synced: bool
    unsettled: int
    rejected: int
    drawers: tuple[DrawerView, ...] = ()
    devices: tuple[DeviceView, ...] = ()
    open_items: tuple[OpenItemView, ...] = ()
    alarms: tuple[Texts, ...] = ()
    disk_full: bool = False


class RoundView(Struct, frozen=True, kw_only=True):
    """The round list, late critical first."""

    patients: tuple[PatientLine, ...] = ()
    given: int = 0
    total: int = 0


class DocumentView(Struct, frozen=True, kw_only=True):
    """One document of the hospital that is in force on this cart."""

    topic: str
    version: int | None
    """None: a manifest, which counts by epoch and seq, or a message that could not be read."""
    sha256: str
    """Of its exact bytes, in hexadecimal."""
    received_at: datetime
    reason: str = ""
    """Why it could not be read; empty: it was."""
