"""What exactly was thrown away, looked up where it is known."""

from msgspec import Struct

from cart_agent.agent.knowledge import Knowledge
from cart_agent.agent.records import Records
from cart_agent.core.chart import Product
from cart_agent.core.doses import Uncountable, unit_of
from cart_agent.core.identify import DrugPack
from cart_agent.core.label import Preparation
from cart_agent.core.ledger import Waste
from cart_agent.core.orders import named_product, product_of
from cart_agent.core.quantity import Quantity, magnitude, same_dimension
from cart_agent.core.session import Session
from cart_agent.core.units import UnitError
from cart_agent.his.messages import Instant


class Unknown(Exception):
    """There is no such thing, or not so much of it. `problem` is a line of the agent's table."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


class Wasted(Struct, frozen=True, kw_only=True):
    """One waste with all that is known of it. `product` None: not known, and a second person signs."""

    product: Product | None
    amount: Quantity | None
    """None: one whole pack, whose size no code says."""
    encounter_id: str
    order_id: str = ""
    packs: tuple[DrugPack, ...] = ()

    def about(self, entry: Waste) -> dict[str, str]:
        """As the event carries it; quantities exactly."""
        told = {
            "source": entry.source,
            "of": entry.about,
            "order": self.order_id,
            "product": self.product.id if self.product else "",
            "name": self.product.name if self.product else "",
            "amount": f"{self.amount.value:f} {self.amount.unit}" if self.amount else "1 pack",
            "lot": ",".join(dict.fromkeys(one.lot for one in self.packs if one.lot)),
        }
        return {name: value for name, value in told.items() if value}


def wasted(entry: Waste, session: Session, knowledge: Knowledge, records: Records, at: Instant) -> Wasted:
    """Raises Unknown."""
    if entry.source == "label":
        made = knowledge.labels.find(entry.about)
        if made is None or made.status != "open":
            raise Unknown("not-now")
        return _prepared(made, knowledge)
    if entry.source == "hand":
        return _hand(entry, session, knowledge)
    return _rest(entry, session, knowledge, records, at)


def _prepared(made: Preparation, knowledge: Knowledge) -> Wasted:
    """All of what was prepared."""
    formulary = knowledge.book.formulary
    chart = knowledge.chart(made.encounter_id)
    order = chart.order(made.order_id) if chart else None
    scanned = (product_of(pack, formulary) for pack in made.packs)
    product = next((one for one in scanned if one), None) or (
        named_product(order, formulary) if order else None
    )
    return Wasted(
        product=product,
        amount=made.mixture.drug,
        encounter_id=made.encounter_id,
        order_id=made.order_id,
        packs=made.packs,
    )


def _hand(entry: Waste, session: Session, knowledge: Knowledge) -> Wasted:
    """The pack scanned last, whole or as much as is said."""
    dose = session.dose
    if dose is None or not dose.packs or dose.label:
        raise Unknown("not-now")
    product = product_of(dose.packs[-1], knowledge.book.formulary)
    _check(product, entry.amount)
    return Wasted(
        product=product,
        amount=entry.amount,
        encounter_id=session.encounter_id,
        order_id=dose.order_id,
        packs=dose.packs[-1:],
    )


def _rest(entry: Waste, session: Session, knowledge: Knowledge, records: Records, at: Instant) -> Wasted:
    """The rest of what a recorded dose was taken from: somebody must say how much."""
    chart = knowledge.chart(session.encounter_id)
    found = next((one for one in records.of(chart, at) if one.id == entry.about), None) if chart else None
    if found is None or chart is None:
        raise Unknown("not-now")
    told = found.recorded.administration
    if entry.amount is None or not told.given:
        raise Unknown("bad-amount" if told.given else "not-now")
    order = chart.order(told.order_id)
    formulary = knowledge.book.formulary
    product = formulary.named(told.codes) or (named_product(order, formulary) if order else None)
    _check(product, entry.amount)
    return Wasted(
        product=product, amount=entry.amount, encounter_id=chart.encounter_id, order_id=told.order_id
    )


def _check(product: Product | None, amount: Quantity | None) -> None:
    """An amount is of the drug's substance, or in its own pieces."""
    if product is None or amount is None:
        return
    try:
        units = [one.strength.numerator.unit for one in product.ingredients if one.strength]
        fits = any(same_dimension(amount.unit, unit) for unit in [*units, unit_of(product)])
    except (UnitError, Uncountable):
        fits = False
    if not fits or magnitude(amount) <= 0:
        raise Unknown("bad-amount")
