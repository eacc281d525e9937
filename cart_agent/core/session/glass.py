"""Break-glass: an emergency drawer is open without an order. What is taken out is scanned and recorded."""

import msgspec

from cart_agent.core.piece import same_piece
from cart_agent.core.session import events as ev
from cart_agent.core.session.drawer import COIL_HOT, DRAWER_OPEN, another, cooling, latch
from cart_agent.core.session.effects import CommitTaken, Effect, Note, Tell, Unlock
from cart_agent.core.session.moves import Step, goto, relock, resting, stay
from cart_agent.core.session.places import State
from cart_agent.core.session.state import Glass, Session, replace

GIVEN_ALONE = 1
"""Packs for which an amount can be told."""


def unlock(session: Session) -> Step:
    """The only place that unlocks an emergency drawer: behind a break-glass on record that is not over."""
    glass = _glass(session)
    if glass.over:
        return goto(session, State.GLASS, Tell(message="override-over"))
    if session.shut:
        return goto(session, State.GLASS, Tell(message=session.shut))
    if glass.drawer in session.open_drawers:
        return goto(session, State.GLASS, _take(glass))
    if session.open_drawers:
        return goto(session, State.GLASS, Tell(message="close-drawer"))
    return goto(session, State.GLASS_OPENING, Unlock(drawer=glass.drawer))


def reopened(session: Session, _: ev.Reopened) -> Step:
    """The drawer relocked, its bolt sticks, or the power went before it opened: the same break-glass opens it
    again.
    """
    step = unlock(session)
    first = relock(session) if step.session.state is State.GLASS_OPENING else ()
    return Step(session=step.session, effects=(*first, *step.effects))


def unlocked(session: Session, event: ev.Unlocked) -> Step:
    """The unit's answer. Each opening is a fact of its own."""
    glass = _glass(session)
    if event.drawer != glass.drawer:
        return another(session, event)
    if not event.ok and event.reason == DRAWER_OPEN:
        return goto(session, State.GLASS, Tell(message="close-drawer"))
    if not event.ok and event.reason == COIL_HOT:
        return goto(session, State.GLASS, *cooling(event.drawer))
    if not event.ok:
        return latch(replace(session, state=State.GLASS), "unlock-failed", event.drawer, event.reason)
    if session.shut:
        return goto(session, State.GLASS, *relock(session), Tell(message=session.shut))
    return goto(session, State.GLASS, _note("glass-opened", glass), _take(glass))


def scanned(session: Session, event: ev.PackRead) -> Step:
    """Taken out: written down at once. Given is another thing, and needs a tap."""
    glass = _glass(session)
    if any(same_piece(event.pack, pack) for pack in glass.packs):
        return stay(session, Tell(message="same-pack"))
    pack = event.pack
    said = {"gtin": pack.gtin, "drug": pack.drug, "lot": pack.lot, "serial": pack.serial}
    about = {name: value for name, value in said.items() if value}
    taken = _with(session, packs=(*glass.packs, pack))
    return stay(taken, _note("glass-taken", glass, **about), Tell(message="glass-taken", good=True))


def unscanned(session: Session, event: ev.UnableToScan) -> Step:
    """Taken out without a readable code: said why, and looked into at the review."""
    note = _note("glass-unscanned", _glass(session), reason=event.reason)
    return stay(session, note, Tell(message="glass-unscanned"))


def given(session: Session, event: ev.TakenGiven) -> Step:
    """The tap: the patient got what was scanned."""
    glass = _glass(session)
    if not glass.packs:
        return stay(session, Tell(message="glass-scan-first"))
    if event.amount is not None and len(glass.packs) != GIVEN_ALONE:
        return stay(session, Tell(message="bad-amount"))
    return stay(session, CommitTaken(glass=glass, amount=event.amount))


def recorded(session: Session, event: ev.TakenAnswered) -> Step:
    """On disk, or not: the nurse is told which."""
    glass = session.glass
    if glass is None:
        return stay(session)
    if event.problem:
        return stay(session, Tell(message=event.problem))
    now = taken_recorded(session)
    told = Tell(message="noted", good=True)
    if not glass.over:
        return stay(now, told)
    step = ended(now, "glass-ended")
    return Step(session=step.session, effects=(*step.effects, told))


def taken_recorded(session: Session) -> Session:
    """Stored with the records themselves: after a power cut here nothing is recorded twice."""
    glass = _glass(session)
    return _with(session, packs=(), given=glass.given + len(glass.packs))


def band(session: Session, event: ev.WristbandRead) -> Step:
    """Whose it is may be learnt while the drawer is open; another patient's band never switches silently."""
    glass = _glass(session)
    if glass.encounter_id:
        hers = event.encounter_id == glass.encounter_id
    else:
        hers = glass.wristband in (None, event.wristband)
    if not hers:
        return stay(session, _note("glass-other-band", glass), Tell(message="glass-other-band"))
    now = _with(session, wristband=event.wristband)
    return stay(now, Tell(message="glass-band", good=True))


def left(session: Session, _: ev.Cancelled) -> Step:
    """She says that it is over."""
    return ended(session, "glass-ended")


def ended(session: Session, kind: str) -> Step:
    """Over by time (`override-expired`) or by hand (`glass-ended`): the drawer locks.

    What was scanned and is not recorded yet can still be recorded when the time ran out on it.
    """
    glass = _glass(session)
    if glass.over and kind != "glass-ended":
        return stay(session)
    late = kind != "glass-ended"
    told = (Tell(message="override-over"),) if late else ()
    if late and glass.packs:
        return stay(_with(session, over=True), *relock(session), _note(kind, glass), *told)
    now, effects = leave_glass(session, kind)
    if session.person is None or session.state is not State.GLASS:
        return stay(now, *effects)
    step = resting(now)
    return Step(session=step.session, effects=(*effects, *told, *step.effects))


def leave_glass(session: Session, kind: str = "glass-ended") -> tuple[Session, tuple[Effect, ...]]:
    """End it: what was scanned and never said to be given stays a question for the review."""
    glass = session.glass
    if glass is None:
        return session, ()
    counts = {"given": str(glass.given), "unrecorded": str(len(glass.packs))}
    return replace(session, glass=None), (*relock(session), _note(kind, glass, **counts))


def _glass(session: Session) -> Glass:
    assert session.glass is not None
    return session.glass


def _with(session: Session, **changes: object) -> Session:
    now = msgspec.structs.replace(_glass(session), **changes)
    return replace(session, glass=now)


def _take(glass: Glass) -> Tell:
    return Tell(message="glass-take", good=True, facts={"drawer": str(glass.drawer)})


def _note(kind: str, glass: Glass, **about: str) -> Note:
    told = {"override": glass.grant.id, "drawer": str(glass.drawer), "by": glass.grant.by, **about}
    return Note(kind=kind, about=told, encounter_id=glass.encounter_id)
