"""Drawers behind the cart's own controller board (`firmware_bridge`), on a serial port, pty or TCP socket."""

import logging
from collections.abc import Mapping
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from time import monotonic
from typing import Annotated, cast

import serial
from msgspec import Meta, Struct

from drivers.drawer_alarms import QUIET, Unconfirmed
from drivers.drawer_ledger import Deliver, Ledger, Unlock
from drivers.interfaces import AlarmKind, DeviceState, DrawerAlarm, Drawers, DrawerState, UnlockResult
from firmware_bridge.device import Device, drawer_state, incident
from firmware_bridge.errors import Refused
from firmware_bridge.link import Link, Port
from firmware_bridge.protocol.generated import HEARTBEAT_MS, MAX_DRAWERS, EventKind, Sound
from firmware_bridge.seal import read_key

log = logging.getLogger(__name__)

HEARTBEAT_S = HEARTBEAT_MS / 1000
QUICK_HEARTBEAT_S = 0.05
"""While a drawer is unlocked or open, so that the screen follows the hand."""

DrawerNumber = Annotated[int, Meta(ge=1, le=MAX_DRAWERS)]


class Settings(Struct, frozen=True, kw_only=True):
    """What the configuration says of this unit."""

    name: str
    """The device's name in reports."""
    port: str
    """A pyserial URL: `/dev/serial/by-id/...`, a pty, `socket://host:port`."""
    drawers: Annotated[tuple[DrawerNumber, ...], Meta(min_length=1)]
    """The numbers on the drawers' labels; number n is the board's output n."""
    baudrate: Annotated[int, Meta(gt=0)] = 115_200
    """Speed of the line."""
    reconnect_s: Annotated[float, Meta(gt=0, le=60)] = 0.5
    """Pause between two attempts to reach a unit that does not answer."""
    settle_unlock_s: Annotated[float, Meta(ge=0, le=30)] = 3.0
    """How long an unlock that was cut off waits for the board's log to tell whether it was done."""
    beep: bool = True
    """The board's buzzer says good when a drawer was unlocked; false where the cart's sounder is enough."""
    key_file: str = ""
    """File with the board's key, 32 hexadecimal digits; empty: the board has none."""

    def __post_init__(self) -> None:
        if len(set(self.drawers)) != len(self.drawers):
            raise ValueError("`drawers` names a drawer twice")


class _Lock(Struct, frozen=True):
    drawer: int


class _Select(Struct, frozen=True):
    pass


class _Confirm(Struct, frozen=True):
    entry: str


class _Stop(Struct, frozen=True):
    pass


_Command = Unlock | _Lock | _Select | _Confirm | _Stop


