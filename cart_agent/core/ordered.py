"""What an order says, in the parts that a nurse acts on: kept at release to be compared at giving."""

from datetime import datetime

from msgspec import Struct

from cart_agent.core.chart import Dosage, Moment, Order
from cart_agent.core.policy import Policy
from cart_agent.core.quantity import DoseRange
from cart_agent.core.schedule import Unschedulable, dose_times
from cart_agent.core.schedule.local import day_of, first_instant, last_instant


class Ordered(Struct, frozen=True, kw_only=True):
    """One order at one moment."""

    drug: str
    dose: DoseRange | None
    """None: not stated."""
    route: str
    """A code of `urn:mc:route`, or as it was written."""
    times: tuple[str, ...]
    """Clock times of the ward's day, `08:00`."""
    on_demand: bool
    status: str


def as_ordered(order: Order, dosage: Dosage | None, policy: Policy, zone: str, now: datetime) -> Ordered:
    """What an order says, of one of its dosages, else of the first."""
    today = Moment(day=day_of(now, zone))
    said = dosage or next(iter(order.dosages), Dosage())
    try:
        doses = dose_times(order, policy, zone, first_instant(today, zone), last_instant(today, zone))
    except Unschedulable:
        doses = ()
    return Ordered(
        drug=order.text,
        dose=said.amount,
        route=said.route or said.route_text,
        times=tuple(dose.label for dose in doses if dose.due is not None),
        on_demand=any(dose.due is None for dose in doses),
        status=order.status,
    )
