"""The codes in picture files: any size, turned, dark on light or light on dark, several in one picture.

cart camera decode photo.jpg scan.png
cart camera decode *.png --json

With --json one line for each picture, in the order given:
    {"image": path (bytes of it that are no UTF-8 as \\xff),
     "payloads": [{"text": str (separators are U+001D), "raw_hex": the bytes in hexadecimal,
                   "symbology": AIM identifier such as ]d2, "corners": [[x, y], ...] in pixels}],
     "cpu_ms": processor time to load and read it,
     "error"?: why the file could not be read}

Reads Data Matrix, QR, Code 128, EAN-13 (UPC-A too) and EAN-8; --also databar and --also itf add those. A file
that is no picture gives a line with `error`, and the run goes on. Exit status: 0 every file was a picture; 1
one was none; 2 used wrongly.
"""

import argparse
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
from msgspec import UNSET, Struct, UnsetType


class Payload(Struct, frozen=True, kw_only=True):
    """One code. `symbology` is its AIM identifier, empty where the decoder cannot tell."""

    text: str
    raw_hex: str
    symbology: str
    corners: list[list[float]]


class Line(Struct, frozen=True, kw_only=True):
    """What one picture holds. `cpu_ms`: processor time to load and read it."""

    image: str
    payloads: list[Payload]
    cpu_ms: float
    error: str | UnsetType = UNSET


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("images", nargs="+", type=Path, metavar="IMAGE")
    parser.add_argument("--json", action="store_true", help="one JSON line for each picture")
    parser.add_argument(
        "--also", action="append", choices=("databar", "itf"), default=[], help="more kinds of code"
    )


def run(options: argparse.Namespace) -> int:
    from cart_agent.wiring import camera_part  # noqa: PLC0415 - the decoders are large

    library = camera_part("still")
    good = True
    for path in options.images:
        line = decode(library, path, options.also)
        good = good and line.error is UNSET
        if options.json:
            sys.stdout.write(msgspec.json.encode(line).decode() + "\n")
        else:
            _tell(line)
        sys.stdout.flush()
    return 0 if good else 1


def decode(library: Any, path: Path, also: Sequence[str] = ()) -> Line:
    """Read one picture. A file that cannot be read gives a line with `error`."""
    began = time.process_time()
    payloads: list[Payload] = []
    error: str | UnsetType = UNSET
    try:
        payloads = [_payload(one) for one in library.read_file(path, also)]
    except (library.BadPicture, MemoryError) as problem:
        error = f"unreadable: {problem or 'too large for the memory'}"
    took = (time.process_time() - began) * 1000
    name = os.fsencode(path).decode(errors="backslashreplace")  # JSON holds nothing but Unicode
    return Line(image=name, payloads=payloads, cpu_ms=round(took, 2), error=error)


def _payload(one: Any) -> Payload:
    corners = [[round(x, 1), round(y, 1)] for x, y in one.corners]
    return Payload(text=one.text, raw_hex=one.raw.hex(), symbology=one.symbology, corners=corners)


def _tell(line: Line) -> None:
    if line.error is not UNSET:
        print(f"{line.image}: {line.error}", file=sys.stderr)
    elif not line.payloads:
        print(f"{line.image}: no code found")
    for one in line.payloads:
        print(f"{line.image}: {one.symbology or '?'} {one.text.replace(chr(29), '<GS>')}")
