"""What a set of GS1 element strings names: a patient, a member of staff or a pack."""

from collections.abc import Sequence
from datetime import date, time
from decimal import Decimal

from msgspec import Struct

from cart_agent.core.identify.digits import check_digit_holds, gs1_date
from cart_agent.core.identify.gs1 import Element
from cart_agent.core.identify.kinds import Badge, DrugPack, Reason, Wristband
from cart_agent.core.identify.refused import Refused

_CHECKED: dict[str, tuple[int, int]] = {
    **dict.fromkeys(("00", "8017", "8018"), (0, 18)),
    **dict.fromkeys(("01", "02", "03", "8006", "8026"), (0, 14)),
    **dict.fromkeys(("253", "255", *(f"41{digit}" for digit in range(8))), (0, 13)),
    "402": (0, 17),
    "8003": (1, 14),
}
"""Which digits of a value end with a check digit (GS1 General Specifications, 3.2)."""
_DATES: dict[str, tuple[int, ...]] = {
    **dict.fromkeys(("11", "12", "13", "15", "16", "17", "4324", "4325", "4326"), (0,)),
    **dict.fromkeys(("7003", "7006", "7011", "8008"), (0,)),
    "7007": (0, 6),
}
"""Where dates `YYMMDD` begin in a value."""
_WHOLE_DATES = {"4326", "7003", "7006", "7007", "7011", "8008"}
"""Dates that have a day: 00 is none (GS1 General Specifications, 3.7 to 3.9)."""
_APART: dict[str, set[str]] = {
    "01": {"255", "8006"},
    "21": {"235"},
    "420": {"421"},
    "426": {"422", "423", "424", "425"},
}
"""Identifiers that no message has together (GS1 General Specifications, 4.13, invalid pairs)."""
_SUBJECTS = {"01", "91", "8017", "8018"}
_SHIPPING = {"00", "02", "37"}
_OF_A_PACK = {"10", "11", "12", "13", "15", "16", "17", "20", "21", "22", "30", "7003"}
"""Attributes that need a GTIN beside them (GS1 General Specifications, 4.13, mandatory associations)."""


class Source(Struct, frozen=True):
    """The scan that the elements were read from."""

    raw: bytes
    symbology: str


def name_elements(elements: Sequence[Element], source: Source, today: date) -> Wristband | Badge | DrugPack:
    """The one thing that `elements` name. Raises Refused for none, two, or a contradiction."""
    values = _proven(elements, today)
    if values.keys() & _SHIPPING:
        raise Refused(Reason.NO_PRODUCT, "a shipping label")
    subjects = {"pack" if ai in {"01", "91"} else ai for ai in values.keys() & _SUBJECTS}
    if len(subjects) != 1:
        raise Refused(Reason.NO_PRODUCT, f"names {len(subjects)} things: AI {', '.join(values)}")
    _refuse_pairs(values)
    if "91" not in values and "01" not in values and (stray := values.keys() & _OF_A_PACK):
        raise Refused(Reason.GRAMMAR, f"a person with AI {', '.join(sorted(stray))} of a pack")
    if "8018" in values:
        return Wristband(gsrn=values["8018"], srin=values.get("8019"))
    if "8019" in values and "8017" not in values:
        raise Refused(Reason.GRAMMAR, "AI 8019 without a GSRN")
    if "8017" in values:
        return Badge(text=values["8017"])
    return _pack(values, elements, source, today)


def _proven(elements: Sequence[Element], today: date) -> dict[str, str]:
    values: dict[str, str] = {}
    for element in elements:
        ai, value = element.ai, element.value
        if values.setdefault(ai, value) != value:
            raise Refused(Reason.DUPLICATE, f"AI {ai} twice with different values")
        if ai in _CHECKED and not check_digit_holds(value[slice(*_CHECKED[ai])]):
            raise Refused(Reason.CHECK_DIGIT, f"AI {ai}: {value}")
        for begin in _DATES.get(ai, ()):
            if value[begin:]:
                _date_of(ai, value[begin : begin + 6], today)
            if ai in _WHOLE_DATES and value[begin + 4 : begin + 6] == "00":
                raise Refused(Reason.DATE, f"AI {ai} without a day")
    return values


def _refuse_pairs(values: dict[str, str]) -> None:
    """A measure says one thing once, whatever its decimals: 3102 is no companion of 3103."""
    for ai, others in _APART.items():
        if ai in values and (wrong := values.keys() & others):
            raise Refused(Reason.GRAMMAR, f"AI {ai} with AI {', '.join(sorted(wrong))}")
    measures = [ai[:3] for ai in values if len(ai) == 4 and "310" <= ai[:3] <= "369"]
    if len(set(measures)) < len(measures):
        raise Refused(Reason.DUPLICATE, "a measure twice")


def _date_of(ai: str, value: str, today: date) -> date:
    try:
        return gs1_date(value, today)
    except ValueError as error:
        raise Refused(Reason.DATE, f"AI {ai}: {error}") from error


def _pack(values: dict[str, str], elements: Sequence[Element], source: Source, today: date) -> DrugPack:
    expiry, expiry_time = _expiry(values, today)
    return DrugPack(
        gtin=values.get("01"),
        drug=values.get("91"),
        lot=values.get("10"),
        expiry=expiry,
        expiry_time=expiry_time,
        serial=values.get("21"),
        count=int(values["30"]) if "30" in values else None,
        weight=_weight(values),
        raw=source.raw,
        symbology=source.symbology,
        suspect=_hidden(values, elements, today),
    )


def _weight(values: dict[str, str]) -> Decimal | None:
    weights = (Decimal(value).scaleb(-int(ai[3])) for ai, value in values.items() if ai.startswith("310"))
    return next(weights, None)


def _expiry(values: dict[str, str], today: date) -> tuple[date | None, time | None]:
    day = _date_of("17", values["17"], today) if "17" in values else None
    if "7003" not in values:
        return day, None
    to_minute = values["7003"]
    exact = _date_of("7003", to_minute[:6], today)
    if day and day != exact:
        raise Refused(Reason.DATE, "AI 7003 has another day than AI 17")
    try:
        return exact, time(int(to_minute[6:8]), int(to_minute[8:10]))
    except ValueError as error:
        raise Refused(Reason.DATE, f"AI 7003: {error}") from error


def _hidden(values: dict[str, str], elements: Sequence[Element], today: date) -> str:
    """Why a lot or serial may have swallowed the next element: its separator was lost on the way.

    Grammar cannot see it: `10LOT42A17271231` is a valid lot. An element that is there already cannot have
    been swallowed, and in front of a separator no serial can hide in a lot.
    """
    for element in elements:
        if element.ai in {"10", "21"} and "17" not in values and _holds_expiry(element.value, today):
            return f"AI {element.ai} may hold an expiry date: separator lost?"
        if element.ai == "10" and not element.closed and "21" not in values and "21" in element.value[1:-1]:
            return "AI 10 may hold a serial number: separator lost?"
    return ""


def _holds_expiry(value: str, today: date) -> bool:
    return any(
        value.startswith("17", place) and _is_date(value[place + 2 : place + 8], today)
        for place in range(1, len(value))
    )


def _is_date(text: str, today: date) -> bool:
    try:
        gs1_date(text, today)
    except ValueError:
        return False
    return True
