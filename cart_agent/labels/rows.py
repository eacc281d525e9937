"""What stands in a row of the pharmacy's file: one struct a kind of label, each becomes its labels.

The names of the fields are the file's headings. A field that is not used is left empty or left out. Every row
may raise ValueError, which says what is wrong with it.
"""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from typing import Annotated

from msgspec import Meta, Struct

from cart_agent.core import identify as read
from cart_agent.labels.label import Label, gs1_item, readable
from cart_agent.labels.words import Words, day
from cart_agent.sheet.items import SheetItem

Word = Annotated[str, Meta(min_length=1)]
Expiry = Annotated[str, Meta(pattern=r"^[0-9]{4}-[0-9]{2}(-[0-9]{2})?$")]
Birth = Annotated[str, Meta(pattern=r"^[0-9]{4}(-[0-9]{2}){0,2}$")]
"""Of many old people only the year is known."""
Count = Annotated[int, Meta(ge=1, le=500)]


class UnitDose(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One dose of a drug, packed by pharmacy. With `count` the serial number goes up from label to label."""

    name: Word
    strength: str = ""
    form: str = ""
    gtin: str = ""
    """8, 12, 13 or 14 digits; else `code`."""
    code: str = ""
    """The hospital's own code of the product (AI 91)."""
    lot: Word
    expiry: Expiry
    """`2027-12-31`, or `2027-12` for the end of that month."""
    serial: Word
    """Never twice for the same product: it also proves that no separator got lost."""
    count: Count = 1

    def labels(self, words: Words) -> Iterator[Label]:
        if bool(self.gtin) == bool(self.code):
            raise ValueError("a unit dose has a gtin or the hospital's code: one of them")
        until = _last_day(self.expiry)
        for serial in _serials(self.serial, self.count):
            yield self._label(serial, until, words)

    def _label(self, serial: str, until: date, words: Words) -> Label:
        gtin = self.gtin.zfill(14) if self.gtin else None
        product = ("01", gtin) if gtin else ("91", self.code)
        dated = until.strftime("%y%m") + (until.strftime("%d") if len(self.expiry) > len("2027-12") else "00")
        elements = (product, ("17", dated), ("10", self.lot), ("21", serial))
        item = gs1_item(self.name, elements)
        return Label(
            kind="unit-dose",
            item=item,
            head=(_joined(self.name, self.strength),),
            lines=tuple(
                filter(None, (self.form, words["expiry"] + day(self.expiry), words["lot"] + self.lot))
            ),
            readable=readable(elements),
            means=read.DrugPack(
                gtin=gtin,
                drug=self.code or None,
                lot=self.lot,
                expiry=until,
                serial=serial,
                raw=item.raw,
                symbology=item.symbology,
            ),
        )


class Wristband(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A patient's band: with her GSRN, or with the hospital's own number on bands."""

    name: Word
    birth_date: Birth
    """`1958-05-12`, or what is known of it: `1958-05`, `1958`."""
    sex: str = ""
    """As it is to be printed."""
    number: str = ""
    """The hospital's number of the patient; printed beside the name."""
    gsrn: str = ""
    """18 digits (AI 8018); else `band`."""
    srin: str = ""
    """Counts the bands of one stay (AI 8019); only with `gsrn`."""
    band: str = ""
    """The text that the hospital's pattern of wristbands takes."""

    def labels(self, words: Words) -> Iterator[Label]:
        if bool(self.gsrn) == bool(self.band) or (self.srin and not self.gsrn):
            raise ValueError("a wristband has a gsrn (and an srin with it) or a band number: one of them")
        date(*map(int, f"{self.birth_date}-01-01".split("-")[:3]))  # is there such a day?
        elements = (("8018", self.gsrn), *((("8019", self.srin),) if self.srin else ()))
        born = words["born"] + day(self.birth_date)
        yield Label(
            kind="wristband",
            item=gs1_item(self.name, elements) if self.gsrn else _text_item(self.name, self.band),
            head=(self.name,),
            lines=(" · ".join(filter(None, (born, self.sex))), *filter(None, (self.number,))),
            readable=readable(elements) if self.gsrn else (self.band,),
            means=read.Wristband(gsrn=self.gsrn, srin=self.srin or None)
            if self.gsrn
            else read.Wristband(number=self.band),
        )


class DrawerTag(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The tag on a drawer."""

    drawer: Annotated[int, Meta(ge=1, le=99)]
    content: str = ""
    """What lies in it, for people."""
    code: str = ""
    """Where the hospital's pattern of drawer tags is another than `NGAN-3`."""

    def labels(self, words: Words) -> Iterator[Label]:
        title = f"{words['drawer']}{self.drawer}"
        code = self.code or f"NGAN-{self.drawer}"
        yield Label(
            kind="drawer-tag",
            item=_text_item(title, code),
            head=(title,),
            lines=tuple(filter(None, (self.content,))),
            readable=(code,),
            means=read.DrawerTag(drawer=self.drawer),
        )


class Badge(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The badge of a member of staff. It says who she is; her PIN proves it."""

    name: Word
    role: str = ""
    badge: str = ""
    """The text that the hospital's pattern of badges takes; else `gsrn`."""
    gsrn: str = ""
    """18 digits (AI 8017)."""

    def labels(self, words: Words) -> Iterator[Label]:  # noqa: ARG002 (as of the other rows)
        if bool(self.gsrn) == bool(self.badge):
            raise ValueError("a badge has a badge number or a gsrn: one of them")
        elements = (("8017", self.gsrn),)
        yield Label(
            kind="badge",
            item=gs1_item(self.name, elements) if self.gsrn else _text_item(self.name, self.badge),
            head=(self.name,),
            lines=tuple(filter(None, (self.role,))),
            readable=readable(elements) if self.gsrn else (self.badge,),
            means=read.Badge(text=self.gsrn or self.badge),
        )


Row = UnitDose | Wristband | DrawerTag | Badge
ROWS: dict[str, type[UnitDose] | type[Wristband] | type[DrawerTag] | type[Badge]] = {
    "unit-dose": UnitDose,
    "wristband": Wristband,
    "drawer-tag": DrawerTag,
    "badge": Badge,
}
"""By the kind of label. That of a prepared syringe or infusion comes from the cart alone (`prepared.py`)."""


FORMS = {
    "birth_date": "YYYY-MM-DD or DD/MM/YYYY, YYYY-MM or MM/YYYY, or YYYY",
    "expiry": "YYYY-MM-DD or DD/MM/YYYY; YYYY-MM or MM/YYYY for the end of that month",
    "count": "a whole number from 1 to 500",
    "drawer": "a whole number from 1 to 99",
}
"""How the fields are written that have a form."""


def _text_item(title: str, text: str) -> SheetItem:
    return SheetItem(title=title, kind="datamatrix", data=text)


def _joined(*words: str) -> str:
    return " ".join(filter(None, words))


def _last_day(expiry: str) -> date:
    """The last day on which it may be given. Raises ValueError when there is no such day."""
    year, month, *rest = map(int, expiry.split("-"))
    if not rest and 1 <= month <= 12:
        return date(year, month, monthrange(year, month)[1])
    return date(year, month, *rest or (1,))


def _serials(first: str, count: int) -> Iterator[str]:
    """`SN0098`, `SN0099`, `SN0100`: the digits at the end go up and keep their length."""
    head = first.rstrip("0123456789")
    digits = first[len(head) :]
    if count > 1 and (not digits or len(str(int(digits) + count - 1)) > len(digits)):
        raise ValueError(f"serial {first!r} does not end in digits that could be counted up {count} times")
    for more in range(count):
        yield head + (str(int(digits) + more).zfill(len(digits)) if digits else "")
