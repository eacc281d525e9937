"""Show what the camera sees, the codes outlined, and advise on light and focus.

cart camera preview --config /etc/cart/cart.toml --live       in this terminal until Ctrl-C
cart camera preview --config /etc/cart/cart.toml              one frame: the first of 30 that has a code
cart camera preview --config /etc/cart/cart.toml --out now.png
cart camera preview photo.jpg --out found.png

With --live and --out the picture is written anew five times a second. The service cart-camera holds the
camera: stop it first. The content of the codes is not shown.
Exit status: 0 a code was read; 1 none was, or the camera failed; 2 used wrongly.
"""

import argparse
import shutil
import sys
import time
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from cart_agent.config import ConfigError

Seen = tuple[Any, list[Any]]
"""A frame, and its codes."""

FRAMES = 30
"""Frames of the camera that are tried until one has a code."""
PACE = 0.2
"""Seconds between two pictures of a live preview."""
BELOW = 8
"""Lines of the terminal for what is said below the picture."""
HOME, END_OF_LINE, CLEAR = "\033[H", "\033[K\n", "\033[J"
"""To the upper left corner; clear the rest of the line, of the screen. Nothing flickers."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("image", nargs="?", type=Path, metavar="IMAGE", help="a picture file")
    parser.add_argument(
        "--config", type=Path, metavar="FILE", help="the cart's configuration, for its camera"
    )
    parser.add_argument("--out", type=Path, metavar="PNG", help="write a picture instead of drawing here")
    parser.add_argument("--live", action="store_true", help="go on until Ctrl-C; goes with --config")


def run(options: argparse.Namespace) -> int:
    if (options.image is None) == (options.config is None) or (options.live and options.config is None):
        print("cart camera preview: either IMAGE or --config; --live with --config", file=sys.stderr)
        return 2
    read = False
    try:
        for frame, readings in _seen(options):
            read = read or bool(readings)
            _show(frame, readings, options)
    except KeyboardInterrupt:
        print()
    except (ConfigError, OSError, ValueError) as error:
        print(f"cart camera preview: {error}", file=sys.stderr)
        return 1
    return 0 if read else 1


def _seen(options: argparse.Namespace) -> Iterator[Seen]:
    from cart_agent.wiring import camera_frames, camera_part  # noqa: PLC0415 - the decoders are large

    if options.image is not None:
        frame = camera_part("picture").load(options.image)
        yield frame, camera_part("still").read_still(frame)
    elif options.live:
        yield from _paced(camera_frames(options.config))
    else:
        yield from _first_with_a_code(camera_frames(options.config))


def _paced(frames: Iterable[Seen]) -> Iterator[Seen]:
    """Some of `frames`: the terminal and the judgement of light and focus are slower than the camera."""
    after = 0.0
    for seen in frames:
        if time.monotonic() >= after:
            yield seen
            after = time.monotonic() + PACE


def _first_with_a_code(frames: Iterable[Seen]) -> Iterator[Seen]:
    last: list[Seen] = []
    for seen in islice(frames, FRAMES):
        last = [seen]
        if seen[1]:
            break
    yield from last


def _show(frame: Any, readings: list[Any], options: argparse.Namespace) -> None:
    from cart_agent.wiring import camera_part  # noqa: PLC0415

    sketch, said = camera_part("sketch"), _said(frame, readings, camera_part("advice"))
    if options.out is not None:
        sketch.save(sketch.outlined(frame, readings), options.out)
    else:
        columns, rows = shutil.get_terminal_size()
        said.insert(0, sketch.letters(frame, readings, columns, max(rows - BELOW, 8)))
    live = options.live and sys.stdout.isatty()
    text = "\n".join(said)
    print(HOME + text.replace("\n", END_OF_LINE) + CLEAR if live else text, flush=True)


def _said(frame: Any, readings: list[Any], judge: Any) -> list[str]:
    """What was read and how, and what to do about light and focus."""
    advice = judge.advise(frame)
    measured = f"median {advice.median}, contrast {advice.contrast}, white {advice.clipped:.1%}"
    return [
        *(f"{one.symbology or '?'}: {len(one.raw)} bytes, read by: {one.stage}" for one in readings),
        f"{measured}, edges {advice.edge} px",
        *(advice.sentences or ("Light and focus are good.",)),
    ]
