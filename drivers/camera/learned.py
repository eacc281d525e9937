"""The modules of a matrix code through whatever blurs them, motion too: how, is learned from the code itself.

Most modules are told right at once. A filter that makes those as they must be tells more of them right, and
again, until none changes (a decision-directed equaliser).
"""

import numpy as np

from drivers.camera.grid import Known
from drivers.camera.view import Pixels

FINE = 2
"""Samples on a module, along each side."""
REACH = 1
"""Modules beyond each side that are seen with it, and by which the samples go beyond the code."""
ROUNDS = 10
RIDGE = 0.0005
"""Of the number of modules on a side, squared: how little the filter may say of noise."""


def cleared(samples: Pixels, light: Pixels, known: Known) -> Pixels:
    """How light each module is, about 0 to 1: from `samples` (FINE on a module, REACH modules beyond the code
    on each side), beginning with the modules that seem `light`."""
    side, wide = known.side, FINE * (1 + 2 * REACH)
    seen = np.lib.stride_tricks.sliding_window_view(samples, (wide, wide))[::FINE, ::FINE]
    around = np.column_stack([seen.reshape(side * side, wide * wide), np.ones(side * side)])
    normal = around.T @ around
    normal[np.diag_indices(len(normal))] += RIDGE * side * side
    learn = np.linalg.solve(normal, around.T)
    for _ in range(ROUNDS):
        clear: Pixels = (around @ (learn @ light.ravel())).reshape(side, side)
        after = whole(clear, known)
        if (after == light).all():
            break
        light = after
    return clear


def whole(clear: Pixels, known: Known) -> Pixels:
    """Which modules are light; the known ones as they must be."""
    light: Pixels = np.where(np.isnan(known.modules), clear, 1 - known.modules) > 0.5
    return light
