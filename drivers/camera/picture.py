"""A picture file as grey pixels, upright: any size, colour, transparency, 16 bit."""

import warnings
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from drivers.camera.view import Pixels

LARGEST = 200_000_000
"""Pixels; a larger picture is refused before it is unpacked."""
LONGEST = 8000
"""Pixels of the longer side; a larger picture is made smaller."""


class BadPicture(ValueError):
    """The file is no picture that can be read; the text says why."""


def load(path: Path) -> Pixels:
    """The picture in grey, uint8, turned as its EXIF data say. Raises BadPicture, MemoryError."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of large pictures and odd metadata
            with Image.open(path) as image:
                return _grey(image)
    except (BadPicture, MemoryError):
        raise
    except Exception as error:
        # Pillow's readers raise many kinds for a broken file: OSError, SyntaxError, struct.error, ...
        raise BadPicture(f"{type(error).__name__}: {error}") from error


def _grey(image: Image.Image) -> Pixels:
    if image.width * image.height > LARGEST:
        raise BadPicture(f"{image.width}x{image.height} pixels are too many")
    upright = ImageOps.exif_transpose(image)
    if upright.mode.startswith(("I", "F")):
        return _fitted(_stretched(np.asarray(upright, np.float64)))
    if upright.has_transparency_data:
        clear = upright.convert("RGBA")
        paper = Image.new("RGBA", clear.size, "white")
        upright = Image.alpha_composite(paper, clear)
    return _fitted(np.asarray(upright.convert("L")))


def _stretched(deep: Pixels) -> Pixels:
    """16 bit or floating point -> the range that is used as 0 to 255."""
    low, high = np.nanmin(deep), np.nanmax(deep)
    if not np.isfinite(high - low):
        raise BadPicture("the values are not numbers")
    scaled: Pixels = np.nan_to_num((deep - low) * (255 / max(high - low, 1e-9))).astype(np.uint8)
    return scaled


def _fitted(grey: Pixels) -> Pixels:
    longest = max(grey.shape)
    if longest <= LONGEST:
        return np.ascontiguousarray(grey)
    factor = LONGEST / longest
    size = max(1, round(grey.shape[1] * factor)), max(1, round(grey.shape[0] * factor))
    return np.asarray(Image.fromarray(grey).resize(size, Image.Resampling.BOX))
