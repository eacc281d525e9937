"""A payload as modules: an array of 0 (light) and 1 (dark), one cell a module, without quiet zone."""

import re
from typing import Any

import numpy as np
import segno
import zxingcpp

from bench.frames.payloads import GS, LINEAR, Kind, Pixels

QUIET: dict[Kind, int] = {
    "gs1dm": 2,
    "dm_small": 2,
    "cccd": 4,
    "bhyt": 4,
    "gs1_128": 10,
    "c128": 10,
    "ean13": 10,
}
"""Modules of quiet zone that the label keeps around the code."""

_HEIGHT: dict[Kind, int] = {"gs1_128": 30, "c128": 40, "ean13": 40}
_FORMAT = zxingcpp.BarcodeFormat
_WRITE: dict[Kind, tuple[Any, dict[str, bool]]] = {
    "gs1dm": (_FORMAT.DataMatrix, {"gs1": True, "forceSquare": True}),
    "dm_small": (_FORMAT.DataMatrix, {"forceSquare": True}),
    "gs1_128": (_FORMAT.Code128, {"gs1": True}),
    "c128": (_FORMAT.Code128, {}),
    "ean13": (_FORMAT.EAN13, {}),
}
_QR_LEVEL: dict[Kind, str] = {"cccd": "m", "bhyt": "l"}
_ELEMENT = re.compile(rf"(01)(\d{{14}})|(17)(\d{{6}})|(8018)(\d{{18}})|(8019|10|21)([^{GS}]+)|{GS}")


def modules(kind: Kind, text: str) -> Pixels:
    """`text` as modules; bars of linear codes are repeated to a usual height."""
    if kind in _QR_LEVEL:
        code = segno.make_qr(text.encode(), error=_QR_LEVEL[kind], boost_error=False)
        return np.array([list(row) for row in code.matrix], np.uint8)
    fmt, options = _WRITE[kind]
    content = _bracketed(text) if "gs1" in options else text
    image = zxingcpp.create_barcode(content, fmt, **options).to_image(scale=1, add_quiet_zones=False)
    dark = (np.array(image) < 128).astype(np.uint8)
    rows, columns = np.nonzero(dark)
    dark = dark[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    if kind in LINEAR:
        dark = np.repeat(dark[dark.shape[0] // 3][None], _HEIGHT[kind], 0)
    return dark


def _bracketed(text: str) -> str:
    found = (match for match in _ELEMENT.finditer(text) if match.lastindex)
    pairs = ([part for part in match.groups() if part] for match in found)
    return "".join(f"[{ai}]{value}" for ai, value in pairs)
