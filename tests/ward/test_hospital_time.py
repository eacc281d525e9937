"""What the hospital's acknowledgements prove about this cart's clock."""

from datetime import timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cart_agent.his.messages import ClockState, Instant
from cart_agent.store import Store
from cart_agent.ward import WardBook
from cart_agent.ward.hospital_time import LIMIT, HospitalTime
from tests.support.events import MORNING, draft, event_id, instant
from tests.support.ward_documents import as_bytes

ACK = "mc/v1/demo/cart/cart-1/ack"
SECONDS = st.floats(min_value=-1e5, max_value=1e5)


def wrong_by(offset: float, seconds: float = 0.0, *, synced: bool = True) -> Instant:
    """This cart's instant when its wall clock is behind the hospital's by `offset` seconds."""
    at = instant(seconds)
    return msgspec.structs.replace(
        at, now=at.now - timedelta(seconds=offset), clock=ClockState(synced=synced)
    )


def heard(at: Instant, *, written: float, said: float) -> HospitalTime:
    """The hospital's time `said` seconds after the test's morning, about an event of then `written`."""
    time = HospitalTime()
    time.heard(MORNING + timedelta(seconds=said), 100.0 + written, at)
    return time


def test_the_offset_is_known_to_half_the_way_there_and_back() -> None:
    at = wrong_by(5, 2)

    state = heard(at, written=1, said=1.5).judge(at)
    assert (state.offset, state.uncertainty) == (5.0, 0.5)


@pytest.mark.parametrize(("offset", "trusted"), [(0, True), (50, True), (70, False), (-3600, False)])
def test_a_clock_far_from_the_hospitals_is_not_trusted(offset: float, trusted: bool) -> None:
    at = wrong_by(offset, 1)

    assert heard(at, written=0, said=0.5).judge(at).synced is trusted


def test_a_clock_that_nobody_set_is_trusted_once_the_hospital_proves_it_right() -> None:
    at = wrong_by(2, 1, synced=False)

    assert not HospitalTime().judge(at).synced
    assert heard(at, written=0, said=0.5).judge(at).synced


def test_an_acknowledgement_that_was_long_under_way_proves_nothing_about_an_unset_clock() -> None:
    at = wrong_by(0, 7200, synced=False)

    assert not heard(at, written=0, said=3600).judge(at).synced


def test_what_another_boot_wrote_proves_nothing() -> None:
    at = wrong_by(3600, 1)
    other = msgspec.structs.replace(at, boot_id="boot-2")

    assert heard(at, written=0, said=0.5).judge(other) == other.clock


def test_a_clock_that_is_set_wrong_afterwards_is_noticed_at_once() -> None:
    at = wrong_by(0, 1)
    time = heard(at, written=0, said=0.5)

    assert time.judge(at).synced
    assert not time.judge(wrong_by(600, 2)).synced


@given(
    offset=SECONDS,
    rounds=st.lists(
        st.tuples(st.floats(0, 100), st.floats(0, 100), st.floats(0, 100)), min_size=1, max_size=8
    ),
)
def test_the_true_offset_always_lies_within_the_bounds(
    offset: float, rounds: list[tuple[float, float, float]]
) -> None:
    """However long an acknowledgement was under way, and however often."""
    time, now = HospitalTime(), 0.0
    for before, there, back in rounds:
        written = now + before
        now = written + there + back
        at = wrong_by(offset, now)
        time.heard(MORNING + timedelta(seconds=written + there), 100.0 + written, at)
        state = time.judge(at)
        assert state.offset is not None
        assert state.uncertainty is not None
        assert abs(state.offset - offset) <= state.uncertainty + 0.01
        assert state.synced or abs(offset) > LIMIT - 0.01 or state.uncertainty > 0


def test_the_ward_book_learns_the_time_from_acknowledgements(book: WardBook, store: Store) -> None:
    store.append(draft(1))
    at = wrong_by(600, 2)
    said = (MORNING + timedelta(seconds=1.5)).isoformat()
    book.receive(ACK, as_bytes({"settled": [event_id(1)], "time": said}), at)

    assert book.hospital_time.judge(at) == ClockState(synced=False, offset=600.0, uncertainty=0.5)
