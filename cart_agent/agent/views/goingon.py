"""What the patient gets now and is no dose of the round: a bag of yesterday, a patch that is on for three
days, what goes on although its order has ended."""

from zoneinfo import ZoneInfo

from msgspec.structs import replace

from cart_agent.agent.agent import Agent
from cart_agent.agent.records import OnRecord
from cart_agent.agent.views.day import day
from cart_agent.agent.views.dose import dose_view
from cart_agent.api.views import DoseView, RecordView
from cart_agent.core.chart import Chart, Dosage, Dose, Order
from cart_agent.core.course import goes_on
from cart_agent.core.schedule import DueDose, DueStatus


def going_on(
    agent: Agent, chart: Chart, doses: tuple[DoseView, ...], records: tuple[RecordView, ...]
) -> tuple[DoseView, ...]:
    """A line for each record that goes on and answers none of `doses`. What it says of drug and amount is the
    record's: the order may be another one now."""
    listed = {one.record for one in doses}
    names = {one.id: one for one in records}
    found = agent.records.of(chart, agent.present())
    return tuple(
        _line(agent, chart, one, names[one.id])
        for one in found
        if goes_on(one.recorded.administration) and one.id in names.keys() - listed
    )


def _line(agent: Agent, chart: Chart, one: OnRecord, record: RecordView) -> DoseView:
    told = one.recorded.administration
    order = chart.order(told.order_id) or Order(id=told.order_id, text=record.name)
    dosage = next((of for of in order.dosages if of.route == told.route), Dosage(route=told.route))
    due = DueDose(
        order=order,
        dose=Dose(order_id=order.id, due=told.scheduled, dosage=dosage),
        status=DueStatus.GIVEN,
        critical=False,
        given=told,
        given_by_event=one.id,
    )
    zone = agent.knowledge.zone
    begun = told.start.astimezone(ZoneInfo(zone))
    return replace(
        dose_view(due, agent.knowledge.book.formulary, None),
        key=f"on:{one.id}",
        generic=record.name,
        amount=record.amount,
        rate={},
        instruction="",
        due=told.start,
        due_label=f"{begun:%H:%M}",
        day=day(told.start, agent.present().now, zone),
    )
