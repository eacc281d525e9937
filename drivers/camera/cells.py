"""A map of a frame's gradients (structure tensor), one cell for 8 x 8 pixels."""

from functools import cached_property

import cv2
import numpy as np
from msgspec import Struct

from drivers.camera.view import Pixels, halved

CELL = 8
OF_HALF = CELL // 2
"""Pixels of the frame at half its size on a side of a cell."""
WINDOW = 7
"""Cells on a side over which gradients are summed up."""
FEWER_BITS = 3
"""Of a gradient (at most 1020), so that its square fits 16 bits: four times as fast as with 32."""
SCALE = np.float32(4**FEWER_BITS)
BARE = 1e6
"""Square of a gradient energy that is nothing, so that plain surfaces are not called even."""


class Cells:
    """Of each cell of a frame: means of the structure tensor, int16, SCALE times too small, and its light."""

    def __init__(self, half: Pixels, stretch: Pixels, shear: Pixels, energy: Pixels) -> None:
        """`half`: the frame at half its size. Of the structure tensor: xx - yy, 2 xy, xx + yy."""
        self._half = half
        self.stretch, self.shear, self.energy = stretch, shear, energy

    @cached_property
    def levels(self) -> tuple[Pixels, Pixels]:
        """Grey levels and their squares, of one row in four, which is enough for a contrast; float32. Made
        when they are asked for: bars are found without them."""
        rows = self._half[1::OF_HALF].astype(np.float32)
        size = self.energy.shape[::-1]
        return _narrowed(rows, size), _narrowed(rows * rows, size)


class Field(Struct, frozen=True):
    """Gradients of a frame, summed up around each cell."""

    cells: Cells
    window: int
    stretch: Pixels
    shear: Pixels
    total: Pixels
    apart: Pixels
    """How much the stronger direction exceeds the weaker one."""
    even: Pixels


class Mapper:
    """Makes the fields of frames of one size. It keeps its large arrays: to make them anew is slow."""

    def __init__(self) -> None:
        self._room: list[Pixels] = []

    def field(self, half: Pixels) -> Field:
        """The gradients of a frame that is given at half its size; of what makes whole cells."""
        height, width = (side // OF_HALF * OF_HALF for side in half.shape)
        half = half[:height, :width]
        if not self._room or self._room[0].shape != half.shape:
            self._room = [np.empty(half.shape, np.int16) for _ in range(3)]
        across, down, work = self._room
        cv2.spatialGradient(half, across, down, 3)
        for one in (across, down):
            np.right_shift(one, FEWER_BITS, out=one)
        xx, xy, yy = (
            halved(halved(np.multiply(*pair, out=work)))
            for pair in ((across, across), (across, down), (down, down))
        )
        return summed(Cells(half, xx - yy, 2 * xy, xx + yy), WINDOW)


def summed(cells: Cells, window: int) -> Field:
    """Of so many cells on a side."""
    stretch, shear, total = (mean(one, window) * SCALE for one in (cells.stretch, cells.shear, cells.energy))
    energy = cells.energy.astype(np.float32)
    even = total * total / (mean(energy * energy, window) * (SCALE * SCALE) + BARE)
    return Field(cells, window, stretch, shear, total, cv2.magnitude(stretch, shear), even)


def mean(cells: Pixels, window: int) -> Pixels:
    """Around each cell, of so many on a side; float32. OpenCV is quicker with whole numbers."""
    return cv2.boxFilter(cells, cv2.CV_32F, (window, window))


def _narrowed(rows: Pixels, size: tuple[int, ...]) -> Pixels:
    return cv2.resize(rows, size, interpolation=cv2.INTER_AREA)
