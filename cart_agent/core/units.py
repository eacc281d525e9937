"""The closed table of units: UCUM codes, exact factors, and the spellings seen on orders.

A unit is an atom of the table, or atoms joined by `/` (`mg/mL`, `ug/kg/min`, `/min`). Anything else is
not a unit. Source of codes and factors: The Unified Code for Units of Measure (ucum.org), version 2.2.
International units, enzyme units and every kind of piece are dimensions of their own: they convert to
nothing else.
"""

from collections import Counter
from fractions import Fraction
from functools import lru_cache

from msgspec import Struct

Dimension = tuple[tuple[str, int], ...]


class UnitError(ValueError):
    """A unit that is not in the table, or a conversion that does not exist."""


class Unit(Struct, frozen=True, kw_only=True):
    """`factor` base units of `dimension` (name and power of each base, sorted)."""

    factor: Fraction
    dimension: Dimension


_MILLI, _MICRO, _NANO, _PICO = (Fraction(1, 10**n) for n in (3, 6, 9, 12))

PIECES = (
    "{tbl}",
    "{capsule}",
    "{vial}",
    "{amp}",
    "{bottle}",
    "{bag}",
    "{syringe}",
    "{pen}",
    "{puff}",
    "{spray}",
    "{sachet}",
    "{patch}",
    "{suppository}",
    "{nebule}",
    "{tube}",
    "{dose}",
    "[drp]",
)
"""Things one counts. A tablet is no capsule: none converts to another."""

ATOMS: dict[str, tuple[Fraction, str]] = {
    "kg": (Fraction(1000), "mass"),
    "g": (Fraction(1), "mass"),
    "mg": (_MILLI, "mass"),
    "ug": (_MICRO, "mass"),
    "ng": (_NANO, "mass"),
    "pg": (_PICO, "mass"),
    "L": (Fraction(1), "volume"),
    "dL": (Fraction(1, 10), "volume"),
    "cL": (Fraction(1, 100), "volume"),
    "mL": (_MILLI, "volume"),
    "uL": (_MICRO, "volume"),
    "[iU]": (Fraction(1), "international unit"),
    "k[iU]": (Fraction(1000), "international unit"),
    "m[iU]": (_MILLI, "international unit"),
    "M[iU]": (Fraction(10**6), "international unit"),
    "U": (Fraction(1), "enzyme unit"),
    "mU": (_MILLI, "enzyme unit"),
    "kU": (Fraction(1000), "enzyme unit"),
    "mol": (Fraction(1), "amount"),
    "mmol": (_MILLI, "amount"),
    "umol": (_MICRO, "amount"),
    "nmol": (_NANO, "amount"),
    "pmol": (_PICO, "amount"),
    "eq": (Fraction(1), "equivalents"),
    "meq": (_MILLI, "equivalents"),
    "s": (Fraction(1), "time"),
    "min": (Fraction(60), "time"),
    "h": (Fraction(3600), "time"),
    "d": (Fraction(86400), "time"),
    "wk": (Fraction(604800), "time"),
    "m": (Fraction(1), "length"),
    "cm": (Fraction(1, 100), "length"),
    "mm": (_MILLI, "length"),
    "m2": (Fraction(1), "area"),
    "mm[Hg]": (Fraction(1), "pressure"),
    "cm[H2O]": (Fraction(1), "water pressure"),
    "Cel": (Fraction(1), "temperature"),
    "kcal": (Fraction(1), "energy"),
    "%": (Fraction(1, 100), "number"),
    "1": (Fraction(1), "number"),
    "{INR}": (Fraction(1), "number"),
    "{score}": (Fraction(1), "score"),
    "{beats}": (Fraction(1), "number"),
    "{breaths}": (Fraction(1), "number"),
    **{piece: (Fraction(1), piece) for piece in PIECES},
}

