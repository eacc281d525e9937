"""Ward policy: what a hospital's pharmacist and head nurse may set. Data only; the defaults are the
documented ones.

Field names in the JSON are the camel-case forms of these. Every number is checked when it is read: a
policy may tighten any rule, and loosen only within the limits written here (`Meta`).
"""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal, get_args

import msgspec
from msgspec import Meta, Struct

Minutes = Annotated[int, Meta(ge=0)]
Clock = Annotated[str, Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
DrugClass = Literal["high-alert", "narcotic", "psychotropic", "precursor"]
DRUG_CLASSES = get_args(DrugClass)
ControlledClass = Literal["narcotic", "psychotropic", "precursor"]
GiverRole = Literal["nurse", "charge-nurse"]
OverridableCode = Literal["TOO_EARLY", "LATE", "PRN_TOO_SOON", "HOLD_PARAMETER"]
"""What a prescriber can settle at the bedside. Identity, order, drug, dose, maximum, allergy and "already
given" are not among them: those need another order, not courage."""


class _Data(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """An unknown key is refused: a rule that the cart does not know must not be thought to hold."""


class WindowPolicy(_Data, frozen=True, kw_only=True):
    """Half widths of the time windows (ISMP Acute Care Guidelines for Timely Administration, 2011)."""

    time_critical_minutes: Annotated[int, Meta(ge=0, le=30)] = 30
    frequent_percent: Annotated[int, Meta(ge=0, le=25)] = 25
    """Drugs more often than every 4 h: this share of the interval."""
    several_daily_minutes: Annotated[int, Meta(ge=0, le=60)] = 60
    """More than daily, up to every 4 h."""
    daily_minutes: Annotated[int, Meta(ge=0, le=120)] = 120
    """Daily, weekly, monthly."""


class StalePolicy(_Data, frozen=True, kw_only=True):
    """What a chart's age means, in minutes since the last verified manifest. The hospital may set these
    freely."""

    confirm_minutes: Minutes = 30
    witness_minutes: Minutes = 120
    """High-alert drugs need a second person from this age."""
    downtime_minutes: Minutes = 720
    """From here the ward works as in a downtime."""


class OverridePolicy(_Data, frozen=True, kw_only=True):
    """Who may go on despite a STOP or break the glass, where, and how long. The default lists nothing, so
    nobody can: a ward lists what it wants, within what the program allows at all (`core.override`).

    Sources: ISMP Guidelines for the Safe Use of Automated Dispensing Cabinets (2019), override list; Joint
    Commission MM.05.01.01 (review of what was taken without a pharmacist's check).
    """

    roles: frozenset[GiverRole] = frozenset({"charge-nurse"})
    """Who may give a dose that the release gate stopped."""
    people: frozenset[str] = frozenset()
    """When present, of those roles only these people, by staff id; for break-glass too."""
    findings: frozenset[OverridableCode] = frozenset()
    """Which findings of the release gate can be overridden."""
    classes: frozenset[DrugClass] = frozenset()
    """High-alert and controlled drugs are given despite a STOP only where their class is listed here."""
    break_glass_roles: frozenset[GiverRole] = frozenset({"nurse", "charge-nurse"})
    """Who may open an emergency drawer without an order."""
    drawers: frozenset[Annotated[int, Meta(ge=1)]] = frozenset()
    """The emergency drawers, by their number."""
    break_glass_classes: frozenset[DrugClass] = frozenset(DRUG_CLASSES)
    """A drawer that holds a drug of a class not listed here is no emergency drawer, nor is one with a drug
    that the cart does not know. The default keeps out nothing: the drawers themselves are listed."""
    minutes: Annotated[int, Meta(ge=1, le=15)] = 15
    """How long either holds."""
    review_hours: Annotated[int, Meta(ge=1, le=24)] = 24
    """Within which somebody else must have reviewed it."""


class CrossReaction(_Data, frozen=True, kw_only=True):
    """An allergy to anything below one of the ATC codes in `group` speaks against everything below all of
    them."""

    name: str
    group: tuple[str, ...]


class IngredientLimit(_Data, frozen=True, kw_only=True):
    """Most of one ingredient that a patient of this ward may get in a rolling period, over all orders."""

    ingredient: str
    """`urn:mc:ingredient` code."""
    value: Decimal
    unit: str
    hours: Annotated[int, Meta(ge=1, le=8784)] = 24


CROSS_REACTIONS = (
    CrossReaction(name="beta-lactam", group=("J01C", "J01DB", "J01DC", "J01DD", "J01DE", "J01DH", "J01DI")),
    CrossReaction(name="sulfonamide", group=("J01EB", "J01EC", "J01ED", "J01EE")),
    CrossReaction(name="nsaid", group=("M01A", "M01B", "N02BA", "B01AC06", "B01AC56")),
)
"""Penicillins with cephalosporins and carbapenems; antibacterial sulfonamides; NSAIDs with salicylates,
also with aspirin against clots, which has an ATC code of its own."""

CRITICAL_ATC = ("J01", "J02", "J04", "J05", "B01A", "A10A", "C01CA", "N04")
"""NPSA/2010/RRR009: anti-infectives, anticoagulants, insulin, resuscitation drugs, Parkinson's drugs."""

DILUENT_ATC = ("V07AB", "B05BA03", "B05BB01", "B05BB02", "B05CB01", "B05XA03")
"""Water for injections; glucose; electrolytes with and without carbohydrates; sodium chloride. Of B05XA03
only what is ready to run in: its concentrates are additives (`core.rules.label`)."""

WHEN_TIMES = {
    "MORN": "08:00",
    "NOON": "12:00",
    "AFT": "14:00",
    "EVE": "18:00",
    "NIGHT": "22:00",
    "HS": "21:00",
    "WAKE": "06:00",
    "ACM": "06:30",
    "CM": "07:00",
    "PCM": "07:30",
    "ACD": "11:00",
    "CD": "11:30",
    "PCD": "12:00",
    "ACV": "17:00",
    "CV": "17:30",
    "PCV": "18:00",
}
"""At which clock time a ward does what FHIR's EventTiming codes name."""


class Policy(_Data, frozen=True, kw_only=True):
    """One ward's rules."""

    version: Annotated[int, Meta(ge=0, le=2**53 - 1)] = 0
    """0: the built-in default."""
    not_after: datetime | None = None
    """The document is not to be used later than this."""
    site: str = ""
    """When present, the only hospital that it is for."""
    ward: str = ""
    """When present, the only ward that it is for."""
    windows: WindowPolicy = WindowPolicy()
    stale: StalePolicy = StalePolicy()
    override: OverridePolicy = OverridePolicy()
    witness_classes: frozenset[str] = frozenset(DRUG_CLASSES)
    """Drug classes that need a second person."""
    blind_dose_classes: frozenset[str] = frozenset({"narcotic"})
    """Classes whose witness enters the dose without seeing it."""
    count_classes: frozenset[ControlledClass] = frozenset({"narcotic", "psychotropic", "precursor"})
    """Classes of controlled drugs that are counted blind when their drawer opens and after."""
    expires_soon_days: Annotated[int, Meta(ge=0)] = 7
    duplicate_minutes: Annotated[int, Meta(ge=120, le=43_200)] = 120
    """Same ingredient under another order within this time."""
    require_pharmacist_verification: bool = False
    """Give nothing that a pharmacist has not verified (docs/decisions/060-pharmacist-verification.md)."""
    ask_identity: bool = False
    """After each wristband the nurse is told to ask name and date of birth, and to look at the photo."""
    critical_atc: tuple[str, ...] = CRITICAL_ATC
    """Drugs whose late dose sorts first and is escalated."""
    extra_cross_reactions: tuple[CrossReaction, ...] = ()
    """Beside the built-in groups, which stay."""
    ingredient_limits: tuple[IngredientLimit, ...] = ()
    standard_times: dict[Annotated[int, Meta(ge=1, le=24)], tuple[Clock, ...]] = msgspec.field(
        default_factory=dict
    )
    """Clock times for an order that says only how often a day. Without an entry, spaced evenly from its
    start."""
    when_times: dict[str, Clock] = msgspec.field(default_factory=lambda: dict(WHEN_TIMES))
    staff_offline_hours: Annotated[int, Meta(ge=1, le=72)] = 72
    """How long people may log in, and stay, without the hospital confirming the staff list."""
    controlled_offline_hours: Annotated[int, Meta(ge=1, le=24)] = 24
    """How long controlled drugs may be taken out without it."""
    prepared_minutes: Annotated[int, Meta(ge=15, le=1440)] = 240
    """Until when a prepared syringe or infusion must have been begun (USP <797>, 2023: immediate use,
    4 h)."""
    diluent_atc: tuple[Annotated[str, Meta(min_length=4)], ...] = DILUENT_ATC
    """What drugs are diluted with; never a product of a class that needs a witness."""
    prn_effect_minutes: Annotated[int, Meta(ge=30, le=60)] = 60
    """When to ask whether a PRN dose helped."""
    look_back_minutes: Annotated[int, Meta(ge=720, le=4320)] = 1440
    """How long a dose without an outcome stays on the round."""
    look_ahead_minutes: Annotated[int, Meta(ge=60, le=1440)] = 720
    """How far ahead the round shows doses."""


DEFAULT = Policy()
