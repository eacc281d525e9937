"""A Bluetooth service with one scanner: `org.bluez` on a private D-Bus, as BlueZ's doc/*-api.txt describe it.

bleak's own BlueZ backend runs against it unmodified. Everything runs in a thread of its own.
"""

import asyncio
import gc
import subprocess
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from dbus_fast import BusType, Message, MessageType, Variant
from dbus_fast.aio import MessageBus

ADAPTER = "/org/bluez/hci0"
ADDRESS = "C0:FF:EE:00:00:01"
DEVICE = f"{ADAPTER}/dev_{ADDRESS.replace(':', '_')}"
SERVICE = f"{DEVICE}/service0010"
SENDING = f"{SERVICE}/char0011"
ADAPTER1, DEVICE1 = "org.bluez.Adapter1", "org.bluez.Device1"
SERVICE1, CHARACTERISTIC1 = "org.bluez.GattService1", "org.bluez.GattCharacteristic1"
MANAGER, PROPERTIES = "org.freedesktop.DBus.ObjectManager", "org.freedesktop.DBus.Properties"

Objects = dict[str, dict[str, dict[str, Variant]]]


def _adapter() -> dict[str, dict[str, Variant]]:
    held = {"Address": Variant("s", "C0:FF:EE:00:00:00"), "Roles": Variant("as", ["central"])}
    return {ADAPTER1: held | {"Powered": Variant("b", True), "Discovering": Variant("b", False)}}


def _device() -> dict[str, dict[str, Variant]]:
    words = {"Address": ADDRESS, "AddressType": "random", "Name": "HAND", "Alias": "HAND"}
    flags = {"Connected": False, "ServicesResolved": False, "Paired": True, "Trusted": True, "Blocked": False}
    held = {name: Variant("s", word) for name, word in words.items()}
    held |= {name: Variant("b", flag) for name, flag in flags.items()}
    return {
        DEVICE1: held
        | {"Adapter": Variant("o", ADAPTER), "RSSI": Variant("n", -50), "UUIDs": Variant("as", [])}
    }


def _gatt() -> Objects:
    service = {
        "UUID": Variant("s", "6e400001-b5a3-f393-e0a9-e50e24dcca9e"),
        "Device": Variant("o", DEVICE),
        "Primary": Variant("b", True),
    }
    sending = {
        "UUID": Variant("s", "6e400003-b5a3-f393-e0a9-e50e24dcca9e"),
        "Service": Variant("o", SERVICE),
        "Value": Variant("ay", b""),
        "Notifying": Variant("b", False),
        "Flags": Variant("as", ["notify"]),
        "MTU": Variant("q", 23),
    }
    return {SERVICE: {SERVICE1: service}, SENDING: {CHARACTERISTIC1: sending}}


