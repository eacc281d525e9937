"""Taps, drags, double taps and typing scanners, told apart by time and place alone."""

from hypothesis import given
from hypothesis import strategies as st

from ui_tui.keys import NEVER, QUIET, LoneKeys
from ui_tui.touch import COMMIT_OVER, COMMIT_REST, DRAG_COLUMNS, DRAG_ROWS, HELD, SETTLE, Box, Touch

CELL = st.tuples(st.integers(0, 79), st.integers(0, 21))


def tapped(touch: Touch, place: tuple[int, int], now: float) -> bool:
    """Whether a finger at that place and time makes a tap."""
    touch.pressed(place, now)
    return touch.released(place) is not None


@given(CELL, st.floats(0, SETTLE, exclude_max=True))
def test_nothing_is_tapped_while_the_picture_is_new(place: tuple[int, int], after: float) -> None:
    touch = Touch()
    touch.picture_changed(100.0)

    assert not tapped(touch, place, 100.0 + after)


@given(CELL, CELL)
def test_a_finger_that_travels_is_a_drag(start: tuple[int, int], end: tuple[int, int]) -> None:
    touch = Touch()
    touch.pressed(start, 1.0)
    far = abs(start[0] - end[0]) >= DRAG_COLUMNS or abs(start[1] - end[1]) >= DRAG_ROWS

    assert (touch.released(end) is None) == far


def test_a_drag_that_comes_back_is_still_a_drag() -> None:
    touch = Touch()
    touch.pressed((10, 10), 1.0)
    touch.moved((10, 15))

    assert touch.released((10, 10)) is None


def test_a_finger_that_was_down_when_the_picture_changed_is_void() -> None:
    touch = Touch()
    touch.pressed((10, 10), 1.0)
    touch.picture_changed(1.1)

    assert touch.released((10, 10)) is None


def test_the_place_of_the_last_commit_rests_longer_than_the_others() -> None:
    touch = Touch()
    touch.committed(Box(20, 18, 40, 4), 0.0)
    touch.picture_changed(0.0)

    assert not tapped(touch, (30, 19), SETTLE)
    assert tapped(touch, (10, 19), SETTLE)
    assert tapped(touch, (30, 19), COMMIT_REST)


def test_the_next_dose_is_given_as_fast_as_the_first() -> None:
    touch = Touch()
    touch.committed(Box(20, 18, 40, 4), 0.0)
    touch.picture_changed(0.1)  # the next drawer
    touch.picture_changed(COMMIT_OVER)  # its drug was scanned: the button stands where the last one stood

    assert not tapped(touch, (30, 19), COMMIT_OVER + SETTLE / 2)
    assert tapped(touch, (30, 19), COMMIT_OVER + 2 * SETTLE)


@given(CELL, CELL, st.booleans())
def test_a_second_finger_voids_both(first: tuple[int, int], second: tuple[int, int], crossed: bool) -> None:
    touch = Touch()
    touch.pressed(first, 10.0)
    ends = (second, first) if crossed else (first, second)

    assert not touch.pressed(second, 10.2)
    assert [touch.released(end) for end in ends] == [None, None]
    assert tapped(touch, second, 10.4)


@given(st.lists(st.tuples(st.booleans(), CELL), max_size=12))
def test_only_a_finger_alone_on_the_glass_taps(moves: list[tuple[bool, tuple[int, int]]]) -> None:
    touch, fingers, alone = Touch(), 0, False
    for number, (down, place) in enumerate(moves):
        if down:
            touch.pressed(place, 10.0 + number / 10)
            fingers, alone = fingers + 1, fingers == 0
        else:
            assert touch.released(place) is None or alone
            fingers, alone = max(0, fingers - 1), False


@given(CELL)
def test_a_palm_that_rests_lets_nothing_be_tapped(place: tuple[int, int]) -> None:
    touch = Touch()
    touch.pressed((40, 20), 10.0)

    assert [tapped(touch, place, 10.0 + after) for after in (0.5, 1.0, 4.9)] == [False, False, False]


def test_a_palm_voids_the_finger_on_the_next_picture_too() -> None:
    touch = Touch()
    touch.pressed((40, 20), 10.0)
    touch.picture_changed(10.1)

    assert not tapped(touch, (10, 10), 11.0)
    assert touch.released((40, 20)) is None
    assert tapped(touch, (10, 10), 12.0)


def test_a_finger_whose_end_got_lost_does_not_leave_the_glass_dead() -> None:
    touch = Touch()
    touch.pressed((40, 20), 10.0)

    assert not tapped(touch, (10, 10), 10.0 + HELD / 2)
    assert tapped(touch, (10, 10), 10.0 + HELD)
    assert tapped(touch, (10, 10), 10.5 + HELD)


@given(st.lists(st.sampled_from(["f1", "4", "enter", "tab", "a"]), min_size=2), st.floats(0, QUIET * 0.9))
def test_keys_of_a_burst_never_count(keys: list[str], gap: float) -> None:
    lone, now = LoneKeys(), 10.0
    for key in keys:
        lone.typed(key, now)
        assert lone.take(now + gap / 2) is None
        now += gap

    assert lone.take(now + 1) is None


@given(st.sampled_from(["f1", "4", "backspace", "ctrl+c"]), st.floats(QUIET * 1.1, 5))
def test_a_lone_key_counts_once(key: str, gap: float) -> None:
    lone = LoneKeys()
    assert lone.typed(key, 10.0)

    assert lone.take(10.0 + gap) == key
    assert lone.take(10.0 + gap) is None


def test_enter_and_tab_never_count() -> None:
    for key in NEVER:
        assert not LoneKeys().typed(key, 10.0)
