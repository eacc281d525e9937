"""The cells of pharmacy's order list. Each reader raises BadCell with a code of `words_list.LIST`."""

import re
from datetime import date, time
from decimal import Decimal

from cart_agent.core.units import UnitError, canonical

_NUMBER = re.compile(r"^[0-9]{1,9}(?:[.,][0-9]{1,6})?$")
_THOUSANDS = re.compile(r"^[1-9][0-9]{0,2}[.,][0-9]{3}$")
_ID = re.compile(r"^[A-Za-z0-9.-]{1,64}$")
_DAY = re.compile(r"^([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})$")

ROUTES = {
    "uống": "oral",
    "qua ống thông": "tube",
    "ngậm dưới lưỡi": "sublingual",
    "tiêm tĩnh mạch": "iv",
    "truyền tĩnh mạch": "iv-infusion",
    "tiêm bắp": "im",
    "tiêm dưới da": "sc",
    "hít": "inhaled",
    "khí dung": "nebulised",
    "nhỏ mắt": "ocular",
    "nhỏ tai": "otic",
    "xịt mũi": "nasal",
    "bôi": "topical",
    "đặt hậu môn": "rectal",
    "dán": "transdermal",
}
STATES = {"đang dùng": "active", "tạm ngừng": "on-hold", "ngừng": "stopped", "xong": "completed"}
PRIORITIES = {"thường": "routine", "khẩn": "urgent", "ngay": "stat"}


class BadCell(ValueError):
    """The cell does not say what its column is for."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def number(text: str) -> Decimal:
    """Above 0, digits kept. `1.000` and `1,000` are refused: a thousand to one reader, one to another."""
    if _THOUSANDS.match(text):
        raise BadCell("number-ambiguous")
    if not _NUMBER.match(text) or not (value := Decimal(text.replace(",", "."))):
        raise BadCell("not-a-number")
    return value


def identifier(text: str) -> str:
    """An id as FHIR allows it, since references are made of it (hl7.org/fhir/R4/datatypes.html#id)."""
    if not _ID.match(text):
        raise BadCell("not-an-id")
    return text


def unit(text: str) -> str:
    """The UCUM code."""
    try:
        return canonical(text)
    except UnitError as error:
        raise BadCell("not-a-unit") from error


def times(text: str) -> list[str]:
    """`HH:MM:00`, in order, each once."""
    parts = [part for part in re.split(r"[;,\s]+", text) if part]
    try:
        found = sorted({time.fromisoformat(part.zfill(5)) for part in parts})
    except ValueError as error:
        raise BadCell("not-a-time") from error
    if len(found) != len(parts) or any(one.tzinfo for one in found):
        raise BadCell("not-a-time")
    return [one.strftime("%H:%M:00") for one in found]


def day(text: str) -> str:
    """ISO 8601."""
    match = _DAY.match(text)
    try:
        if match:
            return date(int(match[3]), int(match[2]), int(match[1])).isoformat()
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise BadCell("not-a-day") from error


def word(text: str, table: dict[str, str]) -> str:
    """The code itself, or what the Vietnamese word means."""
    small = text.casefold()
    if small in table.values():
        return small
    if small not in table:
        raise BadCell("value-unknown")
    return table[small]
