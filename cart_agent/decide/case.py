"""One case as it comes in: its shape, and what makes it malformed."""

import difflib
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
from msgspec import Meta, Raw, Struct

from cart_agent.core.quantity import Quantity
from cart_agent.core.record import Who
from cart_agent.core.units import UnitError, canonical
from cart_agent.his.fhir.values import plain

ABSENT = Raw(b"null")
YEARS = range(1970, 2200)
"""Of `now`. Beyond them a misplaced digit is likelier than a dose."""
Name = Annotated[str, Meta(min_length=1)]


class Malformed(ValueError):
    """The line is no case. `str()` says why, naming the key."""


class Scanned(Struct, frozen=True, kw_only=True):
    """One scan as a scanner gives it."""

    raw: str
    """The code's text without its AIM identifier; group separators as `\\u001d`."""
    symbology: str
    """The AIM identifier, such as `]d2`; empty where the scanner sends none."""

    @property
    def data(self) -> bytes:
        """The bytes, also of a text that is no Unicode."""
        return self.raw.encode("utf-8", "surrogatepass")


class Amount(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the nurse says was given. A unit that the cart does not know is judged, and refused there."""

    value: Annotated[Decimal, Meta(extra_json_schema={"exclusiveMinimum": 0})]
    unit: Name


class Person(Struct, frozen=True, kw_only=True):
    """Someone of the staff list."""

    id: Name
    name: str = ""


class Witness(Person, frozen=True, kw_only=True):
    """The second person. `dose` is what she says of a drug that she witnesses without seeing the dose;
    without it she is taken to have said it right."""

    dose: Amount | None = None


class Link(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """How well the cart knows that the chart is the newest."""

    manifest_age_minutes: Annotated[float, Meta(ge=0, le=10**9)] | None = 0
    """Minutes since the manifest that last named this chart; null: never. Whole minutes count, as on the
    cart."""
    verified: bool = True
    clock_synced: bool = True


class Case(Struct, frozen=True, kw_only=True, rename="camel"):
    """One decision to be made."""

    now: Annotated[datetime, Meta(tz=True)]
    chart: Raw
    """A chart document of the contract; null: the cart has none of this patient."""
    formulary: Raw
    """FHIR Medication: a list, or a Bundle."""
    policy: Raw = msgspec.field(default_factory=lambda: ABSENT)
    """A ward policy; without it the built-in default."""
    wristband: Scanned | None
    """null: the patient could not be scanned."""
    order: Name
    """Id of the MedicationRequest."""
    scans: tuple[Scanned, ...]
    """What was scanned for this dose; empty: the release gate alone is asked."""
    amount: Amount | None = None
    """null: what was scanned."""
    actor: Name | Person | None = None
    """Who gives it: a staff id, or an object. Without one there is no record."""
    witness: Name | Witness | None = None
    """The second person, where there is one."""
    link: Link | None = None
    """null: just confirmed, and the clock is set."""
    zone: str | None = None
    """IANA time zone of the ward; null: the command's `--zone`."""
    dose_time: Annotated[datetime, Meta(tz=True)] | None = None
    """Which dose is meant; null: the one nearest to `now`."""
    stock: Raw = msgspec.field(default_factory=lambda: ABSENT)
    """What pharmacy loaded into the cart: MedicationDispense, a list or a Bundle."""


_decoder = msgspec.json.Decoder(Case)
_keys = msgspec.json.Decoder(dict[str, Raw])
KEYS = tuple(field.encode_name for field in msgspec.structs.fields(Case))


def read(line: bytes) -> Case:
    """The case in a line. Raises Malformed."""
    try:
        line.decode()  # msgspec looks at the texts that it needs only
        case = _decoder.decode(line)
        _refuse_misspelt(line)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, OverflowError) as error:
        raise Malformed(str(error)) from error
    if case.now.astimezone(UTC).year not in YEARS:
        raise Malformed(f"the year {case.now.year} is out of range - at `$.now`")
    for amount, place in ((case.amount, "amount"), (said_blind(case), "witness.dose")):
        if amount is not None and not (plain(amount.value) and amount.value > 0):
            raise Malformed(f"must be a number above zero, of a sensible size - at `$.{place}.value`")
    if case.zone and not is_zone(case.zone):
        raise Malformed(f"{case.zone!r} is not an IANA time zone - at `$.zone`")
    return case


def _refuse_misspelt(line: bytes) -> None:
    """A misspelt `policy` must not be thought to hold. Keys that are like none of ours are the sender's
    notes."""
    for key in _keys.decode(line):
        near = [] if key in KEYS else difflib.get_close_matches(key, KEYS, n=1, cutoff=0.75)
        if near:
            raise Malformed(f"the key {key!r} is not known; did you mean {near[0]!r}?")


@lru_cache(maxsize=256)
def is_zone(name: str) -> bool:
    """Whether this is an IANA time zone that is installed."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def said_blind(case: Case) -> Amount | None:
    """What the witness says the dose is."""
    return case.witness.dose if isinstance(case.witness, Witness) else None


def quantity_of(amount: Amount | None) -> Quantity | None:
    """An amount that somebody says, its unit as the table writes it where the table has it."""
    if amount is None:
        return None
    try:
        unit = canonical(amount.unit)
    except UnitError:
        unit = amount.unit
    return Quantity(value=amount.value, unit=unit)


def who(person: str | Person | None) -> Who | None:
    """A person as records name them."""
    if person is None:
        return None
    told = Person(id=person) if isinstance(person, str) else person
    return Who(id=told.id, name=told.name)
