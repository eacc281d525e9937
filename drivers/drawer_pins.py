"""The GPIO pins of a bank of drawers, through gpiozero: the `Electronics` of `drawer_gpio`."""

from collections.abc import Callable
from importlib import import_module
from typing import Annotated, Any, Literal

from gpiozero import LED, DigitalInputDevice, DigitalOutputDevice
from msgspec import Meta, Struct

Pin = Annotated[int, Meta(ge=0, le=53)]
"""GPIO number as the Pi's chip counts (BCM)."""

FactoryName = Literal["lgpio", "rpigpio", "pigpio", "native", "mock"]
"""gpiozero's pin factories. One is named: gpiozero alone would fall back to another without a word."""

_FACTORIES = {
    "lgpio": ("gpiozero.pins.lgpio", "LGPIOFactory"),
    "rpigpio": ("gpiozero.pins.rpigpio", "RPiGPIOFactory"),
    "pigpio": ("gpiozero.pins.pigpio", "PiGPIOFactory"),
    "native": ("gpiozero.pins.native", "NativeFactory"),
    "mock": ("gpiozero.pins.mock", "MockFactory"),
}


class DrawerPins(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How one drawer is wired."""

    number: Annotated[int, Meta(ge=1, le=99)]
    """As on the drawer's label."""
    lock: Pin
    """Output to the lock's relay."""
    sensor: Pin
    """Input from the reed switch."""
    lamp: Pin | None = None
    """Output to the lamp that shows the way, where there is one."""


class Polarity(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which level means what; set at commissioning, because relay boards and switches differ."""

    lock_on_high: bool = True
    """A high level on the pin switches the lock's coil on."""
    lamp_on_high: bool = True
    """A high level on the pin switches the lamp on."""
    shut_low: bool = True
    """The sensor pulls its pin to ground while the drawer is shut. The Pi's own resistor pulls the other way,
    so that a cut wire reads as open."""


def make_factory(name: FactoryName) -> Any:
    """gpiozero's factory of that name. Raises ImportError, OSError or gpiozero's errors."""
    module, kind = _FACTORIES[name]
    return getattr(import_module(module), kind)()


class Pins:
    """The pins, claimed; every coil and lamp off. Any method may raise what gpiozero or the kernel raises."""

    def __init__(
        self,
        factory: Any,
        drawers: tuple[DrawerPins, ...],
        polarity: Polarity,
        debounce_s: float,
        pulse_s: float,
    ) -> None:
        self._pulse_s = pulse_s
        self._devices: list[Any] = []
        self._coils: dict[int, Any] = {}
        self._sensors: dict[int, Any] = {}
        self._lamps: dict[int, Any] = {}
        try:
            for drawer in drawers:
                self._claim(factory, drawer, polarity, debounce_s)
        except BaseException:
            self.close()
            raise

    def watch(self, changed: Callable[[], None]) -> None:
        """Call `changed` from gpiozero's thread at every edge of a sensor."""
        for sensor in self._sensors.values():
            sensor.when_activated = changed
            sensor.when_deactivated = changed

    def shut(self) -> dict[int, bool]:
        """Whether each drawer's sensor says that it is shut."""
        return {drawer: bool(sensor.is_active) for drawer, sensor in self._sensors.items()}

    def pulse(self, drawer: int) -> None:
        """Coil on; gpiozero's thread switches it off after the pulse, whatever becomes of the caller's."""
        coil = self._coils[drawer]
        coil.on()
        self._prove(drawer, on=True)
        coil.blink(on_time=self._pulse_s, off_time=0, n=1, background=True)

    def coil_off(self, drawer: int) -> None:
        """Coil off, read back."""
        self._coils[drawer].off()
        self._prove(drawer, on=False)

    def lamp(self, drawer: int, on: bool) -> None:
        """Switch the lamp, where the drawer has one."""
        if lamp := self._lamps.get(drawer):
            lamp.value = on

    def close(self) -> None:
        """Everything off, pins released."""
        while self._devices:
            self._devices.pop().close()

    def _claim(self, factory: Any, drawer: DrawerPins, polarity: Polarity, debounce_s: float) -> None:
        number = drawer.number
        self._coils[number] = self._kept(
            DigitalOutputDevice(drawer.lock, active_high=polarity.lock_on_high, pin_factory=factory)
        )
        self._sensors[number] = self._kept(
            DigitalInputDevice(
                drawer.sensor, pull_up=polarity.shut_low, bounce_time=debounce_s, pin_factory=factory
            )
        )
        if drawer.lamp is not None:
            self._lamps[number] = self._kept(
                LED(drawer.lamp, active_high=polarity.lamp_on_high, pin_factory=factory)
            )

    def _kept(self, device: Any) -> Any:
        self._devices.append(device)
        return device

    def _prove(self, drawer: int, *, on: bool) -> None:
        if self._coils[drawer].is_active is not on:
            raise OSError(f"the lock output of drawer {drawer} does not go {'on' if on else 'off'}")
