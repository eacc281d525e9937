"""Show what the camera sees, the codes outlined, and advise on light and focus.

cart camera preview --config /etc/cart/cart.toml              a frame of the cart's camera, in this terminal
cart camera preview --config /etc/cart/cart.toml --out now.png
cart camera preview photo.jpg --out found.png

The service cart-camera holds the camera: stop it first. The content of the codes is not shown.
Exit status: 0 a code was read; 1 none was, or the camera failed.
"""

import argparse
import shutil
import sys
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import Any

from cart_agent.config import ConfigError

FRAMES = 30
"""Frames of the camera that are tried until one has a code."""
SHADES = " .:-=+*#%@"
ASPECT = 0.5
"""A letter of the terminal is twice as high as wide."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("image", nargs="?", type=Path, metavar="IMAGE", help="a picture file")
    parser.add_argument(
        "--config", type=Path, metavar="FILE", help="the cart's configuration, for its camera"
    )
    parser.add_argument("--out", type=Path, metavar="PNG", help="write a picture instead of drawing here")


def run(options: argparse.Namespace) -> int:
    if (options.image is None) == (options.config is None):
        print("cart camera preview: either IMAGE or --config", file=sys.stderr)
        return 2
    try:
        frame, readings = _seen(options)
        _show(frame, readings, options.out)
    except (ConfigError, OSError, ValueError) as error:
        print(f"cart camera preview: {error}", file=sys.stderr)
        return 1
    return 0 if readings else 1


def _seen(options: argparse.Namespace) -> tuple[Any, list[Any]]:
    """A frame and its codes: of a picture, or the first of the camera that has one."""
    from cart_agent.wiring import camera_frames, camera_part  # noqa: PLC0415 - the decoders are large

    if options.image is not None:
        frame = camera_part("picture").load(options.image)
        return frame, camera_part("still").read_still(frame)
    frames: Iterable[Any] = camera_frames(options.config)
    pipeline = camera_part("pipeline").Pipeline()
    for frame in islice(frames, FRAMES):
        if readings := pipeline.read(frame):
            break
    return frame, readings


def _show(frame: Any, readings: list[Any], out: Path | None) -> None:
    from cart_agent.wiring import camera_part  # noqa: PLC0415

    if out is not None:
        sketch = camera_part("sketch")
        sketch.save(sketch.outlined(frame, readings), out)
    else:
        print(drawn(frame, readings))
    for one in readings:
        print(f"{one.symbology or '?'}: {len(one.raw)} bytes, read by: {one.stage}")
    advice = camera_part("advice").advise(frame)
    print(f"median {advice.median}, contrast {advice.contrast}, white {advice.clipped:.1%}", end="")
    print(f", edges {advice.edge} px")
    for sentence in advice.sentences or ("Light and focus are good.",):
        print(sentence)


def drawn(frame: Any, readings: list[Any]) -> str:
    """The frame in letters, as wide as the terminal; corners of codes are X."""
    columns = max(20, min(shutil.get_terminal_size().columns, 160))
    height, width = frame.shape
    rows = max(1, round(columns * height / width * ASPECT))
    down = [min(height - 1, int((row + 0.5) * height / rows)) for row in range(rows)]
    across = [min(width - 1, int((column + 0.5) * width / columns)) for column in range(columns)]
    letters = [[SHADES[int(frame[y, x]) * len(SHADES) // 256] for x in across] for y in down]
    for x, y in (corner for one in readings for corner in one.corners):
        row, column = int(y * rows / height), int(x * columns / width)
        letters[min(max(row, 0), rows - 1)][min(max(column, 0), columns - 1)] = "X"
    return "\n".join("".join(line) for line in letters)
