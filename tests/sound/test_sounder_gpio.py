"""The buzzer's pin, watched on gpiozero's mock pins while the real driver plays."""

import time
from collections.abc import Iterator
from itertools import pairwise
from queue import Queue

import pytest
from gpiozero.pins.mock import MockFactory, MockPWMPin

from drivers.interfaces import DeviceChanged, DeviceState, Sound
from drivers.sounder_gpio import GpioSounder, Settings

PATIENCE = 30.0


class Bench:
    """A buzzer on pin 18, and what its pin did."""

    def __init__(self) -> None:
        self.reports: Queue[DeviceChanged] = Queue()
        self.factory = MockFactory(pin_class=MockPWMPin)
        self.pin = self.factory.pin(18)
        settings = Settings(name="sounder", pin=18, pin_factory="mock")
        self.sounder = GpioSounder(settings, lambda: self.factory)
        self.sounder.start(self.reports.put)
        assert self.reports.get(timeout=PATIENCE).state is DeviceState.READY

    def until_played(self) -> None:
        """Wait until the last sound is over: the thread ends only after it."""
        self.sounder.close()

    def levels(self) -> list[float]:
        return [float(one.state) for one in self.pin.states]

    def pulses(self) -> int:
        return sum(before == 0 and after > 0 for before, after in pairwise([0.0, *self.levels()]))


@pytest.fixture
def bench() -> Iterator[Bench]:
    made = Bench()
    yield made
    made.sounder.close()
    made.factory.reset()


def wait_for_pulses(bench: Bench, number: int) -> None:
    end = time.monotonic() + PATIENCE
    while bench.pulses() < number or bench.levels()[-1] > 0:
        assert time.monotonic() < end, bench.levels()
        time.sleep(0.01)


def test_good_is_one_pulse_and_stop_is_two(bench: Bench) -> None:
    bench.sounder.play(Sound.GOOD, 100)
    wait_for_pulses(bench, 1)
    bench.sounder.play(Sound.STOP, 100)
    wait_for_pulses(bench, 3)
    bench.until_played()

    assert bench.pulses() == 3
    assert bench.levels()[-1] == 0


def test_many_refusals_at_once_are_not_heard_as_an_alarm(bench: Bench) -> None:
    """Ten pulses in a row are a high-priority alarm: of all that waits one sound is kept."""
    for _ in range(10):
        bench.sounder.play(Sound.STOP, 100)
        bench.sounder.play(Sound.GOOD, 100)
    wait_for_pulses(bench, 2)
    bench.until_played()

    assert bench.pulses() in (2, 4)  # the first, and perhaps the one that waited behind it


def test_the_volume_is_the_share_of_the_period(bench: Bench) -> None:
    bench.sounder.play(Sound.GOOD, 20)
    wait_for_pulses(bench, 1)

    assert 0.1 in [round(level, 3) for level in bench.levels()]


def test_a_silent_night_is_silent(bench: Bench) -> None:
    bench.sounder.play(Sound.STOP, 0)
    bench.until_played()

    assert bench.pulses() == 0


def test_a_buzzer_that_is_not_there_is_reported_and_holds_nothing_up() -> None:
    def broken() -> MockFactory:
        raise OSError("no such chip")

    reports: Queue[DeviceChanged] = Queue()
    sounder = GpioSounder(Settings(name="sounder", pin=18, pin_factory="mock"), broken)
    sounder.start(reports.put)
    report = reports.get(timeout=PATIENCE)
    sounder.play(Sound.STOP, 100)
    sounder.close()

    assert (report.state, "no such chip" in report.detail) == (DeviceState.FAULTY, True)
