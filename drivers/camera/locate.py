"""Where a code may be: a map of code-likeness, one cell for 8 x 8 pixels of the frame, from its gradients.

Bars run in one direction, modules of a matrix code in two (structure tensor); both fill their area evenly,
which text and the edges of boxes do not.
"""

import math
from collections.abc import Iterator

import cv2
import numpy as np
from msgspec import Struct

from drivers.camera.view import Pixels, halved

CELL = 8
WINDOW = 7
"""Cells on a side over which gradients are summed up."""
SMALL_WINDOW = 5
"""The same for codes that are hardly larger than five cells."""
FEWER_BITS = 3
"""Of a gradient (at most 1020), so that its square fits 16 bits: four times as fast as with 32."""
ROUNDED_UP = 0.25
"""By so much on average a grey level is too large after two halvings, which round."""
NOISE = 2e3
"""Gradient energy of a plain surface with sensor noise."""
BARE = 1e6
"""Square of a gradient energy that is nothing, so that plain surfaces are not called even."""
ONE_WAY = 0.6
"""Least coherence with the strongest place that a cell of the same bars has."""
ROUND = 1.5
"""A patch of bars less long than this (ratio of variances) has no long side."""


LIKE_BARS, LIKE_MODULES = 1e4, 100.0
"""Least score of a place that is worth an effort."""
EVEN_BARS, EVEN_MODULES = 0.6, 0.7
"""And its least evenness."""
ASPECT = 2.2
"""A place of modules that is longer than this is a line of text."""
SMALLEST = 44
"""Pixels on each side of a place of modules."""


class Spot(Struct, frozen=True, kw_only=True):
    """A place worth a look, in pixels of the frame."""

    x: float
    y: float
    width: float
    """Of bars: along the row of bars; of modules: of the upright box around them."""
    height: float
    score: float
    even: float
    """0 to 1: how evenly edges fill the place."""
    row: tuple[float, float] = (1.0, 0.0)
    """Of bars: the direction in which they follow each other, of length 1."""
    bar: tuple[float, float] = (0.0, 1.0)
    """Of bars: the direction of each bar, of length 1. A view from the side makes the angle no right one."""


class Cells(Struct, frozen=True):
    """Means over each cell of a frame."""

    light: Pixels
    squares: Pixels
    """Of grey levels, squared."""
    stretch: Pixels
    """xx - yy of the structure tensor."""
    shear: Pixels
    """2 xy of it."""
    energy: Pixels
    """xx + yy of it."""


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
        """The gradients of a frame that is given at half its size."""
        if not self._room or self._room[0].shape != half.shape:
            self._room = [np.empty(half.shape, np.int16) for _ in range(3)]
        across, down, work = self._room
        cv2.spatialGradient(half, across, down, 3)
        for one in (across, down):
            np.right_shift(one, FEWER_BITS, out=one)
        xx, yy, xy = (
            _cells(np.multiply(*pair, out=work)) * np.float32(4**FEWER_BITS)
            for pair in ((across, across), (down, down), (across, down))
        )
        np.copyto(work, half)
        squares = work.view(np.uint16)
        light = _cells(half) - np.float32(ROUNDED_UP)
        return summed(
            Cells(light, _cells(np.multiply(squares, squares, out=squares)), xx - yy, 2 * xy, xx + yy), WINDOW
        )


def summed(cells: Cells, window: int) -> Field:
    """Of so many cells on a side."""
    stretch, shear, total = (_summed(one, window) for one in (cells.stretch, cells.shear, cells.energy))
    even = total * total / (_summed(cells.energy * cells.energy, window) + BARE)
    return Field(cells, window, stretch, shear, total, cv2.magnitude(stretch, shear), even)


def bar_spots(found: Field, count: int, least: float = 0.0) -> Iterator[Spot]:
    """Up to `count` places where edges run in one direction, the strongest first."""
    score = found.apart * found.apart / (found.total + NOISE) * found.even
    left = score.copy()
    for _ in range(count):
        _, value, _, (x, y) = cv2.minMaxLoc(left)
        if value <= least:
            return
        turn = math.atan2(float(found.shear[y, x]), float(found.stretch[y, x]))
        along = found.stretch * math.cos(turn) + found.shear * math.sin(turn)
        patch = _patch((score > 0.25 * value) & (along > ONE_WAY * found.total), x, y)
        left[patch] = 0
        left[max(0, y - 4) : y + 5, max(0, x - 4) : x + 5] = 0
        if patch.sum() >= 3:
            yield _bars(score, patch, turn / 2, float(value), float(found.even[y, x]))


