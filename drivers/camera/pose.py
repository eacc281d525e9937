"""How a matrix code lies in a picture, flat or around a vial, and how well that agrees with what is seen."""

import cv2
import numpy as np
from msgspec import Struct

from drivers.camera.grid import Known
from drivers.camera.view import Pixels

DESCENTS = 12
FREE = 10
"""What a fit can move: so many modules agree by themselves."""


class Pose(Struct, frozen=True):
    """How a code lies in a picture. `values`: eight of its corners, the round, then by how much the middle
    bulges along the vial's axis (rows become arcs), around it (the label does not face the camera) and to the
    camera (what is nearer is larger)."""

    values: Pixels
    upright: bool
    """The vial's axis runs along the code's columns, not its rows."""

    def places(self, x: Pixels, y: Pixels) -> tuple[Pixels, Pixels]:
        """Places in the picture of points of the code, which are from -1 to 1."""
        seen_x, seen_y = _places(self.values[None], x.ravel(), y.ravel(), upright=self.upright)
        return seen_x.reshape(x.shape), seen_y.reshape(x.shape)


_CORNERS = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]], np.float32)


def _places(values: Pixels, x: Pixels, y: Pixels, *, upright: bool) -> tuple[Pixels, Pixels]:
    """Of several poses at once (one a row of `values`), which is much faster than one by one."""
    angle, arc, lean, near = values[:, 8:].astype(np.float32).T[..., None]
    along, beside = (x, y) if upright else (y, x)
    bulge = (np.cos(along * angle) - np.cos(angle)) / (1 - np.cos(angle))
    nearer = 1 + near * bulge
    bent = (np.sin(along * angle) / np.sin(angle) + lean * bulge) * nearer
    raised = (beside + arc * bulge) * nearer
    u, v = (bent, raised) if upright else (raised, bent)
    corners = values[:, :8].astype(np.float32).reshape(-1, 4, 2)
    matrices = np.stack([cv2.getPerspectiveTransform(_CORNERS, one) for one in corners])
    a, b, c, d, e, f, g, h, _ = matrices.astype(np.float32).reshape(-1, 9).T[..., None]
    far = 1 / (g * u + h * v + 1)
    return (a * u + b * v + c) * far, (d * u + e * v + f) * far


def likeness(image: Pixels, known: Known, values: Pixels, *, upright: bool) -> Pixels:
    """Of what is seen with what must be there, in standard deviations of chance; one for each pose (row)."""
    light = _light(image, known, values, upright=upright)
    fine = _sure(light[:, known.fine], known.dark[known.fine], FREE)
    return fine + _sure(light, known.dark, 0) / 2


def _sure(light: Pixels, dark: Pixels, free: int) -> Pixels:
    """How far a correlation of so many modules is from chance (Fisher's z): few agree easily."""
    light, dark = light - light.mean(1, keepdims=True), dark - dark.mean()
    correlation = -(light @ dark) / np.sqrt((light * light).sum(1) * (dark @ dark) + 1e-6)
    sure: Pixels = np.arctanh(correlation.clip(-0.99, 0.99)) * np.sqrt(max(len(dark) - free, 1))
    return sure


def descended(image: Pixels, known: Known, pose: Pose, steps: Pixels) -> Pose:
    now, damping = _misfit(image, known, pose), 0.03
    for _ in range(DESCENTS):
        moved = np.stack([_moved(pose, step).values for step in np.diag(steps)])
        slopes = (_misfits(image, known, moved, upright=pose.upright) - now).T
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
    misfit: Pixels = _misfits(image, known, pose.values[None], upright=pose.upright)[0]
    return misfit


def _misfits(image: Pixels, known: Known, values: Pixels, *, upright: bool) -> Pixels:
    """Of each pose (row) and known module, what is seen, light and contrast evened out, less what must be."""
    light = _light(image, known, values, upright=upright)
    light -= light.mean(1, keepdims=True)
    dark = known.dark - known.dark.mean()
    gain = (light @ dark) / ((light * light).sum(1) + 1e-6)
    misfits: Pixels = (light * gain[:, None] - dark).astype(np.float64)
    return misfits


def _light(image: Pixels, known: Known, values: Pixels, *, upright: bool) -> Pixels:
    """How light each known module (column) is seen under each pose (row)."""
    x, y = _places(values, known.x, known.y, upright=upright)
    seen = cv2.remap(image, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    light: Pixels = seen.astype(np.float32)
    return light
