"""Frames on the cable: zero, COBS(payload, CRC-32), zero. A payload is kind, 16-bit sequence, body.

COBS: Cheshire and Baker, "Consistent Overhead Byte Stuffing", 1999. CRC-32: ISO 3309, as zlib has it.
"""

import struct
import zlib

from cobs import cobs
from msgspec import Struct

from firmware_bridge.errors import BadFrame
from firmware_bridge.protocol.generated import MAX_PAYLOAD

HEAD = struct.Struct("<BH")
CRC = struct.Struct("<I")
LONGEST = MAX_PAYLOAD + CRC.size + 1  # what lies between the zeros; COBS adds one byte below 254


class Frame(Struct, frozen=True):
    """One command or reply."""

    kind: int
    """Id of the command; its reply has REPLY_BIT too."""
    sequence: int
    body: bytes = b""


def head(frame: Frame) -> bytes:
    """What stands before the body."""
    return HEAD.pack(frame.kind, frame.sequence)


def encode(frame: Frame) -> bytes:
    """The frame's bytes on the cable."""
    payload = head(frame) + frame.body
    stuffed: bytes = cobs.encode(payload + CRC.pack(zlib.crc32(payload)))
    return b"\0" + stuffed + b"\0"


def decode(stuffed: bytes) -> Frame:
    """The frame in the bytes between two zeros. Raises BadFrame."""
    try:
        unstuffed = cobs.decode(stuffed)
    except cobs.DecodeError as error:
        raise BadFrame(str(error)) from error
    payload, crc = unstuffed[: -CRC.size], unstuffed[-CRC.size :]
    if not HEAD.size <= len(payload) <= MAX_PAYLOAD or CRC.pack(zlib.crc32(payload)) != crc:
        raise BadFrame("wrong length or CRC")
    kind, sequence = HEAD.unpack_from(payload)
    return Frame(kind, sequence, payload[HEAD.size :])


class Receiver:
    """Finds the frames in a stream of bytes. What is no frame is counted in `bad` and dropped."""

    def __init__(self) -> None:
        self.bad = 0
        self._pending = bytearray()

    def feed(self, data: bytes) -> list[Frame]:
        """The frames that these bytes complete."""
        *complete, rest = (bytes(self._pending) + data).split(b"\0")
        # Rubbish without a zero must not fill the memory; one byte more than allowed keeps it bad.
        self._pending = bytearray(rest[: LONGEST + 1])
        return [frame for stuffed in complete if (frame := self._accept(stuffed)) is not None]

    def _accept(self, stuffed: bytes) -> Frame | None:
        if not stuffed:
            return None
        try:
            return decode(stuffed)
        except BadFrame:
            self.bad += 1
            return None
