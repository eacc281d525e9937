"""The rolls of labels that a printer may hold, and which of them a kind of label fits on."""

from typing import Literal

from msgspec import Struct

LabelKind = Literal["unit-dose", "prepared", "wristband", "drawer-tag", "badge"]


class Stock(Struct, frozen=True, kw_only=True):
    """One kind of label as it is read, in mm."""

    width: float
    height: float
    before: float = 1.5
    """Left free at the left end."""
    after: float = 1.5
    """Left free at the right end."""
    turned: bool = False
    """The roll runs in the direction of reading: the printer prints it a quarter turned."""
    codes: int = 1
    """How often the code stands on it."""


STOCKS: dict[str, Stock] = {
    "40x25": Stock(width=40, height=25),
    "50x30": Stock(width=50, height=30),
    "60x40": Stock(width=60, height=40),
    "80x50": Stock(width=80, height=50),
    "86x54": Stock(width=86, height=54, before=3, after=3),
    "25x279": Stock(width=279, height=25, before=25, after=70, turned=True, codes=3),
}
"""The names are width x height as the printer feeds them. A wristband's ends lie under its closure, and its
code stands on it three times, so that one of them can be read however the arm lies."""

FITS: dict[LabelKind, tuple[str, ...]] = {
    "unit-dose": ("40x25", "50x30", "60x40"),
    "prepared": ("60x40", "80x50"),
    "wristband": ("25x279",),
    "drawer-tag": ("50x30", "40x25", "60x40"),
    "badge": ("86x54", "60x40", "50x30"),
}
"""The first is meant where nobody says which."""


def stock_for(kind: LabelKind, name: str = "") -> Stock:
    """The roll `name`, or the usual one. Raises ValueError where this kind of label does not go on it."""
    fitting = FITS[kind]
    if name and name not in fitting:
        raise ValueError(f"{kind} goes on {', '.join(fitting)}, not on {name!r}")
    return STOCKS[name or fitting[0]]
