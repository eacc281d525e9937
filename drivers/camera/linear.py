"""Linear codes: averaged along their bars, and the blur across them taken back.

zxing-cpp reads linear codes along rows and columns only; averaging takes away the noise of a single row.
"""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from msgspec.structs import replace

from drivers.camera.locate import Spot
from drivers.camera.reading import LINEAR, Reading, read, read_one
from drivers.camera.restore import levelled, restored
from drivers.camera.strip import STRETCH, followed, upright
from drivers.camera.view import Pixels, View

ROWS = 8
"""A band is shown to the decoder this high."""
GLANCE = 24
"""Rows of the strip that a first glance takes."""
WINDOW = 48 * STRETCH | 1
"""Pixels of the strip in which wide light and dark bars both occur."""
BLURS = (1.25, 1.0, 1.8, 1.5, 0.0)
"""Blurs, in pixels of the frame, that are tried; 0 takes the bars as they are."""
STEPS = 30
BANDS = {"upper": (0, 2), "lower": (2, 4), "all": (0, 4), "middle": (1, 3)}
"""Quarters of the strip's height that are averaged."""
HALVES = {"upper", "lower"}
BOTH_HALVES = "both halves"

Key = tuple[str, bytes]


def glance(frame: Pixels, spot: Spot) -> list[Reading]:
    """What can be read at `spot` without any effort."""
    return read_one(upright(frame, spot, GLANCE, 2).named("glance"), LINEAR, rotate=False)


def read_linear(frame: Pixels, spot: Spot, blurs: Sequence[float] = BLURS) -> list[Reading]:
    """The code at `spot`, read in bands of its bars.

    What guards a linear code is weak, so two looks must say the same and none may say another. Where two
    bands that share no row agree, the reading's stage is `BOTH_HALVES`.
    """
    strip = followed(frame, spot)
    bands = _bands(strip.image)
    votes: dict[Key, Counter[str]] = {}
    seen: dict[Key, Reading] = {}
    for blur in blurs:
        for name, row in zip(BANDS, _sharp(bands, blur), strict=True):
            for one in read(_shown(strip, row), LINEAR, rotate=False):
                votes.setdefault(one.key, Counter())[name] += 1
                seen[one.key] = one
        if len(votes) == 1 and (found := _agreed(votes, seen)):
            return found
    return []


def _agreed(votes: dict[Key, Counter[str]], seen: dict[Key, Reading]) -> list[Reading]:
    return [
        replace(seen[key], stage=BOTH_HALVES) if bands.keys() >= HALVES else seen[key]
        for key, bands in votes.items()
        if bands.total() >= 2
    ]


def _bands(image: Pixels) -> Pixels:
    """One averaged row for each of BANDS, float32."""
    cuts = np.linspace(0, len(image), 5).astype(int)
    return np.stack([image[cuts[low] : cuts[high]].mean(0) for low, high in BANDS.values()]).astype(
        np.float32
    )


def _sharp(bands: Pixels, blur: float) -> Pixels:
    """The rows with `blur` taken out, uint8."""
    if not blur:
        return bands.round().astype(np.uint8)
    rows = restored(levelled(bands, (WINDOW, 1)), (blur * STRETCH, 0), STEPS)
    return (rows * 255).astype(np.uint8)


def _shown(strip: View, row: Pixels) -> View:
    lift = np.array([[1, 0, 0], [0, strip.image.shape[0] / ROWS, 0], [0, 0, 1.0]])
    return View(np.repeat(row[None], ROWS, 0), strip.to_frame @ lift, "bars")
