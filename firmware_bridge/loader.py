"""The product board's loader, and the whole flash that leaves the workshop:
`python -m firmware_bridge.loader TARGET_FOLDER KEY.pem VERSION` (`make firmware KEY=... VERSION=...`)."""

import shutil
import sys
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from firmware_bridge import cross
from firmware_bridge.errors import BridgeError, BuildFailed
from firmware_bridge.image import ERASED, RP2040, Image, load_key, pack, sign, slot
from firmware_bridge.sim.build import BOOT, CORE, FIRMWARE, VENDOR

SLOTS_AT = 64 * 1024
PORT = cross.PORTS["rp2040"]
FOLDER = FIRMWARE / "ports" / "rp2040_loader"
SOURCES = (
    *sorted(BOOT.glob("*.c")),
    *(VENDOR / "monocypher.c", CORE / "image.c", CORE / "crc32.c", FOLDER / "main.c"),
    *(FIRMWARE / "ports" / "arm" / "runtime.c", FIRMWARE / "ports" / "rp2040" / "boot2.S"),
    *(FIRMWARE / "ports" / "rp2040" / name for name in ("board.c", "flash.c", "handover.c")),
)


def build(target: Path, key: Ed25519PublicKey) -> Path:
    """boot2 and the loader, as they lie at the flash's begin. Raises BuildFailed."""
    work = target / "loader.work"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    numbers = f"-DUPDATE_KEY={','.join(map(str, key.public_bytes_raw()))}"
    objects = [
        cross.compile_source(PORT, source, work, (numbers, *(("-w",) if VENDOR in source.parents else ())))
        for source in SOURCES
    ]
    elf = cross.link(PORT, objects, FOLDER / "rp2040_loader.ld", target / "loader.elf")
    loader = cross.image(PORT, elf)
    if loader.stat().st_size > SLOTS_AT:
        raise BuildFailed(f"the loader takes {loader.stat().st_size} bytes of {SLOTS_AT}")
    return loader


def program(built: cross.Built) -> bytes:
    """What a slot holds of a program."""
    return cross.section(built.elf, ".image")


def whole_flash(loader: bytes, image: Image) -> bytes:
    """Loader, and this image confirmed in the first slot."""
    return loader.ljust(SLOTS_AT, ERASED) + slot(image)


def main(target: Path, key: Ed25519PrivateKey, version: int) -> None:
    """Leaves `rp2040-VERSION.image` for an update and `rp2040-loader.uf2` for a new board."""
    built = cross.build(PORT, target)
    image = sign(program(built), key, port=RP2040, version=version)
    update = target / f"rp2040-{version}.image"
    update.write_bytes(pack(image))
    flash = target / "rp2040-loader.bin"
    flash.write_bytes(whole_flash(build(target, key.public_key()).read_bytes(), image))
    print(f"{update}: {len(image.payload)} bytes; {cross.uf2(flash)}: with the loader, for a new board")


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]), load_key(Path(sys.argv[2])), int(sys.argv[3]))
    except (BridgeError, IndexError, ValueError) as failed:
        sys.exit(f"{failed}; usage: python -m firmware_bridge.loader TARGET_FOLDER KEY.pem VERSION")
