"""Printable sheets of real barcodes: wristbands, badges, drawer tags and packs for a real scanner to read."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cart_agent.sheet.items import SheetItem

if TYPE_CHECKING:  # zxing-cpp and numpy: only to print
    from cart_agent.sheet.layout import Page

__all__ = ["SheetItem", "write_pages", "write_sheet"]


def write_sheet(items: Sequence[SheetItem], path: Path) -> list[Path]:
    """Write `items` as A4 pages and give the files written.

    `path` ends with `.pdf` (one file) or `.png` (one file a page: `sheet-1.png`, `sheet-2.png`, ...). Raises
    ValueError for another ending or an item whose code cannot be made, OSError when the file cannot be
    written.
    """
    from cart_agent.sheet.layout import lay_out  # noqa: PLC0415  (zxing-cpp and numpy: only to print)

    return write_pages(lay_out(items), path)


def write_pages(pages: "Sequence[Page]", path: Path) -> list[Path]:
    """Write pages of any size, as `write_sheet` does."""
    if path.suffix == ".pdf":
        from cart_agent.sheet.pdf import write_pdf  # noqa: PLC0415  (reportlab: only to print)

        write_pdf(pages, path)
        return [path]
    if path.suffix != ".png":
        raise ValueError(f"{path.name}: a sheet is a .pdf or a .png")
    from cart_agent.sheet.png import write_png  # noqa: PLC0415

    files = [path.with_stem(f"{path.stem}-{number}") for number, _ in enumerate(pages, 1)]
    for page, file in zip(pages, files, strict=True):
        write_png(page, file)
    return files
