"""A matrix code whose corners are nearly known, laid flat: also from a vial or ampoule.

A label on a round is seen with its columns closer together at both sides, and with its rows as arcs. Its grid
is fitted by the modules that every code of its kind has; what it then holds is drawn anew, black and white,
and read by the decoder, whose error correction has the last word.
"""

from collections.abc import Iterator
from itertools import product

import cv2
import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from drivers.camera.grid import MATRIX_SIDES, QR_SIDES, Known, centres, data_matrix, qr
from drivers.camera.reading import MATRIX, Hint, Reading, read
from drivers.camera.restore import levelled, restored
from drivers.camera.view import Pixels, View

ROUNDS = (0.08, 0.5, 0.85)
"""Half the angle around the vial, in radians, from which the fit begins."""
BULGES = (-0.16, 0.0, 0.16)
"""By half the code's side."""
NEAR = (0.02,)
SIZES, STARTS = 3, 4
FIT_BLURS = (1.2, 0.5)
"""Blurs in modules under which the grid is fitted."""
DESCENTS, ROUNDS_TOLD = 12, 2
CALM = 0.8
"""Pixels of blur under which a fit begins."""
LIKELY = 0.5
"""Correlation with the known modules from which a grid is worth reading."""
FINE = 3
BLURS = (0.0, 0.45, 0.65, 0.85)
"""Blurs in modules that are taken back."""
CELL, QUIET = 4, 4


class Pose(Struct, frozen=True):
    """How a code lies in a picture. `values`: eight of its corners, the round, then by how much the middle
    bulges along the vial's axis (rows become arcs), around it (the label does not face the camera) and to the
    camera (what is nearer is larger)."""

    values: Pixels
    upright: bool
    """The vial's axis runs along the code's columns, not its rows."""

    def places(self, x: Pixels, y: Pixels) -> tuple[Pixels, Pixels]:
        """Places in the picture of points of the code, which are from -1 to 1."""
        angle, arc, lean, near = self.values[8:]
        along, beside = (x, y) if self.upright else (y, x)
        bulge = (np.cos(along * angle) - np.cos(angle)) / (1 - np.cos(angle))
        bent = np.sin(along * angle) / np.sin(angle) + lean * bulge
        raised = beside + arc * bulge
        bent, raised = bent * (1 + near * bulge), raised * (1 + near * bulge)
        flat = np.stack([bent, raised] if self.upright else [raised, bent], -1).astype(np.float32)
        square = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]], np.float32)
        matrix = cv2.getPerspectiveTransform(square, self.values[:8].reshape(4, 2).astype(np.float32))
        seen = cv2.perspectiveTransform(flat.reshape(1, -1, 2), matrix).reshape(flat.shape)
        return seen[..., 0], seen[..., 1]


def read_unwrapped(view: View, hint: Hint) -> list[Reading]:
    """The code that a decoder found but could not read, in `view`."""
    corners = cv2.perspectiveTransform(np.array([hint.corners], np.float64), np.linalg.inv(view.to_frame))
    begun = _begun(cv2.GaussianBlur(view.image, (0, 0), CALM), corners[0], hint.data_matrix)
    likeness, known, pose = max((_fitted(view.image, fit) for fit in begun), key=lambda fit: fit[0])
    if likeness < LIKELY:
        return []
    for flat in _drawn(view.image, known, _told(view.image, known, pose)):
        if found := read(View(flat, np.eye(3), "unwrapped"), MATRIX):
            return [replace(one, corners=hint.corners) for one in found]
    return []


Fit = tuple[float, Known, Pose]
"""Likeness first."""


def _begun(image: Pixels, corners: Pixels, dotted: bool) -> list[Fit]:
    """The sizes, turns and rounds that fit best as they are; `dotted`: a Data Matrix."""
    kinds = [data_matrix(side) for side in MATRIX_SIDES] if dotted else [qr(side) for side in QR_SIDES]
    turned = [np.roll(corners, turn, 0).ravel() for turn in range(4 if dotted else 1)]
    flat = [Pose(np.append(turn, (ROUNDS[0], 0, 0, 0)), upright=True) for turn in turned]
    first = _best([(_likeness(image, known, pose), known, pose) for known in kinds for pose in flat], SIZES)
    return _best(
        [
            (_likeness(image, known, other), known, other)
            for _, known, pose in first
            for other in (pose, *_rounded(pose.values[:8]))
        ],
        STARTS,
    )


def _best(fits: list[Fit], count: int) -> list[Fit]:
    return sorted(fits, key=lambda fit: -fit[0])[:count]


def _rounded(corners: Pixels) -> Iterator[Pose]:
    for values in product(ROUNDS[1:], BULGES, BULGES, NEAR):
        for upright in (True, False):
            yield Pose(np.append(corners, values), upright)


