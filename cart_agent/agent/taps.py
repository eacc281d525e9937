"""A tap becomes an event of the round. What a tap says is checked here, before the round hears of it."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from cart_agent.agent import reasons
from cart_agent.api import requests as ask
from cart_agent.core.followup import EFFECT, KINDS, FollowUp
from cart_agent.core.ledger import Count, Source, Waste, WasteUndone
from cart_agent.core.quantity import Quantity, UnitError, parse_unit
from cart_agent.core.session import events as ev
from cart_agent.core.session.state import Amount

NOTE_LIMIT = 500
"""Characters of free text that are kept."""
_NUMBER = re.compile(r"[0-9]{1,7}(\.[0-9]{1,6})?")
"""An amount as the screen's keys make it: no exponent, no sign."""


class BadTap(ValueError):
    """The tap says something that is not on the list. The argument is a key of `words.LINES`."""


def event_of(tap: ask.Tap) -> ev.Event:
    """The event that a tap is. Raises BadTap."""
    return _EVENTS[type(tap)](tap)


def _choose(tap: ask.ChooseDose) -> ev.DoseChosen:
    if tap.reason and not reasons.known(reasons.PRN, tap.reason):
        raise BadTap("reason-missing")
    if tap.score is not None and not 0 <= tap.score <= 10:
        raise BadTap("bad-amount")
    return ev.DoseChosen(key=tap.key, reason=tap.reason, score=tap.score)


def _confirm(tap: ask.Confirm) -> ev.Confirmed:
    if not reasons.known(reasons.CONFIRM, tap.reason):
        raise BadTap("reason-missing")
    return ev.Confirmed(reason=tap.reason)


def _give(tap: ask.Give) -> ev.Given:
    if not tap.value and not tap.unit:
        return ev.Given()
    if not reasons.known(reasons.PARTIAL, tap.reason):
        raise BadTap("reason-missing")
    return ev.Given(amount=_amount(tap.value, tap.unit), reason=tap.reason)


def _amount(value: str, unit: str) -> Amount:
    try:
        parse_unit(unit)
    except UnitError:
        raise BadTap("bad-amount") from None
    number = Decimal(value) if _NUMBER.fullmatch(value) else Decimal(0)
    if number <= 0:
        raise BadTap("bad-amount")
    return Amount(value=number, unit=unit)


def _not_given(tap: ask.NotGiven) -> ev.WasNotGiven:
    reason = next((one for one in reasons.NOT_GIVEN if one.code == tap.reason), None)
    if reason is None or reason.outcome != tap.outcome:
        raise BadTap("reason-missing")
    return ev.WasNotGiven(outcome=tap.outcome, reason=tap.reason, note=tap.note.strip()[:NOTE_LIMIT])


def _clear(tap: ask.ClearFault) -> ev.FaultCleared:
    if not reasons.known(reasons.CLEAR, tap.reason):
        raise BadTap("reason-missing")
    return ev.FaultCleared(reason=tap.reason)


def _unable(tap: ask.UnableToScan) -> ev.UnableToScan:
    if not reasons.known(reasons.UNABLE, tap.reason):
        raise BadTap("reason-missing")
    return ev.UnableToScan(reason=tap.reason, encounter_id=tap.encounter_id)


def _follow_up(tap: ask.FollowUp) -> ev.FollowedUp:
    if tap.what not in KINDS:
        raise BadTap("not-now")
    listed = reasons.FOLLOW_UP.get(tap.what)
    if not (reasons.known(listed, tap.reason) if listed else tap.reason == ""):
        raise BadTap("reason-missing")
    if tap.score is not None and not (tap.what == EFFECT and 0 <= tap.score <= 10):
        raise BadTap("bad-amount")
    told = _amount(tap.value, tap.unit) if tap.value or tap.unit else None
    amount = Quantity(value=told.value, unit=told.unit) if told else None
    said = FollowUp(kind=tap.what, record=tap.record, reason=tap.reason, amount=amount, score=tap.score)
    return ev.FollowedUp(follow_up=said)


def _override(tap: ask.Override) -> ev.OverrideAsked:
    if not reasons.known(reasons.OVERRIDE, tap.reason):
        raise BadTap("reason-missing")
    return ev.OverrideAsked(reason=tap.reason)


def _break_glass(tap: ask.BreakGlass) -> ev.GlassAsked:
    if not reasons.known(reasons.BREAK_GLASS, tap.reason):
        raise BadTap("reason-missing")
    return ev.GlassAsked(drawer=tap.drawer, reason=tap.reason, encounter_id=tap.encounter_id)


def _give_taken(tap: ask.GiveTaken) -> ev.TakenGiven:
    return ev.TakenGiven(amount=_amount(tap.value, tap.unit) if tap.value or tap.unit else None)


