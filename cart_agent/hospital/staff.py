"""A ward's staff list as it lies in its directory. People come, change and go; PINs are there as hashes."""

import secrets
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import msgspec
from msgspec import Struct

from cart_agent.his.messages import StaffList, StaffMember, decode, encode
from cart_agent.hospital.config import WardSource
from cart_agent.hospital.documents import DocumentError

SHORTEST, LONGEST = 6, 12
"""Digits of a PIN."""


class StaffRefused(ValueError):
    """Nothing was changed; the text says why."""


class Person(Struct, frozen=True, kw_only=True):
    """What is said of somebody; what is None stays as it is on the list."""

    id: str
    name: str | None = None
    roles: tuple[str, ...] | None = None
    badge: str | None = None
    """The badge's text, as a scanner reads it."""
    pin: str | None = None
    until: datetime | None = None


def read(ward: WardSource) -> StaffList:
    """The ward's list; a new one where there is none. Raises DocumentError."""
    path = _path(ward)
    try:
        return decode(path.read_bytes(), StaffList)
    except FileNotFoundError:
        return StaffList(version=0, salt=secrets.token_hex(8), ward=ward.id)
    except (OSError, ValueError) as error:
        raise DocumentError(path, str(error)) from error


def write(ward: WardSource, staff: StaffList) -> None:
    """Whole or not at all: the serving hospital looks at the file when it changes. Raises OSError."""
    path = _path(ward)
    beside = path.with_suffix(".json.part")
    beside.write_bytes(msgspec.json.format(encode(staff), indent=1))
    beside.replace(path)


def renewed(staff: StaffList, newest: int, until: datetime) -> StaffList:
    """The next version; `newest`: of those that were published."""
    return msgspec.structs.replace(staff, version=max(staff.version, newest) + 1, not_after=until)


def with_person(staff: StaffList, ward: str, person: Person, hashed: Callable[[str], str]) -> StaffList:
    """`hashed`: argon2id. Raises StaffRefused."""
    known = next((one for one in staff.staff if one.id == person.id), None)
    others = tuple(one for one in staff.staff if one.id != person.id)
    if known is None:
        _whole(person)
        known = StaffMember(id=person.id, name="", badge="0" * 64, wards=(ward,))
    changed = {"name": person.name, "roles": person.roles, "not_after": person.until}
    if person.badge is not None:
        changed["badge"] = sha256((staff.salt + person.badge).encode()).hexdigest()
        if any(one.badge == changed["badge"] for one in others):
            raise StaffRefused("somebody else on the list has this badge")
    if person.pin is not None:
        _fit(person.pin)
        changed["pin"] = hashed(person.pin)
    said = {name: value for name, value in changed.items() if value is not None}
    return msgspec.structs.replace(staff, staff=(*others, msgspec.structs.replace(known, **said)))


def without(staff: StaffList, person_id: str) -> StaffList:
    """Raises StaffRefused for nobody on the list."""
    others = tuple(one for one in staff.staff if one.id != person_id)
    if len(others) == len(staff.staff):
        raise StaffRefused(f"nobody on the list is {person_id!r}")
    return msgspec.structs.replace(staff, staff=others)


def _whole(person: Person) -> None:
    parts = {"--name": person.name, "--role": person.roles, "--badge": person.badge, "a PIN": person.pin}
    missing = [name for name, value in parts.items() if not value]
    if missing:
        raise StaffRefused(f"{person.id} is new and needs {', '.join(missing)}")


def _fit(pin: str) -> None:
    """No PIN that is tried first."""
    if not (pin.isascii() and pin.isdigit() and SHORTEST <= len(pin) <= LONGEST):
        raise StaffRefused(f"a PIN has {SHORTEST} to {LONGEST} digits")
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(pin)}
    if len(steps) == 1:
        raise StaffRefused("a PIN is no row of digits")


def _path(ward: WardSource) -> Path:
    return Path(ward.directory) / "staff.json"
