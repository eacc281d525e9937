"""Drawers wired straight to a Raspberry Pi: a relay a lock, a reed switch a drawer, perhaps a lamp.

Reduced guarantees, against a drawer controller of its own:

- A pulse is ended by gpiozero's own thread, and once more by the driver's. Should the process die inside
  those at most 250 ms, the kernel takes the pins back, and what an abandoned pin does depends on the kernel:
  fit relays that are off without a signal, and a one-shot before them where a coil must not burn.
- An opening while the agent is down is not recorded, only found as an open drawer at the next start.
- No thermal budget, no end-of-line resistors: a cut sensor wire reads as an open drawer, a shorted one as
  shut.
"""

import logging
import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from drivers.drawer_pins import DrawerPins, FactoryName, Pins, Polarity, make_factory
from drivers.drawer_rules import Coil, DrawerRules, Effect, Lamp, Limits
from drivers.interfaces import (
    DeviceChanged,
    DeviceState,
    DrawerChanged,
    DrawerReport,
    Drawers,
    DrawerState,
    UnlockResult,
)

RETRY_S = 1.0
"""Between two attempts to claim the pins."""
LOOK_EVERY_S = 1.0
"""The sensors are read this often even when no edge was seen."""

log = logging.getLogger(__name__)


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


class GpioDrawers:
    """Satisfies `Drawers`. One thread claims the pins and runs `DrawerRules` over them."""

    def __init__(self, settings: Settings, factory: Callable[[], Any] | None = None) -> None:
        """`factory` makes gpiozero's pin factory; by default the one that the settings name."""
        self._settings = settings
        self._factory = factory or (lambda: make_factory(settings.pin_factory))
        limits = Limits(
            pulse=settings.pulse_ms / 1000,
            never_opened=settings.never_opened_s,
            open_too_long=settings.open_too_long_s,
        )
        self._rules = DrawerRules(self.numbers, limits)
        # The rules run ahead of the pins; this is what the pins have followed.
        self._states = self._rules.states()
        self._commands: queue.SimpleQueue[Callable[[float], list[Effect]]] = queue.SimpleQueue()
        self._closing = threading.Event()
        self._gate = threading.Lock()
        self._deliver: Callable[[DrawerReport], None] = lambda _report: None
        self._thread: threading.Thread | None = None
        self._reported: DeviceChanged | None = None

    @property
    def numbers(self) -> tuple[int, ...]:
        """The drawers of the settings, in their order."""
        return tuple(drawer.number for drawer in self._settings.drawers)

    @property
    def states(self) -> dict[int, DrawerState]:
        """A copy of what is known now."""
        return dict(self._states)

    def start(self, deliver: Callable[[DrawerReport], None]) -> None:
        """Claim the pins, and keep trying; FAULTY is reported while that fails."""
        self._deliver = deliver
        self._thread = threading.Thread(target=self._run, name=f"drawers {self._settings.name}", daemon=True)
        self._thread.start()

    def unlock(self, drawer: int, token: int) -> None:
        """Pulse the drawer's lock, or refuse; one UnlockResult either way."""
        with self._gate:
            if not self._closing.is_set():
                self._commands.put(lambda now: self._rules.unlock(drawer, token, now))
                return
        self._deliver(UnlockResult(drawer=drawer, token=token, ok=False, reason="closed"))

    def lock(self, drawer: int) -> None:
        """Withdraw an unused unlock. Raises ValueError for a drawer that is not there."""
        known = self._known(drawer)
        self._commands.put(lambda _now: self._rules.lock(known))

    def select(self, drawer: int | None) -> None:
        """Light this drawer's lamp, or none. Raises ValueError for a drawer that is not there."""
        known = None if drawer is None else self._known(drawer)
        self._commands.put(lambda _now: self._rules.select(known))

    def close(self) -> None:
        """Coils and lamps off, pins released, drawers unknown. May be called twice."""
        with self._gate:
            self._closing.set()
        self._commands.put(_look)
        if self._thread is not None:
            self._thread.join()

    def _known(self, drawer: int) -> int:
        if drawer not in self.numbers:
            raise ValueError(f"no drawer {drawer}")
        return drawer

    def _run(self) -> None:
        self._report(DeviceState.CONNECTING)
        while not self._closing.is_set():
            try:
                self._connect_and_serve()
            except Exception as error:
                # gpiozero, lgpio and the kernel each raise their own; a dead thread would leave stale states.
                log.warning("drawers %s failed: %r", self._settings.name, error)
                self._apply(None, self._rules.lost())
                self._report(DeviceState.FAULTY, str(error) or repr(error))
                self._answer_until(time.monotonic() + RETRY_S)
        self._apply(None, self._rules.lost())
        self._answer_until(0.0)

    def _connect_and_serve(self) -> None:
        settings = self._settings
        pins = Pins(self._factory(), settings.drawers, settings.polarity, settings.debounce_ms / 1000)
        try:
            pins.watch(lambda: self._commands.put(_look))
            self._look(pins)
            if self._rules.selected is not None:
                pins.lamp(self._rules.selected, on=True)
            self._report(DeviceState.READY)
            while not self._closing.is_set():
                self._apply(pins, self._next_command()(time.monotonic()))
                self._look(pins)
                self._apply(pins, self._rules.tick(time.monotonic()))
        finally:
            pins.close()

    def _next_command(self) -> Callable[[float], list[Effect]]:
        now = time.monotonic()
        deadline = self._rules.next_deadline()
        wait = LOOK_EVERY_S if deadline is None else min(LOOK_EVERY_S, max(0.0, deadline - now))
        try:
            return self._commands.get(timeout=wait)
        except queue.Empty:
            return _look

    def _look(self, pins: Pins) -> None:
        for drawer in self.numbers:
            self._apply(pins, self._rules.sensed(drawer, pins.shut(drawer), time.monotonic()))

    def _answer_until(self, end: float) -> None:
        """Without pins: the rules refuse every unlock, because every drawer is unknown."""
        while True:
            try:
                command = self._commands.get(timeout=max(0.0, end - time.monotonic()))
            except queue.Empty:
                return
            self._apply(None, command(time.monotonic()))
            if self._closing.is_set():
                end = 0.0

    def _apply(self, pins: Pins | None, effects: Iterable[Effect]) -> None:
        left = deque(effects)
        try:
            while left:
                self._do(pins, left.popleft())
        except Exception:
            for effect in left:
                if isinstance(effect, UnlockResult):
                    self._deliver(msgspec.structs.replace(effect, ok=False, reason="the lock output failed"))
            raise

    def _do(self, pins: Pins | None, effect: Effect) -> None:
        match effect:
            case Coil(drawer, on):
                if pins and on:
                    pins.pulse(drawer, self._settings.pulse_ms / 1000)
                elif pins:
                    pins.coil_off(drawer)
            case Lamp(drawer, on):
                if pins:
                    pins.lamp(drawer, on)
            case DrawerChanged(drawer=drawer, state=state):
                self._states[drawer] = state
                self._deliver(effect)
            case _:
                self._deliver(effect)

    def _report(self, state: DeviceState, detail: str = "") -> None:
        report = DeviceChanged(device=self._settings.name, state=state, detail=detail)
        if report != self._reported:
            self._reported = report
            self._deliver(report)


def _look(_now: float) -> list[Effect]:
    """No command: the thread reads the sensors after every one anyway."""
    return []


def open(settings: Settings) -> Drawers:  # noqa: A001  (every driver's last function)
    """The drawers, not yet claimed."""
    return GpioDrawers(settings)
