"""What to change so that codes can be read: light, contrast, glare, focus. Measured on one frame."""

import cv2
import numpy as np
from msgspec import Struct

from drivers.camera.view import Pixels

DARK, BRIGHT = 60, 190
"""Median grey level between which exposure is right."""
CLIPPED = 0.03
"""Share of pixels at the upper end that is glare."""
CONTRAST = 60
"""Grey levels between the darkest and the brightest twentieth that a code needs."""
SOFT = 4.0
"""Pixels over which the sharpest edges rise; a module should not be smaller."""


class Advice(Struct, frozen=True, kw_only=True):
    """Measured values, and a sentence for each that is wrong. Grey levels are 0 to 255."""

    median: int
    contrast: int
    clipped: float
    """Share of pixels that are white beyond measure."""
    edge: float
    """Pixels over which the sharpest edges rise."""
    sentences: tuple[str, ...]


def advise(frame: Pixels) -> Advice:
    """Judge one frame (uint8, grey)."""
    low, median, high = (int(one) for one in np.percentile(frame, (5, 50, 95)))
    clipped = float((frame >= 254).mean())
    edge = edge_width(frame)
    wrong = {
        "Too dark: more light, a longer exposure or more gain.": median < DARK,
        "Too bright: a shorter exposure.": median > BRIGHT and clipped > CLIPPED / 3,
        "Glare: turn the lamp or the label aside, or put a diffuser before the lamp.": clipped > CLIPPED,
        "Low contrast: clean the lens, and keep light from shining into it.": high - low < CONTRAST,
        "Not in focus, or moving: set the distance or the lens; expose shorter.": edge > SOFT,
    }
    sentences = tuple(sentence for sentence, holds in wrong.items() if holds)
    return Advice(
        median=median,
        contrast=high - low,
        clipped=round(clipped, 4),
        edge=round(edge, 1),
        sentences=sentences,
    )


def edge_width(frame: Pixels) -> float:
    """Pixels over which the steepest edges rise: their height by their steepest step."""
    smooth = cv2.GaussianBlur(frame, (0, 0), 0.7).astype(np.float32)
    steps = np.hypot(cv2.Sobel(smooth, cv2.CV_32F, 1, 0), cv2.Sobel(smooth, cv2.CV_32F, 0, 1)) / 8
    kernel = np.ones((15, 15), np.uint8)
    heights = cv2.dilate(smooth, kernel) - cv2.erode(smooth, kernel)
    steepest = steps >= max(float(np.percentile(steps, 99.5)), 1e-3)
    return float(np.median(heights[steepest] / steps[steepest])) if steepest.any() else 0.0
