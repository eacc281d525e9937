"""The card scanned last, beside the open patient: side by side, and what it means."""

from cart_agent.agent.agent import Agent
from cart_agent.agent.words import line
from cart_agent.api.views import SecondRow, SecondView
from cart_agent.core.chart import Chart
from cart_agent.core.identify import CitizenCard
from cart_agent.core.second import compare, judge


def second_view(agent: Agent, chart: Chart | None) -> SecondView | None:
    """None without a card, and where no patient is open to somebody who is logged in."""
    card = agent.card
    if card is None or chart is None or agent.session.person is None:
        return None
    compared = compare(card, chart.patient)
    match = judge(compared)
    return SecondView(
        kind="citizen-card" if isinstance(card, CitizenCard) else "insurance-card",
        match=match,
        text=line(f"card-{match}"),
        rows=tuple(
            SecondRow(field=one.field, card=one.card, chart=one.chart, match=one.match) for one in compared
        ),
    )
