"""A label: its code, the words on it, and what the cart is to read in it.

GS1 element strings and their human-readable interpretation follow the GS1 General Specifications, 3 and 4.14.
"""

from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from cart_agent.core.identify import DrugPack, Identified, IdentifyRules, Reason, Unreadable, identify
from cart_agent.core.identify.gs1_formats import FORMATS
from cart_agent.labels.stocks import LabelKind
from cart_agent.sheet.items import SheetItem

SEPARATOR = "\x1d"


class Label(Struct, frozen=True, kw_only=True):
    """What is printed. All words are plain text."""

    kind: LabelKind
    item: SheetItem
    head: tuple[str, ...]
    """Large lines, such as the drug's name; wrapped, never cut."""
    lines: tuple[str, ...] = ()
    readable: tuple[str, ...] = ()
    """The code's data for people, each element whole."""
    means: Identified
    """What the cart must read in the code."""


def gs1_item(title: str, elements: Sequence[tuple[str, str]]) -> SheetItem:
    """A GS1 DataMatrix of identifiers and values, in their order."""
    last = len(elements) - 1
    data = "".join(
        ai + value + (SEPARATOR if place < last and FORMATS[ai][1] else "")
        for place, (ai, value) in enumerate(elements)
    )
    return SheetItem(title=title, kind="gs1-datamatrix", data=data)


def readable(elements: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """`(01)08935001800019`: the human-readable interpretation, one string an element."""
    return tuple(f"({ai}){value}" for ai, value in elements)


def prove(label: Label, rules: IdentifyRules, today: date) -> None:
    """Raises ValueError unless the cart reads in the code exactly what the label means."""
    found = identify(label.item.raw, label.item.symbology, rules, today)
    if isinstance(found, Unreadable):
        raise ValueError(f"the cart would refuse this code ({found.reason}) {found.detail}".rstrip())
    if isinstance(found, DrugPack) and found.suspect:
        raise ValueError(f"the cart would refuse this code: {found.suspect}")
    if isinstance(found, DrugPack) and found.expiry and found.expiry < today:
        raise ValueError(f"expired on {found.expiry.isoformat()}")
    if found != label.means:
        raise ValueError(f"the cart would read this code as another {type(found).__name__}")


def nonsense() -> Label:
    """A label to try a printer with. No cart takes its code for anything."""
    item = SheetItem(title="TEST", kind="datamatrix", data="TEST")
    said = Unreadable(reason=Reason.UNKNOWN, raw=item.raw, symbology=item.symbology)
    lines = ("Ẵ ẵ Ễ ễ Ộ ộ Ữ ữ Đ đ", "0123456789")
    return Label(kind="drawer-tag", item=item, head=("IN THỬ",), lines=lines, readable=("TEST",), means=said)
