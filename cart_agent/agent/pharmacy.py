"""What the nurse makes ready at the cart: computed, given a number, recorded, kept for the bedside."""

import msgspec

from cart_agent.agent.knowledge import Knowledge
from cart_agent.agent.recorder import Recorder, new_id
from cart_agent.core import orders
from cart_agent.core.identify import DrugPack, IdentifyRules
from cart_agent.core.label import Mixture, Preparation
from cart_agent.core.preparation import Unmixable, expiry, mixture
from cart_agent.core.present import present
from cart_agent.core.quantity import Quantity
from cart_agent.core.session import Session
from cart_agent.core.session import effects as fx
from cart_agent.core.session.state import Amount
from cart_agent.core.situation import Situation
from cart_agent.his.messages import Instant

PREFIX = "PL-"
DIGITS = 12
"""Hexadecimal, of the 62 random bits of a UUIDv7 (RFC 9562)."""


class Pharmacy:
    """For the store's thread only; the caller holds the transaction."""

    def __init__(self, knowledge: Knowledge, recorder: Recorder, rules: IdentifyRules) -> None:
        self._knowledge = knowledge
        self._recorder = recorder
        self._rules = rules

    def label(self, effect: fx.CommitLabel, session: Session, at: Instant) -> Preparation:
        """Record and keep a label. Raises Unmixable, and then nothing was written."""
        situation = self._knowledge.situation(session, effect.dose.key, at)
        if situation is None or situation.order.version != effect.dose.order_version:
            raise Unmixable("order-changed")
        if self._knowledge.labels.waiting(session.encounter_id, effect.dose.key):
            raise Unmixable("label-exists")
        volume, drawn = _quantity(effect.volume), effect.drug
        mixed = mixture(situation, effect.dose.packs, volume, _quantity(drawn) if drawn else None)
        made = self._preparation(effect, session, situation, mixed, at)
        if not self._rules.prepared.match(made.number):
            raise Unmixable("label-pattern")
        event_id = self._recorder.prepared(facts(made), session, at)
        self._knowledge.labels.add(msgspec.structs.replace(made, event_id=event_id))
        return made

    def _preparation(
        self, effect: fx.CommitLabel, session: Session, s: Situation, mixed: Mixture, at: Instant
    ) -> Preparation:
        assert session.person is not None
        number = new_id(at).replace("-", "")[-DIGITS:].upper()
        witness = effect.dose.witness
        return Preparation(
            number=PREFIX + number,
            encounter_id=s.chart.encounter_id,
            patient=s.chart.patient.name,
            birth_date=s.chart.patient.birth_date,
            bed=s.chart.bed,
            order_id=s.order.id,
            order_version=s.order.version,
            key=effect.dose.key,
            drug_name=s.order.text,
            diluent_name=_name(s, s.diluent),
            route=s.dose.dosage.route,
            mixture=mixed,
            packs=effect.dose.packs,
            diluent=s.diluent,
            made=at.now,
            expires=expiry(s, effect.dose.packs),
            preparer_id=session.person.id,
            preparer=session.person.name,
            witness=witness.name if witness else "",
        )


def facts(made: Preparation) -> dict[str, str]:
    """A label as an event carries it: quantities exactly, with their UCUM unit."""
    mixed = made.mixture
    told = {
        "label": made.number,
        "key": made.key,
        "drug": _exact(mixed.drug),
        "volume": _exact(mixed.volume),
        "concentration": _exact(mixed.concentration),
        "rate-low": _exact(mixed.rate_low),
        "rate-high": _exact(mixed.rate_high),
        "diluent": made.diluent_name,
        "lots": ",".join(filter(None, (one.lot for one in _parts(made)))),
        "expires": made.expires.isoformat(timespec="seconds"),
    }
    return {name: value for name, value in told.items() if value}


def _parts(made: Preparation) -> tuple[DrugPack, ...]:
    return (*made.packs, made.diluent) if made.diluent else made.packs


def _name(s: Situation, pack: DrugPack | None) -> str:
    product = orders.product_of(pack, s.formulary) if pack else None
    return product.name if product else ""


def _quantity(amount: Amount) -> Quantity:
    return Quantity(value=amount.value, unit=amount.unit)


def _exact(amount: Quantity | None) -> str:
    return f"{amount.value:f} {amount.unit}" if amount else ""


def lines(made: Preparation, lang: str) -> dict[str, str]:
    """What stands on the label, for printing or to be written by hand."""
    mixed = made.mixture
    rates = [present(one, lang) for one in (mixed.rate_low, mixed.rate_high) if one]
    return {
        "drug": f"{made.drug_name}: {present(mixed.drug, lang)}",
        "diluent": made.diluent_name,
        "volume": present(mixed.volume, lang),
        "concentration": present(mixed.concentration, lang),
        "rate": " - ".join(dict.fromkeys(rates)),
    }
