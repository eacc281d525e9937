"""The rules of a bank of drawers, in virtual time."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from drivers.drawer_rules import Coil, DrawerRules, Effect, Lamp, Limits
from drivers.interfaces import AlarmKind, DrawerAlarm, DrawerChanged, DrawerState, UnlockResult
from tests.support.soak import examples

LIMITS = Limits(pulse=0.25, never_opened=20.0, open_too_long=60.0)


@pytest.fixture
def rules() -> DrawerRules:
    """Three drawers, all sensed shut at second 0."""
    rules = DrawerRules((1, 2, 3), LIMITS)
    for drawer in (1, 2, 3):
        rules.sensed(drawer, shut=True, now=0.0)
    return rules


def alarm(kind: AlarmKind, drawer: int, detail: str = "") -> DrawerAlarm:
    return DrawerAlarm(kind=kind, drawer=drawer, detail=detail)


def changed(drawer: int, state: DrawerState) -> DrawerChanged:
    return DrawerChanged(drawer=drawer, state=state)


def refused(drawer: int, token: int, reason: str) -> list[Effect]:
    return [UnlockResult(drawer=drawer, token=token, ok=False, reason=reason)]


def test_all_is_unknown_and_nothing_unlocks_until_every_drawer_was_sensed() -> None:
    rules = DrawerRules((1, 2), LIMITS)
    assert rules.states() == {1: DrawerState.UNKNOWN, 2: DrawerState.UNKNOWN}

    rules.sensed(1, shut=True, now=0.0)

    assert rules.unlock(1, 7, 0.0) == refused(1, 7, "drawer 2 is unknown")


def test_an_unlock_pulses_the_coil_and_says_so(rules: DrawerRules) -> None:
    assert rules.unlock(2, 7, 1.0) == [
        Coil(2, on=True),
        UnlockResult(drawer=2, token=7, ok=True),
        changed(2, DrawerState.UNLOCKED),
    ]
    assert rules.next_deadline() == 1.25
    assert rules.tick(1.2) == []
    assert rules.tick(1.25) == [Coil(2, on=False)]
    assert rules.states()[2] is DrawerState.UNLOCKED


def test_opening_ends_the_pulse_and_shutting_locks(rules: DrawerRules) -> None:
    rules.unlock(2, 7, 1.0)

    assert rules.sensed(2, shut=False, now=1.1) == [Coil(2, on=False), changed(2, DrawerState.OPEN)]
    assert rules.sensed(2, shut=False, now=2.0) == []
    assert rules.sensed(2, shut=True, now=3.0) == [changed(2, DrawerState.LOCKED)]
    assert rules.next_deadline() is None


@pytest.mark.parametrize("drawer", [1, 2])
def test_one_drawer_at_a_time(rules: DrawerRules, drawer: int) -> None:
    rules.unlock(2, 7, 1.0)
    assert rules.unlock(drawer, 8, 1.1) == refused(drawer, 8, "drawer 2 is unlocked")

    rules.sensed(2, shut=False, now=1.2)
    assert rules.unlock(drawer, 9, 1.3) == refused(drawer, 9, "drawer-open")


def test_a_token_unlocks_once(rules: DrawerRules) -> None:
    rules.unlock(2, 7, 1.0)
    rules.lock(2)

    assert rules.unlock(2, 7, 2.0) == refused(2, 7, "token was used before")


def test_a_drawer_that_is_not_there_is_refused(rules: DrawerRules) -> None:
    assert rules.unlock(9, 7, 1.0) == refused(9, 7, "no such drawer")


def test_an_unused_unlock_can_be_withdrawn_and_an_open_drawer_cannot_be_locked(rules: DrawerRules) -> None:
    rules.unlock(2, 7, 1.0)
    assert rules.lock(2) == [Coil(2, on=False), changed(2, DrawerState.LOCKED)]
    assert rules.lock(2) == []

    rules.unlock(2, 8, 2.0)
    rules.sensed(2, shut=False, now=2.1)
    assert rules.lock(2) == []
    assert rules.states()[2] is DrawerState.OPEN


def test_an_unlock_asked_for_again_within_its_pulse_goes_on_without_another() -> None:
    board = DrawerRules((1, 2), structs.replace(LIMITS, can_withdraw=False))
    for drawer in (1, 2):
        board.sensed(drawer, shut=True, now=0.0)
    board.unlock(2, 7, 1.0)
    assert board.lock(2) == []

    assert board.unlock(1, 8, 1.1) == refused(1, 8, "drawer 2 is unlocked")
    assert board.unlock(2, 9, 1.2) == [UnlockResult(drawer=2, token=9, ok=True)]
    assert board.tick(1.25) == [Coil(2, on=False)]
    assert board.states()[2] is DrawerState.UNLOCKED
    assert board.next_deadline() == 21.2


def test_an_unlocked_drawer_that_is_never_opened_is_locked_with_an_alarm(rules: DrawerRules) -> None:
    rules.unlock(2, 7, 1.0)
    rules.tick(1.25)

    assert rules.next_deadline() == 21.0
    assert rules.tick(21.0) == [changed(2, DrawerState.LOCKED), alarm(AlarmKind.NEVER_OPENED, 2)]
    assert rules.tick(99.0) == []


def test_a_drawer_left_open_is_complained_of_once(rules: DrawerRules) -> None:
    rules.unlock(2, 7, 1.0)
    rules.sensed(2, shut=False, now=2.0)

    assert rules.tick(61.9) == []
    assert rules.tick(62.0) == [alarm(AlarmKind.OPEN_TOO_LONG, 2)]
    assert rules.tick(999.0) == []


def test_a_forced_drawer_is_an_alarm(rules: DrawerRules) -> None:
    assert rules.sensed(3, shut=False, now=1.0) == [
        alarm(AlarmKind.FORCED_OPEN, 3),
        changed(3, DrawerState.OPEN),
    ]


def test_another_drawer_than_the_unlocked_one_ends_the_unlock_with_an_alarm(rules: DrawerRules) -> None:
    rules.unlock(2, 7, 1.0)

    assert rules.sensed(3, shut=False, now=1.1) == [
        Coil(2, on=False),
        changed(2, DrawerState.LOCKED),
        alarm(AlarmKind.WRONG_DRAWER, 3, "drawer 2 was unlocked"),
        changed(3, DrawerState.OPEN),
    ]


FOUND = "open when the unit was reached"


def test_a_drawer_found_open_at_the_start_is_an_alarm() -> None:
    rules = DrawerRules((1,), LIMITS)

    assert rules.sensed(1, shut=False, now=0.0) == [
        alarm(AlarmKind.FOUND_OPEN, 1, FOUND),
        changed(1, DrawerState.OPEN),
    ]
    assert rules.tick(60.0) == [alarm(AlarmKind.OPEN_TOO_LONG, 1)]


def test_a_drawer_that_was_locked_when_the_unit_was_lost_and_is_open_after_is_an_alarm(
    rules: DrawerRules,
) -> None:
    rules.lost()

    assert alarm(AlarmKind.FOUND_OPEN, 2, FOUND) in rules.sensed(2, shut=False, now=1.0)


@pytest.mark.parametrize("opened_before", [False, True])
def test_a_drawer_that_was_unlocked_or_open_when_the_unit_was_lost_may_be_open_after(
    rules: DrawerRules, opened_before: bool
) -> None:
    rules.unlock(2, 7, 1.0)
    if opened_before:
        rules.sensed(2, shut=False, now=1.1)
    rules.lost()
    rules.lost()

    assert rules.sensed(2, shut=False, now=2.0) == [changed(2, DrawerState.OPEN)]


def test_leave_to_be_open_ends_when_the_drawer_was_seen_shut(rules: DrawerRules) -> None:
    rules.unlock(2, 7, 1.0)
    rules.lost()
    rules.sensed(2, shut=True, now=2.0)
    rules.lost()

    assert alarm(AlarmKind.FOUND_OPEN, 2, FOUND) in rules.sensed(2, shut=False, now=3.0)


def test_the_lamp_follows_the_selection(rules: DrawerRules) -> None:
    assert rules.select(2) == [Lamp(2, on=True), changed(2, DrawerState.SELECTED)]
    assert rules.select(2) == []
    assert rules.select(3) == [
        Lamp(2, on=False),
        changed(2, DrawerState.LOCKED),
        Lamp(3, on=True),
        changed(3, DrawerState.SELECTED),
    ]
    rules.unlock(3, 7, 1.0)
    rules.sensed(3, shut=False, now=1.1)
    assert rules.select(None) == [Lamp(3, on=False)]


def test_a_lost_unit_leaves_nothing_known_and_the_coil_off(rules: DrawerRules) -> None:
    rules.unlock(2, 7, 1.0)

    assert rules.lost()[0] == Coil(2, on=False)
    assert set(rules.states().values()) == {DrawerState.UNKNOWN}
    assert rules.next_deadline() is None
    assert rules.lost() == []


ACTIONS = st.lists(
    st.tuples(
        st.sampled_from(["unlock", "lock", "shut", "open", "tick", "lost", "select"]),
        st.integers(1, 3),
        st.floats(0.001, 30.0),
    ),
    max_size=40,
)


@settings(max_examples=examples(1000), deadline=None)
@given(ACTIONS)
def test_whatever_happens_one_coil_at_most_is_on_and_never_beyond_its_pulse(
    actions: list[tuple[str, int, float]],
) -> None:
    rules = DrawerRules((1, 2, 3), LIMITS)
    on_since: dict[int, float] = {}
    now = 0.0
    for token, (action, drawer, pause) in enumerate(actions):
        end = now + pause
        while (deadline := rules.next_deadline()) is not None and deadline <= end:
            now = max(now, deadline)
            follow(rules.tick(now), on_since, now)
        now = end
        before = set(rules.states().values())
        effects = act(rules, action, drawer, token, now)
        follow(effects, on_since, now)
        results = [effect for effect in effects if isinstance(effect, UnlockResult)]
        assert len(results) == (action == "unlock")
        assert before <= {DrawerState.LOCKED, DrawerState.SELECTED} or not any(one.ok for one in results)


def act(rules: DrawerRules, action: str, drawer: int, token: int, now: float) -> list[Effect]:
    match action:
        case "unlock":
            return rules.unlock(drawer, token, now)
        case "shut" | "open":
            return rules.sensed(drawer, action == "shut", now)
        case "tick":
            return rules.tick(now)
        case "lost":
            return rules.lost()
        case "select":
            return rules.select(drawer)
        case _:
            return rules.lock(drawer)


def follow(effects: list[Effect], on_since: dict[int, float], now: float) -> None:
    """Switch the coils as told, and check what a coil may bear."""
    for effect in effects:
        if isinstance(effect, Coil) and effect.on:
            on_since[effect.drawer] = now
        elif isinstance(effect, Coil):
            assert now - on_since.pop(effect.drawer) <= LIMITS.pulse + 1e-9
    assert len(on_since) <= 1
