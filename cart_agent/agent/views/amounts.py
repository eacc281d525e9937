"""Amounts that a nurse may tap rather than type, and the unit of those that she types."""

from decimal import Decimal

from cart_agent.agent.agent import Agent
from cart_agent.api.views import AmountView
from cart_agent.core.course import course_of
from cart_agent.core.doses import Uncountable, by_rate, unit_of
from cart_agent.core.orders import product_of
from cart_agent.core.preparation import COUNTED
from cart_agent.core.present import present
from cart_agent.core.quantity import Quantity, UnitError
from cart_agent.core.session.places import State

SHARES = (Decimal("0.75"), Decimal("0.5"), Decimal("0.25"))


def parts_view(agent: Agent) -> tuple[AmountView, ...]:
    """Three quarters, half and a quarter of the dose in hand; none where the order names no dose, and none of
    what goes on after the tap: how much of an infusion ran in is said when it ends.
    """
    dose = agent.session.dose
    if dose is None or agent.session.person is None or (not dose.packs and not dose.unscanned):
        return ()
    situation = agent.knowledge.situation(agent.session, dose.key, agent.present())
    ordered = situation.dose.amount if situation else None
    if situation is None or ordered is None or course_of(situation.dose.dosage.route):
        return ()
    try:
        return tuple(_part(ordered.low, share) for share in SHARES)
    except UnitError:
        return ()


def _part(whole: Quantity, share: Decimal) -> AmountView:
    part = Quantity(value=(whole.value * share).normalize(), unit=whole.unit)
    text = {lang: present(part, lang) for lang in ("vi", "en")}
    return AmountView(value=f"{part.value:f}", unit=part.unit, text=text)


def drawn_unit(agent: Agent) -> str:
    """In what the nurse says how much of the drug she drew up; empty where codes and order say it."""
    dose = agent.session.dose
    if dose is None or agent.session.state is not State.MIX:
        return ""
    situation = agent.knowledge.situation(agent.session, dose.key, agent.present())
    if situation is None or not by_rate(situation) or not dose.packs:
        return ""
    product = product_of(dose.packs[0], situation.formulary)
    try:
        return unit_of(product) if product and product.form not in COUNTED else ""
    except Uncountable:
        return ""
