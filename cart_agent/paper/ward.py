"""What is printed, in plain text of one language. Everything is decided before; the pages only lay it out."""

from msgspec import Struct


class DueLine(Struct, frozen=True, kw_only=True):
    """One dose of the next 24 hours, or one that is late."""

    when: str
    """Ward's local time, `08:00`; with the day where it is not today."""
    drug: str
    """What is in it."""
    product: str
    """Brand and strength."""
    dose: str
    route: str
    marks: tuple[str, ...] = ()
    """LATE, HIGH ALERT, NARCOTIC and the like: printed in a box, never by colour alone."""
    note: str = ""
    """Rate, instructions, limits to look at before."""


class PrnLine(Struct, frozen=True, kw_only=True):
    """One order as needed."""

    drug: str
    product: str
    dose: str
    route: str
    reason: str
    limits: str
    """Least interval and most in 24 hours."""
    last: str
    """When it was last given, under whichever order."""
    marks: tuple[str, ...] = ()


class GivenLine(Struct, frozen=True, kw_only=True):
    """One dose on record."""

    when: str
    drug: str
    dose: str
    status: str
    by: str


class PatientPaper(Struct, frozen=True, kw_only=True):
    """One patient. With a `problem` nothing else counts: the original orders do."""

    encounter_id: str
    bed: str
    name: str
    born: str = ""
    sex: str = ""
    number: str = ""
    allergies: tuple[str, ...] = ()
    confirmed: str = ""
    """How old these orders are, in words."""
    doubtful: bool = False
    """The hospital has not confirmed them lately, or not in this version."""
    due: tuple[DueLine, ...] = ()
    prn: tuple[PrnLine, ...] = ()
    given: tuple[GivenLine, ...] = ()
    blocked: tuple[str, ...] = ()
    """Orders that the cart cannot read."""
    held: tuple[str, ...] = ()
    """Orders on hold."""
    problem: str = ""


class WardPaper(Struct, frozen=True, kw_only=True):
    """A whole ward, by bed."""

    language: str
    ward: str
    cart: str
    printed: str
    """Ward's local time when it was made."""
    simulated: bool = False
    patients: tuple[PatientPaper, ...] = ()