def _label(tap: ask.Label) -> ev.LabelAsked:
    volume = _amount(tap.volume, "mL")
    drug = _amount(tap.value, tap.unit) if tap.value or tap.unit else None
    return ev.LabelAsked(volume=volume, drug=drug)


def _waste(tap: ask.Waste) -> ev.EntryMade:
    if not reasons.known(reasons.WASTE, tap.reason):
        raise BadTap("reason-missing")
    told = _amount(tap.value, tap.unit) if tap.value or tap.unit else None
    amount = Quantity(value=told.value, unit=told.unit) if told else None
    source, about = _source(tap)
    return ev.EntryMade(entry=Waste(source=source, about=about, amount=amount, reason=tap.reason))


def _undo_waste(tap: ask.UndoWaste) -> ev.EntryMade:
    if not reasons.known(reasons.UNDO_WASTE, tap.reason):
        raise BadTap("reason-missing")
    return ev.EntryMade(entry=WasteUndone(waste=tap.waste, reason=tap.reason))


def _source(tap: ask.Waste) -> tuple[Source, str]:
    """One of a label, a record, or what is in the hand."""
    if tap.label and tap.record:
        raise BadTap("not-now")
    if tap.label:
        return "label", tap.label
    return ("record", tap.record) if tap.record else ("hand", "")


def _count(tap: ask.Count) -> ev.Counted:
    return ev.Counted(value=_pieces(tap.value))


def _hand_over(tap: ask.HandOver) -> ev.EntryMade:
    entry = Count(drawer=tap.drawer, product=tap.product, phase="hand-over", value=_pieces(tap.value))
    return ev.EntryMade(entry=entry)


def _pieces(value: str) -> int:
    """Whole pieces as the screen's keys make them, nought too."""
    if not re.fullmatch("[0-9]{1,4}", value):
        raise BadTap("bad-amount")
    return int(value)


_EVENTS: dict[type, Callable[[Any], ev.Event]] = {
    ask.EnterPin: lambda tap: ev.PinEntered(pin=tap.pin),
    ask.SayDose: lambda tap: ev.DoseSaid(amount=_amount(tap.value, tap.unit)),
    ask.ChooseDose: _choose,
    ask.Confirm: _confirm,
    ask.Give: _give,
    ask.NotGiven: _not_given,
    ask.UnableToScan: _unable,
    ask.FollowUp: _follow_up,
    ask.Override: _override,
    ask.BreakGlass: _break_glass,
    ask.GiveTaken: _give_taken,
    ask.Prepare: lambda tap: ev.PrepareChosen(key=tap.key),
    ask.Label: _label,
    ask.Waste: _waste,
    ask.UndoWaste: _undo_waste,
    ask.Count: _count,
    ask.HandOver: _hand_over,
    ask.AnswerDoubt: lambda tap: ev.DoubtAnswered(given=tap.given),
    ask.Reopen: lambda _: ev.Reopened(),
    ask.PutBack: lambda _: ev.PutBackAsked(),
    ask.PutBackDone: lambda _: ev.PutBackDone(),
    ask.Cancel: lambda _: ev.Cancelled(),
    ask.Logout: lambda _: ev.LoggedOut(),
    ask.ClearFault: _clear,
}
EVENT_OF_TAP: dict[type[ask.Tap], type[ev.Event]] = {
    ask.EnterPin: ev.PinEntered,
    ask.SayDose: ev.DoseSaid,
    ask.ChooseDose: ev.DoseChosen,
    ask.Confirm: ev.Confirmed,
    ask.Give: ev.Given,
    ask.NotGiven: ev.WasNotGiven,
    ask.UnableToScan: ev.UnableToScan,
    ask.FollowUp: ev.FollowedUp,
    ask.Override: ev.OverrideAsked,
    ask.BreakGlass: ev.GlassAsked,
    ask.GiveTaken: ev.TakenGiven,
    ask.Prepare: ev.PrepareChosen,
    ask.Label: ev.LabelAsked,
    ask.Waste: ev.EntryMade,
    ask.UndoWaste: ev.EntryMade,
    ask.Count: ev.Counted,
    ask.HandOver: ev.EntryMade,
    ask.AnswerDoubt: ev.DoubtAnswered,
    ask.Reopen: ev.Reopened,
    ask.PutBack: ev.PutBackAsked,
    ask.PutBackDone: ev.PutBackDone,
    ask.Cancel: ev.Cancelled,
    ask.Logout: ev.LoggedOut,
    ask.ClearFault: ev.FaultCleared,
}
"""For the screen: a tap is offered where its event is in the round's table."""
