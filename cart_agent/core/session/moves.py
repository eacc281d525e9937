"""Steps that several places of the round share: take up a dose, go on to its drawer, leave it."""

from msgspec import Struct

from cart_agent.core.piece import piece_stop
from cart_agent.core.session import counts
from cart_agent.core.session.effects import Ask, CommitIntent, Effect, Lock, Note, Tell
from cart_agent.core.session.places import State
from cart_agent.core.session.state import DoseInHand, Session, outstanding, replace, with_dose
from cart_agent.core.verdict import Gate, Severity, Verdict


class Step(Struct, frozen=True, kw_only=True):
    """The session after an event, and what is to be done."""

    session: Session
    effects: tuple[Effect, ...] = ()


def stay(session: Session, *effects: Effect) -> Step:
    """The session as given, with effects."""
    return Step(session=session, effects=effects)


def goto(session: Session, state: State, *effects: Effect) -> Step:
    """The same session in another state."""
    return Step(session=replace(session, state=state), effects=effects)


def begin(session: Session, key: str, reason: str = "", score: int | None = None) -> Step:
    """Take a dose in hand: the release gate is asked first."""
    dose = DoseInHand(key=key, order_id="", order_version="", drawer=None, prn_reason=reason, prn_score=score)
    return goto(replace(session, dose=dose, next_key=""), State.CHECKING, Ask(gate=Gate.RELEASE, key=key))


def ask_release(session: Session, *, held: bool = False) -> Step:
    """Ask the release gate again for the dose in hand; what people answered for stays answered.

    `held`: no hand asked for it, so an ALLOW waits for a scan or a tap.
    """
    asked = with_dose(session, held=held)
    assert asked.dose is not None
    return goto(asked, State.CHECKING, Ask(gate=Gate.RELEASE, key=asked.dose.key))


def to_drawer(session: Session) -> Step:
    """The release gate is content: go on to the drawer, unless another one is open or the cart is shut."""
    dose = session.dose
    assert dose is not None
    if dose.in_doubt:
        return goto(session, State.DOUBT)
    if dose.label:
        return goto(session, State.VERIFYING, Ask(gate=Gate.VERIFY, key=dose.key))
    if session.shut:
        return goto(session, State.RELEASE, Tell(message=session.shut))
    if dose.drawer is None:
        return goto(session, State.FETCH, Tell(message="scan-label" if dose.waiting_label else "bring-drug"))
    if session.open_drawers - {dose.drawer}:
        return goto(session, State.CLOSING)
    return goto(session, State.INTENT, CommitIntent(dose=dose))


def at_drawer(session: Session) -> Step:
    """The drawer is open for the dose in hand: a controlled drug is counted before any is taken."""
    if (due := counts.opening(session)) is not None:
        return goto(replace(session, count=due), State.COUNT, Tell(message="count-first"))
    return goto(session, State.FETCH, Tell(message="take-drug", good=True))


def relock(session: Session) -> tuple[Effect, ...]:
    """Withdraw the unlock of the dose in hand or of a break-glass, where there is one."""
    taken = session.dose or session.glass
    return () if taken is None or taken.drawer is None else (Lock(drawer=taken.drawer),)


def stopped(session: Session, verdict: Verdict, encounter_id: str = "") -> tuple[Effect, ...]:
    """A STOP that nobody overrode is a fact worth recording: gate, findings, order; whose, where it is not
    the open patient's."""
    if still(verdict, session.dose) is not Severity.STOP:
        return ()
    codes = ",".join(stops(verdict))
    order = session.dose.order_id if session.dose else ""
    about = {
        "gate": verdict.gate,
        "codes": codes,
        "order": order,
        **scanned_last(session),
        **_read_well(verdict),
    }
    return (Note(kind="stopped", about=about, encounter_id=encounter_id),)


