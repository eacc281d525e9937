"""Everything a gate may know, gathered at one instant by the agent. The gates ask nothing else."""

from datetime import datetime
from functools import cached_property

from msgspec import Struct

from cart_agent.core.chart import Administration, Chart, Dose, Formulary, Order, StockItem
from cart_agent.core.identify import DrugPack, Wristband
from cart_agent.core.label import Preparation
from cart_agent.core.ordered import Ordered
from cart_agent.core.policy import Policy
from cart_agent.core.schedule import DoseWindow, window_of


class Freshness(Struct, frozen=True, kw_only=True):
    """How well the cart knows that its chart is the hospital's newest."""

    age_minutes: int | None
    """Minutes since the `asOf` of the manifest that last named this chart, on the monotonic clock; None:
    never."""
    verified: bool
    """The newest manifest of the current epoch names this chart's version and hash."""
    clock_synced: bool
    staff_age_minutes: int | None = 0
    """Minutes since the hospital last confirmed who works here; None: not to be known. 0 also where no staff
    list is part of the question."""


class Situation(Struct, frozen=True, kw_only=True, dict=True):
    """One patient, one order, one dose time, now."""

    now: datetime
    """Aware UTC."""
    zone: str
    """IANA time zone of the ward, such as Asia/Ho_Chi_Minh."""
    policy: Policy
    formulary: Formulary
    chart: Chart
    order: Order
    dose: Dose
    wristband: Wristband | None
    """The wristband that was scanned; None where the patient could not be scanned."""
    freshness: Freshness
    history: tuple[Administration, ...]
    """Doses of this patient: the chart's, and this cart's own that the chart does not hold yet (told apart
    by event id)."""
    elsewhere: tuple[Administration, ...] = ()
    """Doses of other patients, and of nobody known, for which a piece was scanned that is scanned now too."""
    mixed: tuple[Preparation, ...] = ()
    """Other prepared syringes and infusions that such a piece went into."""
    released_version: str = ""
    """At the give gate: the order's version when the drawer was released; empty before."""
    released: Ordered | None = None
    """What that version said, to be shown beside what the order says now."""
    stock: tuple[StockItem, ...] = ()
    """What pharmacy loaded into this cart."""
    preparing: bool = False
    """The drug is being made ready, to be given later by the label it gets."""
    diluent: DrugPack | None = None
    """What it is diluted with, once that was scanned."""
    label: Preparation | None = None
    """The prepared syringe or infusion whose label was scanned in place of a pack."""

    @cached_property
    def window(self) -> DoseWindow | None:
        """The dose's time window; None where it has none. Raises Unschedulable. Several rules ask for it."""
        return window_of(self.order, self.dose, self.formulary, self.policy, self.zone)
