"""Linear codes in any direction: turned straight, averaged along the bars, sharpened across them.

zxing-cpp reads linear codes along rows and columns only; averaging takes away the noise of a single row.
"""

from collections import Counter
from collections.abc import Iterator

import cv2
import numpy as np

from drivers.camera.locate import Spot
from drivers.camera.reading import LINEAR, Reading, read
from drivers.camera.view import Pixels, View, warped, whole

LENGTH, HEIGHT = 1280, 120
"""Pixels of the frame along and across the bars' row that are looked at."""
STRETCH = 2.0
BANDS = (9, 17, 5)
"""Rows that are averaged to one."""
ROWS = 6
"""A band is shown to the decoder this high."""


def straightened(frame: Pixels, spot: Spot) -> View:
    """The code at `spot` with upright bars, twice as wide."""
    about = np.vstack([cv2.getRotationMatrix2D((spot.x, spot.y), spot.degrees, 1), [0, 0, 1]])
    stretch = np.array(
        [
            [STRETCH, 0, STRETCH * (LENGTH / 2 - spot.x)],
            [0, 1, HEIGHT / 2 - spot.y],
            [0, 0, 1],
        ]
    )
    size = int(LENGTH * STRETCH), HEIGHT
    return warped(whole(frame), np.linalg.inv(stretch @ about), size, "straight")


def read_linear(frame: Pixels, spot: Spot) -> list[Reading]:
    """The code at `spot`, read in bands that share no row.

    What guards a linear code is weak, so two bands must say the same; of two answers none counts.
    """
    view = straightened(frame, spot)
    for rows in BANDS:
        votes: Counter[tuple[str, bytes]] = Counter()
        seen: dict[tuple[str, bytes], Reading] = {}
        for band in _bands(view, rows):
            found = {one.key: one for way in band for one in read(way, LINEAR, rotate=False)}
            votes.update(found.keys())
            seen |= found
        if len(votes) == 1 and max(votes.values()) >= 2:
            return list(seen.values())
    return []


def _bands(view: View, rows: int) -> Iterator[tuple[View, ...]]:
    """Bands of `rows` rows, each plain and sharpened."""
    means = cv2.blur(view.image, (1, rows))[rows // 2 :: rows]
    for place in range(len(means)):
        row = means[place : place + 1]
        soft = cv2.GaussianBlur(row, (0, 0), sigmaX=3.0, sigmaY=0.01)
        sharp = cv2.addWeighted(row, 3, soft, -2, 0)
        shift = np.array([[1, 0, 0], [0, rows / ROWS, place * rows], [0, 0, 1.0]])
        yield tuple(
            View(np.repeat(way, ROWS, 0), view.to_frame @ shift, "straight band") for way in (row, sharp)
        )
