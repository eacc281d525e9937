"""What a nurse hears in a round, from the real agent to a sounder that writes down what it was asked."""

from collections.abc import Callable
from datetime import time
from pathlib import Path

import pytest

from cart_agent.agent.sounds import Sounds, is_between
from cart_agent.config.sections import SoundSection
from drivers.interfaces import DeviceChanged, Sound
from tests.agent.cart_help import Cart


class Ear:
    """Satisfies `Sounder`."""

    def __init__(self) -> None:
        self.heard: list[tuple[Sound, int]] = []

    def start(self, deliver: Callable[[DeviceChanged], None]) -> None:
        """Nothing can fail."""

    def play(self, sound: Sound, volume: int) -> None:
        self.heard.append((sound, volume))

    def close(self) -> None:
        """Nothing is held."""

    def last(self) -> list[Sound]:
        """What was heard since the last question."""
        heard, self.heard = self.heard, []
        return [sound for sound, _ in heard]


@pytest.fixture
def cart(tmp_path: Path) -> Cart:
    return Cart(tmp_path)


def ear_of(cart: Cart, settings: SoundSection) -> Ear:
    ear = Ear()
    cart.agent.sounds = Sounds(ear, settings, cart.clock, cart.agent.knowledge.zone)
    return ear


def test_each_scan_of_a_dose_is_heard_once(cart: Cart) -> None:
    ear = ear_of(cart, SoundSection())
    cart.log_in()
    ear.last()

    cart.scan("band:p1")
    cart.drawers.answer()
    assert ear.last() == [Sound.GOOD]
    cart.scan("pack:bisoprolol-5")
    assert ear.last() == [Sound.STOP]
    cart.scan("pack:amlodipine-5")
    assert ear.last() == [Sound.GOOD]
    cart.passes(3)
    assert ear.last() == []
    cart.close()


def test_a_code_that_nobody_knows_is_a_stop(cart: Cart) -> None:
    ear = ear_of(cart, SoundSection())
    cart.scan("band:p1")

    assert ear.last() == [Sound.STOP]
    cart.close()


@pytest.mark.parametrize(("night", "volume"), [("06:00", 11), ("23:00", 77)])
def test_the_night_is_quieter(cart: Cart, night: str, volume: int) -> None:
    """The demo's clock stands at 07:50 of the ward."""
    settings = SoundSection(volume=77, night_volume=11, night_from=night, night_until="09:00")
    if night == "23:00":
        settings = SoundSection(volume=77, night_volume=11, night_from=night, night_until="05:00")
    ear = ear_of(cart, settings)
    cart.scan("band:p1")

    assert ear.heard == [(Sound.STOP, volume)]
    cart.close()


@pytest.mark.parametrize(
    ("now", "start", "end", "inside"),
    [
        ("22:00", "21:00", "06:00", True),
        ("05:59", "21:00", "06:00", True),
        ("06:00", "21:00", "06:00", False),
        ("12:00", "06:00", "06:00", False),
        ("13:00", "12:00", "14:00", True),
    ],
)
def test_a_night_may_go_past_midnight(now: str, start: str, end: str, inside: bool) -> None:
    assert is_between(*map(time.fromisoformat, (now, start, end))) is inside
