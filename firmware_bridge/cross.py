"""Compiles the firmware for its chips: `python -m firmware_bridge.cross TARGET_FOLDER` (`make firmware`).

The same sources give the same bytes on every machine with the same compiler: no time, no path goes in.
"""

import shutil
import struct
import subprocess
import sys
from pathlib import Path

from msgspec import Struct

from firmware_bridge.errors import BuildFailed
from firmware_bridge.sim.build import CORE, FIRMWARE, firmware_hash
from firmware_bridge.stack import deepest_stack

PREFIX = "arm-none-eabi-"
WARNINGS = ("-Wall", "-Wextra", "-Wconversion", "-Wshadow", "-Werror")
FLAGS = (
    *("-std=c11", "-O2", "-mthumb", "-ffreestanding", "-ffunction-sections", "-fdata-sections"),
    *("-fno-tree-loop-distribute-patterns", "-fcallgraph-info=su"),
)
LINK = ("-nostdlib", "-Wl,--gc-sections", "-Wl,--build-id=none", "-lgcc")
BOOT2_SIZE = 256
BOOT2_POLYNOMIAL = 0x04C11DB7
UF2_PAYLOAD = 256
FLASH_START = 0x1000_0000
RP2040_FAMILY = 0xE48BFF56


class Port(Struct, frozen=True, kw_only=True):
    """A chip that the firmware runs on."""

    name: str
    cpu: str
    flags: tuple[str, ...] = ()
    """More for this chip's compiler."""


PORTS = {
    "lm3s": Port(name="lm3s", cpu="cortex-m3"),
    "rp2040": Port(name="rp2040", cpu="cortex-m0plus"),
}


class Built(Struct, frozen=True, kw_only=True):
    """What came out."""

    elf: Path
    bin: Path
    uf2: Path | None
    """To be dropped on the Pico's USB drive; None for other chips."""
    flash_bytes: int
    ram_bytes: int
    """Data and zeroed memory; the RP2040's program lies in RAM as well and is counted."""
    stack_bytes: int
    """The deepest that calls can go, with one interrupt on top."""


def build(port: Port, target: Path, *flags: str) -> Built:
    """Compile for one chip into `target`. Raises BuildFailed."""
    work = target / f"{port.name}.work"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    sources = [*sorted(CORE.glob("*.c")), *_port_sources(port)]
    objects = [compile_source(port, source, work, flags) for source in sources]
    script = FIRMWARE / "ports" / port.name / f"{port.name}.ld"
    elf = link(port, objects, script, target / f"{port.name}.elf")
    binary = image(port, elf)
    text, data, bss = _sizes(elf)
    program_in_ram = text if port.name == "rp2040" else 0
    return Built(
        elf=elf,
        bin=binary,
        uf2=uf2(binary) if port.name == "rp2040" else None,
        flash_bytes=binary.stat().st_size,
        ram_bytes=data + bss + program_in_ram,
        stack_bytes=deepest_stack(sorted(work.glob("*.ci"))),
    )


def link(port: Port, objects: list[Path], script: Path, elf: Path) -> Path:
    """Link into `elf`. Raises BuildFailed."""
    machine = (f"-mcpu={port.cpu}", "-mthumb")
    _run("gcc", *machine, *map(str, objects), f"-T{script}", *LINK, "-o", str(elf))
    return elf


def _port_sources(port: Port) -> list[Path]:
    folders = (FIRMWARE / "ports" / "arm", FIRMWARE / "ports" / port.name)
    return [source for folder in folders for source in sorted(folder.glob("*.[cS]"))]


def compile_source(port: Port, source: Path, work: Path, flags: tuple[str, ...]) -> Path:
    """An object file in `work`. Raises BuildFailed."""
    output = work / f"{source.parent.name}-{source.stem}.o"
    paths = (f"-ffile-prefix-map={FIRMWARE}=.", f"-DFIRMWARE_HASH=0x{firmware_hash():016x}u")
    _run(
        "gcc",
        f"-mcpu={port.cpu}",
        *FLAGS,
        *WARNINGS,
        *port.flags,
        *flags,
        *paths,
        "-c",
        str(source),
        "-o",
        str(output),
    )
    return output


def _run(tool: str, *arguments: str) -> str:
    program = shutil.which(PREFIX + tool)
    if program is None:
        raise BuildFailed("no ARM compiler found; on Debian: apt install gcc-arm-none-eabi")
    done = subprocess.run([program, *arguments], capture_output=True, text=True, check=False)  # noqa: S603 - the compiler
    if done.returncode != 0:
        raise BuildFailed(f"{program} does not accept the firmware:\n{done.stderr}")
    return done.stdout


def image(port: Port, elf: Path) -> Path:
    """The ELF's bytes as they lie on the flash, in a file beside it."""
    binary = elf.with_suffix(".bin")
    _run("objcopy", "-O", "binary", "--gap-fill", "0xff", str(elf), str(binary))
    if port.name == "rp2040":
        data = binary.read_bytes()
        boot2 = data[: BOOT2_SIZE - 4]
        binary.write_bytes(boot2 + struct.pack("<I", boot2_crc(boot2)) + data[BOOT2_SIZE:])
    return binary


def section(elf: Path, name: str) -> bytes:
    """The bytes of one section."""
    output = elf.with_suffix(f"{name}.bin")
    _run("objcopy", "-O", "binary", "-j", name, str(elf), str(output))
    return output.read_bytes()


def boot2_crc(boot2: bytes) -> int:
    """What the RP2040's boot ROM checks its first 252 bytes of flash with (datasheet 2.8.1.3.1)."""
    crc = 0xFFFF_FFFF
    for byte in boot2:
        crc ^= byte << 24
        for _ in range(8):
            crc = (crc << 1 ^ (BOOT2_POLYNOMIAL if crc >> 31 else 0)) & 0xFFFF_FFFF
    return crc


def uf2(binary: Path) -> Path:
    """The image in blocks as Microsoft's UF2 has them."""
    data = binary.read_bytes()
    count = -(-len(data) // UF2_PAYLOAD)
    blocks = (_uf2_block(data[i * UF2_PAYLOAD :][:UF2_PAYLOAD], i, count) for i in range(count))
    path = binary.with_suffix(".uf2")
    path.write_bytes(b"".join(blocks))
    return path


def _uf2_block(payload: bytes, number: int, count: int) -> bytes:
    family_given = 0x2000
    head = struct.pack(
        "<8I",
        *(0x0A324655, 0x9E5D5157, family_given, FLASH_START + number * UF2_PAYLOAD),
        *(UF2_PAYLOAD, number, count, RP2040_FAMILY),
    )
    return head + payload.ljust(476, b"\0") + struct.pack("<I", 0x0AB16F30)


def _sizes(elf: Path) -> tuple[int, int, int]:
    text, data, bss = _run("size", str(elf)).splitlines()[1].split()[:3]
    return int(text), int(data), int(bss)


def main(target: Path) -> None:
    """Build for every chip; print what came out."""
    for port in PORTS.values():
        built = build(port, target)
        print(
            f"{port.name}: {built.elf}, {built.flash_bytes} bytes of flash, {built.ram_bytes} of RAM, "
            f"stack at most {built.stack_bytes}"
        )


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]))
    except BuildFailed as failed:
        sys.exit(str(failed))