SPELLINGS = {
    "mcg": "ug", "µg": "ug", "μg": "ug", "gam": "g", "gram": "g", "G": "g", "MG": "mg", "Mg": "mg",
    "l": "L", "ml": "mL", "ML": "mL", "Ml": "mL", "cc": "mL", "dl": "dL", "cl": "cL", "ul": "uL", "µL": "uL",
    "lít": "L",
    "IU": "[iU]", "UI": "[iU]", "unit": "[iU]", "units": "[iU]", "đơn vị": "[iU]", "đv": "[iU]",
    "[IU]": "[iU]", "k[IU]": "k[iU]", "m[IU]": "m[iU]", "M[IU]": "M[iU]",
    "mEq": "meq", "mEQ": "meq", "Eq": "eq", "mMol": "mmol", "µmol": "umol", "μmol": "umol",
    "viên": "{tbl}", "tablet": "{tbl}", "tab": "{tbl}", "tbl": "{tbl}", "{tablet}": "{tbl}", "{tab}": "{tbl}",
    "nang": "{capsule}", "viên nang": "{capsule}", "capsule": "{capsule}", "cap": "{capsule}",
    "{cap}": "{capsule}", "{cps}": "{capsule}",
    "lọ": "{vial}", "vial": "{vial}", "ống": "{amp}", "ampoule": "{amp}", "amp": "{amp}",
    "{ampule}": "{amp}", "{ampoule}": "{amp}",
    "chai": "{bottle}", "bottle": "{bottle}", "túi": "{bag}", "bag": "{bag}", "bơm tiêm": "{syringe}",
    "bút": "{pen}", "nhát": "{puff}", "nhát xịt": "{puff}", "puff": "{puff}",
    "spray": "{spray}", "lần xịt": "{spray}", "gói": "{sachet}", "sachet": "{sachet}", "{packet}": "{sachet}",
    "miếng": "{patch}", "miếng dán": "{patch}", "patch": "{patch}",
    "viên đạn": "{suppository}", "supp": "{suppository}", "{supp}": "{suppository}",
    "viên đặt": "{suppository}",
    "{neb}": "{nebule}", "tuýp": "{tube}", "liều": "{dose}",
    "giọt": "[drp]", "drop": "[drp]", "drops": "[drp]", "opdrop": "[drp]", "{drop}": "[drp]",
    "{drops}": "[drp]", "gtt": "[drp]",
    "giờ": "h", "hr": "h", "phút": "min", "ngày": "d", "mmHg": "mm[Hg]", "°C": "Cel",
    "{ratio}": "1", "{#}": "1", "{count}": "1",
}  # fmt: skip
"""Other ways in which people and programs write the codes above. Case matters: `mg` is no `Mg` of UCUM."""

WORDS = {
    spelling.casefold(): code
    for spelling, code in SPELLINGS.items()
    if code in PIECES or code == "[iU]" or not spelling.isascii()
}
"""Names of pieces and Vietnamese words mean the same in capitals (`Viên`, `ĐƠN VỊ`)."""


@lru_cache(maxsize=1024)
def canonical(text: str) -> str:
    """The UCUM code of the table for a unit as it was written. Raises UnitError when it is not known."""
    first, *per = text.strip().split("/")
    if not first and not per:
        raise UnitError("no unit")
    atoms = [_atom(part, text) for part in per]
    head = _atom(first, text) if first else ""
    return "/".join([head, *atoms])


@lru_cache(maxsize=1024)
def parse_unit(text: str) -> Unit:
    """The unit that `text` (a UCUM code or a known spelling) means. Raises UnitError."""
    first, *per = canonical(text).split("/")
    factor, powers = Fraction(1), Counter[str]()
    for power, atom in [(1, first), *((-1, atom) for atom in per)]:
        if atom:
            size, base = ATOMS[atom]
            factor *= size**power
            powers[base] += power
    powers.pop("number", None)
    return Unit(factor=factor, dimension=tuple(sorted((base, n) for base, n in powers.items() if n)))


def _atom(part: str, whole: str) -> str:
    code = part.strip()
    if code not in ATOMS:
        code = SPELLINGS.get(code) or WORDS.get(code.casefold(), code)
    if not part.strip() or code not in ATOMS:
        raise UnitError(f"unknown unit {whole!r}")
    return code
