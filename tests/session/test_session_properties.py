"""Whatever happens in whatever order, four things never do."""

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

EVENTS = st.one_of(
    st.builds(ev.BadgeRead, person=PEOPLE),
    st.builds(ev.PinEntered, pin=st.just("1")),
    st.builds(ev.PinChecked, person=PEOPLE, problem=st.sampled_from(["", "", "wrong"])),
    st.builds(ev.WristbandRead, wristband=BANDS, encounter_id=st.sampled_from(["", "enc-1"])),
    st.builds(ev.PatientFound, encounter_id=st.just("enc-1"), wristband=BANDS, next_key=KEYS),
    st.builds(ev.PatientRefused, verdict=st.just(verdict(Gate.RELEASE, Severity.STOP))),
    st.builds(ev.PackRead, pack=st.just(PACK)),
    st.builds(ev.DoseChosen, key=KEYS),
    st.builds(ev.Confirmed, reason=st.just("r")),
    st.builds(ev.Given),
    st.builds(ev.WasNotGiven, outcome=st.just("held"), reason=st.just("r")),
    st.builds(ev.Reopened),
    st.builds(ev.FollowedUp, follow_up=st.just(FollowUp(kind="undo", record="e1", reason="r"))),
    st.builds(ev.FollowUpAnswered, problem=st.sampled_from(["", "not-recorded"])),
    st.builds(ev.Cancelled),
    st.builds(ev.LoggedOut, idle=st.booleans()),
    st.builds(ev.FaultCleared, reason=st.just("r")),
    st.builds(checked, st.sampled_from(Gate), SEVERITIES, KEYS, st.one_of(DRAWERS, st.none()), CODES),
    st.builds(ev.IntentCommitted),
    st.builds(ev.RecordCommitted, next_key=st.one_of(KEYS, st.just(""))),
    st.builds(ev.CommitFailed, problem=st.just("p")),
    st.builds(ev.Unlocked, drawer=DRAWERS, ok=st.booleans()),
    st.builds(ev.DrawerMoved, drawer=DRAWERS, is_open=st.booleans()),
    st.builds(ev.DrawerAlarmed, kind=st.sampled_from(["forced-open", "never-opened"]), drawer=DRAWERS),
    st.builds(ev.ChartChanged),
)


def likely(session: Session, draw: st.DataObject) -> ev.Event:
    """Mostly an event that this state knows, so that rounds get far; sometimes any."""
    known = {event for state, event in TABLE if state is session.state}
    from_here = EVENTS.filter(lambda event: type(event) in known)
    event: ev.Event = draw.draw(from_here if draw.draw(st.booleans()) else EVENTS)
    return event


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
            assert effect.dose.packs
            assert outstanding(effect.dose.verify, effect.dose) is Severity.ALLOW
            assert outstanding(effect.dose.give, effect.dose) is Severity.ALLOW


@settings(max_examples=examples(400), deadline=None)
@given(st.data())
def test_no_path_unlocks_or_records_without_everything_answered_for(draw: st.DataObject) -> None:
    session = Session()
    for _ in range(draw.draw(st.integers(1, 60))):
        try:
            made = step(session, likely(session, draw))
        except Unexpected:
            continue
        assert_authorised(session, made.effects)
        dose = made.session.dose
        assert dose is None or all(ack.severity is not Severity.STOP for ack in dose.acknowledged)
        session = made.session


@settings(max_examples=examples(200), deadline=None)
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
