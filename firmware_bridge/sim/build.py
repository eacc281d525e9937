"""Compiles the firmware for this machine: the board as a process, and the core as a library for tests."""

import hashlib
import os
import shutil
import subprocess
import tempfile
from itertools import chain
from pathlib import Path

from firmware_bridge.errors import BuildFailed

FIRMWARE = Path(__file__).parent.parent / "firmware"
CORE = FIRMWARE / "core"
NATIVE = FIRMWARE / "ports" / "native"
BOOT = FIRMWARE / "boot"
VENDOR = FIRMWARE / "vendor" / "monocypher"

FLAGS = ("-std=c11", "-O2", "-Wall", "-Wextra", "-Wconversion", "-Wshadow")

# -Bsymbolic: the core calls its own crc32, whatever else of that name the loading process has.
SHARED = ("-shared", "-fPIC", "-Wl,-Bsymbolic")

SIMULATOR = ("nor.c", "cabinet.c", "pty.c", "simulator.c", "hands.c", "control.c", "main.c")
LIBRARY = ("nor.c", "cabinet.c", "rig.c")


def firmware_hash() -> int:
    """64 bits over the core's sources; the board tells them in HELLO."""
    return int.from_bytes(_digest(sorted(CORE.iterdir()))[:8], "big")


def build_simulator(target: Path, *flags: str) -> Path:
    """The program `drawer-sim`, compiled into `target` unless it is there already.

    `flags` are more flags for the compiler. Raises BuildFailed when there is no C compiler or it does not
    accept the sources.
    """
    return _build(target, "drawer-sim", SIMULATOR, flags)


def build_library(target: Path, *flags: str) -> Path:
    """The core on a virtual clock as a shared library. Raises BuildFailed like `build_simulator`."""
    return _build(target, "drawer-rig.so", LIBRARY, (*SHARED, *flags))


def _digest(paths: list[Path], *extra: str) -> bytes:
    digest = hashlib.sha256("\0".join(extra).encode())
    for path in paths:
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.digest()


def _build(target: Path, name: str, ports: tuple[str, ...], flags: tuple[str, ...]) -> Path:
    everything = sorted(path for folder in (CORE, BOOT, VENDOR, NATIVE) for path in folder.iterdir())
    key = _digest(everything, name, *flags, *FLAGS).hex()[:16]
    built = target / f"{name}-{key}"
    if not built.exists():
        parts = (sorted(folder.glob("*.c")) for folder in (CORE, BOOT, VENDOR))
        sources = [*chain.from_iterable(parts), *(NATIVE / port for port in ports)]
        _compile(built, [*FLAGS, *flags, f"-DFIRMWARE_HASH=0x{firmware_hash():016x}u", *map(str, sources)])
    return built


def _compile(built: Path, arguments: list[str]) -> None:
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None:
        raise BuildFailed("no C compiler found; on Debian and Raspberry Pi OS: apt install gcc libc6-dev")
    built.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=built.parent) as scratch:
        output = Path(scratch) / built.name
        done = subprocess.run(  # noqa: S603 - the compiler and our own sources
            [compiler, *arguments, "-o", str(output)], capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            raise BuildFailed(f"{compiler} does not accept the firmware:\n{done.stderr}")
        os.replace(output, built)  # several builders may race; each leaves a whole file
