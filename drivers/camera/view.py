"""Views: pictures made from a frame (a part, another size, sharpened, straightened) that know where their
pixels lie in the frame. Pure functions on numpy arrays, grey, uint8.
"""

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
from msgspec import Struct

Pixels = np.ndarray[Any, np.dtype[Any]]
Box = tuple[int, int, int, int]
"""Left, top, width, height in pixels of the frame."""

cv2.setNumThreads(1)


class View(Struct, frozen=True):
    """`to_frame` is the 3x3 matrix from this picture's pixels to the frame's."""

    image: Pixels
    to_frame: Pixels
    stage: str

    def in_frame(self, points: Sequence[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
        """These points of the view, in pixels of the frame."""
        moved = cv2.perspectiveTransform(np.array([points], np.float64), self.to_frame)[0]
        return tuple((float(x), float(y)) for x, y in moved)

    def named(self, stage: str) -> "View":
        """The same view under another name."""
        return View(self.image, self.to_frame, stage)


def halved(image: Pixels) -> Pixels:
    """Half as large, each pixel the mean of four: much faster than any other factor."""
    return cv2.resize(image, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)


def whole(frame: Pixels) -> View:
    """The frame as it is."""
    return View(np.ascontiguousarray(frame), np.eye(3), "whole")


def part(view: View, box: Box) -> View:
    """What lies in `box`, cut at the edges."""
    left, top = max(box[0], 0), max(box[1], 0)
    image = view.image[top : max(box[1] + box[3], top), left : max(box[0] + box[2], left)]
    shift = np.array([[1, 0, left], [0, 1, top], [0, 0, 1.0]])
    return View(image, view.to_frame @ shift, f"{view.stage} part")


def resized(view: View, factor: float) -> View:
    """The picture `factor` times as large; at least one pixel."""
    method = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    height, width = view.image.shape
    size = max(1, round(width * factor)), max(1, round(height * factor))
    image = cv2.resize(view.image, size, interpolation=method)
    scale = np.diag([width / size[0], height / size[1], 1.0])
    return View(image, view.to_frame @ scale, f"{view.stage} x{factor:.2g}")


def halved_view(view: View) -> View:
    """Half as large."""
    return View(halved(view.image), view.to_frame @ np.diag([2.0, 2.0, 1.0]), f"{view.stage} half")


def blurred(view: View, sigma: float) -> View:
    """Noise taken away; `sigma` in pixels of the view."""
    return View(cv2.GaussianBlur(view.image, (0, 0), sigma), view.to_frame, f"{view.stage} blurred")


def sharpened(view: View, sigma: float, amount: float) -> View:
    """Unsharp mask: what a blur of `sigma` pixels takes away is added `amount` times."""
    soft = cv2.GaussianBlur(view.image, (0, 0), sigma)
    image = cv2.addWeighted(view.image, 1 + amount, soft, -amount, 0)
    return View(image, view.to_frame, f"{view.stage} sharpened")


def warped(view: View, to_view: Pixels, size: tuple[int, int], stage: str) -> View:
    """A picture of `size` (width, height); `to_view` is the 3x3 matrix from its pixels to the view's."""
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    image = cv2.warpPerspective(view.image, to_view, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return View(image, view.to_frame @ to_view, stage)


def turned(view: View, degrees: float) -> View:
    """The whole picture turned about its middle, nothing cut off."""
    height, width = view.image.shape
    matrix = np.vstack([cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1), [0, 0, 1]])
    cos, sin = abs(matrix[0, 0]), abs(matrix[0, 1])
    size = int(height * sin + width * cos) + 1, int(height * cos + width * sin) + 1
    matrix[0, 2] += size[0] / 2 - width / 2
    matrix[1, 2] += size[1] / 2 - height / 2
    return warped(view, np.linalg.inv(matrix), size, f"{view.stage} turned")
