"""One code on a sheet, and exactly what a scanner sends when it reads that code.

The simulated scanner and the printed sheet use the same items, so a dose given on the screen's panel and one
given with a real scanner go through the same bytes.
"""

from typing import Literal

from msgspec import Struct

Kind = Literal["gs1-datamatrix", "datamatrix", "qr", "code128", "ean13", "opticon-menu"]

SYMBOLOGIES: dict[Kind, str] = {
    "gs1-datamatrix": "]d2",
    "datamatrix": "]d1",
    "qr": "]Q1",
    "code128": "]C0",
    "ean13": "]E0",
    "opticon-menu": "]A0",
}
"""AIM identifier of each kind (ISO/IEC 15424). Opticon's menu codes set a scanner and are not sent: Code 39
that begins and ends with a space instead of an asterisk."""


class SheetItem(Struct, frozen=True, kw_only=True):
    """A code to print, with the words beside it."""

    title: str
    """The first line under the code, such as a patient's or a drug's name."""
    subtitle: str = ""
    kind: Kind
    data: str
    """The code's data: for GS1 without parentheses and with a group separator (0x1D) after each element of
    variable length that is not the last; for EAN-13 all 13 digits."""

    @property
    def symbology(self) -> str:
        """AIM identifier, such as `]d2`."""
        return SYMBOLOGIES[self.kind]

    @property
    def raw(self) -> bytes:
        """The code's data as bytes, without AIM identifier and terminator: the `raw` of a `Scan`."""
        return self.data.encode()

    @property
    def sent(self) -> bytes:
        """What a scanner puts on the wire: AIM identifier and data, without terminator."""
        return self.symbology.encode() + self.raw
