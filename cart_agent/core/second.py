"""A citizen or insurance card beside the chart's patient: a second identifier, never a wristband.

Two identifiers of the patient are asked for before a drug is given (Joint Commission, NPSG.01.01.01).
"""

import unicodedata
from collections.abc import Iterable
from typing import Literal

from msgspec import Struct

from cart_agent.core.chart import Chart, Patient
from cart_agent.core.identify import CitizenCard, InsuranceCard

Match = Literal["same", "different", "unsure"]
Card = CitizenCard | InsuranceCard
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
"""Huyền, sắc, ngã, hỏi, nặng. A syllable has one at most, and its place is a habit: Thuý is Thúy."""


class Compared(Struct, frozen=True, kw_only=True):
    """One field of both, side by side."""

    field: Literal["number", "name", "birth", "sex"]
    card: str
    chart: str
    """Empty: the hospital does not say."""
    match: Match


def compare(card: Card, patient: Patient) -> tuple[Compared, ...]:
    """Number, name, birth and sex of both."""
    number = _number(card, patient)
    return (
        number,
        Compared(field="name", card=card.name, chart=patient.name, match=same_name(card.name, patient.name)),
        Compared(
            field="birth",
            card=card.birth,
            chart=patient.birth_date,
            match=_same_birth(card.birth, patient.birth_date),
        ),
        Compared(field="sex", card=card.sex, chart=patient.sex, match=_same_sex(card.sex, patient.sex)),
    )


def judge(compared: tuple[Compared, ...]) -> Match:
    """Different as soon as one field is; the same by its number, or by name and full date of birth."""
    matches = {one.field: one.match for one in compared}
    if "different" in matches.values():
        return "different"
    named = matches["name"] == matches["birth"] == "same"
    return "same" if matches["number"] == "same" or named else "unsure"


def owners(card: Card, charts: Iterable[Chart]) -> tuple[Chart, ...]:
    """The patients whose card it is: by its number, or by name and full date of birth; never a likely one."""
    return tuple(chart for chart in charts if judge(compare(card, chart.patient)) == "same")


def same_name(one: str, other: str) -> Match:
    """Whether two spellings are one name. Marks count: Tú and Tư are two people.

    Where one of the two has no mark at all, it may have lost them on its way: unsure.
    """
    if not one.strip() or not other.strip():
        return "unsure"
    if _folded(one) == _folded(other):
        return "same"
    if _bare(one) != _bare(other):
        return "different"
    return "unsure" if any(_folded(name) == _bare(name) for name in (one, other)) else "different"


def _folded(name: str) -> str:
    """Small letters, one space between words, the tone of each word behind it."""
    apart = unicodedata.normalize("NFD", name.casefold())
    return " ".join(_tone_last(word) for word in apart.split())


def _tone_last(word: str) -> str:
    tones = "".join(letter for letter in word if letter in _TONES)
    return "".join(letter for letter in word if letter not in _TONES) + tones


def _bare(name: str) -> str:
    apart = _folded(name).replace("đ", "d")
    return "".join(letter for letter in apart if unicodedata.category(letter) != "Mn")


def _number(card: Card, patient: Patient) -> Compared:
    if isinstance(card, CitizenCard):
        wanted, known = card.number, patient.numbers("urn:mc:cccd")
    else:
        wanted, known = card.number, patient.numbers("urn:mc:bhyt")
    same = any(_same_number(wanted, one) for one in known)
    match: Match = "same" if same else "different" if known else "unsure"
    return Compared(field="number", card=wanted, chart=", ".join(known), match=match)


def _same_number(one: str, other: str) -> bool:
    """The last ten digits of a 15-character insurance number are the ten of the newer card."""
    shorter, longer = sorted((one, other), key=len)
    return one == other or (len(shorter) == 10 and len(longer) == 15 and longer.endswith(shorter))


def _same_birth(one: str, other: str) -> Match:
    """Dates may be less exact than a day; what both say must not contradict."""
    shorter, longer = sorted((one, other), key=len)
    if not shorter or not longer.startswith(shorter):
        return "unsure" if not shorter else "different"
    return "same" if one == other and len(one) == 10 else "unsure"


def _same_sex(one: str, other: str) -> Match:
    if not {one, other} <= {"male", "female"}:
        return "unsure"
    return "same" if one == other else "different"
