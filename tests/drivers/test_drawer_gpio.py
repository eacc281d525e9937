"""Drawers on gpiozero's mock pins: the driver and gpiozero are real, the chip is not."""

from collections.abc import Iterator

import msgspec
import pytest
from gpiozero import LED

from drivers import drawer_gpio
from drivers.drawer_gpio import GpioDrawers, Settings
from drivers.interfaces import (
    AlarmKind,
    DeviceChanged,
    DeviceState,
    DrawerAlarm,
    DrawerReport,
    DrawerState,
    UnlockResult,
)
from tests.drivers.gpio_hands import DRAWERS, GpioHands
from tests.drivers.reports import Reports

LOCKED = {drawer.number: DrawerState.LOCKED for drawer in DRAWERS}
UNKNOWN = dict.fromkeys(LOCKED, DrawerState.UNKNOWN)


@pytest.fixture
def hands() -> GpioHands:
    return GpioHands()


class Cart:
    """A started driver and what it reported."""

    def __init__(self, hands: GpioHands, **timings: float) -> None:
        known = {"name": "drawers", "drawers": DRAWERS, "pin_factory": "mock", "debounce_ms": 1, **timings}
        self.drawers = GpioDrawers(msgspec.convert(known, Settings), hands.make_factory)
        self.reports: Reports[DrawerReport] = Reports()

    def start(self) -> "Cart":
        self.drawers.start(self.reports)
        self.reports.wait(lambda: self.state is DeviceState.READY)
        return self

    @property
    def state(self) -> DeviceState | None:
        changes = self.reports.of(DeviceChanged)
        return changes[-1].state if changes else None

    def result(self, drawer: int, token: int) -> UnlockResult:
        """Ask for an unlock and wait for its answer, which must be the only one."""
        self.drawers.unlock(drawer, token)
        self.reports.wait(lambda: bool(self.answers(token)))
        return self.answers(token)[0]

    def answers(self, token: int) -> list[UnlockResult]:
        return [result for result in self.reports.of(UnlockResult) if result.token == token]

    def wait(self, drawer: int, state: DrawerState) -> None:
        self.reports.wait(lambda: self.drawers.states[drawer] is state)

    def wait_alarm(self, kind: AlarmKind, drawer: int) -> None:
        self.reports.wait(
            lambda: any(a.kind is kind and a.drawer == drawer for a in self.reports.of(DrawerAlarm))
        )


@pytest.fixture
def cart(hands: GpioHands) -> Iterator[Cart]:
    cart = Cart(hands)
    yield cart
    cart.drawers.close()


def test_every_drawer_is_unknown_until_it_was_read(cart: Cart) -> None:
    assert cart.drawers.numbers == tuple(LOCKED)
    assert cart.drawers.states == UNKNOWN

    cart.start()

    assert cart.drawers.states == LOCKED


def test_a_drawer_unlocks_opens_and_shuts(cart: Cart, hands: GpioHands) -> None:
    cart.start()

    assert cart.result(2, 7).ok
    cart.wait(2, DrawerState.UNLOCKED)
    hands.force(2)
    cart.wait(2, DrawerState.OPEN)
    assert not hands.coil_is_on(2)
    hands.push(2)
    cart.wait(2, DrawerState.LOCKED)

    assert cart.reports.of(DrawerAlarm) == []
    assert len(cart.answers(7)) == 1


def test_the_pulse_ends_by_itself(hands: GpioHands) -> None:
    cart = Cart(hands, pulse_ms=50, never_opened_s=0.5).start()

    assert cart.result(2, 7).ok
    cart.wait_alarm(AlarmKind.NEVER_OPENED, 2)

    assert len(hands.pulses(2)) == 1
    assert not hands.coil_is_on(2)
    assert cart.drawers.states == LOCKED
    cart.drawers.close()


