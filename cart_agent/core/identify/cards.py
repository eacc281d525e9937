"""The QR codes of Vietnamese citizen cards (CCCD) and health insurance cards (BHYT).

Neither layout is published as a standard; both are as observed on cards. Fields are divided by `|`, dates
may be less exact than a day, and newer cards append fields, so extra fields are accepted and ignored.
"""

import re
import unicodedata
from datetime import date

from cart_agent.core.identify.kinds import CitizenCard, InsuranceCard, Reason, Sex
from cart_agent.core.identify.plain import is_plain
from cart_agent.core.identify.refused import Refused

CITIZEN = re.compile(r"[0-9]{12}\|")
INSURANCE = re.compile(r"([A-Z]{2}[1-5][0-9]{12}|[0-9]{10})\|")

_OLD_NUMBER = re.compile(r"([0-9]{9}|[0-9]{12})?")
"""Of the cards before, with 9 digits, later 12; empty for people who never had one."""
_HEX = re.compile(r"(?=.*[0-9])(?:[0-9A-Fa-f]{2})+")
"""UTF-8 in hexadecimal. Letters of Latin script have a digit in their first half, a plain `Ba` has none."""
_DATE = re.compile(r"(?:(?:([0-9]{2})/?)?([0-9]{2})/?)?([0-9]{4})")
_YEARS = range(1900, 2100)
"""Of everybody's birth and every card: six digits that mean `DDMMYY` give no such year and are refused."""
_INSURANCE_FIELDS = 14
"""Without the closing `$`."""

_CITIZEN_SEX: dict[str, Sex] = {"nam": "male", "nữ": "female"}
_INSURANCE_SEX: dict[str, Sex] = {"1": "male", "2": "female"}


def read_citizen(text: str) -> CitizenCard:
    """`number|old number|name|DDMMYYYY|Nam or Nữ|address|issued`; some cards lack `old number` or `issued`.

    Raises Refused when it is cut or malformed.
    """
    fields = text.split("|")
    if len(fields) > 3 and fields[3].casefold() in _CITIZEN_SEX:
        fields.insert(1, "")
    if len(fields) < 6 or fields[4].casefold() not in _CITIZEN_SEX or not _OLD_NUMBER.fullmatch(fields[1]):
        raise Refused(Reason.CARD, "citizen card: fields missing, or no sex where it belongs")
    number, old, name, birth, sex, address, *more = fields
    return CitizenCard(
        number=number,
        old_number=old,
        name=_name(name),
        birth=_iso(birth),
        sex=_CITIZEN_SEX[sex.casefold()],
        address=address,
        issued=_iso(more[0]) if more and more[0] else "",
    )


def read_insurance(text: str) -> InsuranceCard:
    """`number|name|birth|sex|address|facility|from|to|issued|manager|parent|area|5 years|check|$`.

    Name and address are UTF-8 in hexadecimal, on some cards plain text; `-` is an empty field. The
    closing `$` proves that nothing is cut off. Raises Refused.
    """
    whole = text.removesuffix("$")
    fields = ["" if field == "-" else field for field in whole.removesuffix("|").split("|")]
    if whole == text or len(fields) < _INSURANCE_FIELDS:
        raise Refused(Reason.CARD, "insurance card: fields missing, or no $ at the end")
    number, name, birth, sex, address, facility, valid_from, valid_to = fields[:8]
    if sex not in _INSURANCE_SEX:
        raise Refused(Reason.CARD, "insurance card: no sex")
    return InsuranceCard(
        number=number,
        name=_name(_from_hex(name)),
        birth=_iso(birth),
        sex=_INSURANCE_SEX[sex],
        address=_from_hex(address),
        facility=facility,
        valid_from=_iso(valid_from) if valid_from else "",
        valid_to=_iso(valid_to) if valid_to else "",
    )


def _from_hex(field: str) -> str:
    """Hexadecimal that is broken is refused, never shown for a name."""
    if not _HEX.fullmatch(field):
        return field
    try:
        text = unicodedata.normalize("NFC", bytes.fromhex(field).decode())
    except UnicodeDecodeError as error:
        raise Refused(Reason.CARD, "a name or address in hexadecimal is cut or damaged") from error
    if not is_plain(text):
        raise Refused(Reason.CARD, "a name or address with control characters")
    return text


def _name(field: str) -> str:
    """People's names have letters and no digit: half a hexadecimal name is none."""
    if not any(map(str.isalpha, field)) or any(map(str.isdigit, field)):
        raise Refused(Reason.CARD, "no name where it belongs")
    return field


def _iso(field: str) -> str:
    """`DDMMYYYY`, `MMYYYY` or `YYYY`, with or without `/`, day or month 00 for unknown, as ISO 8601."""
    match = _DATE.fullmatch(field)
    if not match:
        raise Refused(Reason.CARD, "a date is malformed")
    day, month, year = (int(part or 0) for part in match.groups())
    if year not in _YEARS:
        raise Refused(Reason.CARD, "a date of another century")
    try:
        date(year, month or 1, day or 1)
    except ValueError as error:
        raise Refused(Reason.CARD, f"a date does not exist: {error}") from error
    if not month:
        return f"{year:04}"
    return f"{year:04}-{month:02}-{day:02}" if day else f"{year:04}-{month:02}"
