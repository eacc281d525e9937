"""The patient's chart: one instant of orders, allergies and history."""

from datetime import date, datetime

from msgspec import Struct

from cart_agent.core.chart.code import Code, Identifier
from cart_agent.core.chart.order import Order
from cart_agent.core.quantity import Quantity


class Patient(Struct, frozen=True, kw_only=True):
    """Who it is."""

    id: str
    name: str
    birth_date: str = ""
    """As exact as the hospital knows it: 1980-05-12, 1980-05 or 1980."""
    sex: str = ""
    """FHIR: male, female, other, unknown; empty: not stated."""
    identifiers: tuple[Identifier, ...] = ()
    weight: Quantity | None = None
    """Newest body weight in the chart."""

    def numbers(self, *systems: str) -> tuple[str, ...]:
        """The patient's numbers of these identifier systems."""
        return tuple(one.value for one in self.identifiers if one.system in systems)


class Allergy(Struct, frozen=True, kw_only=True):
    """One AllergyIntolerance: by ingredient or ATC code of any level; others are shown to the nurse."""

    id: str
    codes: tuple[Code, ...] = ()
    text: str = ""
    active: bool = True
    """Unless resolved, inactive, refuted or entered in error."""
    drug: bool = False
    """It may be to a drug: its category is medication or biologic, or the hospital states none."""
    reaction: str = ""
    criticality: str = ""


class Administration(Struct, frozen=True, kw_only=True):
    """One MedicationAdministration, by anyone, or this cart's own that the hospital does not show yet."""

    id: str = ""
    event_id: str = ""
    """The event's id when a cart recorded it; the same dose is never counted twice."""
    order_id: str = ""
    """Empty: given without an order."""
    status: str
    """FHIR: in-progress, not-done, on-hold, completed, entered-in-error, stopped, unknown."""
    start: datetime
    end: datetime | None = None
    scheduled: datetime | None = None
    """The dose time it answers."""
    amount: Quantity | None = None
    codes: tuple[Code, ...] = ()
    """What was given; empty: what the order names."""
    performer: str = ""
    performer_id: str = ""
    """Staff id of the giver; empty: not from a staff list."""
    route: str = ""
    """A code of `urn:mc:route`; empty: not stated."""
    reason: str = ""
    scanned: tuple[bytes, ...] = ()
    """The codes that were scanned for it, as they were read."""

    @property
    def given(self) -> bool:
        """Whether drug went, or may have gone, into the patient. An unknown status counts as given."""
        return self.status not in ("not-done", "entered-in-error")

    def until(self, now: datetime) -> datetime:
        """When the drug last went in: an infusion that runs or is paused may still go in now."""
        running = self.status in ("in-progress", "on-hold") and self.end is None
        return max(self.start, now) if running else self.end or self.start


class Measurement(Struct, frozen=True, kw_only=True):
    """One vital sign or laboratory value; a component of a panel is one of its own."""

    id: str
    codes: tuple[Code, ...]
    at: datetime | None
    value: Quantity | None = None
    """None: no number, or a unit the cart does not know."""
    text: str = ""
    """As to be shown."""


class Report(Struct, frozen=True, kw_only=True):
    """A laboratory or imaging conclusion to read at the bedside."""

    id: str
    title: str
    conclusion: str = ""
    at: datetime | None = None


class Flag(Struct, frozen=True, kw_only=True):
    """A warning on the patient, to be shown (fall risk, isolation)."""

    id: str
    text: str


class StockItem(Struct, frozen=True, kw_only=True):
    """What pharmacy loaded into one drawer. Without patient, encounter and order it is ward stock."""

    drawer: int
    codes: tuple[Code, ...] = ()
    lot: str = ""
    expiry: date | None = None
    """Last day of use."""
    quantity: Quantity | None = None
    patient_id: str = ""
    encounter_id: str = ""
    order_id: str = ""
    problem: str = ""
    """Why it could not be read; then its drawer is 0, which no cart has."""

    @property
    def ward_stock(self) -> bool:
        """Whether it is for nobody in particular."""
        return not (self.patient_id or self.encounter_id or self.order_id)


class Chart(Struct, frozen=True, kw_only=True):
    """Everything the hospital says of one encounter, of one instant. Replaced whole."""

    encounter_id: str
    version: int
    as_of: datetime
    closed: bool = False
    """Discharged or transferred."""
    patient: Patient
    bed: str = ""
    ward: str = ""
    allergies: tuple[Allergy, ...] = ()
    orders: tuple[Order, ...] = ()
    administrations: tuple[Administration, ...] = ()
    measurements: tuple[Measurement, ...] = ()
    reports: tuple[Report, ...] = ()
    flags: tuple[Flag, ...] = ()

    def order(self, order_id: str) -> Order | None:
        """The order with this id."""
        return next((order for order in self.orders if order.id == order_id), None)
