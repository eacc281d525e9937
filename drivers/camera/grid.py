"""The known modules of a matrix code: edges, finders, timing. By them its grid is laid over a picture."""

from functools import lru_cache

import numpy as np
from msgspec import Struct

from drivers.camera.view import Pixels

QR_SIDES = range(21, 70, 4)
"""Modules on a side of QR codes up to version 13, the largest that a ward's cards need."""
MATRIX_SIDES = range(10, 27, 2)
"""Of square Data Matrix codes without inner borders."""
_FINDER = np.pad(np.pad(np.ones((3, 3)), 1, constant_values=0), 1, constant_values=1)
_ALIGNMENT = np.pad(np.pad(np.ones((1, 1)), 1, constant_values=0), 1, constant_values=1)


class Known(Struct, frozen=True):
    """Places of known modules, from -1 to 1 across the code, and 1 where they are dark, else 0."""

    side: int
    x: Pixels
    y: Pixels
    dark: Pixels
    fine: Pixels
    """Which of them are single modules, dark and light by turns: only these tell the size."""
    modules: Pixels
    """All modules of the code: 1 dark, 0 light, not a number where they depend on what it holds."""


@lru_cache(maxsize=64)
def qr(side: int) -> Known:
    """Finders with their light frames, both timing lines and the alignment patterns."""
    known, fine = np.full((side + 2, side + 2), np.nan), np.zeros((side + 2, side + 2), bool)
    inner = known[1:-1, 1:-1]
    fine[7, 9:-9] = fine[9:-9, 7] = True
    line = (np.arange(side) + 1) % 2
    inner[6, :], inner[:, 6] = line, line
    for row, column in _alignments(side):
        inner[row - 2 : row + 3, column - 2 : column + 3] = _ALIGNMENT
        fine[row - 1 : row + 4, column - 1 : column + 4] = True
    framed = np.pad(_FINDER, 1, constant_values=0)
    for top, left in ((0, 0), (0, side - 7), (side - 7, 0)):
        known[top : top + 9, left : left + 9] = framed
    return _known(known, fine)


@lru_cache(maxsize=64)
def data_matrix(side: int) -> Known:
    """The solid L, the two dotted edges and the light around them."""
    known, fine = np.full((side + 2, side + 2), np.nan), np.zeros((side + 2, side + 2), bool)
    fine[1, 1:-1] = fine[1:-1, -2] = True
    known[0, :] = known[-1, :] = known[:, 0] = known[:, -1] = 0
    inner = known[1:-1, 1:-1]
    inner[0, :], inner[:, -1] = (np.arange(side) + 1) % 2, np.arange(side) % 2
    inner[:, 0] = inner[-1, :] = 1
    return _known(known, fine)


def _alignments(side: int) -> list[tuple[int, int]]:
    if side < 25:
        return []
    last = side - 7
    places = (6, last) if side < 45 else (6, (last + 6) // 2, last)
    corners = {(6, 6), (6, last), (last, 6)}
    return [(row, column) for row in places for column in places if (row, column) not in corners]


def _known(modules: Pixels, fine: Pixels) -> Known:
    side = len(modules) - 2
    rows, columns = np.nonzero(~np.isnan(modules))
    x, y = (((2 * (where - 1) + 1) / side - 1).astype(np.float32) for where in (columns, rows))
    dark = modules[rows, columns].astype(np.float32)
    return Known(side, x, y, dark, fine[rows, columns], modules[1:-1, 1:-1])


def centres(side: int, fine: int) -> Pixels:
    """Places of `fine` points on each module, along one side, from -1 to 1."""
    return ((2 * (np.arange(side * fine) + 0.5)) / (side * fine) - 1).astype(np.float32)
