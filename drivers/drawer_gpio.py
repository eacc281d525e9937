"""Drawers wired straight to a Raspberry Pi: a relay a lock, a reed switch a drawer, perhaps a lamp.

Reduced guarantees, against a drawer controller of its own:

- A pulse is ended by gpiozero's own thread, and once more by the driver's. Should the process die inside
  those at most 250 ms, the kernel takes the pins back, and what an abandoned pin does depends on the kernel:
  fit relays that are off without a signal, and a one-shot before them where a coil must not burn.
- An opening while the agent is down is not recorded. A drawer that is open at the next start is an alarm; one
  that was shut again leaves no trace.
- No thermal budget, no end-of-line resistors: a cut sensor wire reads as an open drawer, a shorted one as
  shut.
"""

from collections.abc import Callable
from typing import Annotated, Any

from msgspec import Meta, Struct

from drivers.drawer_pins import DrawerPins, FactoryName, Pins, Polarity, make_factory
from drivers.drawer_rules import Limits
from drivers.drawer_runner import RuledDrawers
from drivers.interfaces import Drawers

LOOK_EVERY_S = 1.0
"""The sensors are read this often even when no edge was seen."""


class Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The wiring of one bank of drawers."""

    name: str
    drawers: Annotated[tuple[DrawerPins, ...], Meta(min_length=1)]
    """How each drawer is wired."""
    pin_factory: FactoryName
    """gpiozero's way to the pins; `lgpio` on a Pi. There is no default: none is taken silently."""
    polarity: Polarity = Polarity()
    pulse_ms: Annotated[int, Meta(ge=10, le=250)] = 250
    """How long a lock's coil is on for one unlock."""
    never_opened_s: Annotated[float, Meta(gt=0, le=120)] = 20.0
    """An unlocked drawer that stays shut for so long is locked again, with an alarm."""
    open_too_long_s: Annotated[float, Meta(gt=0)] = 60.0
    """A drawer that stays open for so long is reported."""
    debounce_ms: Annotated[int, Meta(ge=1, le=500)] = 20
    """A sensor must keep its level for so long to be believed."""

    def __post_init__(self) -> None:
        numbers = [drawer.number for drawer in self.drawers]
        pins = [
            pin
            for drawer in self.drawers
            for pin in (drawer.lock, drawer.sensor, drawer.lamp)
            if pin is not None
        ]
        for what, values in (("drawer number", numbers), ("pin", pins)):
            if len(set(values)) < len(values):
                raise ValueError(f"a {what} is used twice: {values}")


class GpioDrawers(RuledDrawers):
    """The rules over a Pi's pins."""

    def __init__(self, settings: Settings, factory: Callable[[], Any] | None = None) -> None:
        """`factory` makes gpiozero's pin factory; by default the one that the settings name."""
        make = factory or (lambda: make_factory(settings.pin_factory))
        limits = Limits(
            pulse=settings.pulse_ms / 1000,
            never_opened=settings.never_opened_s,
            open_too_long=settings.open_too_long_s,
        )
        super().__init__(
            settings.name,
            (drawer.number for drawer in settings.drawers),
            limits,
            lambda: Pins(
                make(), settings.drawers, settings.polarity, settings.debounce_ms / 1000, limits.pulse
            ),
            look_every_s=LOOK_EVERY_S,
        )


def open(settings: Settings) -> Drawers:  # noqa: A001  (every driver's last function)
    """The drawers, not yet claimed."""
    return GpioDrawers(settings)