def test_gpiozero_ends_the_pulse_when_the_drivers_thread_is_stuck(hands: GpioHands) -> None:
    cart = Cart(hands, pulse_ms=50)
    stuck: list[bool] = []

    def deliver(report: DrawerReport) -> None:
        cart.reports(report)
        if isinstance(report, UnlockResult):
            while hands.coil_is_on(report.drawer):
                pass
            stuck.append(True)

    cart.drawers.start(deliver)
    cart.reports.wait(lambda: cart.state is DeviceState.READY)
    cart.drawers.unlock(2, 7)
    cart.wait(2, DrawerState.UNLOCKED)

    assert stuck == [True]
    cart.drawers.close()


def test_a_second_drawer_is_refused_while_one_is_open(cart: Cart, hands: GpioHands) -> None:
    cart.start()
    cart.result(2, 7)
    hands.force(2)
    cart.wait(2, DrawerState.OPEN)

    refused = cart.result(1, 8)

    assert (refused.ok, refused.reason) == (False, "drawer-open")
    assert hands.pulses(1) == []


def test_a_forced_drawer_is_reported(cart: Cart, hands: GpioHands) -> None:
    cart.start()

    hands.force(3)

    cart.wait_alarm(AlarmKind.FORCED_OPEN, 3)
    assert cart.drawers.states[3] is DrawerState.OPEN


def test_a_drawer_left_open_is_reported(hands: GpioHands) -> None:
    cart = Cart(hands, open_too_long_s=0.05).start()
    cart.result(2, 7)

    hands.force(2)

    cart.wait_alarm(AlarmKind.OPEN_TOO_LONG, 2)
    cart.drawers.close()


def test_an_unlock_that_opens_another_drawer_is_reported(cart: Cart, hands: GpioHands) -> None:
    cart.start()
    hands.swap_locks(1, 2)
    cart.result(2, 7)

    assert hands.pull(1)

    cart.wait_alarm(AlarmKind.WRONG_DRAWER, 1)
    cart.wait(2, DrawerState.LOCKED)


def test_the_lamp_shows_the_selected_drawer(cart: Cart, hands: GpioHands) -> None:
    cart.start()

    cart.drawers.select(2)
    cart.wait(2, DrawerState.SELECTED)
    cart.reports.wait(lambda: hands.lamp_is_on(2))
    cart.drawers.select(None)
    cart.wait(2, DrawerState.LOCKED)

    assert not hands.lamp_is_on(2)


def test_an_unused_unlock_can_be_withdrawn(cart: Cart, hands: GpioHands) -> None:
    cart.start()
    cart.result(2, 7)

    cart.drawers.lock(2)

    cart.wait(2, DrawerState.LOCKED)
    assert not hands.coil_is_on(2)


def test_a_broken_output_answers_the_unlock_and_leaves_nothing_known(cart: Cart, hands: GpioHands) -> None:
    cart.start()
    hands.unplug()

    result = cart.result(2, 7)

    assert not result.ok
    cart.reports.wait(lambda: cart.state is DeviceState.FAULTY)
    assert cart.drawers.states == UNKNOWN
    assert cart.result(2, 8).reason == "drawer 1 is unknown"
    hands.replug()
    cart.reports.wait(lambda: cart.drawers.states == LOCKED)
    assert cart.result(2, 9).ok
    assert [len(cart.answers(token)) for token in (7, 8, 9)] == [1, 1, 1]


def test_an_output_that_does_not_follow_is_a_fault(hands: GpioHands) -> None:
    hands.pin(DRAWERS[1].lock).shorted = True
    cart = Cart(hands).start()

    result = cart.result(2, 7)

    assert not result.ok
    cart.reports.wait(lambda: cart.state is DeviceState.FAULTY)
    faults = [
        change.detail for change in cart.reports.of(DeviceChanged) if change.state is DeviceState.FAULTY
    ]
    assert faults == ["the lock output of drawer 2 does not go on"]
    cart.drawers.close()


