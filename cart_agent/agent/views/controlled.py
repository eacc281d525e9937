"""Controlled drugs as the screen shows them: what is to be counted, and never how many there should be."""

from cart_agent.agent.agent import Agent
from cart_agent.agent.balances import is_controlled
from cart_agent.api.views import ControlledView, CountDueView


def controlled_view(agent: Agent) -> tuple[ControlledView, ...]:
    """Every controlled drug that pharmacy loaded into this cart, by drawer."""
    book = agent.knowledge.book
    found = {
        (item.drawer, product.id): product.name
        for item in book.stock
        if not item.problem and (product := book.formulary.named(item.codes)) and is_controlled(product)
    }
    return tuple(
        ControlledView(drawer=drawer, product=product, name=name)
        for (drawer, product), name in sorted(found.items())
    )


def count_view(agent: Agent) -> CountDueView | None:
    """The count that is awaited of whoever is logged in."""
    due = agent.session.count
    if due is None or agent.session.person is None:
        return None
    products = {one.id: one.name for one in agent.knowledge.book.formulary.products}
    return CountDueView(drawer=due.drawer, name=products.get(due.product, due.product), phase=due.phase)
