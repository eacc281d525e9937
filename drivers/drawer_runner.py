"""Runs `DrawerRules` over electronics that know no rules: a Pi's pins or a bought lock board."""

import logging
import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from typing import Protocol

import msgspec

from drivers.drawer_rules import Coil, DrawerRules, Effect, Lamp, Limits
from drivers.interfaces import (
    DeviceChanged,
    DeviceState,
    DrawerChanged,
    DrawerReport,
    DrawerState,
    UnlockResult,
)

RETRY_S = 1.0
"""Between two attempts to reach the electronics."""

log = logging.getLogger(__name__)


class Electronics(Protocol):
    """Locks and sensors, reached. Any method may raise; then all is UNKNOWN until they are reached anew."""

    def watch(self, changed: Callable[[], None]) -> None:
        """Call `changed`, from any thread, when a sensor moves; electronics that cannot tell are polled."""

    def shut(self) -> Mapping[int, bool]:
        """All drawers, read now: whether each is shut."""

    def pulse(self, drawer: int) -> None:
        """Energise this lock for one pulse that ends by itself."""

    def coil_off(self, drawer: int) -> None:
        """End the pulse, or prove that it is over."""

    def lamp(self, drawer: int, on: bool) -> None:
        """Switch the drawer's lamp, where it has one."""

    def close(self) -> None:
        """What can be switched off is; everything is released."""


class RuledDrawers:
    """Satisfies `drivers.interfaces.Drawers`."""

    def __init__(
        self,
        name: str,
        numbers: Iterable[int],
        limits: Limits,
        connect: Callable[[], Electronics],
        *,
        look_every_s: float,
    ) -> None:
        """`connect` reaches the electronics or raises; the sensors are read at least every `look_every_s`."""
        self._name = name
        self._numbers = tuple(numbers)
        self._connect = connect
        self._look_every_s = look_every_s
        self._rules = DrawerRules(self._numbers, limits)
        # The rules run ahead of the electronics; this is what those have followed.
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
        return self._numbers

    @property
    def states(self) -> dict[int, DrawerState]:
        """A copy of what is known now."""
        return dict(self._states)

    @property
    def guards_itself(self) -> bool:
        """The rules run here; without this process nobody watches and nothing is logged."""
        return False

    def start(self, deliver: Callable[[DrawerReport], None]) -> None:
        """Reach the electronics, and keep trying; FAULTY is reported while that fails."""
        self._deliver = deliver
        self._thread = threading.Thread(target=self._run, name=f"drawers {self._name}", daemon=True)
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

    def confirm(self, entry: str) -> None:
        """Nothing to do: these electronics keep no log."""

    def close(self) -> None:
        """Everything off and released, drawers unknown. May be called twice."""
        with self._gate:
            self._closing.set()
        self._commands.put(_look)
        if self._thread is not None:
            self._thread.join()

    def _known(self, drawer: int) -> int:
        if drawer not in self._numbers:
            raise ValueError(f"no drawer {drawer}")
        return drawer

    def _run(self) -> None:
        self._report(DeviceState.CONNECTING)
        while not self._closing.is_set():
            try:
                self._connect_and_serve()
            except Exception as error:
                # Each library and the kernel raise their own; a dead thread would leave stale states.
                log.warning("drawers %s failed: %r", self._name, error)
                self._apply(None, self._rules.lost())
                self._report(DeviceState.FAULTY, str(error) or repr(error))
                self._answer_until(time.monotonic() + RETRY_S)
        self._apply(None, self._rules.lost())
        self._answer_until(0.0)

    def _connect_and_serve(self) -> None:
        unit = self._connect()
        try:
            unit.watch(lambda: self._commands.put(_look))
            self._look(unit)
            if self._rules.selected is not None:
                unit.lamp(self._rules.selected, on=True)
            self._report(DeviceState.READY)
            while not self._closing.is_set():
                self._apply(unit, self._next_command()(time.monotonic()))
                self._look(unit)
                self._apply(unit, self._rules.tick(time.monotonic()))
        finally:
            unit.close()

    def _next_command(self) -> Callable[[float], list[Effect]]:
        deadline = self._rules.next_deadline()
        until_due = self._look_every_s if deadline is None else deadline - time.monotonic()
        try:
            return self._commands.get(timeout=min(self._look_every_s, max(0.0, until_due)))
        except queue.Empty:
            return _look

    def _look(self, unit: Electronics) -> None:
        shut = unit.shut()
        for drawer in self._numbers:
            self._apply(unit, self._rules.sensed(drawer, shut[drawer], time.monotonic()))

    def _answer_until(self, end: float) -> None:
        """Without electronics: the rules refuse every unlock, because every drawer is unknown."""
        while True:
            try:
                command = self._commands.get(timeout=max(0.0, end - time.monotonic()))
            except queue.Empty:
                return
            self._apply(None, command(time.monotonic()))
            if self._closing.is_set():
                end = 0.0

    def _apply(self, unit: Electronics | None, effects: Iterable[Effect]) -> None:
        left = deque(effects)
        try:
            while left:
                self._do(unit, left.popleft())
        except Exception:
            for effect in left:
                if isinstance(effect, UnlockResult):
                    self._deliver(msgspec.structs.replace(effect, ok=False, reason="the lock output failed"))
            raise

    def _do(self, unit: Electronics | None, effect: Effect) -> None:
        match effect:
            case Coil(drawer, on):
                if unit and on:
                    unit.pulse(drawer)
                elif unit:
                    unit.coil_off(drawer)
            case Lamp(drawer, on):
                if unit:
                    unit.lamp(drawer, on)
            case DrawerChanged(drawer=drawer, state=state):
                self._states[drawer] = state
                self._deliver(effect)
            case _:
                self._deliver(effect)

    def _report(self, state: DeviceState, detail: str = "") -> None:
        report = DeviceChanged(device=self._name, state=state, detail=detail)
        if report != self._reported:
            self._reported = report
            self._deliver(report)


def _look(_now: float) -> list[Effect]:
    """No command: the thread reads the sensors after every one anyway."""
    return []
