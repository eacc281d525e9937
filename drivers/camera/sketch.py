"""The frame with the codes outlined, as a picture for a file or in letters. The content is not shown."""

from pathlib import Path

import cv2
import numpy as np

from drivers.camera.reading import Reading
from drivers.camera.view import Pixels

GREEN = (0, 220, 0)
SHADES = " .:-=+*#%@"
ASPECT = 0.5
"""A letter of the terminal is twice as high as wide."""


def outlined(frame: Pixels, readings: list[Reading]) -> Pixels:
    """`frame` in colour, each code outlined with its AIM identifier beside it."""
    picture = cv2.cvtColor(frame, cv2.COLOR_GRAY2BGR)
    thick = max(2, max(frame.shape) // 400)
    for one in readings:
        corners = np.array(one.corners).round().astype(np.int32)
        cv2.polylines(picture, [corners], isClosed=True, color=GREEN, thickness=thick)
        x, y = int(corners[:, 0].min()), int(corners[:, 1].min()) - 2 * thick
        name = f"{one.symbology or '?'} {one.stage}"
        cv2.putText(picture, name, (x, y), cv2.FONT_HERSHEY_SIMPLEX, thick / 3, GREEN, thick)
    return picture


def letters(frame: Pixels, readings: list[Reading], columns: int, rows: int) -> str:
    """`frame` as a text of at most so many columns and rows, each code outlined with X."""
    height, width = frame.shape
    columns = min(columns, int(rows * width / height / ASPECT))
    size = max(1, columns), max(1, round(columns * height / width * ASPECT))
    grey = cv2.resize(frame, size, interpolation=cv2.INTER_AREA)
    seen = np.array(list(SHADES))[grey.astype(np.int32) * len(SHADES) // 256]
    lines = np.zeros_like(grey)
    for one in readings:
        corners = np.array(one.corners) * (size[0] / width, size[1] / height)
        cv2.polylines(lines, [corners.astype(np.int32)], isClosed=True, color=1)
    seen[lines > 0] = "X"
    return "\n".join("".join(line) for line in seen)


def save(picture: Pixels, path: Path) -> None:
    """Write it, whole or not at all. Raises OSError; also for a name whose ending is no kind of picture."""
    beside = path.with_name(f".{path.name}.part{path.suffix}")
    try:
        if not cv2.imwrite(str(beside), picture):
            raise OSError(f"{path} could not be written")
        beside.replace(path)
    except cv2.error as error:
        raise OSError(f"{path}: {error}") from error
    finally:
        beside.unlink(missing_ok=True)  # Ctrl-C may come between the two
