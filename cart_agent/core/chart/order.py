"""A doctor's order (MedicationRequest) as far as the cart understands it."""

from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

from msgspec import Struct

from cart_agent.core.chart.code import Code, Identifier, Moment
from cart_agent.core.quantity import DoseRange, Quantity, Ratio
from cart_agent.core.verdict import Severity


class Timing(Struct, frozen=True, kw_only=True):
    """When the doses of a dosage are due: FHIR Timing, in the ward's local time where it names clock
    times."""

    events: tuple[datetime, ...] = ()
    """Exact times; then nothing else counts but `count`."""
    frequency: int = 1
    period: Decimal | None = None
    """`frequency` doses per `period` `period_unit`s. None: clock times of every day, or one single dose."""
    period_unit: str = ""
    """UCUM: s, min, h, d, wk, mo, a."""
    times: tuple[time, ...] = ()
    """Clock times (`timeOfDay`)."""
    days: tuple[str, ...] = ()
    """mon to sun; empty: all."""
    when: tuple[str, ...] = ()
    """FHIR EventTiming codes (MORN, ACM, HS...); ward policy says at which clock time."""
    offset_minutes: int = 0
    """Minutes from the event in `when`; before or after is in its code."""
    start: Moment | None = None
    end: Moment | None = None
    """Last moment, or last day, on which a dose may be due."""
    certain_end: Moment | None = None
    """Until when it is certainly wanted, where only a range is said (5 to 10 days): after it and before `end`
    somebody must ask. None: it is certain all along."""
    count: int | None = None
    """Number of doses in all."""
    duration: timedelta | None = None
    """How long one dose takes (an infusion)."""


class RateRange(Struct, frozen=True, kw_only=True):
    """From `low` to `high`; equal for a fixed rate. Kept as ratios: 100 mL in 3 h has no exact decimal."""

    low: Ratio
    high: Ratio


class Dosage(Struct, frozen=True, kw_only=True):
    """One dosage instruction."""

    sequence: int = 1
    text: str = ""
    timing: Timing | None = None
    """None: once, or on demand when `as_needed`."""
    as_needed: bool = False
    as_needed_for: str = ""
    route: str = ""
    """A code of `urn:mc:route`; empty: not stated, or in a system that decides nothing."""
    route_text: str = ""
    site: tuple[Code, ...] = ()
    method: str = ""
    instructions: tuple[str, ...] = ()
    """Additional instructions, to be shown."""
    amount: DoseRange | None = None
    """What one dose is; may be per kg of body weight (`mg/kg`)."""
    rate: RateRange | None = None
    """How fast: 100 mL per 1 h, 4 ug/kg per 1 min."""
    max_per_period: tuple[Ratio, ...] = ()
    """Most in a rolling period, per ingredient over all orders."""
    max_per_dose: Quantity | None = None
    max_per_lifetime: Quantity | None = None
    """Most that a patient may ever get; the cart knows a part of what was given."""


class Hold(Struct, frozen=True, kw_only=True):
    """Do not give while a measurement is outside `low`..`high` (extension `urn:mc:ext:hold`)."""

    codes: tuple[Code, ...]
    """What is measured (LOINC)."""
    low: Quantity | None = None
    high: Quantity | None = None
    max_age: timedelta | None = None
    """How old the measurement may be; None: 24 h."""
    severity: Severity = Severity.STOP


class Window(Struct, frozen=True, kw_only=True):
    """How much before and after its time a dose may be given."""

    before: timedelta
    after: timedelta


class Order(Struct, frozen=True, kw_only=True):
    """One MedicationRequest. With a `problem` it is shown and never released."""

    id: str
    version: str = ""
    """`meta.versionId`, else `meta.lastUpdated`, else a digest of its content."""
    status: str = "unknown"
    """FHIR: active, on-hold, cancelled, completed, entered-in-error, stopped, draft, unknown."""
    intent: str = "order"
    priority: str = "routine"
    """routine, urgent, asap, stat."""
    do_not_perform: bool = False
    names: tuple[Code, ...] = ()
    """What is ordered: a product's code, or ingredient and ATC codes."""
    text: str = ""
    """The drug's name as the hospital wrote it."""
    substitution: bool = True
    """False: only the named product itself."""
    authored: Moment | None = None
    prescriber: str = ""
    dosages: tuple[Dosage, ...] = ()
    holds: tuple[Hold, ...] = ()
    allergy_override: str = ""
    """The prescriber's reason for ordering it despite an allergy."""
    pharmacist_verified: bool | None = None
    window: Window | None = None
    min_interval: timedelta | None = None
    """PRN: least time between doses; None: from the timing."""
    notes: tuple[str, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    """Such as the national prescription code; carried on, never judged."""
    problem: str = ""
    """Why it is not readable."""

    @property
    def immediate(self) -> bool:
        """STAT and as soon as possible: no time window."""
        return self.priority in ("stat", "asap")


class Dose(Struct, frozen=True, kw_only=True):
    """One dose of an order: one dose time, or one giving on demand (`due` None: PRN, STAT, once)."""

    order_id: str
    due: datetime | None
    """Aware UTC."""
    dosage: Dosage
    label: str = ""
    """The time for people, in the ward's zone: `08:00`; empty on demand."""

    @property
    def key(self) -> str:
        """Stable name of this dose, also over restarts and new chart versions."""
        when = self.due.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ") if self.due else "on-demand"
        return f"{self.order_id}@{when}#{self.dosage.sequence}"

    @property
    def amount(self) -> DoseRange | None:
        """What is to be given, as ordered."""
        return self.dosage.amount
