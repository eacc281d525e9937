"""The real loader on the product board, in virtual time: it starts what is signed, tries once, falls back."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from firmware_bridge import loader
from firmware_bridge.device import Device
from firmware_bridge.errors import LinkLost
from firmware_bridge.image import CONFIRMED_AT, ERASED, MARK_SIZE, RP2040, Image, sign, slot
from firmware_bridge.sim import rp2040
from firmware_bridge.update import install, state, update
from tests.firmware.conformance.boards import firmware, need

pytestmark = pytest.mark.slow

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
STARTS_WITHIN_S = 5.0


def image(version: int, key: Ed25519PrivateKey = KEY) -> Image:
    return sign(loader.program(firmware("rp2040")), key, port=RP2040, version=version)


def fresh(version: int) -> bytes:
    """A slot with an image that nobody has started yet."""
    whole = slot(image(version))
    return whole[:CONFIRMED_AT] + ERASED * MARK_SIZE + whole[CONFIRMED_AT + MARK_SIZE :]


def board(target: Path, *more: bytes) -> rp2040.Rp2040:
    need("rp2040js")
    built = loader.build(target, KEY.public_key()).read_bytes()
    flash = target / "flash.bin"
    flash.write_bytes(loader.whole_flash(built, image(5)) + b"".join(more))
    return rp2040.Rp2040(flash)


def connect(chip: rp2040.Rp2040) -> Device:
    until = chip.clock() + STARTS_WITHIN_S
    while True:
        try:
            return chip.device()
        except LinkLost:
            assert chip.clock() < until, "no program starts"


def runs(device: Device) -> tuple[int, int, int]:
    running = state(device)
    return running.slot, running.version, running.trial


def test_a_newer_image_is_tried_and_gone_after_a_hang(tmp_path: Path) -> None:
    with board(tmp_path, fresh(6)) as chip:
        assert runs(connect(chip)) == (1, 6, 1)
        chip.hang()
        chip.run(200)
        assert runs(connect(chip)) == (0, 5, 0)


def test_an_image_of_another_key_costs_a_restart_and_nothing_else(tmp_path: Path) -> None:
    other = sign(b"a program", Ed25519PrivateKey.from_private_bytes(bytes(32)), port=RP2040, version=6)
    with board(tmp_path) as chip:
        install(connect(chip), other, lambda _done, _all: None)
        chip.run(200)
        assert chip.resets == 1
        assert runs(connect(chip)) == (0, 5, 0)


@pytest.mark.soak
def test_a_whole_update_on_the_product_board(tmp_path: Path) -> None:
    with board(tmp_path) as chip:
        update(lambda: connect(chip), image(6))
        assert runs(connect(chip)) == (1, 6, 0)
