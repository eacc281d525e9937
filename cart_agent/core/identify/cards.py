"""The QR codes of Vietnamese citizen cards (CCCD) and health insurance cards (BHYT).

Neither layout is published as a standard; both are as observed on cards. Fields are divided by `|`, dates
may be less exact than a day, and newer cards append fields, so extra fields are accepted and ignored.
"""

import re
from datetime import date

from cart_agent.core.identify.kinds import CitizenCard, InsuranceCard, Reason, Sex
from cart_agent.core.identify.refused import Refused

CITIZEN = re.compile(r"[0-9]{12}\|")
INSURANCE = re.compile(r"([A-Z]{2}[1-5][0-9]{12}|[0-9]{10})\|")

_CITIZEN_SEX: dict[str, Sex] = {"nam": "male", "nữ": "female"}
_INSURANCE_SEX: dict[str, Sex] = {"1": "male", "2": "female"}


def read_citizen(text: str) -> CitizenCard:
    """`number|old number|name|DDMMYYYY|Nam or Nữ|address|issued`; some cards lack `old number` or `issued`.

    Raises Refused when it is cut or malformed.
    """
    fields = text.split("|")
    if len(fields) > 3 and fields[3].casefold() in _CITIZEN_SEX:
        fields.insert(1, "")
    if len(fields) < 6 or fields[4].casefold() not in _CITIZEN_SEX or not fields[2].strip():
        raise Refused(Reason.CARD, "citizen card: fields missing, or no sex where it belongs")
    number, old, name, birth, sex, address, *more = fields
    return CitizenCard(
        number=number,
        old_number=old,
        name=name,
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
    fields = ["" if field == "-" else field for field in text.split("|")]
    if len(fields) < 9 or fields[-1] != "$":
        raise Refused(Reason.CARD, "insurance card: fields missing, or no $ at the end")
    number, name, birth, sex, address, facility, valid_from, valid_to = fields[:8]
    if not name or sex not in _INSURANCE_SEX:
        raise Refused(Reason.CARD, "insurance card: no name or no sex")
    return InsuranceCard(
        number=number,
        name=_from_hex(name),
        birth=_iso(birth),
        sex=_INSURANCE_SEX[sex],
        address=_from_hex(address),
        facility=facility,
        valid_from=_iso(valid_from) if valid_from else "",
        valid_to=_iso(valid_to) if valid_to else "",
    )


def _from_hex(field: str) -> str:
    try:
        return bytes.fromhex(field).decode()
    except ValueError:
        return field


def _iso(field: str) -> str:
    """`DDMMYYYY`, `MMYYYY` or `YYYY`, with or without `/`, day or month 00 for unknown, as ISO 8601."""
    match = re.fullmatch(r"(?:(?:([0-9]{2})/?)?([0-9]{2})/?)?([0-9]{4})", field)
    if not match:
        raise Refused(Reason.CARD, "a date is malformed")
    day, month, year = (int(part or 0) for part in match.groups())
    try:
        date(year, month or 1, day or 1)
    except ValueError as error:
        raise Refused(Reason.CARD, f"a date does not exist: {error}") from error
    if not month:
        return f"{year:04}"
    return f"{year:04}-{month:02}-{day:02}" if day else f"{year:04}-{month:02}"
