"""Show what the camera sees, the codes outlined, and advise on light and focus.

cart camera preview --config /etc/cart/cart.toml --live       in this terminal until Ctrl-C
cart camera preview --config /etc/cart/cart.toml              one frame: the first of 30 that has a code
cart camera preview --config /etc/cart/cart.toml --out now.png
cart camera preview photo.jpg --out found.png
cart camera preview FOLDER                                    every picture of a folder, one after the other
cart camera preview FOLDER --out DIR                          each as DIR/NAME.png

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

from cart_agent.commands.camera_bench import folder_pictures
from cart_agent.config import ConfigError

Seen = tuple[Any, list[Any]]
"""A frame, and its codes."""
Shown = tuple[Any, list[Any], Path | None]
"""The same, and the picture that is to be written."""

FRAMES = 30
"""Frames of the camera that are tried until one has a code."""
PACE = 0.2
"""Seconds between two pictures of a live preview."""
BELOW = 8
"""Lines of the terminal for what is said below the picture."""
HOME, END_OF_LINE, CLEAR = "\033[H", "\033[K\n", "\033[J"
"""To the upper left corner; clear the rest of the line, of the screen. Nothing flickers."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("image", nargs="?", type=Path, metavar="IMAGE", help="a picture file, or a folder")
    parser.add_argument(
        "--config", type=Path, metavar="FILE", help="the cart's configuration, for its camera"
    )
    parser.add_argument("--out", type=Path, metavar="PNG", help="write pictures instead of drawing here")
    parser.add_argument("--live", action="store_true", help="go on until Ctrl-C; goes with --config")


def run(options: argparse.Namespace) -> int:
    if (options.image is None) == (options.config is None) or (options.live and options.config is None):
        print("cart camera preview: either IMAGE or --config; --live with --config", file=sys.stderr)
        return 2
    read = False
    try:
        for frame, readings, out in _seen(options):
            read = read or bool(readings)
            _show(frame, readings, out, live=options.live)
    except KeyboardInterrupt:
        print()
    except (ConfigError, OSError, ValueError) as error:
        print(f"cart camera preview: {error}", file=sys.stderr)
        return 1
    return 0 if read else 1


def _seen(options: argparse.Namespace) -> Iterator[Shown]:
    from cart_agent.wiring import camera_frames, camera_part  # noqa: PLC0415 - the decoders are large

    if options.image is None:
        choose = _paced if options.live else _first_with_a_code
        yield from ((*seen, options.out) for seen in choose(camera_frames(options.config)))
    elif options.image.is_dir():
        yield from _folder(options.image, options.out)
    else:
        frame = camera_part("picture").load(options.image)
        yield frame, camera_part("still").read_still(frame), options.out


def _folder(folder: Path, out: Path | None) -> Iterator[Shown]:
    from cart_agent.wiring import camera_part  # noqa: PLC0415

    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
    path = None
    for path, frame in folder_pictures(folder, camera_part("picture")):
        print(f"{path.name}:")
        yield frame, camera_part("still").read_still(frame), out / f"{path.name}.png" if out else None
    if path is None:
        raise ValueError(f"no picture in {folder}")


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


def _show(frame: Any, readings: list[Any], out: Path | None, *, live: bool) -> None:
    from cart_agent.wiring import camera_part  # noqa: PLC0415

    sketch, said = camera_part("sketch"), _said(frame, readings, camera_part("advice"))
    if out is not None:
        sketch.save(sketch.outlined(frame, readings), out)
    else:
        columns, rows = shutil.get_terminal_size()
        said.insert(0, sketch.letters(frame, readings, columns, max(rows - BELOW, 8)))
    live = live and sys.stdout.isatty()
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
