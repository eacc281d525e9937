"""Signed images of the board's program: `python -m firmware_bridge.image PROGRAM.bin KEY.pem VERSION IMAGE`.

A file is the header as it lies on the flash (`firmware/core/image.h`) and the payload. The signature is
Ed25519 (RFC 8032) over the first 32 bytes of the header and the payload.
"""

import struct
import sys
from pathlib import Path
from typing import Annotated

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from msgspec import Meta, Struct

from firmware_bridge.errors import BadImage

MAGIC = 0x31434D53
HEAD = struct.Struct("<4I16x")
SIGNATURE_SIZE = 64
PAYLOAD_AT = 256
SECTOR = 4096
SLOT_SIZE = 32 * SECTOR
ROOM = SLOT_SIZE - PAYLOAD_AT
CONFIRMED_AT = 144
MARK_SIZE = 16
ERASED = b"\xff"
NO_LOADER = 255
"""The slot that a board without a loader tells."""

RP2040 = 0x3430_5052
"""`RP04`: the product board."""
NATIVE = 0x6974_616E
"""`nati`: the simulated board."""

Word = Annotated[int, Meta(ge=0, le=0xFFFF_FFFF)]


class Image(Struct, frozen=True, kw_only=True):
    """One signed program."""

    port: Word
    """The hardware that it is for."""
    version: Word
    payload: bytes
    signature: bytes

    @property
    def head(self) -> bytes:
        """The part of the header that is signed."""
        return HEAD.pack(MAGIC, self.port, self.version, len(self.payload))


def sign(payload: bytes, key: Ed25519PrivateKey, *, port: int, version: int) -> Image:
    """The image of this program. Raises BadImage when it does not fit a slot."""
    if not 0 < len(payload) <= ROOM:
        raise BadImage(f"a program of {len(payload)} bytes does not fit a slot of {ROOM}")
    signature = key.sign(HEAD.pack(MAGIC, port, version, len(payload)) + payload)
    return Image(port=port, version=version, payload=payload, signature=signature)


def pack(image: Image) -> bytes:
    """The file's bytes."""
    return image.head + image.signature + image.payload


def unpack(data: bytes) -> Image:
    """The image in a file's bytes. Raises BadImage; the signature is not checked here."""
    body = data[HEAD.size + SIGNATURE_SIZE :]
    if len(data) < HEAD.size + SIGNATURE_SIZE:
        raise BadImage("too short for an image")
    magic, port, version, size = HEAD.unpack_from(data)
    if magic != MAGIC or size != len(body) or size > ROOM:
        raise BadImage("no whole image of a drawer board")
    image = Image(port=port, version=version, payload=body, signature=data[HEAD.size :][:SIGNATURE_SIZE])
    if image.head != data[: HEAD.size]:
        raise BadImage("bytes in the header that must be zero are not")
    return image


def check(image: Image, key: Ed25519PublicKey) -> None:
    """Raises BadImage when this key has not signed it."""
    try:
        key.verify(image.signature, image.head + image.payload)
    except InvalidSignature as error:
        raise BadImage("the signature is not of the given key") from error


def slot(image: Image) -> bytes:
    """A slot of the flash with this image, confirmed: how a board leaves the workshop."""
    header = (image.head + image.signature).ljust(CONFIRMED_AT, ERASED) + bytes(MARK_SIZE)
    return (header.ljust(PAYLOAD_AT, ERASED) + image.payload).ljust(SLOT_SIZE, ERASED)


def load_key(path: Path) -> Ed25519PrivateKey:
    """The private key in a PEM file (PKCS 8, not encrypted). Raises BadImage."""
    try:
        key = load_pem_private_key(path.read_bytes(), None)
    except (OSError, ValueError, TypeError) as error:
        raise BadImage(f"{path}: {error}") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise BadImage(f"{path} holds no Ed25519 key")
    return key


def main(program: Path, key: Path, version: int, target: Path) -> None:
    """Sign a program of the product board."""
    image = sign(program.read_bytes(), load_key(key), port=RP2040, version=version)
    target.write_bytes(pack(image))


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]))
    except (BadImage, IndexError, ValueError) as failed:
        sys.exit(f"{failed}; usage: python -m firmware_bridge.image PROGRAM.bin KEY.pem VERSION IMAGE")
