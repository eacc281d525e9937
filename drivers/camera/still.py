"""One picture alone: all sizes, places and directions, cheapest first, until nothing new can be hoped for or
the time is used up.

The cheap views are always taken, and places that look very much like a code where none was read, since a
picture may hold several; the costly ones only while nothing was found. An EAN code, guarded by one digit,
needs two views that agree.
"""

import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec.structs import replace

from drivers.camera.cells import Mapper
from drivers.camera.linear import BOTH_HALVES, read_linear
from drivers.camera.locate import bar_spots, like_bars, like_modules, module_spots
from drivers.camera.matrix import read_matrix
from drivers.camera.picture import BadPicture, load
from drivers.camera.reading import ALSO, FORMATS, LINEAR, Also, Reading, read, read_zbar
from drivers.camera.view import Pixels, View, blurred, halved, part, resized, sharpened, turned, whole

SIZES = (1600, 1000, 640)
"""Pixels of the longer side of the sizes that are looked at beside the picture's own."""
FULL = 5200
"""Pixels of the longer side up to which places are searched at the picture's own size."""
PLACES = (1600, 2600, 900)
"""Of the sizes of the costly search for places: large modules are seen better smaller."""
BARS, MODULES = 5, 6
"""Places of each kind that are looked at."""
SMALL = 700
"""A picture with a shorter longer side is looked at enlarged."""
TILE = 700
TURNS = (15, 30, 45, 60, 75)
BUDGET_S = 3.0
"""Seconds of processor time after which nothing costly is begun any more."""


def read_file(path: Path, also: Iterable[Also] = ()) -> list[Reading]:
    """The codes in a picture file, those of the kinds in `also` too. Raises BadPicture, MemoryError."""
    if path.exists() and not path.is_file():
        raise BadPicture("this is no file")  # a pipe would be waited for without end
    return read_still(load(path), also=also)


def read_still(frame: Pixels, budget_s: float = BUDGET_S, also: Iterable[Also] = ()) -> list[Reading]:
    """The codes in `frame` (uint8, grey), each once."""
    if min(frame.shape) < 3:
        return []
    end = time.thread_time() + budget_s
    readings: list[Reading] = []
    formats = FORMATS + tuple(kind for name in also for kind in ALSO[name])
    for view in _cheap(frame):
        readings += read(view, formats, downscale=True, invert=True)
    taken = [_box(one) for one in proven(readings)]
    for found in _places(_sized(whole(frame), FULL), taken, likely=True):
        readings += found
    sure = proven(readings)
    costly = _costly(frame)
    while not sure and time.thread_time() < end and (more := next(costly, None)) is not None:
        readings += more
        sure = proven(readings)
    return sure


def proven(readings: list[Reading]) -> list[Reading]:
    """Each code once: those read without doubt, and the weak ones that two views agree about.

    Of two weak codes at one place neither counts: one of them is wrong.
    """
    found: dict[tuple[str, bytes], list[Reading]] = {}
    for one in readings:
        found.setdefault(one.key, []).append(one)
    weak = [same[0] for same in found.values() if same[0].weak]
    return [
        same[0]
        for same in found.values()
        if not same[0].weak or (_views(same) >= 2 and not any(_rival(same[0], other) for other in weak))
    ]


def _views(same: list[Reading]) -> int:
    return sum(2 if stage == BOTH_HALVES else 1 for stage in {one.stage for one in same})


def _rival(one: Reading, other: Reading) -> bool:
    """Whether two different codes claim one place."""
    if one.key == other.key:
        return False
    boxes = [_box(one), _box(other)]
    (left, top, right, bottom), (left2, top2, right2, bottom2) = boxes
    return left < right2 and left2 < right and top <= bottom2 and top2 <= bottom


Box = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels of the frame."""


def _box(one: Reading) -> Box:
    across, down = zip(*one.corners, strict=True)
    return min(across), min(down), max(across), max(down)


def _cheap(frame: Pixels) -> Iterator[View]:
    view = whole(frame)
    longest = max(frame.shape)
    yield view
    for size in SIZES:
        if size < 0.9 * longest:
            yield resized(view, size / longest)
    if longest < SMALL:
        yield resized(view, 2)


def _costly(frame: Pixels) -> Iterator[list[Reading]]:
    view = whole(frame)
    longest = max(frame.shape)
    for size in sorted({min(size, longest) for size in PLACES}, key=lambda size: abs(size - PLACES[0])):
        yield from _places(_sized(view, size), [])
    work = _sized(view, SIZES[0])
    yield read_zbar(work)
    negative = View(255 - work.image, work.to_frame, "negative")  # zxing-cpp inverts for matrix codes only
    yield read(negative, LINEAR)
    yield from _places(negative, [])
    for way in _ways(work):
        yield read(way, invert=True)
    for degrees in TURNS:
        yield read(turned(work, degrees), LINEAR, invert=True)
    yield from (read(tile, invert=True) for tile in _tiles(view))


def _sized(view: View, longest: int) -> View:
    """No larger than `longest` pixels."""
    return resized(view, min(1.0, longest / max(view.image.shape)))


def _places(work: View, taken: list[Box], *, likely: bool = False) -> Iterator[list[Reading]]:
    """What is read where `work` looks like a code (`likely`: very much so), but not in boxes of the frame
    that are `taken`."""
    if min(work.image.shape) < 40:
        return
    seen = Mapper().field(halved(work.image))
    kinds = (
        (bar_spots(seen, BARS), like_bars, read_linear),
        (module_spots(seen, MODULES), like_modules, read_matrix),
    )
    for spots, like, reader in kinds:
        for spot in spots:
            if likely and not like(spot):
                continue
            ((x, y),) = work.in_frame([(spot.x, spot.y)])
            if not any(left < x < right and top < y < bottom for left, top, right, bottom in taken):
                yield [moved(one, work) for one in reader(work.image, spot)]


def moved(one: Reading, work: View) -> Reading:
    """A reading in `work` with its corners in the frame's pixels."""
    return replace(one, corners=work.in_frame(list(one.corners)))


def _ways(work: View) -> Iterator[View]:
    longest = max(work.image.shape)
    for sigma in (1.0, 2.0):
        yield blurred(work, sigma)
    yield sharpened(work, 2, 1.5)
    yield sharpened(blurred(work, 1), 3, 2)
    if longest < 1300:
        double = resized(work, 2)
        yield double.named("double")
        yield sharpened(blurred(double, 1.5), 5, 2)
    for factor in (0.75, 0.5, 0.35, 0.25):
        if longest * factor > 80:
            yield resized(work, factor)


def _tiles(view: View) -> Iterator[View]:
    """Overlapping parts at the picture's own size, and enlarged."""
    height, width = view.image.shape
    if max(height, width) <= TILE:
        return
    step = TILE * 2 // 3
    for top in range(0, max(height - TILE, 0) + step, step):
        for left in range(0, max(width - TILE, 0) + step, step):
            tile = part(view, (left, top, TILE, TILE))
            if min(tile.image.shape) >= 40:
                yield tile
                yield sharpened(blurred(resized(tile, 2), 1.5), 4, 1.5)


__all__ = ["BadPicture", "moved", "proven", "read_file", "read_still"]
