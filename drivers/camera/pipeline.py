"""One frame after the other, each as cheaply as its content allows.

Glances come first, where a map of the frame says that codes may be. Only places that look very much like a
code are worth an effort, and a burst of frames has each effort by turns: what one frame does not give,
another pose or another way may.
"""

from collections.abc import Callable, Iterable
from functools import partial

from drivers.camera import linear, matrix
from drivers.camera.cells import Cells, Mapper
from drivers.camera.gate import Gate, Stillness, small
from drivers.camera.locate import (
    Spot,
    bar_spots,
    like_bars,
    like_modules,
    module_spots,
    small_spots,
)
from drivers.camera.reading import ALSO, Also, Reading, read, read_zbar
from drivers.camera.view import Box, Pixels, halved, part, whole

MARGIN = 0.3
"""The next look around a code goes this part of its size beyond it."""
KEPT = 15
"""Frames for which the place of the last code is tried first."""
LOOK_AROUND = 5
"""In every so many-th frame the place of the last code is read whole: another may be beside it."""
TRIES, REST = 8, 10
"""A scene that stands still and gave nothing so many times: every so many-th frame of it is worked on."""
TINY = 64
"""Pixels on the shorter side of a picture in which no place can be looked for."""
BARS, MODULES = 1e4, 60.0
"""Least likeness to bars and to modules for a glance."""
BURST, SELDOM = 5, 2
"""Frames without a code after which a code is laid flat in every so many-th only."""
SMALL = 3
"""Places that may be small codes."""
WHOLE = 5
"""Of the searches that gave nothing, every so many-th goes over the whole frame."""

Glance = Callable[[Pixels], list[Reading]]


class Pipeline:
    """Reads the frames of one camera."""

    def __init__(
        self,
        zbar_every: int = 10,
        gate: Gate | None = None,
        mapper: Mapper | None = None,
        also: Iterable[Also] = (),
    ) -> None:
        """`zbar_every`: in every so many-th search that gave nothing zbar tries too; 0 never. `also`: kinds
        that the whole frame is looked through for in every search that gave nothing."""
        self._also = [kind for name in also for kind in ALSO[name]]
        self._zbar_every = zbar_every
        self._gate = gate
        self._still = Stillness()
        self._mapper = mapper or Mapper()
        self._shape: tuple[int, ...] = ()
        self._region: Box | None = None
        self._glance: Glance | None = None
        """The glance that read the last code: a code that is held still needs no more."""
        self._repeats = 0
        self._since = 0
        self.searches = 0
        """Frames that were searched all over."""

    def read(self, frame: Pixels) -> list[Reading]:
        """The codes in `frame` (uint8, grey), perhaps none; each was read without an error."""
        if min(frame.shape) < TINY:
            return []
        if frame.shape != self._shape:  # a folder may have pictures of several sizes
            self._shape, self._region = frame.shape, None
        half = halved(frame)
        now = small(half)
        if self._gate is not None and not self._gate.passes(now):
            return []
        same = self._still.same(now)
        if same and self._since >= TRIES and self._since % REST:
            self._since += 1
            return []
        found = self._around_last(frame) or self._search(frame, half)
        if found:
            self._region, self._since = around(found), 0
        else:
            self._since += 1
        return found

    def _around_last(self, frame: Pixels) -> list[Reading]:
        if self._region is None or self._since > KEPT:
            return []
        self._repeats += 1
        if self._glance and self._repeats % LOOK_AROUND and (found := self._glance(frame)):
            return found
        return read(part(whole(frame), self._region).named("region"))

    def _search(self, frame: Pixels, half: Pixels) -> list[Reading]:
        self.searches += 1
        seen = self._mapper.field(half)
        bars, modules = [], []
        for spot in bar_spots(seen, 2, BARS):
            bars.append(spot)
            if found := self._glanced(frame, partial(linear.glance, spot=spot)):
                return found
        for spot in module_spots(seen, 3, MODULES):
            modules.append(spot)
            if found := self._glanced(frame, partial(matrix.glance, spot=spot)):
                return found
        self._glance = None
        return (
            self._effort(frame, bars, modules) or self._small(frame, seen.cells) or self._last_resort(frame)
        )

    def _glanced(self, frame: Pixels, glance: Glance) -> list[Reading]:
        found = glance(frame)
        self._glance = glance if found else None
        return found

    def _small(self, frame: Pixels, cells: Cells) -> list[Reading]:
        for spot in small_spots(cells, SMALL):
            if found := matrix.read_small(frame, spot, sharp=self.searches % 2 == 1):
                return found
        return []

    def _effort(self, frame: Pixels, bars: list[Spot], modules: list[Spot]) -> list[Reading]:
        for spot in bars:
            if like_bars(spot) and (found := linear.read_linear(frame, spot)):
                return found
        unwrap = self._since < BURST or self._since % SELDOM == 0
        for spot in modules:
            if like_modules(spot) and (found := matrix.read_matrix(frame, spot, unwrap=unwrap)):
                return found
        return []

    def _last_resort(self, frame: Pixels) -> list[Reading]:
        view = whole(frame)
        if self._also and (found := read(view, self._also)):
            return found
        if self.searches % WHOLE == 0 and (found := read(view)):
            return found
        if self._zbar_every and self.searches % self._zbar_every == 0:
            return read_zbar(view)
        return []


def around(readings: list[Reading]) -> Box:
    """A box around all of `readings`, with a margin."""
    across, down = zip(*(corner for one in readings for corner in one.corners), strict=True)
    left, top = min(across), min(down)
    width, height = max(across) - left, max(down) - top
    margin = MARGIN * max(width, height, 64)
    return int(left - margin), int(top - margin), int(width + 2 * margin), int(height + 2 * margin)
