"""Where a code may be: a map of code-likeness from the gradients in `cells`.

Bars run in one direction, modules of a matrix code in two (structure tensor); both fill their area evenly,
which text and the edges of boxes do not.
"""

import math
from collections.abc import Iterator

import cv2
import numpy as np
from msgspec import Struct

from drivers.camera.cells import CELL, SCALE, Cells, Field, mean, summed
from drivers.camera.view import Pixels

SMALL_WINDOW = 5
"""The same for codes that are hardly larger than five cells."""
NOISE = 2e3
"""Gradient energy of a plain surface with sensor noise."""
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
        left[patch.rows, patch.columns][patch.inside] = 0
        left[max(0, y - 4) : y + 5, max(0, x - 4) : x + 5] = 0
        if patch.size >= 3:
            yield _bars(score, patch, turn / 2, float(value), float(found.even[y, x]))


def module_spots(found: Field, count: int, least: float = 0.0) -> Iterator[Spot]:
    """Up to `count` places where edges run in two directions, the strongest first."""
    score = _two_ways(found)
    left = score.copy()
    for _ in range(count):
        _, value, _, (x, y) = cv2.minMaxLoc(left)
        if value <= least:
            return
        patch = _patch(score > 0.3 * value, x, y)
        rows, columns = patch.rows, patch.columns
        left[rows, columns] = 0
        yield Spot(
            x=CELL * (columns.start + columns.stop) / 2,
            y=CELL * (rows.start + rows.stop) / 2,
            width=float(CELL * (columns.stop - columns.start)),
            height=float(CELL * (rows.stop - rows.start)),
            score=float(value),
            even=float(found.even[y, x]),
        )


def small_spots(cells: Cells, count: int) -> Iterator[Spot]:
    """Up to `count` places where a matrix code may be that is smaller than the window of the others: edges in
    two directions, even, and quiet around them."""
    found = summed(cells, SMALL_WINDOW)
    wide = SMALL_WINDOW + 4
    around = (mean(cells.energy, wide) * (SCALE * wide**2) - found.total * SMALL_WINDOW**2) / (
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
    light, squares = (mean(one, found.window) for one in found.cells.levels)
    contrast = np.maximum(squares - light * light, 0)
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


class Patch(Struct, frozen=True):
    """A connected part of a map: the box around it and the cells of that box that belong to it."""

    rows: slice
    columns: slice
    inside: Pixels
    size: int


def _patch(mask: Pixels, x: int, y: int) -> Patch:
    """The connected part of `mask` around a cell; of size 0 when the cell is no part of it."""
    marked = mask.view(np.uint8)
    if not marked[y, x]:
        return Patch(slice(y, y), slice(x, x), mask[y:y, x:x], 0)
    size, _, _, (left, top, width, height) = cv2.floodFill(marked, None, (x, y), 2)
    rows, columns = slice(top, top + height), slice(left, left + width)
    return Patch(rows, columns, marked[rows, columns] == 2, size)


def _bars(score: Pixels, patch: Patch, angle: float, value: float, even: float) -> Spot:
    """The row may run aslant to its bars: its direction comes from the patch, theirs from the gradients."""
    rows, columns = np.nonzero(patch.inside)
    weight = score[patch.rows, patch.columns][patch.inside]
    weight /= weight.sum()
    x, y = float(weight @ columns), float(weight @ rows)
    across, down = columns - x, rows - y
    cos, sin = math.cos(angle), math.sin(angle)
    row_x, row_y = _row(weight, across, down, (cos, sin))
    beside, most = np.abs(down * cos - across * sin), int(0.9 * patch.size)
    return Spot(
        x=CELL * (patch.columns.start + x + 0.5),
        y=CELL * (patch.rows.start + y + 0.5),
        width=CELL * (2 * float(np.abs(across * row_x + down * row_y).max()) + 2),
        height=CELL * (2 * float(np.partition(beside, most)[most]) + 1),
        score=value,
        even=even,
        row=(row_x, row_y),
        bar=(-sin, cos),
    )


def _row(weight: Pixels, across: Pixels, down: Pixels, edges: tuple[float, float]) -> tuple[float, float]:
    """The direction of a patch's long side (its principal axis), if it has one and that fits its `edges`."""
    wide, high = float(weight @ (across * across)), float(weight @ (down * down))
    slant = 2 * float(weight @ (across * down))
    excess, turn = math.hypot(wide - high, slant), math.atan2(slant, wide - high) / 2
    cos, sin = math.cos(turn), math.sin(turn)
    fits = cos * edges[0] + sin * edges[1]
    if abs(fits) < 0.5 or wide + high + excess < ROUND * (wide + high - excess):
        return edges
    return (cos, sin) if fits > 0 else (-cos, -sin)