def _likeness(image: Pixels, known: Known, pose: Pose) -> float:
    """Correlation of what is seen with what must be there, 1 for the same."""
    light = _seen(image, known, pose)
    return (_correlation(light, known.dark) + _correlation(light[known.fine], known.dark[known.fine])) / 2


def _correlation(light: Pixels, dark: Pixels) -> float:
    light, dark = light - light.mean(), dark - dark.mean()
    return float(-(light @ dark) / np.sqrt((light @ light) * (dark @ dark) + 1e-6))


def _fitted(image: Pixels, fit: Fit) -> Fit:
    """Levenberg-Marquardt on the known modules, in a smooth picture first."""
    _, known, pose = fit
    steps = _steps(known, pose)
    for blur in FIT_BLURS:
        calm = cv2.GaussianBlur(image, (0, 0), max(blur * 5 * steps[0], 0.5))
        pose = _descended(calm, known, pose, steps)
    return _likeness(calm, known, pose), known, pose


def _steps(known: Known, pose: Pose) -> Pixels:
    """A fifth of a module, and as much for the round."""
    corners = pose.values[:8].reshape(4, 2)
    module = float(np.linalg.norm(corners - np.roll(corners, 1, 0), axis=1).mean()) / known.side
    return np.array([0.2 * module] * 8 + [0.05, 0.02, 0.02, 0.01])


def _descended(image: Pixels, known: Known, pose: Pose, steps: Pixels) -> Pose:
    now, damping = _misfit(image, known, pose), 0.03
    for _ in range(DESCENTS):
        slopes = np.stack([_misfit(image, known, _moved(pose, step)) - now for step in np.diag(steps)], 1)
        normal = slopes.T @ slopes
        normal[np.diag_indices(len(steps))] *= 1 + damping
        normal[np.diag_indices(len(steps))] += 1e-3
        other = _moved(pose, np.clip(-np.linalg.solve(normal, slopes.T @ now), -5, 5) * steps)
        after = _misfit(image, known, other)
        if after @ after < now @ now:
            gain = 1 - (after @ after) / (now @ now)
            pose, now, damping = other, after, damping / 3
            if gain < 1e-3:
                break
        else:
            damping *= 5
    return pose


def _moved(pose: Pose, by: Pixels) -> Pose:
    values = pose.values + by
    values[8] = np.clip(values[8], 0.02, 1.3)
    return Pose(values, pose.upright)


def _misfit(image: Pixels, known: Known, pose: Pose) -> Pixels:
    """Of each known module, what is seen, with light and contrast evened out, less what must be there."""
    light = _seen(image, known, pose)
    light = light - light.mean()
    dark = known.dark - known.dark.mean()
    misfit: Pixels = (light * (light @ dark) / (light @ light + 1e-6) - dark).astype(np.float64)
    return misfit


def _seen(image: Pixels, known: Known, pose: Pose) -> Pixels:
    x, y = pose.places(known.x, known.y)
    seen = cv2.remap(image, x[None], y[None], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    light: Pixels = seen[0].astype(np.float32)
    return light


def _told(image: Pixels, known: Known, pose: Pose) -> Pose:
    """Fitted once more, with what all modules seem to be as their truth: most are right."""
    line = centres(known.side, 1)
    x, y = (one.ravel() for one in np.meshgrid(line, line))
    for _ in range(ROUNDS_TOLD):
        light = _lighter(_modules(image, known.side, pose), 0.45, known)
        all_known = Known(known.side, x, y, 1 - light.ravel().astype(np.float32), known.fine, known.modules)
        pose = _descended(image, all_known, pose, _steps(known, pose))
    return pose


def _drawn(image: Pixels, known: Known, pose: Pose) -> Iterator[Pixels]:
    """The code's modules as a clean picture, with more and more blur taken back."""
    levels = _modules(image, known.side, pose)
    for blur in BLURS:
        paper = np.where(_lighter(levels, blur, known), 255, 0).astype(np.uint8)
        yield np.pad(paper, QUIET, constant_values=255).repeat(CELL, 0).repeat(CELL, 1)


def _modules(image: Pixels, side: int, pose: Pose) -> Pixels:
    """How light each module is, about 0 to 1."""
    line = centres(side, FINE)
    x, y = pose.places(*np.meshgrid(line, line))
    seen = cv2.remap(image, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return levelled(cv2.resize(seen.astype(np.float32), (side, side), interpolation=cv2.INTER_AREA), (9, 9))


def _lighter(levels: Pixels, blur: float, known: Known) -> Pixels:
    """Which modules are light; the known ones as they must be."""
    clear = restored(levels, (blur, blur), 20) if blur else levels
    light: Pixels = np.where(np.isnan(known.modules), clear, 1 - known.modules) > 0.5
    return light
