"""A citizen or insurance card beside the chart's patient: a second identifier, never a wristband.

Two identifiers of the patient are asked for before a drug is given (Joint Commission, NPSG.01.01.01).
"""

import unicodedata
from typing import Literal

from msgspec import Struct

from cart_agent.core.chart import Patient
from cart_agent.core.identify import CitizenCard, InsuranceCard

Match = Literal["same", "different", "unsure"]
Card = CitizenCard | InsuranceCard


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
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def _bare(name: str) -> str:
    apart = unicodedata.normalize("NFD", _folded(name)).replace("đ", "d")
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
