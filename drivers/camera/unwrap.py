"""A matrix code whose corners are nearly known, laid flat: also from a vial or ampoule.

A label on a round is seen with its columns closer together at both sides, and with its rows as arcs. Its grid
is fitted by the modules that every code of its kind has; what it then holds is drawn anew, black and white,
and read by the decoder, whose error correction has the last word.
"""

from collections.abc import Iterator
from itertools import product

import cv2
import numpy as np
from msgspec.structs import replace

from drivers.camera.grid import MATRIX_SIDES, QR_SIDES, Known, centres, data_matrix, qr
from drivers.camera.learned import FINE, REACH, cleared, whole
from drivers.camera.outline import outlines
from drivers.camera.pose import Pose, descended, likeness
from drivers.camera.reading import MATRIX, Hint, Reading, read_one
from drivers.camera.restore import levelled, restored
from drivers.camera.view import Pixels, View, halved

ROUNDS = (0.08, 0.5, 0.85)
"""Half the angle around the vial, in radians, from which the fit begins."""
BULGES = (-0.16, 0.0, 0.16)
"""By half the code's side."""
NEAR = (0.02,)
SIZES, STARTS = 5, 4
FIT_BLURS = (1.2, 0.5)
"""Blurs in modules under which the grid is fitted."""
ROUNDS_TOLD = 2
CALM = 0.8
"""Pixels of blur under which a fit begins."""
PROMISING = 6.0
"""Standard deviations from chance at which a fit is worth its time: places without a code stay below."""
HOPEFUL = 0.6
"""Of the best beginning; a size that begins worse is not fitted."""
LIKELY = 7.0
"""Standard deviations from chance at which a grid is worth reading."""
DRAWN = 2
"""Grids that are read."""
WINDOW = 9 * FINE
"""Samples in which light and dark modules both occur."""
FIRST_BLUR = 0.45
"""Modules of blur that are taken back at first sight."""
CELL, QUIET = 4, 4


def read_unwrapped(view: View, hint: Hint) -> list[Reading]:
    """The code that a decoder found but could not read, in `view`."""
    corners = cv2.perspectiveTransform(np.array([hint.corners], np.float64), np.linalg.inv(view.to_frame))
    kinds = _DOTTED if hint.data_matrix else _SQUARE
    turns = 4 if hint.data_matrix else 1
    return _read(view, [np.roll(corners[0], turn, 0) for turn in range(turns)], kinds)


def read_outlined(view: View) -> list[Reading]:
    """The code of either kind that no decoder found, in `view`."""
    corners = [np.roll(one, turn, 0) for one in outlines(view.image) for turn in range(4)]
    return _read(view, corners, _DOTTED + _SQUARE) if corners else []


def _read(view: View, corners: list[Pixels], kinds: tuple[Known, ...]) -> list[Reading]:
    begun = _begun(cv2.GaussianBlur(view.image, (0, 0), CALM), corners, kinds)
    if begun[0][0] < PROMISING:
        return []
    hopeful = [fit for fit in begun if fit[0] >= HOPEFUL * begun[0][0]]
    fits = sorted((_fitted(view.image, fit) for fit in hopeful), key=lambda fit: -fit[0])
    for sure, known, pose in fits[:DRAWN]:
        if sure < LIKELY:
            break
        samples = _samples(view.image, known.side, _told(view.image, known, pose))
        if found := _decoded(samples, known):
            around = view.in_frame([(x, y) for x, y in pose.values[:8].reshape(4, 2)])
            return [replace(one, corners=around) for one in found]
    return []


_DOTTED = tuple(data_matrix(side) for side in MATRIX_SIDES)
_SQUARE = tuple(qr(side) for side in QR_SIDES)
Fit = tuple[float, Known, Pose]
"""Likeness first."""


