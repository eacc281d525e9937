"""From a situation to the record of its dose."""

from typing import Literal

from msgspec import Struct

from cart_agent.core import record, verify
from cart_agent.core.chart import Code
from cart_agent.core.course import course_of
from cart_agent.core.identify import DrugPack
from cart_agent.core.orders import product_of
from cart_agent.core.quantity import Quantity
from cart_agent.core.rules.case import different
from cart_agent.core.situation import Situation

Status = Literal["completed", "not-done", "in-progress"]


class Account(Struct, frozen=True, kw_only=True):
    """Who did it, and what people said. Fields as in `record.Outcome`."""

    event_id: str
    cart: str
    performer: record.Who
    witness: record.Who | None = None
    findings: tuple[str, ...] = ()
    reasons: tuple[Code, ...] = ()
    indication: str = ""
    score: int | None = None
    note: str = ""


def administered(
    situation: Situation, packs: tuple[DrugPack, ...], amount: Quantity | None, account: Account
) -> record.Json:
    """The MedicationAdministration of a dose given now: `amount`, else what was prepared or scanned.

    An infusion or a patch is in progress from now on. Raises ValueError when nobody can know the amount.
    """
    made = situation.label.mixture.drug if situation.label else None
    given = amount or made or verify.in_hand(situation, packs)
    status: Status = "in-progress" if course_of(situation.dose.dosage.route) else "completed"
    return record.administration(_outcome(situation, status, packs, given, account))


def not_done(situation: Situation, account: Account) -> record.Json:
    """The MedicationAdministration of a dose that was held, refused or not available; `account.reasons` say
    which."""
    return record.administration(_outcome(situation, "not-done", (), None, account))


def _outcome(
    situation: Situation,
    status: Status,
    packs: tuple[DrugPack, ...],
    amount: Quantity | None,
    account: Account,
) -> record.Outcome:
    return record.Outcome(
        status=status,
        chart=situation.chart,
        order=situation.order,
        dose=situation.dose,
        at=situation.now,
        recorded=situation.now,
        zone=situation.zone,
        amount=amount,
        packs=_products(situation, packs),
        event_id=account.event_id,
        cart=account.cart,
        performer=account.performer,
        witness=account.witness,
        findings=account.findings,
        reasons=account.reasons,
        indication=account.indication,
        score=account.score,
        note=account.note,
        label=situation.label.number if situation.label else "",
    )


def _products(situation: Situation, packs: tuple[DrugPack, ...]) -> tuple[record.GivenPack, ...]:
    """The packs with their products; one that was scanned twice is one."""
    found = ((pack, product_of(pack, situation.formulary)) for pack in different(packs))
    return tuple(record.GivenPack(pack=pack, product=product) for pack, product in found if product)
