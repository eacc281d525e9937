"""Waste on record as lines of a list."""

from decimal import Decimal
from zoneinfo import ZoneInfo

from cart_agent.agent.agent import Agent
from cart_agent.agent.views.day import day
from cart_agent.agent.wastes import OnWaste, may_undo
from cart_agent.api.views import Texts, WasteView
from cart_agent.core.chart import Chart
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