def module_spots(found: Field, count: int, least: float = 0.0) -> Iterator[Spot]:
    """Up to `count` places where edges run in two directions, the strongest first."""
    score = _two_ways(found)
    left = score.copy()
    for _ in range(count):
        _, value, _, (x, y) = cv2.minMaxLoc(left)
        if value <= least:
            return
        rows, columns = np.nonzero(_patch(score > 0.3 * value, x, y))
        top, bottom, begin, end = rows.min(), rows.max() + 1, columns.min(), columns.max() + 1
        left[top:bottom, begin:end] = 0
        yield Spot(
            x=CELL * (begin + end) / 2,
            y=CELL * (top + bottom) / 2,
            width=float(CELL * (end - begin)),
            height=float(CELL * (bottom - top)),
            score=float(value),
            even=float(found.even[y, x]),
        )


def small_spots(cells: Cells, count: int) -> Iterator[Spot]:
    """Up to `count` places where a matrix code may be that is smaller than the window of the others: edges in
    two directions, even, and quiet around them."""
    found = summed(cells, SMALL_WINDOW)
    wide = SMALL_WINDOW + 4
    around = (_summed(cells.energy, wide) * wide**2 - found.total * SMALL_WINDOW**2) / (
        wide**2 - SMALL_WINDOW**2
    )
    left = _two_ways(found) * found.even * np.maximum(1 - around / (found.total + 1), 0)
    side = float(CELL * SMALL_WINDOW)
    for _ in range(count):
        _, value, _, (x, y) = cv2.minMaxLoc(left)
        if value <= 0:
            return
        left[max(0, y - 4) : y + 5, max(0, x - 4) : x + 5] = 0
        at = CELL * (x + 0.5), CELL * (y + 0.5)
        yield Spot(
            x=at[0], y=at[1], width=side, height=side, score=float(value), even=float(found.even[y, x])
        )


def _two_ways(found: Field) -> Pixels:
    """How much edges run in two directions at each cell, in grey levels."""
    mean = _summed(found.cells.light, found.window)
    contrast = np.maximum(_summed(found.cells.squares, found.window) - mean * mean, 0)
    weaker = (found.total - found.apart) / 2
    score: Pixels = weaker * weaker * found.even / ((found.total + 300) * cv2.sqrt(contrast + 60))
    return score


def like_bars(spot: Spot) -> bool:
    """Whether a place of bars is worth an effort."""
    return spot.score >= LIKE_BARS and spot.even >= EVEN_BARS


def like_modules(spot: Spot) -> bool:
    """Whether a place of modules is worth an effort."""
    short, long = sorted((spot.width, spot.height))
    good = spot.score >= LIKE_MODULES and spot.even >= EVEN_MODULES
    return good and short >= SMALLEST and long <= ASPECT * short


def _cells(half: Pixels) -> Pixels:
    return halved(halved(half)).astype(np.float32)


def _summed(cells: Pixels, window: int) -> Pixels:
    return cv2.boxFilter(cells, -1, (window, window))


def _patch(mask: Pixels, x: int, y: int) -> Pixels:
    """The connected part of `mask` around a cell; empty when the cell is no part of it."""
    marked = mask.astype(np.uint8)
    if marked[y, x]:
        cv2.floodFill(marked, None, (x, y), 2)
    patch: Pixels = marked == 2
    return patch


def _bars(score: Pixels, patch: Pixels, angle: float, value: float, even: float) -> Spot:
    """The row may run aslant to its bars: its direction comes from the patch, theirs from the gradients."""
    rows, columns = np.nonzero(patch)
    weight = score[patch] / score[patch].sum()
    middle = np.array([(weight * columns).sum(), (weight * rows).sum()])
    beside = np.stack([columns, rows], 1) - middle
    sizes, sides = np.linalg.eigh((beside * weight[:, None]).T @ beside)
    across = np.array([math.cos(angle), math.sin(angle)])
    row = sides[:, 1]
    if abs(row @ across) < 0.5 or sizes[1] < ROUND * sizes[0]:
        row = across
    row = row if row @ across > 0 else -row
    bar = np.array([-across[1], across[0]])
    length, high = np.abs(beside @ row).max(), np.sort(np.abs(beside @ bar))[int(0.9 * len(beside))]
    return Spot(
        x=CELL * (middle[0] + 0.5),
        y=CELL * (middle[1] + 0.5),
        width=float(CELL * (2 * length + 2)),
        height=float(CELL * (2 * high + 1)),
        score=value,
        even=even,
        row=(float(row[0]), float(row[1])),
        bar=(float(bar[0]), float(bar[1])),
    )
