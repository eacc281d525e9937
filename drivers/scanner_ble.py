"""A barcode scanner on Bluetooth Low Energy that notifies its codes on one characteristic (UART-style, GATT).

It must be paired beforehand (`bluetoothctl pair`), so that nobody can put another scanner in its place.
"""

import asyncio
import logging
import threading
from contextlib import suppress
from typing import Annotated

from bleak import BleakClient, BleakScanner
from bleak.exc import BleakError
from msgspec import Meta, Struct

from drivers.interfaces import DeviceState, Scanner
from drivers.scan_delivery import Deliver, Delivery, without_aim
from drivers.scan_framing import Framer, Repeats, split_aim

FIND_S, CONNECT_S, CALL_S, RETRY_S = 10.0, 30.0, 10.0, 1.0
"""No call to the Bluetooth service may take longer; a scanner out of reach is looked for again and again."""

log = logging.getLogger(__name__)


class Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One scanner."""

    name: str
    address: Annotated[str, Meta(pattern="^[0-9A-F]{2}(:[0-9A-F]{2}){5}$")]
    """Its Bluetooth address, as `bluetoothctl devices` shows it."""
    characteristic: Annotated[str, Meta(pattern="^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")] = (
        "6e400003-b5a3-f393-e0a9-e50e24dcca9e"
    )
    """Where it notifies its codes; the default is the sending side of the Nordic UART service."""
    terminators: str = "\r\n\t"
    """Every character of it ends a code; none of them can be part of one."""
    idle_ms: Annotated[int, Meta(ge=0, le=5000)] = 500
    """Silence that ends a code without terminator; 0: only a terminator ends a code."""
    max_length: Annotated[int, Meta(ge=1, le=65536)] = 4096
    """Bytes; a QR code holds at most 2,953 (ISO/IEC 18004)."""
    aim: bool = True
    """Whether `]` and two characters at the beginning are an AIM identifier."""
    repeat_ms: Annotated[int, Meta(ge=0, le=10000)] = 0
    """The same code again within this time is one scan (scanners that read by themselves); 0: each counts."""


class BleScanner:
    """Satisfies `Scanner`. Its thread has an event loop of its own: Bluetooth that hangs holds up nobody."""

    def __init__(self, settings: Settings, delivery: Delivery) -> None:
        self._settings = settings
        self._delivery = delivery
        self._loop = asyncio.new_event_loop()
        self._stop = asyncio.Event()
        self._thread: threading.Thread | None = None

    def start(self, deliver: Deliver) -> None:
        """Begin to look for the scanner. Reports READY once it is connected, FAULTY while it is not."""
        self._delivery.deliver = deliver
        name = f"scanner {self._settings.name}"
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=(self._run(),), name=name)
        self._thread.daemon = True
        self._thread.start()

    def close(self) -> None:
        """Disconnect; an unfinished code is dropped. May be called twice."""
        if self._loop.is_closed():
            return
        self._loop.call_soon_threadsafe(self._stop.set)
        if self._thread is not None:
            self._thread.join()
        self._loop.close()

    async def _run(self) -> None:
        self._delivery.report(DeviceState.CONNECTING)
        stopped = asyncio.ensure_future(self._stop.wait())
        while not stopped.done():
            session = asyncio.ensure_future(self._session())
            await asyncio.wait({session, stopped}, return_when=asyncio.FIRST_COMPLETED)
            session.cancel()
            (ended,) = await asyncio.gather(session, return_exceptions=True)
            if not stopped.done():
                self._lost(ended)
                await asyncio.wait({stopped}, timeout=RETRY_S)
        left = asyncio.all_tasks() - {asyncio.current_task()}  # bleak's own watch over the bus
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    def _lost(self, ended: BaseException | None) -> None:
        if not isinstance(ended, OSError | BleakError | TimeoutError | EOFError | None):
            log.error("scanner %s failed", self._settings.name, exc_info=ended)
        self._delivery.lost(str(ended or "the connection was lost") or type(ended).__name__)

    async def _session(self) -> None:
        """From finding the scanner until it is gone."""
        heard: asyncio.Queue[bytes | None] = asyncio.Queue()
        async with asyncio.timeout(FIND_S + CALL_S):
            device = await BleakScanner.find_device_by_address(self._settings.address, timeout=FIND_S)
        if device is None:
            raise OSError("the scanner is not in reach")
        client = BleakClient(device, disconnected_callback=lambda _client: heard.put_nowait(None))
        try:
            async with asyncio.timeout(CONNECT_S):
                await client.connect()
            async with asyncio.timeout(CALL_S):
                await client.start_notify(
                    self._settings.characteristic, lambda _from, data: heard.put_nowait(bytes(data))
                )
            self._delivery.report(DeviceState.READY)
            await self._listen(heard)
        finally:
            with suppress(Exception):
                async with asyncio.timeout(CALL_S):
                    await client.disconnect()

    async def _listen(self, heard: "asyncio.Queue[bytes | None]") -> None:
        idle = self._settings.idle_ms / 1000 or None
        while True:
            try:
                async with asyncio.timeout(idle if self._delivery.pending else None):
                    data = await heard.get()
            except TimeoutError:
                if heard.empty():  # else a busy machine came to look too late: that was no silence
                    self._delivery.silence()
                continue
            if data is None:
                return
            self._delivery.take([data])


def open(settings: Settings) -> Scanner:  # noqa: A001  (every driver's last function)
    """The scanner, not yet reading."""
    framer = Framer(settings.terminators.encode(), settings.max_length)
    read = split_aim if settings.aim else without_aim
    return BleScanner(settings, Delivery(settings.name, framer, read, Repeats(settings.repeat_ms / 1000)))
