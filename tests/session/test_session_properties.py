"""Whatever happens in whatever order, four things never do."""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from cart_agent.core.followup import FollowUp
from cart_agent.core.identify import Wristband
from cart_agent.core.ledger import Waste
from cart_agent.core.override import Grant, Moment
from cart_agent.core.quantity import DoseRange, Quantity
from cart_agent.core.session import Session, Step, Unexpected, restore, step
from cart_agent.core.session import events as ev
from cart_agent.core.session.effects import (
    Ask,
    CommitEntry,
    CommitIntent,
    CommitLabel,
    CommitOverride,
    CommitRecord,
    CommitTaken,
    Effect,
    Unlock,
)
from cart_agent.core.session.places import State
from cart_agent.core.session.state import Amount, outstanding
from cart_agent.core.session.table import TABLE
from cart_agent.core.verdict import Gate, Severity
from tests.session.onward import ONWARD
from tests.session.session_help import BAND, KEY, NEXT, NURSE, OTHER, PACK, checked, verdict
from tests.support.soak import examples

KEYS = st.sampled_from([KEY, NEXT])
PEOPLE = st.sampled_from([NURSE, OTHER])
BANDS = st.sampled_from([BAND, Wristband(number="BN002")])
SEVERITIES = st.sampled_from([*Severity, Severity.ALLOW, Severity.ALLOW])
CODES = st.sampled_from(["A", "TOO_EARLY", "WRONG_PATIENT", "DOSE_INCOMPLETE"])
DRAWERS = st.sampled_from([3, 5])

SINCE = Moment(now=datetime(2026, 3, 2, 1, tzinfo=UTC), monotonic=1.0, boot_id="b")
GRANTS = st.builds(
    Grant,
    id=st.uuids().map(str),
    by=st.just(NURSE.id),
    reason=st.just("r"),
    codes=st.frozensets(CODES),
    since=st.just(SINCE),
    minutes=st.just(15),
)


FIVE = DoseRange(low=Quantity(value=Decimal(5), unit="mg"), high=Quantity(value=Decimal(5), unit="mg"))


