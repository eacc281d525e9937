"""Where the nurse is in the round."""

from datetime import datetime

from msgspec import Struct

from cart_agent.api.views.patient import DoseView, PatientView
from cart_agent.api.views.words import Texts


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


class SecondRow(Struct, frozen=True, kw_only=True):
    """One field of a citizen or insurance card beside the chart's; `field` is number, name, birth or sex."""

    field: str
    card: str
    chart: str
    """Empty: the hospital does not say."""
    match: str
    """same, different or unsure."""


class SecondView(Struct, frozen=True, kw_only=True):
    """The card scanned last beside the chart of the open patient, or of the one whose card it is."""

    kind: str
    """citizen-card or insurance-card."""
    match: str
    """same, different or unsure."""
    text: Texts
    reading: int
    """Counts the cards that were scanned: the same card again is another reading."""
    found: str
    """No patient is open: the encounter whose card it is. Without a wristband it takes a second person."""
    rows: tuple[SecondRow, ...]


class ScannedView(Struct, frozen=True, kw_only=True):
    """What the last pack scan said, beside what was ordered."""

    name: str
    strength: str
    form: Texts
    """Such as `viên nén`; empty where the product or its form is not known."""
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


class DoubtView(Struct, frozen=True, kw_only=True):
    """Another person left this dose, and no record says what became of it."""

    text: Texts
    next: Texts
    """What to do before one answers."""


class SessionView(Struct, frozen=True, kw_only=True):
    """Where the nurse is in the round. `state` names a state of `core.session`."""

    revision: int
    """Counts every change. A request carries the revision it was tapped on; an older one is refused."""
    state: str
    person: PersonView | None = None
    candidate: str = ""
    """Name of the person whose PIN is awaited."""
    signing: Texts = {}
    """What is signed: a break-glass, a waste or a count; empty texts for nothing."""
    patient: PatientView | None = None
    dose: DoseView | None = None
    diluent: str = ""
    """What the drug in hand is diluted with, once that was scanned."""
    drawer: int | None = None
    drawer_state: str = ""
    verdict: VerdictView | None = None
    scanned: ScannedView | None = None
    doubt: DoubtView | None = None
    """State `doubt`: why the dose in hand may have been given."""
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
    undo_waste_reasons: tuple[OutcomeChoice, ...] = ()
    """Why a record of waste is taken back."""
    blind_units: tuple[OutcomeChoice, ...] = ()
    """State `blind`: the units in which the witness may say the dose."""
    to_count: "CountDueView | None" = None
    controlled: tuple["ControlledView", ...] = ()
    """What is counted when the shift changes."""


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
