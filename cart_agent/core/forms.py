"""Dosage forms (`urn:mc:form`): which are interchangeable, which routes they may go, what one piece is
called."""

from msgspec import Struct

PARENTERAL = frozenset({"iv", "iv-infusion", "im", "sc"})
ROUTES = PARENTERAL | {
    "oral",
    "tube",
    "sublingual",
    "inhaled",
    "nebulised",
    "ocular",
    "otic",
    "nasal",
    "topical",
    "rectal",
    "transdermal",
}
"""Codes of `urn:mc:route`."""


class Form(Struct, frozen=True, kw_only=True):
    """One dosage form."""

    group: str
    """Forms of one group may stand in for each other."""
    routes: frozenset[str]
    """Where the product itself names no routes."""
    unit: str
    """One piece, or what it is measured in."""

    @property
    def sterile(self) -> bool:
        """Whether it may go into a vein, a muscle or under the skin at all."""
        return bool(self.routes & PARENTERAL)


def _form(group: str, unit: str, *routes: str) -> Form:
    return Form(group=group, unit=unit, routes=frozenset(routes))


FORMS: dict[str, Form] = {
    "tablet": _form("oral solid", "{tbl}", "oral", "tube"),
    "tablet-mr": _form("oral solid modified-release", "{tbl}", "oral"),
    "capsule": _form("oral solid", "{capsule}", "oral"),
    "capsule-mr": _form("oral solid modified-release", "{capsule}", "oral"),
    "oral-solution": _form("oral liquid", "mL", "oral", "tube"),
    "oral-suspension": _form("oral liquid", "mL", "oral", "tube"),
    "powder-oral": _form("oral liquid", "{sachet}", "oral", "tube"),
    "injection": _form("injection", "mL", "iv", "iv-infusion", "im", "sc"),
    "powder-injection": _form("injection", "{vial}", "iv", "iv-infusion", "im", "sc"),
    "infusion": _form("infusion", "mL", "iv", "iv-infusion"),
    "inhaler": _form("inhaler", "{puff}", "inhaled"),
    "nebule": _form("nebule", "{nebule}", "nebulised"),
    "eye-drops": _form("eye drops", "[drp]", "ocular"),
    "ear-drops": _form("ear drops", "[drp]", "otic"),
    "nasal-spray": _form("nasal spray", "{spray}", "nasal"),
    "cream": _form("cream", "g", "topical"),
    "suppository": _form("suppository", "{suppository}", "rectal"),
    "patch": _form("patch", "{patch}", "transdermal"),
}