def with_extras(told: ev.Checked, **extras: str | DoseRange | None) -> ev.Checked:
    """An answer that also names a drug to count, a label that waits, or a dose to be said blind."""
    return msgspec.structs.replace(told, **extras)


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
    ev.DoseSaid: st.builds(
        ev.DoseSaid,
        amount=st.builds(
            Amount, value=st.sampled_from([Decimal(5), Decimal(10)]), unit=st.sampled_from(["mg", "g"])
        ),
    ),
    ev.DoseChosen: st.builds(ev.DoseChosen, key=KEYS),
    ev.Confirmed: st.builds(ev.Confirmed, reason=st.just("r")),
    ev.Given: st.builds(ev.Given),
    ev.WasNotGiven: st.builds(ev.WasNotGiven, outcome=st.just("held"), reason=st.just("r")),
    ev.Reopened: st.builds(ev.Reopened),
    ev.OverrideAsked: st.builds(ev.OverrideAsked, reason=st.just("r")),
    ev.GlassAsked: st.builds(ev.GlassAsked, drawer=DRAWERS, reason=st.just("r")),
    ev.OverrideAnswered: st.one_of(
        st.builds(ev.OverrideAnswered, grant=GRANTS), st.just(ev.OverrideAnswered(problem="disk-full"))
    ),
    ev.OverrideExpired: st.builds(ev.OverrideExpired),
    ev.TakenGiven: st.builds(ev.TakenGiven),
    ev.TakenAnswered: st.builds(ev.TakenAnswered, problem=st.sampled_from(["", "not-recorded"])),
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
        with_extras,
        st.builds(checked, st.sampled_from(Gate), SEVERITIES, KEYS, st.one_of(DRAWERS, st.none()), CODES),
        to_count=st.sampled_from(["", "", "morphine"]),
        waiting_label=st.sampled_from(["", "", "PL-1"]),
        blind=st.sampled_from([None, FIVE]),
    ),
    ev.PrepareChosen: st.builds(ev.PrepareChosen, key=KEYS),
    ev.LabelRead: st.builds(
        ev.LabelRead,
        number=st.just("PL-1"),
        encounter_id=st.sampled_from(["enc-1", "enc-1", "enc-2"]),
        key=KEYS,
        packs=st.sampled_from([(), (PACK,)]),
    ),
    ev.LabelAsked: st.builds(ev.LabelAsked, volume=st.just(Amount(value=Decimal(100), unit="mL"))),
    ev.LabelMade: st.builds(ev.LabelMade, number=st.just("PL-1"), next_key=st.one_of(KEYS, st.just(""))),
    ev.LabelRefused: st.builds(ev.LabelRefused, problem=st.just("volume-wrong")),
    ev.EntryMade: st.builds(
        ev.EntryMade,
        entry=st.builds(Waste, source=st.sampled_from(["hand", "record", "label"]), reason=st.just("r")),
    ),
    ev.Counted: st.builds(ev.Counted, value=st.integers(0, 20)),
    ev.EntryAnswered: st.builds(
        ev.EntryAnswered, problem=st.sampled_from(["", "", "recount", "second-signature", "not-recorded"])
    ),
    ev.IntentCommitted: st.builds(ev.IntentCommitted),
    ev.RecordCommitted: st.builds(ev.RecordCommitted, next_key=st.one_of(KEYS, st.just(""))),
    ev.CommitFailed: st.builds(ev.CommitFailed, problem=st.just("p")),
    ev.Unlocked: st.builds(ev.Unlocked, drawer=DRAWERS, ok=st.booleans()),
    ev.DrawerMoved: st.builds(ev.DrawerMoved, drawer=DRAWERS, is_open=st.booleans()),
    ev.DrawerAlarmed: st.builds(
        ev.DrawerAlarmed, kind=st.sampled_from(["forced-open", "found-open", "never-opened"]), drawer=DRAWERS
    ),
    ev.ChartChanged: st.builds(ev.ChartChanged),
    ev.KeptLongEnough: st.builds(ev.KeptLongEnough),
    ev.DoubtAnswered: st.builds(ev.DoubtAnswered, given=st.booleans()),
    ev.PutBackAsked: st.builds(ev.PutBackAsked),
    ev.PutBackDone: st.builds(ev.PutBackDone),
}
"""By type, so that an event of a wanted type is made at once and not drawn until one fits."""


AWAITING = (
    State.INTENT,
    State.UNLOCKING,
    State.RECORDING,
    State.OPENING,
    State.OVERRIDE,
    State.GRANTING,
    State.GLASS_OPENING,
    State.LABELLING,
    State.ENTRY,
    State.SECOND,
    State.PUT_BACK_OPENING,
)
"""What never comes after a restart is not awaited."""


def likely(session: Session, draw: st.DataObject) -> ev.Event:
    """Mostly what usually comes next, so that rounds get far; else an event that this state knows; sometimes
    any."""
    known = [kind for kind in BUILDERS if (session.state, kind) in TABLE]
    way = draw.draw(st.sampled_from(["onward", "onward", "onward", "known", "any"]))
    if way == "onward" and session.state in ONWARD:
        return draw.draw(ONWARD[session.state](session))
    return draw.draw(BUILDERS[draw.draw(st.sampled_from(list(BUILDERS) if way == "any" else known))])


def steps(draw: st.DataObject) -> Iterator[tuple[Session, ev.Event, Step]]:
    """A round drawn at random: the session before each event that it takes, the event, what came of it."""
    session = Session()
    for _ in range(draw.draw(st.integers(1, 3)) * 20):
        event = likely(session, draw)
        try:
            made = step(session, event)
        except Unexpected:
            continue
        yield session, event, made
        session = made.session


