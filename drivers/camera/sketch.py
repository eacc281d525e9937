"""The frame with the codes outlined, as a picture for a file."""

from pathlib import Path

import cv2
import numpy as np

from drivers.camera.reading import Reading
from drivers.camera.view import Pixels

GREEN = (0, 220, 0)


def outlined(frame: Pixels, readings: list[Reading]) -> Pixels:
    """`frame` in colour, each code outlined with its AIM identifier beside it. The content is not shown."""
    picture = cv2.cvtColor(frame, cv2.COLOR_GRAY2BGR)
    thick = max(2, max(frame.shape) // 400)
    for one in readings:
        corners = np.array(one.corners).round().astype(np.int32)
        cv2.polylines(picture, [corners], isClosed=True, color=GREEN, thickness=thick)
        x, y = int(corners[:, 0].min()), int(corners[:, 1].min()) - 2 * thick
        name = f"{one.symbology or '?'} {one.stage}"
        cv2.putText(picture, name, (x, y), cv2.FONT_HERSHEY_SIMPLEX, thick / 3, GREEN, thick)
    return picture


def save(picture: Pixels, path: Path) -> None:
    """Write it. Raises OSError; also for a file name whose ending is no kind of picture."""
    try:
        written = cv2.imwrite(str(path), picture)
    except cv2.error as error:
        raise OSError(f"{path}: {error}") from error
    if not written:
        raise OSError(f"{path} could not be written")
