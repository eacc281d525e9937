"""Waste on record as lines of a list, and of which doses a rest may have been thrown away."""

from decimal import Decimal
from zoneinfo import ZoneInfo

from cart_agent.agent.agent import Agent
from cart_agent.agent.balances import is_controlled
from cart_agent.agent.records import OnRecord
from cart_agent.agent.views.day import day
from cart_agent.agent.wastes import OnWaste, may_undo
from cart_agent.api.views import Texts, WasteView
from cart_agent.core.chart import Chart, Product
from cart_agent.core.doses import SCANNED_ONE_BY_ONE, Uncountable, pieces, unit_of
from cart_agent.core.orders import named_product
from cart_agent.core.present import present
from cart_agent.core.quantity import Quantity, UnitError
from cart_agent.core.session.state import Person


def wastes_view(agent: Agent, chart: Chart) -> tuple[WasteView, ...]:
    """What was thrown away of the open patient's drugs, newest first."""
    person = agent.session.person
    if person is None:
        return ()
    found = agent.wastes.of(chart.encounter_id, agent.present())
    return tuple(_line(agent, one, person) for one in found)


def _line(agent: Agent, one: OnWaste, person: Person) -> WasteView:
    return WasteView(
        id=one.id,
        name=one.told.get("name", "?"),
        amount=amount_words(one.told.get("amount", "")),
        record=one.told.get("of", "") if one.told.get("source") == "record" else "",
        at=one.at,
        label=one.at.astimezone(ZoneInfo(agent.knowledge.zone)).strftime("%H:%M"),
        day=day(one.at, agent.present().now, agent.knowledge.zone),
        by=one.by_name,
        witness=one.witness_name,
        undone=one.undone,
        may_undo=may_undo(one, person),
    )


def amount_words(told: str) -> Texts:
    """`5 mg` as people read it; of a whole pack, whose size no code says, nothing."""
    value, _, unit = told.partition(" ")
    try:
        quantity = Quantity(value=Decimal(value), unit=unit)
        return {lang: present(quantity, lang) for lang in ("vi", "en")}
    except (ArithmeticError, UnitError):
        return {}


def rest_of(agent: Agent, chart: Chart, one: OnRecord) -> bool:
    """Whether a rest of what this dose was taken from may still have to be recorded as waste: a controlled
    drug, given, not in whole pieces, and of which no rest is on record."""
    told = one.recorded.administration
    product = _product(agent, chart, one)
    if not told.given or product is None or not is_controlled(product) or _whole(product, told.amount):
        return False
    wastes = agent.wastes.of(chart.encounter_id, agent.present())
    return not any(waste.told.get("of") == one.id and not waste.undone for waste in wastes)


def _product(agent: Agent, chart: Chart, one: OnRecord) -> Product | None:
    formulary = agent.knowledge.book.formulary
    told = one.recorded.administration
    order = chart.order(told.order_id)
    return formulary.named(told.codes) or (named_product(order, formulary) if order else None)


def _whole(product: Product, amount: Quantity | None) -> bool:
    """Whether it was so many whole pieces that nothing is left."""
    if amount is None:
        return False
    try:
        counted = unit_of(product) in SCANNED_ONE_BY_ONE
        return counted and pieces(product, product, amount).denominator == 1
    except (Uncountable, UnitError):
        return False