def assert_authorised(before: Session, event: ev.Event, effects: tuple[Effect, ...]) -> None:
    """What goes out was allowed by what was known."""
    for effect in effects:
        if isinstance(effect, CommitOverride):
            assert before.person is not None
            assert event == ev.PinChecked(person=before.person)
            assert effect.asked == before.asked
            assert effect.asked.reason
        if isinstance(effect, CommitTaken):
            assert before.glass is not None
            assert effect.glass.packs
        if isinstance(effect, Unlock):
            assert_unlock_authorised(before, event, effect)
        if isinstance(effect, CommitLabel):
            assert effect.dose.preparing
            assert outstanding(effect.dose.release, effect.dose) is Severity.ALLOW
            assert outstanding(effect.dose.verify, effect.dose) is Severity.ALLOW
        if isinstance(effect, CommitEntry) and effect.witness is not None:
            assert before.person is not None
            assert effect.witness.id != before.person.id
            assert event == ev.PinChecked(person=effect.witness)
        if isinstance(effect, CommitIntent) and effect.purpose == "release":
            assert outstanding(effect.dose.release, effect.dose) is Severity.ALLOW
            assert not effect.dose.in_doubt
        if isinstance(effect, CommitRecord) and effect.outcome == "given":
            assert not effect.dose.preparing
            assert not effect.dose.in_doubt
            scanned = effect.dose.packs or effect.dose.label
            assert scanned or (effect.dose.unscanned and effect.dose.witness)
            assert outstanding(effect.dose.verify, effect.dose) is Severity.ALLOW
            assert outstanding(effect.dose.give, effect.dose) is Severity.ALLOW


def assert_unlock_authorised(before: Session, event: ev.Event, unlock: Unlock) -> None:
    """An emergency drawer, one for what goes back, or the drawer of a dose that was released."""
    if before.dose is None:
        assert_glass_authorised(before, event, unlock)
        return
    if before.state is State.PUT_BACK_OPENING:
        assert_put_back_authorised(before, event, unlock)
        return
    assert before.state is State.INTENT
    assert event == ev.IntentCommitted()
    assert not before.shut
    assert before.dose.drawer == unlock.drawer
    assert outstanding(before.dose.release, before.dose) is Severity.ALLOW


def assert_put_back_authorised(before: Session, event: ev.Event, unlock: Unlock) -> None:
    """Only the drawer that was unlocked for this very dose before, and only with an intent of its own."""
    assert event == ev.IntentCommitted()
    assert not before.shut
    assert before.dose is not None
    assert before.dose.opened
    assert before.dose.drawer == unlock.drawer


def assert_two_people(before: Session, effects: tuple[Effect, ...]) -> None:
    """Nobody is the second person of what she does herself."""
    for effect in effects:
        if isinstance(effect, CommitIntent | CommitRecord) and effect.dose.witness is not None:
            assert before.person is not None
            assert effect.dose.witness.id != before.person.id


def assert_glass_authorised(before: Session, event: ev.Event, unlock: Unlock) -> None:
    """An emergency drawer: the break-glass is on record, or has just come to be, and is not over."""
    assert not before.shut
    if before.glass is not None:
        assert before.state is State.GLASS
        assert (before.glass.drawer, before.glass.over) == (unlock.drawer, False)
    else:
        assert before.state is State.GRANTING
        assert isinstance(event, ev.OverrideAnswered)
        assert event.grant is not None
        assert before.asked is not None
        assert before.asked.drawer == unlock.drawer


def granted_now(event: ev.Event, after: Session) -> set[str]:
    """The grant that this event brought, if the round took it."""
    if not isinstance(event, ev.OverrideAnswered) or event.grant is None:
        return set()
    taken = (after.dose and after.dose.override, after.glass and after.glass.grant)
    return {event.grant.id} if event.grant in taken else set()


def assert_passed_over_by_a_grant(session: Session, grants: set[str]) -> None:
    """A STOP counts as answered only by a grant that was on record, and never one outside the floor."""
    dose = session.dose
    if dose is None or dose.release is None:
        return
    stops = {f.code for f in dose.release.findings if f.severity is Severity.STOP}
    if stops and outstanding(dose.release, dose) is not Severity.STOP:
        assert dose.override is not None
        assert dose.override.id in grants
        assert stops <= dose.override.codes & {"TOO_EARLY"}


