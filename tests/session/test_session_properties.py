"""Whatever happens in whatever order, four things never do."""

from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from cart_agent.core.followup import FollowUp
from cart_agent.core.identify import Wristband
from cart_agent.core.session import Session, Unexpected, restore, step
from cart_agent.core.session import events as ev
from cart_agent.core.session.effects import Ask, CommitIntent, CommitRecord, Effect, Unlock
from cart_agent.core.session.state import State, outstanding
from cart_agent.core.session.table import TABLE
from cart_agent.core.verdict import Gate, Severity
from tests.session.session_help import BAND, KEY, NEXT, NURSE, OTHER, PACK, checked, verdict
from tests.support.soak import examples

KEYS = st.sampled_from([KEY, NEXT])
PEOPLE = st.sampled_from([NURSE, OTHER])
BANDS = st.sampled_from([BAND, Wristband(number="BN002")])
SEVERITIES = st.sampled_from([*Severity, Severity.ALLOW, Severity.ALLOW])
CODES = st.sampled_from(["A", "B", "DOSE_INCOMPLETE"])
DRAWERS = st.sampled_from([3, 5])

BUILDERS: dict[type[ev.Event], st.SearchStrategy[ev.Event]] = {
    ev.BadgeRead: st.builds(ev.BadgeRead, person=PEOPLE),
    ev.PinEntered: st.builds(ev.PinEntered, pin=st.just("1")),
    ev.PinChecked: st.builds(ev.PinChecked, person=PEOPLE, problem=st.sampled_from(["", "", "wrong"])),
    ev.WristbandRead: st.builds(
        ev.WristbandRead, wristband=BANDS, encounter_id=st.sampled_from(["", "enc-1"])
    ),
    ev.PatientFound: st.builds(
        ev.PatientFound, encounter_id=st.just("enc-1"), wristband=st.one_of(BANDS, st.none()), next_key=KEYS
    ),
    ev.PatientRefused: st.builds(ev.PatientRefused, verdict=st.just(verdict(Gate.RELEASE, Severity.STOP))),
    ev.PackRead: st.builds(ev.PackRead, pack=st.just(PACK)),
    ev.DoseChosen: st.builds(ev.DoseChosen, key=KEYS),
    ev.Confirmed: st.builds(ev.Confirmed, reason=st.just("r")),
    ev.Given: st.builds(ev.Given),
    ev.WasNotGiven: st.builds(ev.WasNotGiven, outcome=st.just("held"), reason=st.just("r")),
    ev.Reopened: st.builds(ev.Reopened),
    ev.UnableToScan: st.builds(
        ev.UnableToScan, reason=st.just("r"), encounter_id=st.sampled_from(["", "enc-1"])
    ),
    ev.FollowedUp: st.builds(
        ev.FollowedUp, follow_up=st.just(FollowUp(kind="undo", record="e1", reason="r"))
    ),
    ev.FollowUpAnswered: st.builds(ev.FollowUpAnswered, problem=st.sampled_from(["", "not-recorded"])),
    ev.Cancelled: st.builds(ev.Cancelled),
    ev.LoggedOut: st.builds(ev.LoggedOut, idle=st.booleans()),
    ev.FaultCleared: st.builds(ev.FaultCleared, reason=st.just("r")),
    ev.Checked: st.builds(
        checked, st.sampled_from(Gate), SEVERITIES, KEYS, st.one_of(DRAWERS, st.none()), CODES
    ),
    ev.IntentCommitted: st.builds(ev.IntentCommitted),
    ev.RecordCommitted: st.builds(ev.RecordCommitted, next_key=st.one_of(KEYS, st.just(""))),
    ev.CommitFailed: st.builds(ev.CommitFailed, problem=st.just("p")),
    ev.Unlocked: st.builds(ev.Unlocked, drawer=DRAWERS, ok=st.booleans()),
    ev.DrawerMoved: st.builds(ev.DrawerMoved, drawer=DRAWERS, is_open=st.booleans()),
    ev.DrawerAlarmed: st.builds(
        ev.DrawerAlarmed, kind=st.sampled_from(["forced-open", "never-opened"]), drawer=DRAWERS
    ),
    ev.ChartChanged: st.builds(ev.ChartChanged),
}
"""By type, so that an event of a wanted type is made at once and not drawn until one fits."""


