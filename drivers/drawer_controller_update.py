"""Gives the cart's own drawer controller a new signed program, while the agent is stopped."""

from collections.abc import Callable
from pathlib import Path
from typing import cast

import serial
from msgspec import Struct

from drivers import drawer_controller
from drivers.interfaces import UpdateProgress, UpdateResult, UpdateStep
from firmware_bridge import image as images
from firmware_bridge.device import Device
from firmware_bridge.errors import BadImage, BridgeError, LinkLost, Refused, UpdateFailed
from firmware_bridge.image import NO_LOADER, Image
from firmware_bridge.link import Link, Port
from firmware_bridge.protocol.generated import UPDATE_RESTART_MS
from firmware_bridge.seal import read_key
from firmware_bridge.update import PAUSE_S, reconnect, state, update


class _Board(Struct, frozen=True):
    link: Link
    connect: Callable[[], Device]


def install(settings: drawer_controller.Settings, file: Path, tell: UpdateProgress) -> UpdateResult:
    """Install the image in this file. Raises nothing of the unit's: whatever goes wrong is in the result."""
    try:
        image = images.unpack(file.read_bytes())
        key = read_key(settings.key_file)
    except (OSError, ValueError, BadImage) as error:
        return UpdateResult(ok=False, version=None, reason="bad-image", detail=str(error))
    try:
        with serial.serial_for_url(
            settings.port, settings.baudrate, write_timeout=1.0, exclusive=True
        ) as port:
            link = Link(cast("Port", port))
            return _try(_Board(link, lambda: Device(link, key)), image, tell)
    except (OSError, BridgeError) as error:
        reason = "no-answer" if isinstance(error, LinkLost) else "port"
        return UpdateResult(ok=False, version=None, reason=reason, detail=str(error))


def _try(board: _Board, image: Image, tell: UpdateProgress) -> UpdateResult:
    size = len(image.payload)
    running = state(board.connect())
    if running.slot != NO_LOADER and running.port != image.port:
        return UpdateResult(ok=False, version=running.version, reason="other-hardware")
    stages = (
        lambda: tell(UpdateStep.RESTARTING, size, size),
        lambda: tell(UpdateStep.PROVING, size, size),
    )
    try:
        update(board.connect, image, lambda done, of: tell(UpdateStep.SENDING, done, of), stages)
    except (Refused, UpdateFailed, LinkLost) as error:
        reason = "no-answer" if isinstance(error, LinkLost) else error.reason
        return UpdateResult(ok=False, version=_running(board), reason=reason, detail=str(error))
    return UpdateResult(ok=True, version=image.version)


def _running(board: _Board) -> int | None:
    """What the board runs after a failure: a program that was given up restarts it first."""
    board.link.pause(UPDATE_RESTART_MS / 1000 + PAUSE_S)
    try:
        found = state(reconnect(board.connect, board.link))
    except BridgeError:
        return None
    return None if found.slot == NO_LOADER else found.version