def assert_said_blind(before: Session, event: ev.Event, after: Session) -> None:
    """Where the dose is to be said blind, a witness answers for nothing but by saying exactly it."""
    if before.dose is None or after.dose is None or before.dose.blind is None:
        return
    new = set(after.dose.acknowledged) - set(before.dose.acknowledged)
    if any(ack.severity is Severity.WITNESS for ack in new):
        assert before.state is State.BLIND
        assert event == ev.DoseSaid(amount=Amount(value=Decimal(5), unit="mg"))
        assert after.dose.witness == before.candidate != before.person


@settings(max_examples=examples(150), deadline=None)
@given(st.data())
def test_the_session_never_unlocks_or_records_without_a_committed_release(
    draw: st.DataObject,
) -> None:
    grants = set[str]()
    for session, event, made in steps(draw):
        assert_authorised(session, event, made.effects)
        assert_two_people(session, made.effects)
        assert_said_blind(session, event, made.session)
        grants |= granted_now(event, made.session)
        assert_passed_over_by_a_grant(made.session, grants)
        dose = made.session.dose
        assert dose is None or all(ack.severity is not Severity.STOP for ack in dose.acknowledged)


REACHED = {Unlock, CommitIntent, CommitRecord, CommitLabel, CommitEntry, CommitOverride, CommitTaken}


def test_the_rounds_that_are_drawn_get_as_far_as_what_they_are_drawn_for() -> None:
    """Else the test above could not fail."""
    reached: set[type[Effect]] = set()

    @settings(max_examples=150, deadline=None, derandomize=True, database=None)
    @given(st.data())
    def draw_rounds(draw: st.DataObject) -> None:
        for _, _, made in steps(draw):
            reached.update(type(effect) for effect in made.effects)

    draw_rounds()
    assert reached >= REACHED


@settings(max_examples=examples(80), deadline=None)
@given(st.data())
def test_after_a_restart_at_any_point_nothing_moves_by_itself(draw: st.DataObject) -> None:
    session = Session()
    for _, _, made in steps(draw):
        session = made.session

    woken = restore(session)

    assert all(isinstance(effect, Ask) for effect in woken.effects)
    assert woken.session.state not in AWAITING
    for effect in woken.effects:
        assert isinstance(effect, Ask)
        answered = step(woken.session, checked(effect.gate, key=effect.key))
        assert not any(isinstance(one, CommitIntent | Unlock | CommitRecord) for one in answered.effects)


@settings(max_examples=examples(80), deadline=None)
@given(st.data())
def test_no_state_is_a_trap(draw: st.DataObject) -> None:
    """From anywhere answers, log-out, log-in and leaving bring a nurse back to the list."""
    session = Session()
    for _, _, made in steps(draw):
        session = made.session

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
        State.GRANTING: ev.OverrideAnswered(problem="disk-full"),
        State.GLASS_OPENING: ev.Unlocked(drawer=session.glass.drawer if session.glass else 0, ok=False),
        State.OPENING: ev.PatientFound(encounter_id="enc-1", wristband=BAND, next_key=""),
        State.CHECKING: checked(Gate.RELEASE, Severity.STOP, key=key),
        State.INTENT: ev.CommitFailed(problem="p"),
        State.UNLOCKING: ev.Unlocked(drawer=drawer, ok=False),
        State.VERIFYING: checked(Gate.VERIFY, Severity.STOP, key=key),
        State.GIVING: checked(Gate.GIVE, Severity.STOP, key=key),
        State.RECORDING: ev.RecordCommitted(next_key=""),
        State.LABELLING: ev.LabelRefused(problem="p"),
        State.ENTRY: ev.EntryAnswered(),
        State.PUT_BACK_OPENING: ev.CommitFailed(problem="p"),
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
