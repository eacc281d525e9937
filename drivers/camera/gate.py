"""Which frames are worth the work: not those that are dark, empty of edges or torn by motion."""

import cv2
import numpy as np

from drivers.camera.view import Pixels, halved

FLAT = 1.0
"""Mean step between neighbours of the small picture, in grey levels: a covered lens, a dark room."""
MOVED = 25.0
"""Mean change between two small pictures, in grey levels: a cart being pushed."""
BLOT = 4.0
"""Change of the brightness of one of 16 x 9 blocks, in grey levels, that something new makes."""
PATIENCE = 4
"""Frames left out in a row; the next is looked at whatever it is like."""


def small(half: Pixels) -> Pixels:
    """A frame that is given at half its size, at a sixteenth; float32."""
    return halved(halved(halved(half))).astype(np.float32)


class Gate:
    """Compares each frame with the one before, both small."""

    def __init__(self) -> None:
        self._before: Pixels | None = None
        self._left_out = 0

    def passes(self, now: Pixels) -> bool:
        """Whether to look for codes in the frame."""
        before, self._before = self._before, now
        alike = before is not None and before.shape == now.shape  # pictures of a folder differ in size
        moved = float(np.abs(now - before).mean()) if alike else 0.0
        good = _steps(now) >= FLAT and moved <= MOVED
        self._left_out = 0 if good or self._left_out >= PATIENCE else self._left_out + 1
        return self._left_out == 0


class Stillness:
    """Whether a frame shows the same scene as the one before; a label brought in is seen by its blot."""

    def __init__(self) -> None:
        self._before: Pixels | None = None

    def same(self, now: Pixels) -> bool:
        """Compares with the small frame of the last call."""
        blocks = cv2.resize(now, (16, 9), interpolation=cv2.INTER_AREA)
        before, self._before = self._before, blocks
        return before is not None and float(np.abs(blocks - before).max()) < BLOT


def _steps(now: Pixels) -> float:
    """Mean absolute step between neighbours."""
    return float(np.abs(np.diff(now, axis=1)).mean() + np.abs(np.diff(now, axis=0)).mean())
