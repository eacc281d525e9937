"""What every drawer driver promises, whatever its electronics.

A driver's test module derives a class from `DrawersContract` and gives it a `start_cart` fixture.
"""

from collections.abc import Callable, Iterable

from msgspec import Struct

from drivers.interfaces import (
    AlarmKind,
    DeviceChanged,
    DeviceState,
    DrawerAlarm,
    DrawerReport,
    Drawers,
    DrawerState,
    UnlockResult,
)
from tests.drivers.hands import Hands
from tests.drivers.reports import Reports

OPENED_UNASKED = {AlarmKind.FORCED_OPEN, AlarmKind.FOUND_OPEN}
"""The first from a unit whose log tells how it opened, the second from one that has none."""

LONG_S = 600.0
"""A limit that no test reaches."""


class Cart(Struct, frozen=True):
    """A started driver, what it reports, and the hands at its hardware."""

    drawers: Drawers
    hands: Hands
    reports: Reports[DrawerReport]
    again: Callable[[], "Cart"] | None = None
    """Starts the next driver at the same hardware, once this one is closed; waits until it is ready."""

    def wait_for(self, state: DrawerState, *numbers: int) -> None:
        """Until these drawers (none named: all) have this state."""
        wanted: Iterable[int] = numbers or self.drawers.numbers
        self.reports.wait(lambda: all(self.drawers.states[number] == state for number in wanted))

    def wait_for_link(self, state: DeviceState, times: int = 1) -> None:
        """Until the unit was reported so often in this state."""
        changes = self.reports
        changes.wait(lambda: [c.state for c in changes.of(DeviceChanged)].count(state) >= times)

    def wait_for_alarm(self, kind: AlarmKind, drawer: int) -> None:
        """Until this alarm came."""
        self.reports.wait(lambda: (kind, drawer) in self.alarms())

    def wait_for_unasked(self, drawer: int) -> None:
        """Until the unit told that this drawer is open though nobody unlocked it."""
        self.reports.wait(lambda: bool({(kind, drawer) for kind in OPENED_UNASKED} & set(self.alarms())))

    def alarms(self) -> list[tuple[AlarmKind, int]]:
        """Kind and drawer of every alarm so far."""
        return [(alarm.kind, alarm.drawer) for alarm in self.reports.of(DrawerAlarm)]

    def results(self, token: int) -> list[UnlockResult]:
        """Answers to the unlock with this token so far."""
        return [result for result in self.reports.of(UnlockResult) if result.token == token]

    def unlock(self, drawer: int, token: int) -> UnlockResult:
        """Ask, and wait for the answer."""
        self.drawers.unlock(drawer, token)
        self.reports.wait(lambda: bool(self.results(token)))
        return self.results(token)[0]


StartCart = Callable[[float, float], Cart]
"""Starts a cart of at least six drawers, all shut, and waits until it is ready.

Arguments: seconds before an unused unlock is withdrawn, seconds before an open drawer is complained of.
"""


