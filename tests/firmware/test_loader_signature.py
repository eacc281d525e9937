"""The loader's arithmetic against other implementations, and the vendored one against what was vendored."""

import hashlib
import random

import pytest
from msgspec import structs

from firmware_bridge.image import Image, slot
from firmware_bridge.sim.build import VENDOR
from tests.firmware.rig import core, ffi
from tests.firmware.test_update import board, image

VENDORED = "57eb914fc88136119bd41655cccb8c250048bf54d470540625186f8ab16f64be"
GROUP_ORDER = 2**252 + 27742317777372353535851937790883648493


def sha512(data: bytes) -> bytes:
    digest = ffi.new("uint8_t[64]")
    core().rig_sha512(data, len(data), digest)
    return bytes(ffi.buffer(digest))


@pytest.mark.parametrize("size", [0, 1, 111, 112, 127, 128, 129, 239, 240, 256, 10_000])
def test_sha_512_is_that_of_hashlib(size: int) -> None:
    data = random.Random(size).randbytes(size)
    assert sha512(data) == hashlib.sha512(data).digest()


def starts(new: Image) -> bool:
    rig = board()
    rig.slot(1)[:] = slot(new)
    rig.restart()
    return rig.running == (1, new.version, False)


@pytest.mark.parametrize("size", [1, 31, 32, 33, 95, 96, 97, 4_000, 32 * 4096 - 256])
def test_a_signature_of_another_library_is_good_at_every_length(size: int) -> None:
    assert starts(image(6, size=size))


def test_a_signature_with_the_group_order_added_is_refused() -> None:
    """RFC 8032, 5.1.7: S must be below the order, or one message has many signatures."""
    good = image(6, size=100)
    scalar = int.from_bytes(good.signature[32:], "little") + GROUP_ORDER
    forged = structs.replace(good, signature=good.signature[:32] + scalar.to_bytes(32, "little"))
    assert starts(good)
    assert not starts(forged)


def test_every_bit_of_the_signature_counts() -> None:
    good = image(6, size=100)
    for bit in range(512):
        changed = int.from_bytes(good.signature, "little") ^ 1 << bit
        assert not starts(structs.replace(good, signature=changed.to_bytes(64, "little"))), bit


def test_monocypher_is_as_it_came() -> None:
    assert hashlib.sha256((VENDOR / "monocypher.c").read_bytes()).hexdigest() == VENDORED
