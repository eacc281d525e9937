"""What a tap carries, chosen by chance among what the screen offers. None: it offers nothing."""

from collections.abc import Callable, Sequence
from random import Random
from typing import Any

from cart_agent.api import requests as ask
from cart_agent.api.views import OutcomeChoice, SessionView
from tests.agent.cart_help import PINS, WARD, Cart

Fields = dict[str, Any]
BADGES = {person.staff: person.id for person in WARD.people}


class Sight:
    """One moment of one screen, and the dice."""

    def __init__(self, cart: Cart, dice: Random, badge: str) -> None:
        self.cart = cart
        self.view: SessionView = cart.view
        self.dice = dice
        self.badge = badge
        """Whose badge was scanned last."""

    def code(self, choices: Sequence[OutcomeChoice]) -> str:
        return self.dice.choice(choices).code if choices else ""

    def patients(self) -> list[str]:
        return [line.encounter_id for line in self.cart.service.snapshot().round.patients]


def _pin(at: Sight) -> Fields:
    signer = BADGES[at.view.person.id] if at.view.signing and at.view.person else at.badge
    return {"pin": PINS[signer] if at.dice.random() < 0.95 else "000000"}


def _say_dose(at: Sight) -> Fields:
    """Mostly the dose of the order, which the witness is not shown."""
    session = at.cart.agent.session
    chart = at.cart.agent.knowledge.chart(session.encounter_id)
    ordered = [order for order in chart.orders if session.dose and order.id == session.dose.order_id]  # type: ignore[union-attr]
    amounts = [one.amount.low for order in ordered for one in order.dosages if one.amount is not None]
    if amounts and at.dice.random() < 0.8:
        return {"value": str(amounts[0].value), "unit": amounts[0].unit}
    return {"value": at.dice.choice("1259"), "unit": at.code(at.view.blind_units)}


def _choose(at: Sight) -> Fields | None:
    if at.view.patient is None or not at.view.patient.doses:
        return None
    dose = at.dice.choice(at.view.patient.doses)
    if dose.due is not None:
        return {"key": dose.key}
    reason = dose.prn_reason or at.code(at.view.prn_reasons)
    return {"key": dose.key, "reason": reason, "score": at.dice.choice([None, 3, 7])}


def _give(at: Sight) -> Fields:
    if not at.view.parts or at.dice.random() < 0.75:
        return {}
    part = at.dice.choice(at.view.parts)
    return {"value": part.value, "unit": part.unit, "reason": at.code(at.view.partial_reasons)}


def _not_given(at: Sight) -> Fields:
    chosen = at.dice.choice(at.view.not_given_reasons)
    return {"outcome": chosen.outcome, "reason": chosen.code}


def _unable(at: Sight) -> Fields:
    patient = "" if at.view.dose else at.dice.choice(["", *at.patients()])
    return {"reason": at.code(at.view.unable_reasons), "encounter_id": patient}


def _follow_up(at: Sight) -> Fields | None:
    records = [one for one in at.view.patient.records if one.follow_ups] if at.view.patient else []
    if not records:
        return None
    record = at.dice.choice(records)
    what = at.dice.choice(record.follow_ups)
    more: dict[str, Fields] = {
        "stop": {"value": at.dice.choice(["10", "100"]), "unit": record.unit},
        "effect": {"score": at.dice.randint(0, 10)},
    }
    reason = at.code(at.view.follow_up_reasons.get(what, ()))
    return {"record": record.id, "what": what, "reason": reason} | more.get(what, {})


def _prepare(at: Sight) -> Fields:
    patient = at.view.patient
    return (
        {"key": at.dice.choice(patient.doses).key} if patient and patient.doses and not at.view.dose else {}
    )


def _label(at: Sight) -> Fields:
    drawn = {"value": "10", "unit": at.view.drawn_unit} if at.view.drawn_unit else {}
    return {"volume": at.dice.choice(["10", "50", "100"])} | drawn


def _print(at: Sight) -> Fields | None:
    made = at.view.patient.prepared if at.view.patient else ()
    return {"number": at.dice.choice(made).number} if made else None


