"""What is signed: nobody puts a PIN under something that is not shown."""

from cart_agent.agent import reasons
from cart_agent.agent.agent import Agent
from cart_agent.agent.views.wastes import amount_words
from cart_agent.agent.wasted import Unknown, wasted
from cart_agent.agent.words import line
from cart_agent.api.views import Texts
from cart_agent.core.ledger import Count, Waste, WasteUndone


def signing_view(agent: Agent) -> Texts:
    """The break-glass, the waste or the count that waits for a signature; empty texts when none does, or
    nobody is here.
    """
    entry, asked = agent.session.entry, agent.session.asked
    if agent.session.person is None:
        return {}
    if asked is not None and asked.drawer is not None:
        return _glass(asked.drawer, asked.reason)
    match entry:
        case Waste():
            return _said("signs-waste", _waste(agent, entry))
        case WasteUndone():
            found = agent.wastes.of(agent.session.encounter_id, agent.present())
            return _said("signs-undo", next((one.told for one in found if one.id == entry.waste), {}))
        case Count():
            names = {one.id: one.name for one in agent.knowledge.book.formulary.products}
            name = names.get(entry.product, entry.product)
            return line("signs-count", drawer=str(entry.drawer), name=name, count=str(entry.value))
    return {}


def _glass(drawer: int, code: str) -> Texts:
    reason = reasons.find(reasons.BREAK_GLASS, code)
    why = {"vi": reason.vi, "en": reason.en} if reason else {"vi": code, "en": code}
    said = line("signs-glass", drawer=str(drawer))
    return {lang: f"{text} · {why[lang]}" for lang, text in said.items()}


def _waste(agent: Agent, entry: Waste) -> dict[str, str]:
    try:
        what = wasted(entry, agent.session, agent.knowledge, agent.records, agent.present())
    except Unknown:
        return {}
    return what.about(entry)


def _said(key: str, told: dict[str, str]) -> Texts:
    """The sentence with the drug and how much of it; of a whole pack, whose size no code says, no amount."""
    amount = amount_words(told.get("amount", ""))
    said = line(key, name=told.get("name", "?"))
    return {lang: f"{text} · {amount[lang]}" if amount else text for lang, text in said.items()}
