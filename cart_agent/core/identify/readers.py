"""Which reader belongs to which AIM identifier (ISO/IEC 15424).

A scanner that sends no identifier is served as far as the data proves itself; a code that could be two things
is neither.
"""

import re
from collections.abc import Callable
from datetime import date
from functools import partial

from cart_agent.core.identify.cards import CITIZEN, INSURANCE, read_citizen, read_insurance
from cart_agent.core.identify.digits import check_digit_holds
from cart_agent.core.identify.gs1 import SEPARATOR, read_link, read_message
from cart_agent.core.identify.kinds import DrugPack, Identified, Reason
from cart_agent.core.identify.plain import by_pattern, decode
from cart_agent.core.identify.product import Source, name_elements
from cart_agent.core.identify.refused import Refused
from cart_agent.core.identify.rules import IdentifyRules


def _gs1(source: Source, _rules: IdentifyRules, today: date) -> Identified:
    try:
        text = source.raw.decode("ascii")
    except UnicodeDecodeError as error:
        raise Refused(Reason.NOT_TEXT, str(error)) from error
    return name_elements(read_message(text), source, today)


def _retail(source: Source, _rules: IdentifyRules, _today: date, *, lengths: set[int]) -> Identified:
    text = decode(source.raw)
    if len(text) not in lengths or not (text.isascii() and text.isdigit()):
        raise Refused(Reason.GRAMMAR, f"{len(text)} characters are no number of this symbology")
    if not check_digit_holds(text):
        raise Refused(Reason.CHECK_DIGIT)
    return DrugPack(gtin=text.zfill(14), raw=source.raw, symbology=source.symbology)


def _carton(source: Source, rules: IdentifyRules, today: date) -> Identified:
    if not rules.itf14:
        raise Refused(Reason.SYMBOLOGY, "ITF-14 is switched off")
    return _retail(source, rules, today, lengths={14})


def _text(source: Source, rules: IdentifyRules, today: date) -> Identified:
    text = decode(source.raw)
    found = by_pattern(text, rules)
    if CITIZEN.match(text):
        found.append(read_citizen(text))
    elif INSURANCE.match(text):
        found.append(read_insurance(text))
    elif text.lower().startswith(("http://", "https://")):
        found.append(name_elements(read_link(text), source, today))
    return _only(found)


def _extended(source: Source, rules: IdentifyRules, today: date) -> Identified:
    r"""Text from a symbol that names its character set (ECI), which must be UTF-8.

    A scanner sends `\000026` in front and doubles every backslash (ISO/IEC 15424, ECI protocol); a camera's
    decoder has used the ECI up and sends the text alone.
    """
    raw = source.raw
    if raw.startswith(b"\\"):
        parts = raw.removeprefix(_UTF8).split(b"\\\\")
        if not raw.startswith(_UTF8) or any(b"\\" in part for part in parts):
            raise Refused(Reason.NOT_TEXT, "another character set than UTF-8")
        raw = b"\\".join(parts)
    return _text(Source(raw, source.symbology), rules, today)


def _bare(source: Source, rules: IdentifyRules, today: date) -> Identified:
    """A scanner that sends no AIM identifier: GS1 and EAN only where a check digit proves them.

    A code that begins with one, because nobody took it off, says itself what it is.
    """
    if (aim := _AIM.match(source.raw)) and (reader := READERS.get(aim[0].decode("ascii"))):
        return reader(Source(source.raw[aim.end() :], aim[0].decode("ascii")), rules, today)
    if SEPARATOR.encode() in source.raw:
        return _gs1(source, rules, today)
    text = decode(source.raw)
    found: list[Identified] = []
    if len(text) in {8, 13} and check_digit_holds(text):
        found.append(_retail(source, rules, today, lengths={len(text)}))
    elif any(text.startswith(ai) and check_digit_holds(text[len(ai) : end]) for ai, end in _PROVABLE):
        found.append(_gs1(source, rules, today))
    if not found:
        return _text(source, rules, today)
    return _only([*found, *by_pattern(text, rules)])


def _only(found: list[Identified]) -> Identified:
    if len(found) > 1:
        kinds = ", ".join(type(one).__name__ for one in found)
        raise Refused(Reason.AMBIGUOUS, f"could be {kinds}")
    if not found:
        raise Refused(Reason.UNKNOWN)
    return found[0]


_AIM = re.compile(rb"\][A-Za-z][0-9]")
"""AIM symbology identifier (ISO/IEC 15424). `]` begins no code of a ward and no GS1 message."""
_UTF8 = b"\\000026"
"""The escape sequence of ECI 26 (AIM ITS/04-023)."""

_PROVABLE = (("01", 16), ("8018", 22))
"""Identifiers with a check digit, and where their value ends, that may begin a GS1 message without AIM."""

Reader = Callable[[Source, IdentifyRules, date], Identified]

READERS: dict[str, Reader] = {
    **dict.fromkeys(("]d2", "]C1", "]Q3", "]e0"), _gs1),
    **dict.fromkeys(("]C0", "]Q0", "]Q1", "]d0", "]d1"), _text),
    **dict.fromkeys(("]Q2", "]d4"), _extended),
    "]E0": partial(_retail, lengths={12, 13}),  # many scanners send UPC-A as 12 digits
    "]E4": partial(_retail, lengths={8}),
    **dict.fromkeys(("]I0", "]I1"), _carton),
    "": _bare,
}
