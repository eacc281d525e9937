"""One item's barcode as black rectangles, made by zxing-cpp's writer and proven before it is used."""

import re
from collections.abc import Iterator
from itertools import groupby
from typing import Any

import numpy as np
import zxingcpp
from msgspec import Struct

from cart_agent.sheet.items import Kind, SheetItem

_FORMATS: dict[Kind, tuple[Any, dict[str, bool]]] = {
    "gs1-datamatrix": (zxingcpp.BarcodeFormat.DataMatrix, {"gs1": True, "forceSquare": True}),
    "datamatrix": (zxingcpp.BarcodeFormat.DataMatrix, {"forceSquare": True}),
    "qr": (zxingcpp.BarcodeFormat.QRCode, {}),
    "code128": (zxingcpp.BarcodeFormat.Code128, {}),
    "ean13": (zxingcpp.BarcodeFormat.EAN13, {}),
    "opticon-menu": (zxingcpp.BarcodeFormat.Code39, {}),
}


class Rect(Struct, frozen=True):
    """A black rectangle; from the top left corner."""

    x: int
    y: int
    width: int
    height: int


class Symbol(Struct, frozen=True):
    """A barcode in modules, its quiet zone included."""

    width: int
    height: int
    bars: tuple[Rect, ...]


def make_symbol(item: SheetItem) -> Symbol:
    """The item's barcode. Raises ValueError when it cannot carry exactly these data."""
    kind, options = _FORMATS[item.kind]
    raw = f" {item.data} ".encode() if item.kind == "opticon-menu" else item.raw
    content = _bracketed(item.data) if item.kind == "gs1-datamatrix" else raw.decode()
    barcode = zxingcpp.create_barcode(content, kind, **options)
    if barcode.bytes != raw or barcode.symbology_identifier != item.symbology:
        raise ValueError(f"{item.title}: {item.kind} cannot carry {item.data!r}")
    dark = np.array(barcode.to_image(scale=1, add_quiet_zones=True)) == 0
    if item.kind == "opticon-menu":
        dark = _without_asterisks(dark)
    height, width = dark.shape
    return Symbol(width=width, height=height, bars=tuple(_bars(dark)))


def _bracketed(data: str) -> str:
    """`[01]...[10]...`: how the writer wants GS1 data. Brackets cannot occur in GS1 data."""
    from biip import ParseError  # noqa: PLC0415  (0.2 s)
    from biip.gs1_messages import GS1Message  # noqa: PLC0415

    if re.search(r"[\[\]]", data):
        raise ValueError(f"brackets in GS1 data: {data!r}")
    try:
        elements = GS1Message.parse(data).element_strings
    except ParseError as error:
        raise ValueError(f"not GS1 data: {error}") from error
    return "".join(f"[{element.ai.ai}]{element.value}" for element in elements)


def _without_asterisks(dark: Any) -> Any:
    """Code 39 without its first and its last character, nine elements and a gap each: the next two, spaces
    here, take their place."""
    edges = np.flatnonzero(np.diff(dark[0].astype(int))) + 1
    bare = dark[:, edges[10] : edges[-11]]
    return np.pad(bare, ((0, 0), (edges[0], edges[0])), constant_values=False)


def _bars(dark: Any) -> Iterator[Rect]:
    """Runs of dark modules; equal rows below each other are one band."""
    y = 0
    for row, band in groupby(tuple(line.tolist()) for line in dark):
        height = len(list(band))
        x = 0
        for is_dark, run in groupby(row):
            width = len(list(run))
            if is_dark:
                yield Rect(x, y, width, height)
            x += width
        y += height
