"""Going on despite a STOP: asked for with a reason, signed with the PIN, on the disk before any drawer opens.

    release, with a STOP -> override -> [PIN] -> granting -> (on record) -> the release gate is asked again
    round, stopped, patient -> override -> [PIN] -> granting -> (on record) -> glass-opening -> glass

The round does not know the ward's policy: who may do it is judged where it is committed.
"""

from cart_agent.core.override import Grant, covered
from cart_agent.core.session import events as ev
from cart_agent.core.session.dose import released
from cart_agent.core.session.effects import Ask, CheckPin, CommitOverride, Note, Tell
from cart_agent.core.session.glass import ended, unlock
from cart_agent.core.session.moves import Step, ask_release, goto, relock, stay
from cart_agent.core.session.patient import wristband_mid_dose
from cart_agent.core.session.places import State
from cart_agent.core.session.state import Asked, Glass, Session, outstanding, replace, with_dose
from cart_agent.core.verdict import Gate, Severity

REVOKED_AT_ONCE = frozenset(
    {
        State.RELEASE,
        State.DOUBT,
        State.OVERRIDE,
        State.WITNESS,
        State.BLIND,
        State.FETCH,
        State.VERIFY,
        State.GIVE,
    }
)
"""A person is at the dose: when its override ends, the release gate is asked again before her eyes."""


def for_dose(session: Session, event: ev.OverrideAsked) -> Step:
    """The STOP in sight is to be passed over."""
    assert session.dose is not None
    if outstanding(session.dose.release, session.dose) is not Severity.STOP:
        return stay(session, Tell(message="not-now"))
    return _ask(session, Asked(reason=event.reason))


def for_glass(session: Session, event: ev.GlassAsked) -> Step:
    """An emergency drawer, for the open patient, one of the list, the band in sight, or nobody known yet."""
    if session.dose is not None:
        return stay(session, Tell(message="leave-dose-first"))
    if session.open_drawers - {event.drawer}:
        return stay(session, Tell(message="close-drawer"))
    in_sight = session.state is not State.ROUND and event.encounter_id in ("", session.encounter_id)
    return _ask(
        session,
        Asked(
            reason=event.reason,
            drawer=event.drawer,
            encounter_id=event.encounter_id or session.encounter_id,
            wristband=session.wristband if in_sight else None,
        ),
    )


def _ask(session: Session, asked: Asked) -> Step:
    if session.shut:
        return stay(session, Tell(message=session.shut))
    told = replace(session, asked=asked, candidate=session.person, resume=session.state)
    return goto(told, State.OVERRIDE, Tell(message="override-pin"))


def pin_entered(session: Session, event: ev.PinEntered) -> Step:
    """Her own, freshly: who is logged in may have walked away."""
    assert session.candidate is not None
    return stay(session, CheckPin(person=session.candidate, pin=event.pin))


def pin_checked(session: Session, event: ev.PinChecked) -> Step:
    """The only place that commits an override."""
    if session.candidate is None or event.person.id != session.candidate.id:
        return stay(session)
    if event.problem:
        return stay(session, Tell(message=f"pin-{event.problem}"))
    assert session.asked is not None
    return goto(replace(session, candidate=None), State.GRANTING, CommitOverride(asked=session.asked))


def answered(session: Session, event: ev.OverrideAnswered) -> Step:
    """On record, or refused. A dose is judged anew; an emergency drawer opens."""
    if event.grant is None:
        return goto(taken_back(session), session.resume, Tell(message=event.problem))
    now = granted(session, event.grant)
    return ask_release(now) if now.glass is None else unlock(now)


def granted(session: Session, grant: Grant) -> Session:
    """The session with the override: what is stored with its record, so that a power cut finds it again."""
    asked = session.asked
    assert asked is not None
    if asked.drawer is None:
        return replace(with_dose(taken_back(session), override=grant), state=State.RELEASE)
    glass = Glass(
        grant=grant, drawer=asked.drawer, encounter_id=asked.encounter_id, wristband=asked.wristband
    )
    return replace(taken_back(session), glass=glass, stopped=None, state=State.GLASS)


def taken_back(session: Session) -> Session:
    """Nothing is asked for any more."""
    return replace(session, asked=None, candidate=None)


def cancelled(session: Session, _: ev.Cancelled) -> Step:
    """Back to where it was asked for."""
    return goto(taken_back(session), session.resume)


def pin_awaited(session: Session, event: ev.PackRead | ev.BadgeRead) -> Step:
    """A scan while the PIN is awaited."""
    del event
    return stay(session, Tell(message="override-pin"))


def band(session: Session, event: ev.WristbandRead) -> Step:
    """Another patient's wristband stops the dose, also here."""
    if session.dose is None:
        return stay(session, Tell(message="override-pin"))
    return wristband_mid_dose(replace(taken_back(session), state=State.RELEASE), event)


def chart_changed(session: Session, _: ev.ChartChanged) -> Step:
    """Her own last record comes back as a new chart: the PIN pad stays, while the gate is asked."""
    dose = session.dose
    return stay(session) if dose is None else stay(session, Ask(gate=Gate.RELEASE, key=dose.key))


def judged_anew(session: Session, event: ev.Checked) -> Step:
    """On the newest chart: the same STOPs of the same order wait for the PIN, others are shown first."""
    dose = session.dose
    if dose is None or event.gate is not Gate.RELEASE:
        return stay(session)
    seen = dose.release and covered(dose.release)
    if (dose.order_version, seen) == (event.order_version, covered(event.verdict)):
        return stay(replace(released(session, event).session, state=State.OVERRIDE))
    return released(with_dose(taken_back(session), held=True), event)


def expired(session: Session, _: ev.OverrideExpired) -> Step:
    """Its time has passed: the drawer locks, and what was passed over stops the dose again."""
    if session.glass is not None:
        return ended(session, "override-expired")
    dose = session.dose
    if dose is None or dose.override is None:
        return stay(session)
    about = {"override": dose.override.id}
    note = Note(kind="override-expired", about=about, dose=dose, encounter_id=session.encounter_id)
    over = with_dose(session, override=None)
    if session.state not in REVOKED_AT_ONCE:
        return stay(over, note)
    anew = with_dose(taken_back(over), release=None)  # what was passed over stops it once more
    step = ask_release(anew, held=True)
    effects = (*relock(session), note, Tell(message="override-over"), *step.effects)
    return Step(session=step.session, effects=effects)
