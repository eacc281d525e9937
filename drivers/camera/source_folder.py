"""Pictures in a folder instead of a camera: shown again and again, as a camera sees what is held there."""

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from drivers.camera.picture import BadPicture, load
from drivers.camera.view import Pixels

KINDS = {".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff", ".webp"}


def frames(folder: Path, fps: float) -> Iterator[Pixels]:
    """Every picture in the order of names, for ever; black while there is none. Raises OSError.

    A file that is only half there yet is no picture, and passed over.
    """
    while True:
        shown = 0
        for path in sorted(path for path in folder.iterdir() if path.suffix.lower() in KINDS):
            try:
                picture = load(path)
            except BadPicture:
                continue
            yield picture
            shown += 1
            time.sleep(1 / fps)
        if not shown:
            yield np.zeros((720, 1280), np.uint8)
            time.sleep(1 / fps)