def _waste(at: Sight) -> Fields:
    patient = at.view.patient
    thrown: list[Fields] = [{}]
    thrown += [{"label": one.number} for one in (patient.prepared if patient else ())]
    thrown += [
        {"record": one.id, "value": "1", "unit": one.unit} for one in (patient.records if patient else ())
    ]
    return {"reason": at.code(at.view.waste_reasons)} | at.dice.choice(thrown)


def _undo_waste(at: Sight) -> Fields | None:
    wastes = [one for one in at.view.patient.wastes if one.may_undo] if at.view.patient else []
    reason = at.code(at.view.undo_waste_reasons)
    return {"waste": at.dice.choice(wastes).id, "reason": reason} if wastes else None


def _hand_over(at: Sight) -> Fields | None:
    if not at.view.controlled:
        return None
    drug = at.dice.choice(at.view.controlled)
    return {"drawer": drug.drawer, "product": drug.product, "value": str(at.dice.randint(0, 20))}


def _break_glass(at: Sight) -> Fields | None:
    if not at.view.glass_drawers:
        return None
    reason = at.code(at.view.override_reasons["break-glass"])
    drawer = at.dice.choice(at.view.glass_drawers)
    return {"drawer": drawer, "reason": reason, "encounter_id": at.dice.choice(["", *at.patients()])}


def _review(at: Sight) -> Fields | None:
    items = [one for one in at.cart.status.open_items if one.review_by]
    if not items:
        return None
    staff = at.dice.choice(list(BADGES))
    conclusion = at.code(at.view.override_reasons["review"])
    return {
        "item": at.dice.choice(items).id,
        "conclusion": conclusion,
        "staff": staff,
        "pin": PINS[BADGES[staff]],
    }


def _resolve(at: Sight) -> Fields | None:
    items = [one for one in at.cart.status.open_items if not one.review_by]
    if not items:
        return None
    item = at.dice.choice(items)
    fitting = [one for one in at.view.resolve_reasons if one.outcome in ("", item.kind)]
    return {"item": item.id, "reason": at.code(fitting)}


def _ask_prescriber(at: Sight) -> Fields | None:
    if at.view.patient is None or not at.view.patient.doses:
        return None
    order = at.dice.choice(at.view.patient.doses).order_id
    return {"order": order, "question": at.code(at.view.prescriber_questions)}


FIELDS: dict[type[ask.Tap], Callable[[Sight], Fields | None]] = {
    ask.EnterPin: _pin,
    ask.SayDose: _say_dose,
    ask.ChooseDose: _choose,
    ask.Confirm: lambda at: {"reason": at.code(at.view.confirm_reasons)},
    ask.Give: _give,
    ask.NotGiven: _not_given,
    ask.UnableToScan: _unable,
    ask.FollowUp: _follow_up,
    ask.Prepare: _prepare,
    ask.Label: _label,
    ask.PrintLabel: _print,
    ask.Waste: _waste,
    ask.UndoWaste: _undo_waste,
    ask.Count: lambda at: {"value": str(at.dice.choice([9, 10, 11]))},
    ask.HandOver: _hand_over,
    ask.Override: lambda at: {"reason": at.code(at.view.override_reasons["override"])},
    ask.BreakGlass: _break_glass,
    ask.GiveTaken: lambda at: at.dice.choice([{}, {"value": "1", "unit": "mg"}]),
    ask.Review: _review,
    ask.Resolve: _resolve,
    ask.AskPrescriber: _ask_prescriber,
    ask.LeaveNote: lambda at: {"note": at.code(at.view.note_choices)},
    ask.ClearFault: lambda at: {"reason": at.code(at.view.clear_reasons)},
    ask.AnswerDoubt: lambda at: {"given": at.dice.random() < 0.2},
    ask.Reopen: lambda _: {},
    ask.PutBack: lambda _: {},
    ask.PutBackDone: lambda _: {},
    ask.Cancel: lambda _: {},
    ask.Logout: lambda _: {},
}
TAPS = {str(tap.__struct_config__.tag): tap for tap in FIELDS}