def _read_well(verdict: Verdict) -> dict[str, str]:
    """That a code was stopped for where its piece is, and not for how it reads."""
    return {"piece": "on-record"} if any(map(piece_stop, verdict.findings)) else {}


def stops(verdict: Verdict) -> tuple[str, ...]:
    """The codes of what stops the dose."""
    return tuple(f.code for f in verdict.findings if f.severity is Severity.STOP)


def still(verdict: Verdict, dose: DoseInHand | None) -> Severity:
    """How severe a verdict still is, where there is a dose that people may have answered for."""
    return verdict.severity if dose is None else outstanding(verdict, dose)


def scanned_last(session: Session) -> dict[str, str]:
    """What was in the nurse's hand: a near miss is reviewed by what was scanned."""
    packs = session.dose.packs if session.dose else ()
    if not packs:
        return {}
    pack = packs[-1]
    said = {"gtin": pack.gtin, "drug": pack.drug, "lot": pack.lot, "serial": pack.serial}
    return {name: value for name, value in said.items() if value}


def leave_dose(session: Session) -> tuple[Session, tuple[Effect, ...]]:
    """Put the dose down without an outcome. A drawer that was opened for it makes an open item."""
    dose = session.dose
    if dose is None:
        return session, ()
    effects = relock(session)
    if dose.opened:
        about = {"order": dose.order_id, "key": dose.key, "drawer": str(dose.drawer)}
        if session.left_by:
            about["leftBy"] = session.left_by
        if session.left_by and session.left_at:
            about["leftAt"] = session.left_at.now.isoformat()
        left = Note(kind="no-outcome", about=about, dose=dose, encounter_id=session.encounter_id)
        effects = (*effects, left)
    return replace(session, dose=None), effects


def close_patient(session: Session) -> Session:
    """Back to nobody's chart: whoever goes on scans a wristband."""
    return replace(session, encounter_id="", wristband=None, stopped=None, next_key="", dose=None)


def home(session: Session) -> State:
    """Where the round waits without a dose in hand."""
    return State.PATIENT if session.encounter_id else State.ROUND


def finish(session: Session, next_key: str) -> Step:
    """The dose is recorded: count a controlled drug, go on to the next dose, close what is open, or wait."""
    if (due := counts.closing(session, next_key)) is not None:
        counting = replace(session, dose=None, count=due)
        return goto(counting, State.COUNT, Tell(message="count-closing", facts={"drawer": str(due.drawer)}))
    done = replace(session, dose=None)
    if next_key:
        return begin(done, next_key)
    return goto(done, State.CLOSING if session.open_drawers else home(done))


def resting(session: Session, *, held: bool = True) -> Step:
    """The place to go on from after a restart, a log-in, or the right wristband (not `held`).

    Nothing moves by itself; and the chart may have changed meanwhile, so it is asked about.
    """
    dose = session.dose
    if session.glass is not None or (session.count is not None and session.stopped is None):
        return goto(session, State.GLASS if session.glass else State.COUNT)
    if dose is None:
        return goto(replace(session, stopped=None), home(session))
    if session.stopped is not None:
        return goto(session, State.STOPPED)
    identified = bool(dose.packs or dose.unscanned or dose.label)
    if dose.in_doubt or not (identified or _may_fetch(session, dose)):
        return ask_release(session, held=held)
    if identified:
        return goto(session, State.VERIFYING, Ask(gate=Gate.VERIFY, key=dose.key))
    return goto(with_dose(session, give=None), State.FETCH, Ask(gate=Gate.GIVE, key=dose.key))


def _may_fetch(session: Session, dose: DoseInHand) -> bool:
    """Its drawer was opened for it, or it has none and the gate was content.

    An opening count is left out by no restart: with the drawer asked for again, it is asked for too.
    """
    ready = bool(dose.order_id) and outstanding(dose.release, dose) is Severity.ALLOW
    return ready and (dose.opened or dose.drawer is None) and counts.opening(session) is None
