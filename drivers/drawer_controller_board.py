"""What the biomedical engineer asks of the cart's own drawer controller, while the agent is stopped."""

import os
import secrets
import struct
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import serial
from msgspec import structs

from drivers import drawer_controller
from drivers.interfaces import BoardReport, DrawerHealth
from firmware_bridge.device import Device
from firmware_bridge.errors import BridgeError, LinkLost
from firmware_bridge.image import NO_LOADER
from firmware_bridge.link import Link, Port
from firmware_bridge.protocol.generated import SelfTestResult, SettingsReply, StatusFlag
from firmware_bridge.seal import KEY_SIZE, read_key
from firmware_bridge.update import state


def examine(settings: drawer_controller.Settings) -> BoardReport:
    """All that the board says of itself, each drawer's self-test too: nothing moves. Raises OSError."""
    with _device(settings) as device:
        status, running = device.status(), state(device)
        numbers = (number for number in settings.drawers if number <= device.hello.drawers)
        return BoardReport(
            board=f"{device.hello.board_id:x}",
            firmware=f"{device.hello.firmware_hash:016x}",
            version=None if running.slot == NO_LOADER else running.version,
            settings=structs.asdict(device.settings()),
            supply_mv=status.supply_mv,
            battery_mv=status.battery_mv,
            flags=tuple(_code(flag) for flag in StatusFlag if status.flags & flag & ~StatusFlag.SEALED),
            drawers=tuple(_tested(device, number) for number in numbers),
        )


def configure(settings: drawer_controller.Settings, changes: Mapping[str, int]) -> dict[str, int]:
    """Keep these settings on the board; all of them as they are then.

    Raises ValueError for a name that the board does not have, OSError when it refuses: a value is out of its
    range, or a drawer is not locked.
    """
    if unknown := set(changes) - set(SettingsReply.__struct_fields__):
        raise ValueError(f"{', '.join(sorted(unknown))}: the board has {SettingsReply.__struct_fields__}")
    with _device(settings) as device:
        try:
            device.configure(structs.replace(device.settings(), **changes))
        except struct.error as error:
            raise ValueError(f"a value does not fit its field: {error}") from error
        return structs.asdict(device.settings())


def give_key(settings: drawer_controller.Settings, file: Path) -> None:
    """A new key: written to this new file first, readable by its owner alone, then given to the board.

    Raises OSError where the file is there already, cannot be written, or the board refuses: then there is
    no file.
    """
    key = secrets.token_bytes(KEY_SIZE)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as out:
            out.write(key.hex().encode() + b"\n")
            out.flush()
            os.fsync(out.fileno())
        with _device(settings) as device:
            device.set_key(key)
    except OSError as error:
        if not isinstance(error.__cause__, LinkLost):  # without an answer the board may have taken it
            file.unlink()
        raise


@contextmanager
def _device(settings: drawer_controller.Settings) -> Iterator[Device]:
    key = read_key(settings.key_file)
    with serial.serial_for_url(settings.port, settings.baudrate, write_timeout=1.0, exclusive=True) as port:
        try:
            yield Device(Link(cast("Port", port)), key)
        except BridgeError as error:
            raise OSError(str(error)) from error


def _tested(device: Device, drawer: int) -> DrawerHealth:
    reply = device.self_test(drawer)
    result = _code(SelfTestResult(reply.result))
    return DrawerHealth(drawer=drawer, result=result, sensor=reply.sensor, coil=reply.coil)


def _code(name: SelfTestResult | StatusFlag) -> str:
    return name.name.lower().replace("_", "-")
