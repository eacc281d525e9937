"""Matrix codes at a place in the frame: cut out, larger, sharper or smoother until one can be read."""

from collections.abc import Iterator

from drivers.camera.locate import Spot
from drivers.camera.reading import MATRIX, Reading, read
from drivers.camera.view import Pixels, View, blurred, part, resized, sharpened, whole

SIDE = 360
"""Pixels of the frame around a place that are looked at."""


def read_matrix(frame: Pixels, spot: Spot) -> list[Reading]:
    """What can be read at `spot`."""
    cut = part(whole(frame), (int(spot.x) - SIDE // 2, int(spot.y) - SIDE // 2, SIDE, SIDE))
    for view in _ways(cut):
        if found := read(view, MATRIX):
            return found
    return []


def _ways(cut: View) -> Iterator[View]:
    """The same place, cheapest first."""
    yield cut
    double = resized(cut, 2)
    soft = blurred(double, 2)
    yield soft
    yield sharpened(soft, 5, 2)
