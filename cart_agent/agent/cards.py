"""A citizen or insurance card: whose it is among the patients of this cart. It opens nothing."""

from typing import Literal

from msgspec import Struct

from cart_agent.agent.words import Texts, line
from cart_agent.core.chart import Chart
from cart_agent.core.identify import CitizenCard
from cart_agent.core.second import Card, Match, compare, judge, owners
from cart_agent.core.session import Session
from cart_agent.ward import WardBook

Kind = Literal["citizen-card", "insurance-card"]


class CardRead(Struct, frozen=True, kw_only=True):
    """A card that was scanned, and the encounter that it is compared with; empty: with nobody."""

    card: Card
    encounter_id: str = ""
    text: Texts
    match: Match = "unsure"

    @property
    def kind(self) -> Kind:
        """What the screen calls it."""
        return "citizen-card" if isinstance(self.card, CitizenCard) else "insurance-card"

    def names(self, encounter_id: str) -> Kind | Literal[""]:
        """Its kind where it is the card of this patient, to be recorded; else empty. Never its number."""
        return self.kind if self.match == "same" and encounter_id == self.encounter_id else ""


def look(card: Card, session: Session, book: WardBook) -> CardRead:
    """Compare the card with the open patient, or look for its owner where none is open.

    With nobody logged in nothing is looked up: whoever holds a card learns no bed and no name.
    """
    if session.person is None:
        return CardRead(card=card, text=line("log-in-first"))
    if session.encounter_id:
        return _beside(card, session.encounter_id, book)
    found = owners(card, (chart for chart in book.charts() if isinstance(chart, Chart)))
    if len(found) != 1:
        return CardRead(card=card, text=line("card-several" if found else "card-nobody"))
    (chart,) = found
    text = line("card-found", bed=chart.bed)
    return CardRead(card=card, encounter_id=chart.encounter_id, text=text, match="same")


def _beside(card: Card, encounter_id: str, book: WardBook) -> CardRead:
    chart = book.chart(encounter_id)
    if not isinstance(chart, Chart):
        return CardRead(card=card, text=line("not-a-wristband"))
    match = judge(compare(card, chart.patient))
    return CardRead(card=card, encounter_id=encounter_id, text=line(f"card-{match}"), match=match)
