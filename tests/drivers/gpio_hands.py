"""A bank of drawers on gpiozero's mock pins: latches, reed switches and lamps, and the hands that pull."""

import threading
from itertools import pairwise
from typing import Any

from gpiozero.exc import BadPinFactory
from gpiozero.pins.mock import MockFactory, MockPin

from drivers.drawer_pins import DrawerPins
from tests.drivers.reports import DEADLINE_S

DRAWERS = tuple(DrawerPins(number=n, lock=4 + n, sensor=14 + n, lamp=21 + n) for n in range(1, 7))


class WiredPin(MockPin):  # type: ignore[misc]  # gpiozero has no types
    """A mock pin with something at its other end."""

    grounded = False
    """A closed switch pulls harder than the chip's resistor."""
    broken = False
    """The kernel refuses to read or drive it."""
    shorted = False
    """Whatever drives it, it stays low."""

    def _set_pull(self, value: str) -> None:
        super()._set_pull(value)
        if self.grounded:
            self.drive_low()

    def _get_state(self) -> bool:
        if self.broken:
            raise OSError("input/output error")
        return bool(super()._get_state())

    def _set_state(self, value: bool) -> None:
        if self.broken:
            raise OSError("input/output error")
        super()._set_state(value and not self.shorted)


class GpioHands:
    """Satisfies `tests.drivers.hands.Hands` over the mock pins.

    The latches are shut by springs: one lets go while its coil is energised, and only then.
    """

    def __init__(self) -> None:
        self.factory = MockFactory(pin_class=WiredPin)
        self.claimed = threading.Event()
        """Somebody asked for the pins."""
        self.plugged = threading.Event()
        self.plugged.set()
        self._locks = {drawer.number: drawer.lock for drawer in DRAWERS}
        self._sensors = {drawer.number: drawer.sensor for drawer in DRAWERS}
        for drawer in DRAWERS:
            self.push(drawer.number)

    def make_factory(self) -> MockFactory:
        """What the driver is given; fails while unplugged, as a missing gpiochip does."""
        self.claimed.set()
        if not self.plugged.is_set():
            raise BadPinFactory("no gpiochip")
        return self.factory

    def pin(self, number: int) -> Any:
        """gpiozero's mock pin."""
        return self.factory.pin(number)

    def coil_is_on(self, drawer: int) -> bool:
        """Whether the lock's coil is energised now."""
        pin = self.pin(self._locks[drawer])
        return not pin.broken and pin.function == "output" and bool(pin.state)

    def lamp_is_on(self, drawer: int) -> bool:
        """Whether the drawer's lamp is lit."""
        pin = self.pin(DRAWERS[drawer - 1].lamp or 0)
        return pin.function == "output" and bool(pin.state)

    def pulses(self, drawer: int) -> list[float]:
        """Seconds that each pulse of this lock lasted."""
        states = self.pin(self._locks[drawer]).states
        return [state.timestamp for before, state in pairwise(states) if before.state]

    def pull(self, drawer: int) -> bool:
        """Opens while the coil is energised."""
        opens = self.coil_is_on(drawer)
        if opens:
            self.force(drawer)
        return opens

    def force(self, drawer: int) -> None:
        """The reed switch opens; the Pi's resistor pulls its pin up."""
        pin = self.pin(self._sensors[drawer])
        pin.grounded = False
        pin.drive_high()

    def push(self, drawer: int) -> None:
        """The reed switch closes to ground."""
        pin = self.pin(self._sensors[drawer])
        pin.grounded = True
        pin.drive_low()

    def swap_locks(self, first: int, second: int) -> None:
        """The wires of two locks, exchanged."""
        locks = self._locks
        locks[first], locks[second] = locks[second], locks[first]

    def end_pulse(self) -> None:
        """The driver switches its pins itself."""

    def unplug(self) -> None:
        """Every pin fails, and none can be claimed."""
        self.plugged.clear()
        self._set_broken(True)

    def replug(self) -> None:
        """As before."""
        self._set_broken(False)
        self.plugged.set()

    def power_cycle(self) -> None:
        """The pins have no power of their own: they fail until somebody notices and claims them anew."""
        self.claimed.clear()
        self.unplug()
        assert self.claimed.wait(DEADLINE_S)
        self.replug()

    def _set_broken(self, broken: bool) -> None:
        for drawer in DRAWERS:
            self.pin(drawer.lock).broken = broken
            self.pin(drawer.sensor).broken = broken
