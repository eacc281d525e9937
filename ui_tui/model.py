"""All that the glass shows, as one value, and how pushes and taps change it. Pure; knows nothing of Textual.

A list that a finger may be on never moves by itself: while a push would move or change its lines, the old
ones stay (`doses`, `patients`), `stale` says so, and a tap on "what changed" adopts the new ones.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import Any

import msgspec
from msgspec import Struct

from cart_agent.api.pushes import (
    AnyPush,
    RoundChanged,
    SessionChanged,
    SimItems,
    StatusChanged,
    Welcome,
)
from cart_agent.api.requests import Request
from cart_agent.api.views import (
    DoseView,
    PatientLine,
    PreparedView,
    RoundView,
    SessionView,
    StatusView,
    Texts,
)
from ui_tui import roundlist
from ui_tui.doselist import in_order, moved, same
from ui_tui.place import BUSY, place_of


class Agent(StrEnum):
    """What is known of the agent's process."""

    LIVE = "live"
    SLOW = "slow"
    """Connected, but it has not answered for almost a second."""
    GONE = "gone"
    """No connection."""


class Overlay(StrEnum):
    """A question of the screen's own, asked before anything is sent. It ends with its scene."""

    NONE = ""
    CONFIRM = "confirm"
    NOT_GIVEN = "not-given"
    CLEAR = "clear"
    FLOW = "flow"
    """A request that takes several answers: see `questions`."""
    MENU = "menu"
    RECORDS = "records"
    PREPARED = "prepared"
    NOTES = "notes"
    SUMMARY = "summary"
    ITEMS = "items"
    RESOLVE = "resolve"
    REJECTED = "rejected"
    RECONCILE = "reconcile"
    BENCH = "bench"
    CARD = "card"
    """A card beside the chart: laid on by the agent, taken away by a tap."""


class Model(Struct, frozen=True, kw_only=True):
    """What is shown. `sending`: a tap waits for the agent's answer, no other tap is taken."""

    agent: Agent = Agent.GONE
    status: StatusView | None = None
    status_at: float = 0.0
    """Monotonic seconds when `status` came; the strip counts time on from it."""
    session: SessionView | None = None
    round: RoundView | None = None
    place: str = "login"
    doses: tuple[DoseView, ...] = ()
    patients: tuple[PatientLine, ...] = ()
    overlay: Overlay = Overlay.NONE
    about: str = ""
    """What the overlay asks about: an open item (RESOLVE), an event (RECONCILE), a group (BENCH)."""
    behind: Overlay = Overlay.NONE
    """What the overlay was opened from and goes back to, where that is a list."""
    flow: str = ""
    """FLOW: which questions are asked."""
    answers: tuple[dict[str, Any], ...] = ()
    """FLOW: what was answered so far, in order."""
    by: str = "risk"
    """How the round is sorted: see `roundlist`."""
    page: int = 0
    sending: bool = False
    refusal: Texts | None = None
    """Why the last tap was refused; gone with the next push of the session."""
    theme: str = "day"
    undrawn: str = ""
    """Letters that this terminal can not draw."""
    bench: SimItems | None = None
    hint: str = ""
    """Simulation: what the bench says about the item scanned last, such as its PIN."""

    @property
    def busy(self) -> bool:
        """Whether an answer is awaited, from the agent or by the agent."""
        return self.sending or (self.session is not None and self.session.state in BUSY)

    @property
    def stale(self) -> bool:
        """Whether the shown list is older than what the agent says."""
        if self.place == "patient":
            return self.doses != _doses(self.session)
        return self.place == "round" and self.patients != _patients(self.round, self.by)

    @property
    def scene(self) -> tuple[object, ...]:
        """Changes exactly when another question is on the glass; taps then rest for a moment."""
        session = self.session
        if self.agent is not Agent.LIVE or session is None:
            return (self.agent,)
        verdict = session.verdict
        codes = (verdict.severity, *(f.code for f in verdict.findings)) if verdict else ()
        patient = session.patient.encounter_id if session.patient else ""
        dose = session.dose.key if session.dose else ""
        asked = (self.overlay, self.about, self.flow, len(self.answers))
        return (self.place, session.state, session.candidate, patient, dose, session.drawer, codes, *asked)


def reduce(model: Model, push: AnyPush, now: float) -> Model:
    """The model after a push of the agent; `now` is monotonic seconds."""
    match push:
        case Welcome():
            fresh = change(model, agent=Agent.LIVE, sending=False, refusal=None)
            fresh = _status(fresh, push.status, now)
            fresh = _round(fresh, push.round or RoundView())
            return refreshed(_card(model, _session(fresh, push.session)) if push.session else fresh)
        case StatusChanged():
            return _status(model, push.status, now)
        case RoundChanged():
            return _round(model, push.round)
        case SessionChanged():
            return _label(model, _card(model, _session(model, push.session)))
    return model


def change(model: Model, **changes: Any) -> Model:
    """The model with `changes`; another scene starts at its first page, and a refusal was not about it."""
    after: Model = msgspec.structs.replace(model, **changes)
    if after.scene == model.scene:
        return after
    anew: dict[str, Any] = {"page": 0, "refusal": None} | changes
    return msgspec.structs.replace(after, page=anew["page"], refusal=anew["refusal"])


def opened(model: Model, overlay: Overlay, about: str = "", behind: Overlay = Overlay.NONE) -> Model:
    """A question of the screen's own is asked."""
    return change(model, overlay=overlay, about=about, behind=behind, flow="", answers=(), page=0)