def likely(session: Session, draw: st.DataObject) -> ev.Event:
    """Mostly an event that this state knows, so that rounds get far; sometimes any."""
    known = [kind for kind in BUILDERS if (session.state, kind) in TABLE]
    kinds = known if draw.draw(st.booleans()) else list(BUILDERS)
    return draw.draw(BUILDERS[draw.draw(st.sampled_from(kinds))])


def assert_authorised(before: Session, effects: tuple[Effect, ...]) -> None:
    """What goes out was allowed by what was known."""
    for effect in effects:
        if isinstance(effect, Unlock):
            assert before.state is State.INTENT
            assert before.fault is None
            assert before.dose is not None
            assert before.dose.drawer == effect.drawer
            assert outstanding(before.dose.release, before.dose) is Severity.ALLOW
        if isinstance(effect, CommitIntent):
            assert outstanding(effect.dose.release, effect.dose) is Severity.ALLOW
        if isinstance(effect, CommitRecord) and effect.outcome == "given":
            assert effect.dose.packs or (effect.dose.unscanned and effect.dose.witness)
            assert outstanding(effect.dose.verify, effect.dose) is Severity.ALLOW
            assert outstanding(effect.dose.give, effect.dose) is Severity.ALLOW


@settings(max_examples=examples(150), deadline=None)
@given(st.data())
def test_no_path_unlocks_or_records_without_everything_answered_for(draw: st.DataObject) -> None:
    session = Session()
    for _ in range(draw.draw(st.integers(1, 40))):
        try:
            made = step(session, likely(session, draw))
        except Unexpected:
            continue
        assert_authorised(session, made.effects)
        dose = made.session.dose
        assert dose is None or all(ack.severity is not Severity.STOP for ack in dose.acknowledged)
        session = made.session


@settings(max_examples=examples(80), deadline=None)
@given(st.data())
def test_after_a_restart_at_any_point_nothing_moves_by_itself(draw: st.DataObject) -> None:
    session = Session()
    for _ in range(draw.draw(st.integers(1, 40))):
        try:
            session = step(session, likely(session, draw)).session
        except Unexpected:
            continue

    woken = restore(session)

    assert all(isinstance(effect, Ask) for effect in woken.effects)
    assert woken.session.state not in (State.INTENT, State.UNLOCKING, State.RECORDING, State.OPENING)
    for effect in woken.effects:
        assert isinstance(effect, Ask)
        answered = step(woken.session, checked(effect.gate, key=effect.key))
        assert not any(isinstance(one, CommitIntent | Unlock | CommitRecord) for one in answered.effects)


@settings(max_examples=examples(80), deadline=None)
@given(st.data())
def test_no_state_is_a_trap(draw: st.DataObject) -> None:
    """From anywhere answers, log-out, log-in and leaving bring a nurse back to the list."""
    session = Session()
    for _ in range(draw.draw(st.integers(1, 40))):
        with suppress(Unexpected):
            session = step(session, likely(session, draw)).session

    for _ in range(12):
        if session.state is State.ROUND:
            break
        session = step(session, way_out(session)).session
    assert session.state is State.ROUND


def way_out(session: Session) -> ev.Event:
    """What a person or an answer does next to get to the list."""
    key, drawer = (session.dose.key, session.dose.drawer or 3) if session.dose else ("", 3)
    someone = session.candidate or NURSE
    return {
        State.OFF: ev.BadgeRead(person=NURSE),
        State.PIN: ev.PinChecked(person=someone),
        State.OPENING: ev.PatientFound(encounter_id="enc-1", wristband=BAND, next_key=""),
        State.CHECKING: checked(Gate.RELEASE, Severity.STOP, key=key),
        State.INTENT: ev.CommitFailed(problem="p"),
        State.UNLOCKING: ev.Unlocked(drawer=drawer, ok=False),
        State.VERIFYING: checked(Gate.VERIFY, Severity.STOP, key=key),
        State.GIVING: checked(Gate.GIVE, Severity.STOP, key=key),
        State.RECORDING: ev.RecordCommitted(next_key=""),
    }.get(session.state, ev.Cancelled())


def test_every_state_knows_what_a_drawer_and_the_chart_may_do() -> None:
    for state in State:
        for kind in (
            ev.DrawerMoved,
            ev.DrawerAlarmed,
            ev.ChartChanged,
            ev.Unlocked,
            ev.Checked,
            ev.PinChecked,
        ):
            assert (state, kind) in TABLE
