"""Where the four corners of a matrix code may be that no decoder has found: the outline of a dark patch on
its light label."""

import cv2
import numpy as np

from drivers.camera.view import Pixels

CALM = 1.0
WINDOW = 25
"""Pixels in which light and dark both occur."""
DARK = 0.55
"""Of the way from dark to light."""
CONTRAST = 15.0
"""Grey levels between the two; less is plain paper."""
GAPS = (5, 9, 15)
"""Pixels between dark modules that are closed, each tried; what is thinner is no code."""
SMALLEST = 18 * 18
ALIKE = 3.0
"""Pixels by which two outlines differ at most that are one."""
CORNERS = 12
"""A hull is thinned out to so many before it is drawn together to four."""


def outlines(image: Pixels) -> list[Pixels]:
    """Four corners each, 4 x 2, clockwise, in pixels of `image`; the patch nearest to its middle."""
    dark = _dark(image)
    found: list[Pixels] = []
    for gap in GAPS:
        corners = _outline(dark, gap)
        if corners is not None and not any(_same(corners, other) for other in found):
            found.append(corners)
    return found


def _dark(image: Pixels) -> Pixels:
    calm = cv2.GaussianBlur(image, (0, 0), CALM)
    kernel, window = np.ones((WINDOW, WINDOW), np.uint8), (WINDOW, WINDOW)
    high = cv2.blur(cv2.dilate(calm, kernel), window).astype(np.float32)
    low = cv2.blur(cv2.erode(calm, kernel), window).astype(np.float32)
    mask: Pixels = ((calm < low + (high - low) * DARK) & (high - low > CONTRAST)).astype(np.uint8)
    return mask


def _outline(dark: Pixels, gap: int) -> Pixels | None:
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (gap, gap))
    closed = cv2.morphologyEx(cv2.morphologyEx(dark, cv2.MORPH_CLOSE, disc), cv2.MORPH_OPEN, disc)
    _, labels, sizes, middles = cv2.connectedComponentsWithStats(closed)
    height, width = dark.shape
    left, top, across, down, area = sizes.T
    inside = (left > 1) & (top > 1) & (left + across < width - 1) & (top + down < height - 1)
    good = np.flatnonzero(inside & (area >= SMALLEST) & (np.arange(len(sizes)) > 0))
    if not good.size:
        return None
    far = np.linalg.norm(middles[good] - (width / 2, height / 2), axis=1)
    patch = (labels == good[far.argmin()]).astype(np.uint8)
    edges, _ = cv2.findContours(patch, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    return _four(cv2.convexHull(max(edges, key=cv2.contourArea)))


def _four(hull: Pixels) -> Pixels:
    """The sides that cost least are left out, their neighbours meet: a cut corner comes back."""
    around, loose = cv2.arcLength(hull, True), 0.005
    while len(thin := cv2.approxPolyDP(hull, loose * around, True)[:, 0].astype(np.float64)) > CORNERS:
        loose += 0.005
    while len(thin) > 4 and (better := _without_a_side(thin)) is not None:
        thin = better
    if len(thin) != 4:
        thin = cv2.boxPoints(cv2.minAreaRect(hull)).astype(np.float64)
    clockwise = cv2.contourArea(thin.astype(np.float32), oriented=True) > 0
    return thin if clockwise else thin[::-1]


def _without_a_side(corners: Pixels) -> Pixels | None:
    best: tuple[float, int, Pixels] | None = None
    count = len(corners)
    for place in range(count):
        before, begin, end, after = (corners[(place + step) % count] for step in range(4))
        along, back = begin - before, end - after
        turn = along[0] * back[1] - along[1] * back[0]
        if abs(turn) < 1e-9:
            continue
        gap = after - before
        far = (gap[0] * back[1] - gap[1] * back[0]) / turn
        near = (gap[0] * along[1] - gap[1] * along[0]) / turn
        if far < 1 or near < 1:
            continue
        corner = before + far * along
        side, over = end - begin, corner - begin
        added = abs(over[0] * side[1] - over[1] * side[0]) / 2
        if best is None or added < best[0]:
            best = added, place, corner
    if best is None:
        return None
    _, place, corner = best
    kept = corners.copy()
    kept[(place + 1) % count] = corner
    return np.delete(kept, (place + 2) % count, 0)


def _same(one: Pixels, other: Pixels) -> bool:
    return min(float(np.abs(one - np.roll(other, turn, 0)).max()) for turn in range(4)) <= ALIKE