def closed(model: Model) -> Model:
    """Back to what the agent says."""
    return opened(model, Overlay.NONE)


def went_back(model: Model) -> Model:
    """Back to where the question was asked from."""
    return opened(model, model.behind)


def turned(model: Model, pages: int) -> Model:
    """Some pages on or back; the screen keeps it inside its list."""
    return change(model, page=max(0, model.page + pages))


def refreshed(model: Model) -> Model:
    """The nurse has seen that the list changed: show it as it is now."""
    patients = _patients(model.round, model.by)
    return change(model, doses=_doses(model.session), patients=patients, page=0)


def sorted_by(by: str) -> Callable[[Model], Model]:
    """The round in another order."""
    return lambda model: refreshed(closed(change(model, by=by)))


def sent(model: Model) -> Model:
    """A tap is on its way."""
    return change(model, sending=True, refusal=None)


def answered(model: Model, refusal: Texts | None = None) -> Model:
    """The agent answered the tap: taken, or refused with a reason. A question that was answered is over,
    also where nothing else on the glass changes: it must not be answered twice.
    """
    if refusal is None and not model.sending:
        return model  # the agent moved on before it answered: what is asked now is something else
    after = change(model, sending=False, refusal=refusal)
    if refusal is not None or model.overlay in _LISTED:
        return after
    if model.behind is not Overlay.NONE:
        return went_back(after) if model.behind is not Overlay.ITEMS or _other_items(model) else closed(after)
    # what the nurse has just said moved them, no prescriber did, and no finger was on them
    return refreshed(closed(after)) if same(model.doses, _doses(model.session)) else closed(after)


def offers(model: Model, *kinds: type[Request]) -> bool:
    """Whether all these requests are possible now."""
    actions = model.session.actions if model.session else ()
    return all(kind.__struct_config__.tag in actions for kind in kinds)


def _status(model: Model, status: StatusView | None, now: float) -> Model:
    return model if status is None else change(model, status=status, status_at=now)


def _session(model: Model, session: SessionView) -> Model:
    waits = model.sending and model.overlay is not Overlay.NONE  # its answer ends the question
    place = place_of(session, model.place)
    after = change(model, session=session, sending=waits, refusal=None, place=place)
    if after.scene != model.scene:
        after = change(after, sending=False)
        return refreshed(after if _still_written(model, session) else closed(after))
    after = _worked_off(after)
    doses = _doses(session)
    return after if moved(model.doses, doses) else change(after, doses=doses)


def _card(before: Model, after: Model) -> Model:
    """A card that was just scanned lies on top, but not on a fault; it is gone with the next scan or tap."""
    new = after.session.second if after.session else None
    if new is None:
        return closed(after) if after.overlay is Overlay.CARD else after
    is_new = before.session is None or before.session.second != new
    return opened(after, Overlay.CARD) if is_new and after.place != "fault" else after


def _label(before: Model, after: Model) -> Model:
    """A label that was just made and that no printer of this cart prints is shown, to be written by hand."""
    making = before.session is not None and before.session.state in MAKES_LABELS
    known = {one.number for one in _prepared(before)}
    new = [one for one in _prepared(after) if one.number not in known and not one.printing]
    shown = making and new and after.place != "fault"
    return opened(after, Overlay.PREPARED, BY_HAND) if shown else after


BY_HAND = "by-hand"
"""What PREPARED is about, where a label was just made and is to be written down."""
UNASKED = frozenset({"checking", "intent", "unlocking", "fetch", "patient"})
"""States that the round goes to by itself behind a label, to the next drawer. Nothing is asked there."""


def _still_written(model: Model, session: SessionView) -> bool:
    """Whether a label is still copied by hand: the next drawer opens meanwhile, and must not take it away."""
    return model.about == BY_HAND and session.state in UNASKED


MAKES_LABELS = frozenset({"mix", "labelling"})
"""States of the session that a new label comes from."""


def _prepared(model: Model) -> tuple[PreparedView, ...]:
    return model.session.patient.prepared if model.session and model.session.patient else ()


_LISTED = frozenset({Overlay.REJECTED, Overlay.RECONCILE, Overlay.CARD})
"""Overlays that end by what the agent says, not by its answer."""


def _other_items(model: Model) -> bool:
    """Whether items are open beside the one that was closed or reviewed just now."""
    over = {model.about, *(given.get("item") for given in model.answers)}
    return any(item.id not in over for item in (model.status.open_items if model.status else ()))


def _worked_off(model: Model) -> Model:
    """A refused event that is settled takes its question with it: back to the list, or to the round."""
    left = {one.event_id for one in model.session.rejected} if model.session else set()
    if model.overlay is Overlay.RECONCILE and model.about not in left:
        return opened(model, Overlay.REJECTED) if left else closed(model)
    return closed(model) if model.overlay is Overlay.REJECTED and not left else model


def _round(model: Model, new: RoundView) -> Model:
    after = change(model, round=new)
    patients = _patients(new, model.by)
    kept = [line.encounter_id for line in model.patients] == [line.encounter_id for line in patients]
    return change(after, patients=patients) if kept or model.place != "round" else after


def _doses(session: SessionView | None) -> tuple[DoseView, ...]:
    return in_order(session.patient.doses) if session and session.patient else ()


def _patients(round_: RoundView | None, by: str) -> tuple[PatientLine, ...]:
    return roundlist.in_order(round_.patients, by) if round_ else ()
