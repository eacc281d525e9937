"""The register of controlled drugs: every piece that goes into a drawer or out of it is an event `stock`.

Circular 20/2017/TT-BYT (Vietnam) asks for date, in or out, whom for, prescriber, amount, balance, giver and
witness. `cart register` reads nothing but these events.
"""

from datetime import datetime
from decimal import Decimal

from msgspec import Struct

from cart_agent.agent.balances import Balances, is_controlled
from cart_agent.agent.facts import NoteKind
from cart_agent.agent.knowledge import Knowledge
from cart_agent.agent.recorder import Recorder
from cart_agent.core.chart import Product
from cart_agent.core.identify import DrugPack
from cart_agent.core.orders import product_of
from cart_agent.core.rules.case import different
from cart_agent.core.session import Session
from cart_agent.core.session.state import Person
from cart_agent.his.messages import EventKind, Instant

OUT, IN, CORRECTED = "out", "in", "corrected"


class Gone(Struct, frozen=True, kw_only=True):
    """One entry `out` as it was written."""

    drawer: int
    product: str
    """The formulary's id."""
    pieces: Decimal
    at: datetime
    lot: str = ""
    patient: str = ""


class Register:
    """For the store's thread only; every entry joins the caller's transaction."""

    def __init__(self, balances: Balances, knowledge: Knowledge, recorder: Recorder) -> None:
        self._balances = balances
        self._knowledge = knowledge
        self._recorder = recorder

    def taken(
        self,
        packs: tuple[DrugPack, ...],
        cause: dict[str, str],
        session: Session,
        at: Instant,
        witness: Person | None = None,
    ) -> None:
        """Packs left the drawer of the dose in hand. `cause` names what for: given, prepared or wasted."""
        drawer = session.dose.drawer if session.dose else None
        if drawer is None:
            return
        found: dict[str, list[DrugPack]] = {}
        products = {}
        for pack in different(packs):
            product = product_of(pack, self._knowledge.book.formulary)
            if product is not None and is_controlled(product):
                found.setdefault(product.id, []).append(pack)
                products[product.id] = product
        for id_, pieces in found.items():
            self._out(drawer, products[id_], pieces, cause, session, at, witness)

    def returned(
        self, out: Gone, cause: dict[str, str], session: Session, at: Instant, witness: Person | None
    ) -> bool:
        """What was written as gone is there after all. False: two people have counted that drawer since, and
        the register has had their number from then on."""
        product = self._product(out.product)
        counted = self._balances.corrected(out.drawer, product) if product else None
        if product is None or (counted is not None and counted >= out.at):
            return False
        self.loaded(out.drawer, product, at)
        balance = (self._balances.expected(out.drawer, product) or Decimal(0)) + out.pieces
        self._balances.put(out.drawer, product, balance)
        about = {**_about(product, out.pieces, balance), **cause, "lot": out.lot, "patient": out.patient}
        kind = NoteKind(kind=EventKind.STOCK, subtype=IN)
        self._recorder.signed(kind, about, session, at, drawer=out.drawer, witness=witness)
        return True

    def loaded(self, drawer: int, product: Product, at: Instant) -> None:
        """What pharmacy put in since the last look is an entry of its own."""
        change = self._balances.change(drawer, product)
        if change is None:
            return
        kind = IN if change.pieces > 0 else OUT
        about = _about(product, abs(change.pieces), change.balance) | {"cause": "pharmacy"}
        self._recorder.signed(
            NoteKind(kind=EventKind.STOCK, subtype=kind), about, Session(), at, drawer=drawer
        )

    def corrected(
        self,
        drawer: int,
        product: Product,
        counted: Decimal,
        session: Session,
        at: Instant,
        witness: Person,
    ) -> None:
        """The drawer holds what two people counted in it."""
        before = self._balances.expected(drawer, product)
        self._balances.put(drawer, product, counted, corrected=at.now)
        change = counted - before if before is not None else counted
        about = _about(product, abs(change), counted) | {"cause": "count"}
        kind = NoteKind(kind=EventKind.STOCK, subtype=CORRECTED)
        self._recorder.signed(kind, about, session, at, drawer=drawer, witness=witness)

    def _product(self, id_: str) -> Product | None:
        products = self._knowledge.book.formulary.products
        return next((one for one in products if one.id == id_), None)

    def _out(
        self,
        drawer: int,
        product: Product,
        packs: list[DrugPack],
        cause: dict[str, str],
        session: Session,
        at: Instant,
        witness: Person | None,
    ) -> None:
        self.loaded(drawer, product, at)
        pieces = Decimal(sum(pack.count or 1 for pack in packs))
        balance = (self._balances.expected(drawer, product) or Decimal(0)) - pieces
        self._balances.put(drawer, product, balance)
        lots = ",".join(dict.fromkeys(pack.lot for pack in packs if pack.lot))
        chart = self._knowledge.chart(session.encounter_id)
        order = chart.order(session.dose.order_id) if chart and session.dose else None
        about = {
            **_about(product, pieces, balance),
            **cause,
            "lot": lots,
            "patient": chart.patient.id if chart else "",
            "prescriber": order.prescriber if order else "",
        }
        kind = NoteKind(kind=EventKind.STOCK, subtype=OUT)
        self._recorder.signed(kind, about, session, at, drawer=drawer, witness=witness)


def _about(product: Product, pieces: Decimal, balance: Decimal) -> dict[str, str]:
    return {
        "product": product.id,
        "name": product.name,
        "amount": f"{pieces:f}",
        "balance": f"{balance:f}",
    }