class FakeBluez:
    """The service and the scanner behind it; `address` is the bus."""

    def __init__(self, folder: Path) -> None:
        self.address = f"unix:path={folder / 'bus'}"
        self.fail: list[str] = []
        """Names of methods that fail the next time they are called."""
        self._objects: Objects = {ADAPTER: _adapter()}
        self._in_reach = True
        self._discovering = False
        self._loop = asyncio.new_event_loop()
        command = ["dbus-daemon", "--session", f"--address={self.address}", "--nofork", "--print-address"]
        self._daemon = subprocess.Popen(command, stdout=subprocess.PIPE)
        assert self._daemon.stdout is not None
        assert self._daemon.stdout.readline()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._call(self._open())

    def send(self, data: bytes) -> None:
        """The scanner notifies `data`, at most 20 bytes each (the smallest MTU)."""
        for place in range(0, len(data), 20):
            self._do(self._set, SENDING, CHARACTERISTIC1, {"Value": Variant("ay", data[place : place + 20])})

    def drop(self) -> None:
        """The radio link is lost."""
        self._do(self._dropped)

    def walk(self, *, in_reach: bool) -> None:
        """Carry the scanner away, or back."""
        self._in_reach = in_reach
        self._do(self._reach)

    def close(self) -> None:
        """Stop the service and the bus. What dbus-fast leaves of answers that nobody took goes now, and not
        in the midst of a later test.
        """
        self._call(self._hang_up())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        self._daemon.terminate()
        self._daemon.communicate()
        gc.collect()

    def _call(self, body: Any) -> None:
        asyncio.run_coroutine_threadsafe(body, self._loop).result(30)

    def _do(self, job: Callable[..., None], *arguments: Any) -> None:
        async def run() -> None:
            job(*arguments)

        self._call(run())

    async def _open(self) -> None:
        self._bus = MessageBus(bus_address=self.address, bus_type=BusType.SESSION)
        await self._bus.connect()
        self._bus.add_message_handler(self._answer)
        await self._bus.request_name("org.bluez")

    async def _hang_up(self) -> None:
        await asyncio.sleep(0)  # an answer on its way goes first
        self._bus.disconnect()
        with suppress(OSError, EOFError):
            await self._bus.wait_for_disconnect()  # type: ignore[no-untyped-call]  # dbus-fast has no annotation here

    def _answer(self, message: Message) -> Message | bool | None:
        if message.message_type is not MessageType.METHOD_CALL:
            return None
        if message.member in self.fail:
            self.fail.remove(message.member)
            return Message.new_error(message, "org.bluez.Error.Failed", "made to fail")
        if message.member == "GetManagedObjects":
            return Message.new_method_return(message, "a{oa{sa{sv}}}", [self._objects])
        self._loop.call_soon(self._acts.get(message.member or "", lambda: None))
        return Message.new_method_return(message)

    @property
    def _acts(self) -> dict[str, Callable[[], None]]:
        return {
            "StartDiscovery": lambda: self._discover(on=True),
            "StopDiscovery": lambda: self._discover(on=False),
            "Connect": self._connected,
            "Disconnect": self._dropped,
        }

    def _discover(self, *, on: bool) -> None:
        self._discovering = on
        self._advertise()

    def _advertise(self) -> None:
        """A scanner says that it is there again and again, but only a search hears it."""
        if self._discovering:
            self._reach()
            self._loop.call_later(0.05, self._advertise)

    def _reach(self) -> None:
        if self._in_reach and DEVICE not in self._objects:
            self._add(DEVICE, _device())
        elif self._in_reach:
            self._set(DEVICE, DEVICE1, {"RSSI": Variant("n", -51)})
        elif DEVICE in self._objects:
            self._dropped()
            self._remove(DEVICE)

    def _connected(self) -> None:
        self._set(DEVICE, DEVICE1, {"Connected": Variant("b", True)})
        for path, held in _gatt().items():
            self._add(path, held)
        self._set(DEVICE, DEVICE1, {"ServicesResolved": Variant("b", True)})

    def _dropped(self) -> None:
        for path in (SENDING, SERVICE):
            if path in self._objects:
                self._remove(path)
        off = {"ServicesResolved": Variant("b", False), "Connected": Variant("b", False)}
        self._set(DEVICE, DEVICE1, off)

    def _add(self, path: str, held: dict[str, dict[str, Variant]]) -> None:
        self._objects[path] = held
        self._emit("/", MANAGER, "InterfacesAdded", "oa{sa{sv}}", [path, held])

    def _remove(self, path: str) -> None:
        held = self._objects.pop(path)
        self._emit("/", MANAGER, "InterfacesRemoved", "oas", [path, list(held)])

    def _set(self, path: str, interface: str, values: dict[str, Variant]) -> None:
        if path in self._objects:
            self._objects[path][interface].update(values)
            self._emit(path, PROPERTIES, "PropertiesChanged", "sa{sv}as", [interface, values, []])

    def _emit(self, path: str, interface: str, member: str, signature: str, body: list[Any]) -> None:
        self._bus.send(
            Message(
                message_type=MessageType.SIGNAL,
                path=path,
                interface=interface,
                member=member,
                signature=signature,
                body=body,
            )
        )
