"""A linear code as a strip with upright bars: turned, sheared, unwrapped from a vial and fanned in.

The row of bars on a vial is an arc in the picture; bars seen from the side lie aslant to their row, and not
parallel to each other.
"""

import cv2
import numpy as np

from drivers.camera.locate import Spot
from drivers.camera.view import Pixels, View

STRETCH = 3
"""Pixels of the strip for one of the frame along the row."""
QUIET = 60
"""Pixels of the frame beyond each end."""
LONGEST = 1400
LOWEST, HIGHEST = 12, 90
"""Rows of a strip."""
BLOCKS = 24
"""Parts of the row for each of which the middle of its bars is looked up."""
PARTS = 6
"""Parts of the row in which the upper third is compared with the lower one."""
REACH = 24
"""Pixels of the strip by which bars may be shifted from the upper third to the lower one."""
ALIKE = 0.5
"""Correlation from which a shift counts."""


def upright(frame: Pixels, spot: Spot, rows: int, stretch: float = STRETCH) -> View:
    """The row of bars at `spot`, straight: `rows` high, bars upright at its middle."""
    width = int(min(spot.width + 2 * QUIET, LONGEST) * stretch)
    (rx, ry), (bx, by) = spot.row, spot.bar
    rx, ry = rx / stretch, ry / stretch
    to_frame = np.array(
        [
            [rx, bx, spot.x - rx * width / 2 - bx * rows / 2],
            [ry, by, spot.y - ry * width / 2 - by * rows / 2],
            [0, 0, 1],
        ]
    )
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    image = cv2.warpAffine(frame, to_frame[:2], (width, rows), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return View(image, to_frame, "strip")


def followed(frame: Pixels, spot: Spot) -> View:
    """The same along the arc of the row, all bars upright."""
    high = max(LOWEST, spot.height * 0.9)
    room = upright(frame, spot, int(high * 2.2))
    arc = _arc(room.image, high)
    width, rows = room.image.shape[1], int(min(max(high * 0.8, LOWEST), HIGHEST))
    across = np.repeat(np.arange(width, dtype=np.float32)[None], rows, 0)
    down = (np.arange(rows, dtype=np.float32) - (rows - 1) / 2)[:, None] + arc[None]
    level = _taken(room.image, across, down)
    return View(_fanned_in(level), room.to_frame, "strip")


def _taken(image: Pixels, across: Pixels, down: Pixels) -> Pixels:
    return cv2.remap(image, across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)


def _arc(image: Pixels, high: float) -> Pixels:
    """The middle of the bars for each column, a parabola: where the edges across are strongest."""
    rows, width = image.shape
    calm = cv2.GaussianBlur(image, (0, 0), sigmaX=2, sigmaY=1.5)
    edges = cv2.Sobel(calm, cv2.CV_32F, 1, 0, ksize=3)
    energy = cv2.boxFilter(
        cv2.resize(edges * edges, (BLOCKS, rows), interpolation=cv2.INTER_AREA), -1, (3, 1)
    )
    window = int(high) | 1
    sums = cv2.boxFilter(energy, -1, (1, window), borderType=cv2.BORDER_CONSTANT)
    strength = sums.max(0)
    near = np.abs(np.arange(rows)[:, None] - sums.argmax(0)[None]) <= 0.7 * window
    middle = (energy * near * np.arange(rows)[:, None]).sum(0) / ((energy * near).sum(0) + 1e-6)
    usual = np.median(np.sort(strength)[-BLOCKS // 2 :])
    sure = strength > 0.15 * usual
    at = np.linspace(-1, 1, width, dtype=np.float32)
    if sure.sum() < 6:
        return np.full(width, rows / 2 - 0.5, np.float32)
    places = (np.arange(BLOCKS) + 0.5) / BLOCKS * 2 - 1
    weight = np.sqrt(np.minimum(strength / usual, 1)) * sure
    curve = np.array([0.0, 0.0, 0.0])
    for _ in range(2):  # the second time outliers count less
        curve = np.polyfit(places, middle, 2, w=weight + 1e-6)
        weight = weight / (1 + ((np.polyval(curve, places) - middle) / 3) ** 2)
    return np.polyval(curve, at).astype(np.float32)


def _fanned_in(image: Pixels) -> Pixels:
    """Bars that lean, more and more along the row, set upright: the upper third compared with the lower."""
    rows, width = image.shape
    calm = cv2.GaussianBlur(image, (0, 0), sigmaX=2, sigmaY=0.01).astype(np.float32)
    upper, lower = (np.diff(calm[part].mean(0)) for part in (slice(rows // 3), slice(-(rows // 3), None)))
    lower = np.pad(lower, REACH)[None].astype(np.float32)
    size = width // PARTS
    places, shifts, weights = [], [], []
    for begin in range(0, size * PARTS, size):
        piece = upper[None, begin : begin + size - 1].astype(np.float32)
        likeness = cv2.matchTemplate(
            lower[:, begin : begin + size - 1 + 2 * REACH], piece, cv2.TM_CCORR_NORMED
        )
        _, best, _, (at, _) = cv2.minMaxLoc(likeness)
        if best > ALIKE:
            places.append(begin + size / 2 - width / 2)
            shifts.append(at - REACH)
            weights.append(best)
    if len(places) < 2:
        return image
    line = np.polyfit(places, shifts, 1 if len(places) > 2 else 0, w=weights)
    across = np.repeat(np.arange(width, dtype=np.float32)[None], rows, 0)
    down = np.repeat(np.arange(rows, dtype=np.float32)[:, None], width, 1)
    lean = (down - (rows - 1) / 2) / (rows * 2 / 3)
    return _taken(image, (across + np.polyval(line, across - width / 2) * lean).astype(np.float32), down)
