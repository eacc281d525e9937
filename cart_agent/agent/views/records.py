"""Doses on record as lines of a list."""

from zoneinfo import ZoneInfo

from cart_agent.agent import reasons
from cart_agent.agent.agent import Agent
from cart_agent.agent.records import OnRecord
from cart_agent.agent.rests import rest_of
from cart_agent.agent.views.day import day
from cart_agent.agent.views.dose import drug_name
from cart_agent.api.views import OutcomeChoice, RecordView, Texts
from cart_agent.core.chart import Chart
from cart_agent.core.followup import possible
from cart_agent.core.present import present
from cart_agent.core.quantity import Quantity
from cart_agent.core.session.state import Person
from cart_agent.core.units import UnitError


def records_view(agent: Agent, chart: Chart) -> tuple[RecordView, ...]:
    """What this cart recorded for the open patient, newest first."""
    person = agent.session.person
    if person is None:
        return ()
    return tuple(_line(agent, chart, one, person) for one in agent.records.of(chart, agent.present()))


def _line(agent: Agent, chart: Chart, one: OnRecord, person: Person) -> RecordView:
    told = one.recorded.administration
    order = chart.order(told.order_id)
    local = told.start.astimezone(ZoneInfo(agent.knowledge.zone))
    return RecordView(
        id=one.id,
        order_id=told.order_id,
        name=drug_name(order, agent.knowledge.book.formulary) if order else _name(one) or told.order_id,
        amount=_amount(told.amount),
        unit=told.amount.unit if told.amount else "",
        status=told.status,
        at=told.start,
        label=local.strftime("%H:%M"),
        day=day(told.start, agent.present().now, agent.knowledge.zone),
        by=told.performer,
        followed=one.recorded.followed,
        follow_ups=possible(one.recorded, person.id, person.roles),
        rest=rest_of(agent, chart, one),
    )


def _name(one: OnRecord) -> str:
    """Of a dose without an order: what was taken out of the emergency drawer."""
    drugs = one.resource.get("contained") or [{}]
    return str(drugs[0].get("code", {}).get("text", ""))


def _amount(given: Quantity | None) -> Texts:
    if given is None:
        return {}
    try:
        return {lang: present(given, lang) for lang in ("vi", "en")}
    except UnitError:
        raw = f"{given.value} {given.unit}"
        return {"vi": raw, "en": raw}


def follow_up_reasons() -> dict[str, tuple[OutcomeChoice, ...]]:
    """The coded reasons of every kind of follow-up."""
    return {
        kind: tuple(
            OutcomeChoice(code=one.code, text={"vi": one.vi, "en": one.en}, outcome=one.outcome)
            for one in listed
        )
        for kind, listed in reasons.FOLLOW_UP.items()
    }
