"""Where a code may be: by the directions of the gradients (structure tensor) on the half-size frame.

Bars run in one direction, modules of a matrix code in two; both repeat over an area as text does not.
"""

import math

import cv2
import numpy as np
from msgspec import Struct

from drivers.camera.view import Pixels

BARS, MODULES = 25, 31
"""Sides of the windows over which gradients are summed up, in half-size pixels."""
NOISE = 2e3
"""Gradient energy of a plain surface with sensor noise."""


class Spot(Struct, frozen=True, kw_only=True):
    """A place worth a look, in pixels of the frame."""

    x: float
    y: float
    degrees: float
    """Direction in which the bars follow each other; of a matrix code meaningless."""
    score: float


class Gradients(Struct, frozen=True):
    """Products of the gradients of the half-size frame, not summed up yet."""

    image: Pixels
    xx: Pixels
    yy: Pixels
    xy: Pixels


def gradients(frame: Pixels) -> Gradients:
    """The gradients' products of `frame`, at half its size."""
    half = cv2.resize(frame, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    across, down = (cv2.Sobel(half, cv2.CV_32F, dx, 1 - dx, ksize=3) for dx in (1, 0))
    return Gradients(half, across * across, down * down, across * down)


def bar_spots(found: Gradients, count: int) -> list[Spot]:
    """Up to `count` places where edges run in one direction, the strongest first."""
    xx, yy, xy = (cv2.boxFilter(one, -1, (BARS, BARS)) for one in (found.xx, found.yy, found.xy))
    apart = cv2.magnitude(xx - yy, 2 * xy)
    score = apart * apart / (xx + yy + NOISE)
    spots = []
    for x, y, value in _peaks(score, count, 60):
        angle = 0.5 * math.atan2(2 * xy[y, x], xx[y, x] - yy[y, x])
        spots.append(Spot(x=2 * x, y=2 * y, degrees=math.degrees(angle), score=value))
    return spots


def module_spots(found: Gradients, count: int) -> list[Spot]:
    """Up to `count` places where edges run in two directions, the strongest first."""
    size = (MODULES, MODULES)
    xx, yy, xy = (cv2.boxFilter(one, -1, size) for one in (found.xx, found.yy, found.xy))
    light = found.image.astype(np.float32)
    mean = cv2.boxFilter(light, -1, size)
    contrast = np.maximum(cv2.boxFilter(light * light, -1, size) - mean * mean, 0)
    weaker = (xx + yy - cv2.magnitude(xx - yy, 2 * xy)) / 2
    score = weaker * weaker / ((xx + yy + 300) * cv2.sqrt(contrast + 60))
    return [Spot(x=2 * x, y=2 * y, degrees=0, score=value) for x, y, value in _peaks(score, count, 20)]


def _peaks(score: Pixels, count: int, apart: int) -> list[tuple[int, int, float]]:
    """The highest places that are `apart` pixels from each other: x, y, score."""
    left, found = score.copy(), []
    for _ in range(count):
        _, value, _, (x, y) = cv2.minMaxLoc(left)
        if value <= 0:
            break
        found.append((x, y, float(value)))
        cv2.circle(left, (x, y), apart, 0, -1)
    return found