class DrawersContract:
    """The tests. Drawers are numbered from 1; the hands do what a nurse, a thief or a bad cable does."""

    def test_a_ready_unit_knows_every_drawer_locked(self, start_cart: StartCart) -> None:
        cart = start_cart(LONG_S, LONG_S)
        assert set(cart.drawers.states) == set(cart.drawers.numbers)
        cart.wait_for(DrawerState.LOCKED)

    def test_a_locked_drawer_does_not_open(self, start_cart: StartCart) -> None:
        cart = start_cart(LONG_S, LONG_S)
        assert not cart.hands.pull(3)

    def test_an_unlocked_drawer_opens_and_closes_and_each_is_sensed(self, start_cart: StartCart) -> None:
        cart = start_cart(LONG_S, LONG_S)
        assert cart.unlock(3, 11).ok
        cart.wait_for(DrawerState.UNLOCKED, 3)
        assert cart.hands.pull(3)
        cart.wait_for(DrawerState.OPEN, 3)
        cart.hands.push(3)
        cart.hands.end_pulse()
        cart.wait_for(DrawerState.LOCKED)
        assert not cart.hands.pull(3)
        assert cart.alarms() == []
        assert len(cart.results(11)) == 1

    def test_a_second_drawer_is_refused_while_one_is_unlocked_or_open(self, start_cart: StartCart) -> None:
        cart = start_cart(LONG_S, LONG_S)
        assert cart.unlock(3, 11).ok
        assert not cart.unlock(4, 12).ok
        cart.hands.pull(3)
        cart.wait_for(DrawerState.OPEN, 3)
        refused = cart.unlock(4, 13)
        assert not refused.ok
        assert refused.reason
        assert not cart.hands.pull(4)

    def test_a_token_unlocks_once(self, start_cart: StartCart) -> None:
        cart = start_cart(LONG_S, LONG_S)
        assert cart.unlock(3, 11).ok
        cart.drawers.lock(3)
        cart.hands.end_pulse()
        cart.wait_for(DrawerState.LOCKED)
        cart.drawers.unlock(3, 11)
        cart.reports.wait(lambda: len(cart.results(11)) == 2)
        assert not cart.results(11)[1].ok
        assert not cart.hands.pull(3)

    def test_a_drawer_that_is_not_there_is_refused(self, start_cart: StartCart) -> None:
        cart = start_cart(LONG_S, LONG_S)
        assert not cart.unlock(99, 11).ok

    def test_an_unlock_can_be_withdrawn(self, start_cart: StartCart) -> None:
        cart = start_cart(LONG_S, LONG_S)
        assert cart.unlock(3, 11).ok
        cart.drawers.lock(3)
        cart.hands.end_pulse()
        cart.wait_for(DrawerState.LOCKED)
        assert not cart.hands.pull(3)

    def test_a_forced_drawer_is_an_alarm(self, start_cart: StartCart) -> None:
        cart = start_cart(LONG_S, LONG_S)
        cart.hands.force(2)
        cart.wait_for_alarm(AlarmKind.FORCED_OPEN, 2)
        cart.wait_for(DrawerState.OPEN, 2)

    def test_a_wrong_drawer_that_opens_is_an_alarm_and_ends_the_unlock(self, start_cart: StartCart) -> None:
        cart = start_cart(LONG_S, LONG_S)
        cart.hands.swap_locks(2, 5)
        assert cart.unlock(2, 11).ok
        assert cart.hands.pull(5)
        cart.wait_for_alarm(AlarmKind.WRONG_DRAWER, 5)
        cart.wait_for(DrawerState.OPEN, 5)
        cart.wait_for(DrawerState.LOCKED, 2)

    def test_an_unlock_that_nobody_uses_is_withdrawn_with_an_alarm(self, start_cart: StartCart) -> None:
        cart = start_cart(0.3, LONG_S)
        assert cart.unlock(3, 11).ok
        cart.wait_for_alarm(AlarmKind.NEVER_OPENED, 3)
        cart.hands.end_pulse()
        cart.wait_for(DrawerState.LOCKED)
        assert not cart.hands.pull(3)

    def test_a_drawer_left_open_is_an_alarm(self, start_cart: StartCart) -> None:
        cart = start_cart(LONG_S, 0.3)
        assert cart.unlock(3, 11).ok
        assert cart.hands.pull(3)
        cart.wait_for_alarm(AlarmKind.OPEN_TOO_LONG, 3)
        assert cart.drawers.states[3] == DrawerState.OPEN

    def test_one_lamp_is_lit_at_a_time(self, start_cart: StartCart) -> None:
        cart = start_cart(LONG_S, LONG_S)
        cart.drawers.select(4)
        cart.wait_for(DrawerState.SELECTED, 4)
        cart.drawers.select(5)
        cart.wait_for(DrawerState.SELECTED, 5)
        assert cart.drawers.states[4] == DrawerState.LOCKED
        cart.drawers.select(None)
        cart.wait_for(DrawerState.LOCKED)

    def test_without_a_link_every_drawer_is_unknown_and_comes_back(self, start_cart: StartCart) -> None:
        cart = start_cart(LONG_S, LONG_S)
        cart.hands.unplug()
        cart.wait_for_link(DeviceState.FAULTY)
        cart.wait_for(DrawerState.UNKNOWN)
        assert not cart.unlock(3, 11).ok
        cart.hands.replug()
        cart.wait_for_link(DeviceState.READY, times=2)
        cart.wait_for(DrawerState.LOCKED)
        assert cart.unlock(3, 12).ok

    def test_a_drawer_opened_without_a_link_is_an_alarm_when_there_is_one_again(
        self, start_cart: StartCart
    ) -> None:
        cart = start_cart(LONG_S, LONG_S)
        cart.hands.unplug()
        cart.wait_for_link(DeviceState.FAULTY)
        cart.wait_for(DrawerState.UNKNOWN)
        cart.hands.force(2)
        cart.hands.replug()
        cart.wait_for_unasked(2)
        cart.wait_for(DrawerState.OPEN, 2)
        assert not cart.unlock(3, 12).ok
        assert len(cart.alarms()) == 1

    def test_a_drawer_open_by_leave_before_the_link_went_is_no_alarm_after(
        self, start_cart: StartCart
    ) -> None:
        cart = start_cart(LONG_S, LONG_S)
        assert cart.unlock(3, 11).ok
        assert cart.hands.pull(3)
        cart.wait_for(DrawerState.OPEN, 3)
        cart.hands.unplug()
        cart.wait_for(DrawerState.UNKNOWN)
        cart.hands.replug()
        cart.wait_for(DrawerState.OPEN, 3)
        cart.wait_for(DrawerState.LOCKED, 2)
        assert cart.alarms() == []

    def test_a_drawer_opened_while_no_agent_ran_is_an_alarm_at_its_start(self, start_cart: StartCart) -> None:
        first = start_cart(LONG_S, LONG_S)
        assert first.again is not None
        first.drawers.close()
        first.hands.force(6)
        second = first.again()
        second.wait_for_unasked(6)
        second.wait_for(DrawerState.OPEN, 6)
        second.wait_for(DrawerState.LOCKED, 5)
        assert len(second.alarms()) == 1

    def test_a_loss_of_power_relocks(self, start_cart: StartCart) -> None:
        cart = start_cart(LONG_S, LONG_S)
        assert cart.unlock(3, 11).ok
        cart.hands.power_cycle()
        assert not cart.hands.pull(3)
        cart.wait_for_link(DeviceState.READY, times=2)
        cart.wait_for(DrawerState.LOCKED)
        assert len(cart.results(11)) == 1

    def test_closing_locks_and_later_unlocks_are_answered(self, start_cart: StartCart) -> None:
        cart = start_cart(LONG_S, LONG_S)
        assert cart.unlock(3, 11).ok
        cart.drawers.close()
        cart.drawers.close()
        cart.hands.end_pulse()
        assert not cart.hands.pull(3)
        assert not cart.unlock(3, 12).ok
