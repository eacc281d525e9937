"""What a decoder found in a picture, and the decoders themselves: zxing-cpp first, zbar as the last resort.

UPC-E is never read: its short codes are found in noise. libdmtx is not used: it loses FNC1.
"""

from collections.abc import Iterable
from typing import Any, Literal

import numpy as np
import zxingcpp
from msgspec import Struct
from pyzbar import pyzbar

from drivers.camera.view import Pixels, View

F = zxingcpp.BarcodeFormat
LINEAR = (F.Code128, F.EAN13, F.EAN8)
MATRIX = (F.DataMatrix, F.QRCodeModel2)
"""No Micro QR: one finder and a weak guard, and no ward's code is one."""
FORMATS = MATRIX + LINEAR
Also = Literal["databar", "itf"]
ALSO: dict[Also, tuple[Any, ...]] = {"databar": (F.DataBar,), "itf": (F.ITF,)}
"""What a ward may ask for beside them: what packs and cartons carry and `cart identify` knows."""
_WEAK = ("]E", "]I")
"""EAN and Interleaved 2 of 5, by the beginning of their AIM identifiers."""
_ZBAR = {"QRCODE": "]Q1", "EAN13": "]E0", "EAN8": "]E4", "CODE128": ""}
"""zbar's names and the AIM identifier; it does not say whether a Code 128 is one of GS1."""


class Reading(Struct, frozen=True, kw_only=True):
    """One code read in one picture."""

    raw: bytes
    """The code's data, group separators (0x1D) kept, without AIM identifier."""
    text: str
    symbology: str
    """AIM identifier (ISO/IEC 15424); empty when the decoder cannot tell."""
    corners: tuple[tuple[float, float], ...]
    """Its four corners in pixels of the frame."""
    weak: bool
    """A single digit guards it, or none (EAN, Interleaved 2 of 5): one reading is no proof."""
    stage: str
    """Which view of the frame it was read in."""

    @property
    def key(self) -> tuple[str, bytes]:
        """Same key, same code."""
        return self.symbology, self.raw


def read(
    view: View,
    formats: Iterable[Any] = FORMATS,
    *,
    rotate: bool = True,
    downscale: bool = False,
    invert: bool = False,
    pure: bool = False,
) -> list[Reading]:
    """What zxing-cpp reads in `view`. "Lean" unless told otherwise: no second size, no negative."""
    found = zxingcpp.read_barcodes(
        view.image,
        formats=list(formats),  # type: ignore[arg-type]  # its own binding takes any list of formats
        text_mode=zxingcpp.TextMode.Plain,
        try_rotate=rotate,
        try_downscale=downscale,
        try_invert=invert,
        is_pure=pure,
    )
    return [_reading(one, view) for one in found if one.bytes]


def read_one(view: View, formats: Iterable[Any], *, rotate: bool = True) -> list[Reading]:
    """The first code that zxing-cpp reads in `view`, lean, or none: up to six times as fast as all."""
    one = zxingcpp.read_barcode(
        view.image,
        formats=list(formats),  # type: ignore[arg-type]  # as above
        text_mode=zxingcpp.TextMode.Plain,
        try_rotate=rotate,
        try_downscale=False,
        try_invert=False,
    )
    return [_reading(one, view)] if one is not None and one.bytes else []


class Hint(Struct, frozen=True):
    """A matrix code that was found but not read: its corners in the frame, and its kind."""

    corners: tuple[tuple[float, float], ...]
    data_matrix: bool


def look(view: View) -> tuple[list[Reading], list[Hint]]:
    """Matrix codes in `view`: those that zxing-cpp reads, and those that it finds but cannot read."""
    found = zxingcpp.read_barcodes(
        view.image,
        formats=list(MATRIX),  # type: ignore[arg-type]  # as above
        text_mode=zxingcpp.TextMode.Plain,
        try_downscale=False,
        try_invert=False,
        return_errors=True,
    )
    good = [_reading(one, view) for one in found if one.valid and one.bytes]
    return good, [
        Hint(_in_frame(one, view), one.format == F.DataMatrix) for one in found if one.error is not None
    ]


def _in_frame(one: Any, view: View) -> tuple[tuple[float, float], ...]:
    at = one.position
    corners = [at.top_left, at.top_right, at.bottom_right, at.bottom_left]
    return view.in_frame([(point.x, point.y) for point in corners])


def read_default(frame: Pixels) -> list[Reading]:
    """What zxing-cpp reads with its own defaults, every format: to compare with."""
    view = View(frame, np.eye(3), "default")
    return [_reading(one, view) for one in zxingcpp.read_barcodes(frame) if one.bytes]


def _reading(one: Any, view: View) -> Reading:
    return Reading(
        raw=one.bytes,
        text=one.text,
        symbology=one.symbology_identifier,
        corners=_in_frame(one, view),
        weak=one.symbology_identifier[:2] in _WEAK,
        stage=view.stage,
    )


def read_zbar(view: View) -> list[Reading]:
    """What zbar reads in `view`: QR and linear codes only.

    zbar recodes the text of a QR code, and nobody can say from what: only plain ASCII is believed.
    """
    symbols = [pyzbar.ZBarSymbol[name] for name in _ZBAR]
    found = pyzbar.decode(np.ascontiguousarray(view.image), symbols=symbols)
    return [_from_zbar(one, view) for one in found if one.data.isascii() and one.data]


def _from_zbar(one: Any, view: View) -> Reading:
    box = one.rect
    right, bottom = box.left + box.width, box.top + box.height
    corners = [(box.left, box.top), (right, box.top), (right, bottom), (box.left, bottom)]
    return Reading(
        raw=one.data,
        text=one.data.decode(),
        symbology=_ZBAR[one.type],
        corners=view.in_frame(corners),
        weak=one.type != "QRCODE",
        stage="zbar",
    )


__all__ = ["FORMATS", "LINEAR", "MATRIX", "Pixels", "Reading", "read", "read_zbar"]
