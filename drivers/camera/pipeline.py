"""One frame after the other, each as cheaply as its content allows: an adaptive order of stages.

The place of the last code is tried first, then the half-size frame, then the places that look like codes,
then the whole frame, also sharper or smoother by turns. A scene that stands still and gave nothing is mostly
left alone.
"""

import numpy as np

from drivers.camera.gate import Gate, Stillness
from drivers.camera.linear import read_linear
from drivers.camera.locate import bar_spots, gradients, module_spots
from drivers.camera.matrix import read_matrix
from drivers.camera.reading import Reading, read, read_zbar
from drivers.camera.view import Box, Pixels, blurred, part, resized, sharpened, whole

MARGIN = 0.5
"""The next look around a code goes this part of its size beyond it."""
KEPT = 15
"""Frames for which the place of the last code is tried first."""
REST = 10
"""Of a scene that stands still and gave nothing, every so many-th frame is worked on."""


class Pipeline:
    """Reads the frames of one camera."""

    def __init__(self, zbar_every: int = 10, gate: Gate | None = None) -> None:
        """`zbar_every`: in every so many-th frame that gave nothing zbar tries too; 0 never."""
        self._zbar_every = zbar_every
        self._gate = gate
        self._still = Stillness()
        self._region: Box | None = None
        self._since = 0
        self.searches = 0
        """Frames that were searched all over."""

    def read(self, frame: Pixels) -> list[Reading]:
        """The codes in `frame` (uint8, grey), perhaps none; each was read without an error."""
        if self._gate is not None and not self._gate.passes(frame):
            return []
        same = self._still.same(frame)
        if same and self._since and self._since % REST:
            self._since += 1
            return []
        found = self._around_last(frame) or self._search(frame)
        if found:
            self._region, self._since = around(found), 0
        else:
            self._since += 1
        return found

    def _around_last(self, frame: Pixels) -> list[Reading]:
        if self._region is None or self._since > KEPT:
            return []
        return read(part(whole(frame), self._region).named("region"))

    def _search(self, frame: Pixels) -> list[Reading]:
        self.searches += 1
        if found := read(resized(whole(frame), 0.5).named("half")):
            return found
        seen = gradients(frame)
        for spot in bar_spots(seen, 2):
            if found := read_linear(frame, spot):
                return found
        for spot in module_spots(seen, 3):
            if found := read_matrix(frame, spot):
                return found
        return self._last_resort(frame)

    def _last_resort(self, frame: Pixels) -> list[Reading]:
        """By turns, so that a burst of frames has had them all."""
        view = whole(frame)
        turn = self.searches % 2
        if found := read(view) or read(sharpened(view, 2, 1.5) if turn else blurred(view, 1.2)):
            return found
        if self._zbar_every and self.searches % self._zbar_every == 0:
            return read_zbar(view)
        return []


def around(readings: list[Reading]) -> Box:
    """A box around all of `readings`, with a margin."""
    points = np.array([corner for one in readings for corner in one.corners])
    low, high = points.min(0), points.max(0)
    margin = MARGIN * max(*(high - low), 64)
    left, top = (low - margin).astype(int)
    width, height = (high - low + 2 * margin).astype(int)
    return int(left), int(top), int(width), int(height)
