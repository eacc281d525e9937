"""A passive piezo buzzer on a Raspberry Pi's pin, through gpiozero's TonalBuzzer.

Loudness is the share of the period that the pin is high: a piezo is loudest at one half.
"""

from collections.abc import Callable
from importlib import import_module
from typing import Annotated, Any, Literal

from gpiozero import TonalBuzzer
from gpiozero.tones import Tone
from msgspec import Meta, Struct

from drivers.interfaces import Sound, Sounder
from drivers.sound_thread import SoundThread

FACTORIES = {
    "lgpio": ("gpiozero.pins.lgpio", "LGPIOFactory"),
    "rpigpio": ("gpiozero.pins.rpigpio", "RPiGPIOFactory"),
    "pigpio": ("gpiozero.pins.pigpio", "PiGPIOFactory"),
    "mock": ("gpiozero.pins.mock", "MockFactory"),
}
LOUDEST = 0.5
PATTERNS: dict[Sound, tuple[tuple[float, float], ...]] = {
    Sound.GOOD: ((1046.0, 0.12),),
    Sound.STOP: ((262.0, 0.28), (0, 0.12), (262.0, 0.28)),
}
"""Pairs of tone in Hz (0: silence) and seconds. GOOD is C6, STOP twice C4: two octaves apart."""


class Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The wiring of the buzzer."""

    name: str
    pin: Annotated[int, Meta(ge=0, le=53)]
    """GPIO number as the Pi's chip counts (BCM)."""
    pin_factory: Literal["lgpio", "rpigpio", "pigpio", "mock"]
    """gpiozero's way to the pin; `lgpio` on a Pi. There is no default: none is taken silently."""


class Buzzer:
    """Satisfies `Voice`."""

    def __init__(self, factory: Any, pin: int) -> None:
        self._factory = factory
        self._buzzer = TonalBuzzer(pin, mid_tone=Tone(523.25), octaves=1, pin_factory=factory)

    def make(self, sound: Sound, volume: int, wait: Callable[[float], object]) -> None:
        """Play the pattern; silent afterwards whatever happens."""
        try:
            for hertz, seconds in PATTERNS[sound]:
                self._tone(hertz, volume)
                wait(seconds)
        finally:
            self._buzzer.stop()

    def close(self) -> None:
        """Release the pin."""
        self._buzzer.close()
        self._factory.close()

    def _tone(self, hertz: float, volume: int) -> None:
        if not hertz:
            self._buzzer.stop()
            return
        self._buzzer.play(Tone(hertz))
        self._buzzer.pwm_device.value = LOUDEST * volume / 100


class GpioSounder(SoundThread):
    """The buzzer; `factory` makes gpiozero's pin factory, by default the one that the settings name."""

    def __init__(self, settings: Settings, factory: Callable[[], Any] | None = None) -> None:
        def connect() -> Buzzer:
            module, kind = FACTORIES[settings.pin_factory]
            made = factory() if factory else getattr(import_module(module), kind)()
            return Buzzer(made, settings.pin)

        super().__init__(settings.name, connect)


def open(settings: Settings) -> Sounder:  # noqa: A001  (every driver's last function)
    """The buzzer, its pin not yet claimed."""
    return GpioSounder(settings)
