"""The drawer unit of a cart whose agent is stopped, as `cart drawers` works with it."""

import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Condition

from cart_agent.commands.drawers_words import Say
from cart_agent.config import CartConfig
from cart_agent.wiring import check_devices, open_clock, open_drawers
from drivers.interfaces import (
    DeviceChanged,
    DeviceState,
    DrawerAlarm,
    DrawerReport,
    Drawers,
    DrawerState,
    UnlockResult,
)

CONNECT_S = 10.0
"""For a unit to become ready or to say why not."""


class Talk:
    """What the unit said so far, and commands to it. Alarms are not confirmed: they are the agent's to
    record."""

    def __init__(self, config: CartConfig, drawers: Drawers, say: Say) -> None:
        self.config = config
        self.say = say
        self.drawers = drawers
        self.alarms: list[DrawerAlarm] = []
        self.device = DeviceChanged(device=config.drawers.name, state=DeviceState.CONNECTING)
        self._results: dict[int, UnlockResult] = {}
        self._news = Condition()

    def heard(self, report: DrawerReport) -> None:
        """From the driver's thread."""
        with self._news:
            match report:
                case DeviceChanged():
                    self.device = report
                case DrawerAlarm():
                    self.alarms.append(report)
                case UnlockResult():
                    self._results[report.token] = report
            self._news.notify_all()

    def wait(self, wanted: Callable[[], bool], seconds: float) -> bool:
        """Whether `wanted` held before the time was up."""
        with self._news:
            return self._news.wait_for(wanted, seconds)

    def is_ready(self) -> bool:
        """After waiting for the unit to say so."""
        settled = (DeviceState.READY, DeviceState.FAULTY, DeviceState.READ_ONLY)
        self.wait(lambda: self.device.state in settled, CONNECT_S)
        return self.device.state is DeviceState.READY

    def is_in(self, drawer: int, *states: DrawerState) -> bool:
        """Whether the drawer is in one of these states."""
        return self.drawers.states[drawer] in states

    def unlock(self, drawer: int) -> str:
        """Record it, then unlock. Why it was not unlocked; empty when it was. Raises StoreError, OSError."""
        record(self.config, self.say, "maintenance-unlock", drawer)
        token = secrets.randbits(32)
        self.drawers.unlock(drawer, token)
        if not self.wait(lambda: token in self._results, CONNECT_S):
            return "no answer"
        result = self._results[token]
        return "" if result.ok else result.reason or "refused"


@contextmanager
def unit(config: CartConfig, say: Say) -> Iterator[Talk]:
    """The unit, started; closed and locked at the end. Raises ConfigError."""
    check_devices(config)
    drawers = open_drawers(config)
    talk = Talk(config, drawers, say)
    drawers.start(talk.heard)
    try:
        yield talk
    finally:
        drawers.close()


def record(
    config: CartConfig,
    say: Say,
    subtype: str,
    drawer: int | None = None,
    detail: Mapping[str, str] | None = None,
) -> None:
    """On the disk before anything moves. Raises StoreError; OSError where the cart has no records yet."""
    from cart_agent.agent.facts import NoteKind  # noqa: PLC0415 - only where something is changed
    from cart_agent.agent.instant import present  # noqa: PLC0415
    from cart_agent.agent.recorder import NOBODY, Recorder  # noqa: PLC0415
    from cart_agent.his.messages import EventKind  # noqa: PLC0415
    from cart_agent.store import Store  # noqa: PLC0415
    from cart_agent.ward.hospital_time import HospitalTime  # noqa: PLC0415

    path = Path(config.store.path)
    if not path.exists():
        raise OSError(say("no-records", path=path))
    store = Store.open(path, config.cart.id)
    try:
        at = present(open_clock(config.clock), HospitalTime())
        kind = NoteKind(kind=EventKind.DRAWER, subtype=subtype)
        with store.transaction():
            Recorder(store, config.cart.id, config.cart.zone).fact(
                kind, NOBODY, at, drawer=drawer, detail={"tool": "cart drawers", **(detail or {})}
            )
    finally:
        store.close()
