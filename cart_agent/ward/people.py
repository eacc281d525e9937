"""Who a badge belongs to, and whether a PIN is theirs. The hospital's signed staff list decides."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from msgspec import Struct

from cart_agent.his.messages import StaffList, StaffMember
from cart_agent.store import Store
from cart_agent.ward.papers import Papers

# Lock-out (reliability-security.md, "People"): 5 failures of one person or 20 on the cart within 15 minutes.
FAILURES = 5
FAILURES_OF_CART = 20
LOCKED_FOR = timedelta(minutes=15)
_ARGON2_MEMORY_KIB = 256 * 1024


class PinAnswer(StrEnum):
    """What became of a PIN."""

    RIGHT = "right"
    WRONG = "wrong"
    LOCKED = "locked"
    """Too many failures of this person, or on this cart; the PIN was not looked at."""
    EXPIRED = "expired"
    """The list, or the person on it, is past its `notAfter`, or names none."""
    NO_PIN = "no-pin"
    """Not on the list any more, or without a PIN hash that the cart accepts."""


class Person(Struct, frozen=True, kw_only=True):
    """Somebody on a staff list. `not_after` None: may not log in."""

    id: str
    name: str
    roles: tuple[str, ...]
    wards: tuple[str, ...]
    not_after: datetime | None


class People:
    """The staff of this cart's wards."""

    def __init__(self, store: Store, papers: Papers, wards: tuple[str, ...]) -> None:
        self._store = store
        self._papers = papers
        self._wards = wards

    def by_badge(self, text: str) -> Person | None:
        """The person whose badge carries this text."""
        for staff, member in self._members():
            if sha256((staff.salt + text).encode()).hexdigest() == member.badge:
                return _person(staff, member)
        return None

    def verify_pin(self, person_id: str, pin: str, now: datetime) -> PinAnswer:
        """Check a PIN. The failure is on the disk before the PIN is looked at; success clears it.

        Takes as long as argon2 wants (about 50 ms). Raises RuntimeError inside a transaction, where the
        failure could be rolled back.
        """
        if self._store.in_transaction:
            raise RuntimeError("a PIN is never verified inside a transaction")
        if self._locked(person_id, now):
            return PinAnswer.LOCKED
        found = self._valid(person_id, now)
        if isinstance(found, PinAnswer):
            return found
        self._store.add_pin_failure(person_id, now)
        if not _matches(found.pin, pin):
            return PinAnswer.WRONG
        self._store.clear_pin_failures(person_id)
        return PinAnswer.RIGHT

    def _locked(self, person_id: str, now: datetime) -> bool:
        failures = self._store.pin_failures(now, now - LOCKED_FOR)
        return failures.get(person_id, 0) >= FAILURES or sum(failures.values()) >= FAILURES_OF_CART

    def _valid(self, person_id: str, now: datetime) -> StaffMember | PinAnswer:
        answer = PinAnswer.NO_PIN
        for staff, member in self._members():
            if member.id != person_id or not member.pin:
                continue
            not_after = _person(staff, member).not_after
            if not_after is not None and now < not_after:
                return member
            answer = PinAnswer.EXPIRED
        return answer

    def _members(self) -> Iterator[tuple[StaffList, StaffMember]]:
        for ward in self._wards:
            staff = self._papers.staff(ward)
            if staff is not None:
                yield from ((staff, member) for member in staff.staff)


def _person(staff: StaffList, member: StaffMember) -> Person:
    ends = [end for end in (staff.not_after, member.not_after) if end is not None]
    not_after = min(ends, default=None)
    return Person(id=member.id, name=member.name, roles=member.roles, wards=member.wards, not_after=not_after)


def _matches(stored: str, pin: str) -> bool:
    """Only argon2id, and only with costs that a cart can bear. Imported late, for the start's sake."""
    from argon2 import PasswordHasher, Type, extract_parameters  # noqa: PLC0415
    from argon2.exceptions import Argon2Error, InvalidHashError  # noqa: PLC0415

    try:
        parameters = extract_parameters(stored)
        if parameters.type is not Type.ID or parameters.memory_cost > _ARGON2_MEMORY_KIB:
            return False
        return PasswordHasher().verify(stored, pin)
    except (Argon2Error, InvalidHashError, ValueError):
        return False
