"""Proof that a payload comes from who has the cart's key: a counter and a SipHash-2-4 tag behind it.

SipHash: Aumasson and Bernstein, "SipHash: a fast short-input PRF", 2012. What is sealed and why stands in
PROTOCOL.md.
"""

import re
import struct
from pathlib import Path

KEY_SIZE = 16
KEY_TEXT = re.compile(rb"[0-9a-fA-F]{32}")
TRAILER = struct.Struct("<IQ")
NONCE = struct.Struct("<I")
MASK = 0xFFFF_FFFF_FFFF_FFFF
START = (0x736F6D6570736575, 0x646F72616E646F6D, 0x6C7967656E657261, 0x7465646279746573)


def _rotate(value: int, bits: int) -> int:
    return (value << bits | value >> (64 - bits)) & MASK


def _round(v0: int, v1: int, v2: int, v3: int) -> tuple[int, int, int, int]:
    v0, v2 = (v0 + v1) & MASK, (v2 + v3) & MASK
    v1, v3 = _rotate(v1, 13) ^ v0, _rotate(v3, 16) ^ v2
    v0, v2 = (_rotate(v0, 32) + v3) & MASK, (v2 + v1) & MASK
    v1, v3 = _rotate(v1, 17) ^ v2, _rotate(v3, 21) ^ v0
    return v0, v1, _rotate(v2, 32), v3


def siphash(key: bytes, data: bytes) -> int:
    """The 64-bit tag of these bytes. The key has 16 bytes."""
    k0, k1 = int.from_bytes(key[:8], "little"), int.from_bytes(key[8:], "little")
    v0, v1, v2, v3 = (start ^ half for start, half in zip(START, (k0, k1, k0, k1), strict=True))
    padded = data + bytes(7 - len(data) % 8) + bytes([len(data) & 0xFF])
    for at in range(0, len(padded), 8):
        word = int.from_bytes(padded[at : at + 8], "little")
        v0, v1, v2, v3 = _round(*_round(v0, v1, v2, v3 ^ word))
        v0 ^= word
    v2 ^= 0xFF
    for _ in range(4):
        v0, v1, v2, v3 = _round(v0, v1, v2, v3)
    return v0 ^ v1 ^ v2 ^ v3


class Seal:
    """The host's seal in one session."""

    def __init__(self, key: bytes, nonce: int) -> None:
        self._key = key
        self._nonce = NONCE.pack(nonce)
        self._counter = 0

    def close(self, head: bytes, body: bytes) -> bytes:
        """The body with a seal behind it, under the next counter. `head` is what stands before it."""
        self._counter += 1
        return body + self._trailer(head + body)

    def open(self, head: bytes, body: bytes) -> bytes | None:
        """The body without its seal; None unless it answers what was sealed last, by who has the key."""
        plain, trailer = body[: -TRAILER.size], body[-TRAILER.size :]
        return plain if trailer == self._trailer(head + plain) else None

    def _trailer(self, payload: bytes) -> bytes:
        counter = NONCE.pack(self._counter)
        return TRAILER.pack(self._counter, siphash(self._key, self._nonce + payload + counter))


def read_key(path: str) -> bytes:
    """The key in this file; `b""` without one. Raises OSError or ValueError, without any of the key."""
    text = Path(path).read_bytes().strip() if path else b""
    if path and not KEY_TEXT.fullmatch(text):
        raise ValueError(f"{path} must hold 32 hexadecimal digits")
    return bytes.fromhex(text.decode("ascii"))
