"""What was taken and does nothing on a cart: the codes of another vendor's export are not ours."""

from collections.abc import Iterable

from cart_agent.core.chart import Chart, Formulary, Order
from cart_agent.core.forms import ROUTES
from cart_agent.core.orders import candidates
from cart_agent.his.fhir import read_formulary_part
from cart_agent.his.topics import Kind
from cart_agent.hospital.intake.charts import Draft, read
from cart_agent.hospital.intake.report import Problem
from cart_agent.hospital.library import Library

_ON_A_BAND = ("urn:mc:mrn", "urn:mc:wristband", "urn:mc:gsrn")
_GOES_ON = ("active", "on-hold")


def formulary_of(library: Library) -> Formulary:
    """Every product that the carts are told of."""
    parts = library.every(Kind.FORMULARY)
    return Formulary(one for part in parts for one in read_formulary_part(part.source))


def advise(draft: Draft, formulary: Formulary) -> Iterable[Problem]:
    """What somebody should look at in a chart that was taken."""
    chart = read(draft)
    if draft.closed:
        return
    if not chart.patient.numbers(*_ON_A_BAND):
        yield draft.items[0].problem("no-band", owner=draft.owner)
    orders = {item.key: item for item in draft.items}
    for order in _to_be_given(chart):
        item = orders[f"MedicationRequest/{order.id}"]
        if not candidates(order, formulary):
            yield item.problem("order-no-drug", order.text or order.id, draft.owner)
        unknown = [one.route_text or "?" for one in order.dosages if one.route not in ROUTES]
        if unknown:
            yield item.problem("order-no-route", unknown[0], draft.owner)


def _to_be_given(chart: Chart) -> Iterable[Order]:
    return (order for order in chart.orders if order.status in _GOES_ON and not order.problem)
