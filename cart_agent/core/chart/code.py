"""Codes and identifiers, and the code systems on which something is decided (docs/his-contract.md)."""

from datetime import date, datetime

from msgspec import Struct

DRUG = "urn:mc:drug"
GTIN = "urn:mc:gtin"
VN_DRUG = "urn:mc:vn-drug"
INGREDIENT = "urn:mc:ingredient"
ATC = "http://www.whocc.no/atc"
LOINC = "http://loinc.org"


class Code(Struct, frozen=True, kw_only=True):
    """One coding. Codes of systems that are not named here are shown; nothing is decided on them."""

    system: str
    code: str
    display: str = ""


class Identifier(Struct, frozen=True, kw_only=True):
    """A number that somebody gave, such as a patient's (`urn:mc:mrn`)."""

    system: str
    value: str


class Moment(Struct, frozen=True, kw_only=True):
    """A point in time known exactly (`at`, aware UTC) or only to the day (`day`, in the ward's zone). One
    of the two."""

    at: datetime | None = None
    day: date | None = None


def values(codes: tuple[Code, ...], system: str) -> tuple[str, ...]:
    """The codes of one system, in the order they came."""
    return tuple(code.code for code in codes if code.system == system)
