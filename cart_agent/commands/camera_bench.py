"""How many pictures of a folder the pipeline reads, and what each costs: zxing-cpp's defaults beside it.

cart camera bench FOLDER

Each picture is read as one frame of the live camera would be. Columns: pictures with a code read, codes,
median and 95th percentile of the processor time of a picture in milliseconds.
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, metavar="FOLDER")


def run(options: argparse.Namespace) -> int:
    from cart_agent.wiring import camera_part  # noqa: PLC0415 - the decoders are large

    pictures = [frame for _, frame in folder_pictures(options.folder, camera_part("picture"))]
    if not pictures:
        print(f"cart camera bench: no picture in {options.folder}", file=sys.stderr)
        return 1
    readers: dict[str, Callable[[Any], list[Any]]] = {
        "pipeline": lambda frame: list(camera_part("pipeline").Pipeline().read(frame)),
        "still": camera_part("still").read_still,
        "zxing-cpp": camera_part("reading").read_default,
    }
    print(f"{len(pictures)} pictures\n{'':10} {'read':>6} {'codes':>6} {'median':>8} {'p95':>8}")
    for name, reader in readers.items():
        print(_row(name, reader, pictures))
    return 0


def folder_pictures(folder: Path, library: Any) -> Iterator[tuple[Path, Any]]:
    """Every file of a folder that is a picture, by name; of the others it is said why not."""
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        try:
            yield path, library.load(path)
        except library.BadPicture as error:
            print(f"{path.name}: {error}", file=sys.stderr)


def _row(name: str, reader: Callable[[Any], list[Any]], pictures: list[Any]) -> str:
    read, codes, took = 0, 0, []
    for picture in pictures:
        began = time.process_time()
        found = reader(picture)
        took.append((time.process_time() - began) * 1000)
        read += bool(found)
        codes += len(found)
    took.sort()
    median, slow = took[len(took) // 2], took[min(len(took) - 1, int(len(took) * 0.95))]
    return f"{name:10} {read:6} {codes:6} {median:8.1f} {slow:8.1f}"