class DrawerController:
    """Implements `drivers.interfaces.Drawers`.

    One thread owns the port; commands reach it by a queue. An unlock is sent in one session only:
    when the link dies before its answer, the board's log decides what is reported.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._ledger = Ledger(settings.name, settings.drawers)
        self._unconfirmed = Unconfirmed()
        self._version: int | None = None
        self._lamp = 0
        self._commands: SimpleQueue[_Command] = SimpleQueue()
        self._thread = Thread(target=self._run, name=settings.name, daemon=True)
        self._stopping = False
        self._closed = False
        self._gate = Lock()

    @property
    def numbers(self) -> tuple[int, ...]:
        """The drawers that this unit has."""
        return self._settings.drawers

    @property
    def states(self) -> Mapping[int, DrawerState]:
        """A copy of what is known now."""
        return self._ledger.states

    @property
    def guards_itself(self) -> bool:
        """The board relocks, watches and logs without a host."""
        return True

    def start(self, deliver: Deliver) -> None:
        """Connect and keep connecting. Raises RuntimeError when called twice."""
        self._ledger.deliver = deliver
        self._thread.start()

    def unlock(self, drawer: int, token: int) -> None:
        """Ask for one unlock; answered by exactly one `UnlockResult`."""
        if not self._enqueue(Unlock(drawer, token)):
            self._ledger.deliver(UnlockResult(drawer=drawer, token=token, ok=False, reason="closed"))

    def lock(self, drawer: int) -> None:
        """Withdraw an unlock that has not been used."""
        if drawer in self._settings.drawers:
            self._enqueue(_Lock(drawer))

    def select(self, drawer: int | None) -> None:
        """Light the lamp of this drawer, or none. Kept over a reconnection."""
        self._lamp = drawer if drawer in self._settings.drawers else 0
        self._enqueue(_Select())

    def confirm(self, entry: str) -> None:
        """Let the board forget this alarm; without a link, as soon as there is one again."""
        self._enqueue(_Confirm(entry))

    def close(self) -> None:
        """Lock what can be locked, stop the thread, release the port."""
        self._enqueue(_Stop())
        if self._thread.ident is not None:
            self._thread.join()

    def _enqueue(self, command: _Command) -> bool:
        """False after `close`. Under the gate, so that nothing can follow the stop."""
        with self._gate:
            if self._closed:
                return False
            self._closed = isinstance(command, _Stop)
            self._commands.put(command)
            return True

    def _run(self) -> None:
        self._ledger.link(DeviceState.CONNECTING, self._settings.port)
        while not self._stopping:
            try:
                with self._open_port() as port:
                    self._serve(Device(Link(cast("Port", port)), read_key(self._settings.key_file)))
            except Exception as error:  # whatever broke: the drawers are unknown and this thread lives on
                log.debug("drawer link", exc_info=True)
                self._version = None
                self._ledger.lost(str(error) or type(error).__name__)
                self._rest()
        self._ledger.give_up("closed")
        while not self._commands.empty():
            self._refuse(self._commands.get(), "closed")

    def _open_port(self) -> serial.SerialBase:
        settings = self._settings
        return serial.serial_for_url(settings.port, settings.baudrate, write_timeout=1.0, exclusive=True)

    def _rest(self) -> None:
        """Wait before the next attempt, and refuse what is asked meanwhile."""
        until = monotonic() + self._settings.reconnect_s
        while not self._stopping and (left := until - monotonic()) > 0:
            self._refuse(self._next(left), "link-down")
        self._ledger.give_up("link-lost", monotonic())

    def _serve(self, device: Device) -> None:
        """One session, until it breaks or the agent closes."""
        if device.mismatch:
            self._watch(device)
            return
        self._read_log(device)
        self._refresh(device)
        self._ledger.settle()
        if self._lamp:
            self._act(device, _Select())
        self._ledger.link(DeviceState.READY, self._detail(device))
        while True:
            command = self._next(QUICK_HEARTBEAT_S if self._ledger.moving else HEARTBEAT_S)
            if isinstance(command, _Stop):
                device.lock(0)
                return
            self._act(device, command)
            self._beat(device)

    def _watch(self, device: Device) -> None:
        """A session with a board of another protocol: look, do not touch."""
        self._ledger.link(DeviceState.READ_ONLY, device.mismatch)
        self._ledger.give_up("read-only")
        while not self._stopping:
            self._refresh(device)
            self._refuse(self._next(HEARTBEAT_S), "read-only")

    def _next(self, timeout: float) -> _Command | None:
        try:
            command = self._commands.get(timeout=timeout)
        except Empty:
            return None
        self._stopping = isinstance(command, _Stop)
        return command

    def _refuse(self, command: _Command | None, reason: str) -> None:
        """Without a session: only an unlock has an answer; a confirmation is kept for the next session."""
        if isinstance(command, Unlock):
            self._ledger.refuse(command, reason)
        elif isinstance(command, _Confirm):
            self._unconfirmed.confirm(command.entry)

    def _act(self, device: Device, command: _Command | None) -> None:
        try:
            match command:
                case Unlock():
                    self._unlock(device, command)
                case _Lock(drawer):
                    device.lock(drawer)
                case _Select():
                    device.select(self._lamp)
                    self._refresh(device)
                case _Confirm(entry):
                    self._unconfirmed.confirm(entry)
                    self._forget(device)
        except Refused as refused:
            log.warning("%s: %s", self._settings.name, refused)

    def _unlock(self, device: Device, command: Unlock) -> None:
        if command.drawer not in self._settings.drawers:
            self._refuse(command, "no-such-drawer")
            return
        if not 0 <= command.token <= 0xFFFF_FFFF:
            self._refuse(command, "bad-token")
            return
        self._ledger.sent(command, until=monotonic() + self._settings.settle_unlock_s)
        try:
            device.unlock(command.drawer, command.token)
        except Refused as refused:
            self._refuse(command, refused.reason)
            return
        self._ledger.done(command.token)
        self._refresh(device)
        self._ledger.settle()
        if self._settings.beep:
            self._sound(device, Sound.GOOD)

    def _beat(self, device: Device) -> None:
        beat = device.heartbeat()
        if beat.event_counter != device.seen:
            self._read_log(device)
        if beat.state_version != self._version:
            self._refresh(device)

    def _refresh(self, device: Device) -> None:
        """Read all drawers back."""
        status = device.status()
        self._version = status.state_version
        for drawer in self._settings.drawers:
            if drawer <= device.hello.drawers:
                self._ledger.sensed(drawer, DrawerState(drawer_state(status, drawer)))

    def _read_log(self, device: Device) -> None:
        """Report what happened; the board may forget it once the agent has confirmed every alarm of it."""
        for event in device.new_events():
            if event.kind == EventKind.UNLOCKED:
                self._ledger.done(event.detail)
            entry = f"{device.hello.board_id:x}-{event.boot}-{event.counter}-{event.at_ms}"
            if (found := incident(event)) and self._unconfirmed.is_news(entry, event.counter):
                kind = AlarmKind(found.kind)
                alarm = DrawerAlarm(kind=kind, drawer=found.drawer, detail=found.detail, entry=entry)
                self._ledger.deliver(alarm)
                self._sound(device, Sound.STOP if kind in QUIET else Sound.ALARM)
        self._forget(device)

    def _sound(self, device: Device, sound: Sound) -> None:
        """The cart itself calls for whoever is near."""
        try:
            device.buzz(sound)
        except Refused as refused:
            log.warning("%s: %s", self._settings.name, refused)

    def _forget(self, device: Device) -> None:
        upto = self._unconfirmed.erasable(device.seen)
        device.acknowledge(upto)
        self._unconfirmed.erased(upto)

    def _detail(self, device: Device) -> str:
        hello = device.hello
        parts = [f"board {hello.board_id:x}, firmware {hello.firmware_hash:016x}, start {hello.boot}"]
        if missing := [drawer for drawer in self._settings.drawers if drawer > hello.drawers]:
            parts.append(f"has no drawers {missing}")
        if device.lost:
            parts.append(f"{device.lost} log entries were overwritten unread")
        return "; ".join(parts)


def open(settings: Settings) -> Drawers:  # noqa: A001  (every driver's last function)
    """The drawers of this unit, not yet started."""
    return DrawerController(settings)