def _begun(image: Pixels, corners: list[Pixels], kinds: tuple[Known, ...]) -> list[Fit]:
    """The sizes that fit best as they are, each with its best turn and round."""
    flat = np.stack([np.append(one.ravel(), (ROUNDS[0], 0, 0, 0)) for one in corners])
    first = _best([_likeliest(image, known, flat, upright=True) for known in kinds], SIZES)
    return _best([_bent(image, fit) for fit in first], STARTS)


def _best(fits: list[Fit], count: int) -> list[Fit]:
    return sorted(fits, key=lambda fit: -fit[0])[:count]


def _bent(image: Pixels, fit: Fit) -> Fit:
    """The likeliest of a flat pose and of all rounds with the same corners."""
    _, known, flat = fit
    rounds = list(product(ROUNDS[1:], BULGES, BULGES, NEAR))
    values = np.hstack([np.tile(flat.values[:8], (len(rounds), 1)), np.array(rounds)])
    bent = [_likeliest(image, known, values, upright=upright) for upright in (True, False)]
    return max((fit, *bent), key=lambda one: one[0])


def _likeliest(image: Pixels, known: Known, values: Pixels, *, upright: bool) -> Fit:
    alike = likeness(image, known, values, upright=upright)
    best = int(alike.argmax())
    return float(alike[best]), known, Pose(values[best], upright)


def _fitted(image: Pixels, fit: Fit) -> Fit:
    """Levenberg-Marquardt on the known modules, in a smooth picture first."""
    _, known, pose = fit
    steps = _steps(known, pose)
    for blur in FIT_BLURS:
        calm = cv2.GaussianBlur(image, (0, 0), max(blur * 5 * steps[0], 0.5))
        pose = descended(calm, known, pose, steps)
    return _likeliest(calm, known, pose.values[None], upright=pose.upright)


def _steps(known: Known, pose: Pose) -> Pixels:
    """A fifth of a module, and as much for the round."""
    corners = pose.values[:8].reshape(4, 2)
    module = float(np.linalg.norm(corners - np.roll(corners, 1, 0), axis=1).mean()) / known.side
    return np.array([0.2 * module] * 8 + [0.05, 0.02, 0.02, 0.01])


def _told(image: Pixels, known: Known, pose: Pose) -> Pose:
    """Fitted once more, with what all modules seem to be as their truth: most are right."""
    line = centres(known.side, 1)
    x, y = (one.ravel() for one in np.meshgrid(line, line))
    for _ in range(ROUNDS_TOLD):
        light = _light(_samples(image, known.side, pose), known)
        all_known = Known(known.side, x, y, 1 - light.ravel().astype(np.float32), known.fine, known.modules)
        pose = descended(image, all_known, pose, _steps(known, pose))
    return pose


def _decoded(samples: Pixels, known: Known) -> list[Reading]:
    for flat in _drawn(samples, known):
        if found := read_one(View(flat, np.eye(3), "unwrapped"), MATRIX):
            return found
    return []


def _drawn(samples: Pixels, known: Known) -> Iterator[Pixels]:
    """The code's modules as a clean picture."""
    light = _light(samples, known)
    yield _paper(whole(cleared(samples, light, known), known))
    yield _paper(light)


def _paper(light: Pixels) -> Pixels:
    paper = np.where(light, 255, 0).astype(np.uint8)
    return np.pad(paper, QUIET, constant_values=255).repeat(CELL, 0).repeat(CELL, 1)


def _samples(image: Pixels, side: int, pose: Pose) -> Pixels:
    """How light each part of a module is, about 0 to 1; some modules beyond the code too."""
    across = side + 2 * REACH
    line = centres(across, 2 * FINE) * np.float32(across / side)
    x, y = pose.places(*np.meshgrid(line, line))
    seen = cv2.remap(image, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return levelled(halved(seen.astype(np.float32)), (WINDOW, WINDOW)).clip(-0.3, 1.3)


def _light(samples: Pixels, known: Known) -> Pixels:
    """Which modules are light at first sight."""
    levels = halved(samples)[REACH:-REACH, REACH:-REACH]
    return whole(restored(levels, (FIRST_BLUR, FIRST_BLUR), 20), known)
