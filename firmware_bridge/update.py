"""Gives the board a new program (`cart drawers update`).

The board takes the image into the slot that does not run, restarts into its loader, and the loader starts it
once if its signature is good. It stays only if it proves itself here: session, self-test and a healthy time.
Whatever goes wrong, the board comes back with the program that it had.
"""

import zlib
from collections.abc import Callable
from contextlib import suppress

from firmware_bridge import image as images
from firmware_bridge.device import Device
from firmware_bridge.errors import LinkLost, NotWell, Refused, UpdateFailed
from firmware_bridge.image import Image
from firmware_bridge.link import Link
from firmware_bridge.protocol.generated import (
    UPDATE_CHUNK,
    UPDATE_RESTART_MS,
    Refusal,
    SelfTestResult,
    StatusFlag,
    UpdateBeginRequest,
    UpdateConfirmRequest,
    UpdateDataRequest,
    UpdateFinishRequest,
    UpdateStateReply,
    UpdateStateRequest,
)
from firmware_bridge.protocol.message import ReplyT, Request

ERASE_S = 20.0
"""Longer than the chip takes to erase a slot: 32 sectors of 400 ms at most (W25Q16 datasheet)."""
RESTART_S = 20.0
"""For the loader to check two signatures, and the log to be read."""
PAUSE_S = 0.05
HEALTHY_S = 5.0
HEARTBEAT_S = 0.25
SICK = StatusFlag.OUTPUT_FAULT | StatusFlag.MEMORY_FAULT | StatusFlag.SUPPLY_LOW

Progress = Callable[[int, int], None]
"""Bytes that the board has, of how many."""
Stage = Callable[[], None]
"""Called when the next part begins: the restart, the proof."""


def _nothing(*_: int) -> None:
    """Nobody looks on."""


def update(
    connect: Callable[[], Device],
    image: Image,
    progress: Progress = _nothing,
    stages: tuple[Stage, Stage] = (_nothing, _nothing),
) -> None:
    """Install an image, restart into it, prove it, confirm it. Takes about 10 s for 17 kB at 115,200 baud.

    `connect` opens a session; it is called again after the restart. Raises Refused when the board will not
    (a drawer is open, the image is not newer), UpdateFailed when it runs another program afterwards or the
    new one is not well, LinkLost when the board stays silent: then the next start shows which one it kept.
    """
    device = connect()
    good = good_drawers(device)
    install(device, image, progress)
    restarting, proving = stages
    restarting()
    device.link.pause(UPDATE_RESTART_MS / 1000 + PAUSE_S)
    new = reconnect(connect, device.link)
    proving()
    prove(new, image, good)


def state(device: Device) -> UpdateStateReply:
    """What runs. `trial` is 1 until it is confirmed; `slot` 255 means that the board has no loader."""
    return device.exchange(UpdateStateRequest())


def install(device: Device, image: Image, progress: Progress) -> None:
    """Send an image; the board restarts at the end. Raises Refused or LinkLost; then nothing has changed."""
    nonce, payload = device.hello.session_nonce, image.payload
    begin = UpdateBeginRequest(session_nonce=nonce, port=image.port, version=image.version, size=len(payload))
    _ask(device, begin)
    for at in range(0, len(payload), UPDATE_CHUNK):
        chunk = payload[at : at + UPDATE_CHUNK].ljust(UPDATE_CHUNK, images.ERASED)
        _ask(device, UpdateDataRequest(session_nonce=nonce, at=at, bytes=chunk))
        progress(min(at + UPDATE_CHUNK, len(payload)), len(payload))
    finish = UpdateFinishRequest(session_nonce=nonce, crc=zlib.crc32(payload), signature=image.signature)
    with suppress(LinkLost):  # what runs after the restart tells whether it came
        _ask(device, finish)


def prove(device: Device, image: Image, good_before: set[int]) -> None:
    """Confirm the image that runs, or give it up.

    `good_before`: drawers that passed their self-test before it. Raises UpdateFailed.
    """
    running = state(device)
    if running.version != image.version:
        raise UpdateFailed(f"the board runs version {running.version}: its loader refused {image.version}")
    fault = _fault(device, good_before)
    if fault:
        device.exchange(UpdateConfirmRequest(session_nonce=device.hello.session_nonce, keep=0))
        raise NotWell(f"version {image.version} was given up: {fault}")
    _ask(device, UpdateConfirmRequest(session_nonce=device.hello.session_nonce, keep=1))


def good_drawers(device: Device) -> set[int]:
    """Drawers whose self-test is good. Raises Refused while one is unlocked."""
    drawers = range(1, device.hello.drawers + 1)
    return {drawer for drawer in drawers if device.self_test(drawer).result == SelfTestResult.GOOD}


def _fault(device: Device, good_before: set[int]) -> str:
    if worse := good_before - good_drawers(device):
        return f"the self-test fails now at the drawers {sorted(worse)}"
    until = device.link.clock() + HEALTHY_S
    while device.link.clock() < until:
        device.heartbeat()
        if flags := device.status().flags & SICK:
            return f"it reports {StatusFlag(flags & -flags).name.lower()}"
        device.link.pause(HEARTBEAT_S)
    return ""


def reconnect(connect: Callable[[], Device], link: Link) -> Device:
    """A session after a restart. Raises LinkLost when none comes in time."""
    until = link.clock() + RESTART_S
    while True:
        try:
            return connect()
        except LinkLost:
            if link.clock() > until:
                raise
            link.pause(PAUSE_S)


def _ask(device: Device, request: Request[ReplyT]) -> ReplyT:
    """Ask again while the flash erases; each time is a sign of life as well."""
    until = device.link.clock() + ERASE_S
    while True:
        try:
            return device.exchange(request)
        except Refused as error:
            if error.refusal != Refusal.LOG_BUSY or device.link.clock() > until:
                raise
            device.link.pause(PAUSE_S)
