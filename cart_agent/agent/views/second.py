"""The card scanned last, beside the chart that it is compared with: side by side, and what it means."""

from cart_agent.agent.agent import Agent
from cart_agent.api.views import SecondRow, SecondView
from cart_agent.core.second import compare


def second_view(agent: Agent) -> SecondView | None:
    """None without a card, where nobody is logged in, and where there is no chart to compare it with."""
    read, session = agent.card, agent.session
    if read is None or session.person is None or not read.encounter_id:
        return None
    chart = agent.knowledge.chart(read.encounter_id)
    if chart is None or session.encounter_id not in ("", read.encounter_id):
        return None
    return SecondView(
        kind=read.kind,
        match=read.match,
        text=read.text,
        reading=agent.cards,
        found="" if session.encounter_id else read.encounter_id,
        rows=tuple(
            SecondRow(field=one.field, card=one.card, chart=one.chart, match=one.match)
            for one in compare(read.card, chart.patient)
        ),
    )