def test_a_pin_that_is_taken_leaves_no_other_pin_claimed(cart: Cart, hands: GpioHands) -> None:
    taken = LED(DRAWERS[2].lock, pin_factory=hands.factory)
    cart.drawers.start(cart.reports)
    cart.reports.wait(lambda: cart.state is DeviceState.FAULTY)

    taken.close()

    # It would not find its own pins free if it had kept any.
    cart.reports.wait(lambda: cart.state is DeviceState.READY)
    assert cart.drawers.states == LOCKED


def test_the_lamp_of_the_selected_drawer_is_lit_again_after_a_fault(cart: Cart, hands: GpioHands) -> None:
    cart.start()
    cart.drawers.select(2)
    cart.wait(2, DrawerState.SELECTED)

    hands.power_cycle()
    cart.reports.wait(lambda: [c.state for c in cart.reports.of(DeviceChanged)].count(DeviceState.READY) == 2)

    assert cart.drawers.states[2] is DrawerState.SELECTED
    assert hands.lamp_is_on(2)


def test_a_missing_gpio_chip_is_reported_once_and_found_when_it_comes(hands: GpioHands) -> None:
    hands.plugged.clear()
    cart = Cart(hands)
    cart.drawers.start(cart.reports)
    cart.reports.wait(lambda: cart.state is DeviceState.FAULTY)
    assert cart.drawers.states == UNKNOWN

    hands.plugged.set()
    cart.reports.wait(lambda: cart.drawers.states == LOCKED)
    cart.drawers.close()

    states = [change.state for change in cart.reports.of(DeviceChanged)]
    assert states == [DeviceState.CONNECTING, DeviceState.FAULTY, DeviceState.READY]


def test_a_pin_library_that_is_not_installed_is_reported() -> None:
    settings = Settings(name="drawers", drawers=DRAWERS, pin_factory="pigpio")
    drawers = drawer_gpio.open(settings)
    reports: Reports[DrawerReport] = Reports()
    drawers.start(reports)

    reports.wait(lambda: [c.state for c in reports.of(DeviceChanged)][-1:] == [DeviceState.FAULTY])
    drawers.close()


def test_closing_locks_and_answers_what_is_still_asked(cart: Cart, hands: GpioHands) -> None:
    cart.start()
    cart.result(2, 7)

    cart.drawers.close()
    cart.drawers.close()
    cart.drawers.unlock(1, 8)

    assert not hands.coil_is_on(2)
    assert cart.drawers.states == UNKNOWN
    assert [result.ok for result in cart.answers(8)] == [False]


def test_every_unlock_is_answered_once_even_while_closing(hands: GpioHands) -> None:
    cart = Cart(hands).start()

    for token in range(50):
        cart.drawers.unlock(token % 3 + 1, token)
    cart.drawers.close()
    for token in range(50, 60):
        cart.drawers.unlock(1, token)

    assert [len(cart.answers(token)) for token in range(60)] == [1] * 60


@pytest.mark.parametrize(
    ("wiring", "words"),
    [
        ([{"number": 1, "lock": 5, "sensor": 5}], "pin is used twice"),
        (
            [{"number": 1, "lock": 5, "sensor": 6}, {"number": 1, "lock": 7, "sensor": 8}],
            "number is used twice",
        ),
        ([], "length >= 1"),
        ([{"number": 0, "lock": 5, "sensor": 6}], ">= 1"),
    ],
)
def test_wrong_wiring_is_refused(wiring: list[dict[str, int]], words: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=words):
        msgspec.convert({"name": "d", "drawers": wiring, "pin_factory": "mock"}, Settings)


def test_the_pin_factory_must_be_named() -> None:
    wiring = [{"number": 1, "lock": 5, "sensor": 6}]

    with pytest.raises(msgspec.ValidationError, match="pin_factory"):
        msgspec.convert({"name": "d", "drawers": wiring}, Settings)


def test_a_command_for_a_drawer_that_is_not_there_is_an_error(cart: Cart) -> None:
    with pytest.raises(ValueError, match="no drawer 9"):
        cart.drawers.lock(9)
    with pytest.raises(ValueError, match="no drawer 9"):
        cart.drawers.select(9)
