"""Who a badge belongs to, and whether a PIN is theirs. The hospital's signed staff list decides."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from msgspec import Struct

from cart_agent.his.messages import Instant, StaffList, StaffMember
from cart_agent.store import Store
from cart_agent.ward.freshness import age_minutes
from cart_agent.ward.manifests import Manifests
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
    OFFLINE = "offline"
    """The hospital has not confirmed the list for longer than ward policy allows."""
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

    def __init__(self, store: Store, papers: Papers, manifests: Manifests, wards: tuple[str, ...]) -> None:
        self._store = store
        self._papers = papers
        self._manifests = manifests
        self._wards = wards

    def by_badge(self, text: str) -> Person | None:
        """The person whose badge carries this text."""
        for staff, member in self._members():
            if sha256((staff.salt + text).encode()).hexdigest() == member.badge:
                return _person(staff, member)
        return None

    def by_id(self, person_id: str) -> Person | None:
        """The person with this staff id."""
        found = (_person(staff, member) for staff, member in self._members() if member.id == person_id)
        return next(found, None)

    def standing(self, person_id: str, roles: tuple[str, ...], at: Instant) -> PinAnswer:
        """Whether a person who logged in with these roles may stay: RIGHT, EXPIRED, OFFLINE or NO_PIN."""
        found = self._valid(person_id, at)
        if isinstance(found, PinAnswer):
            return found
        return PinAnswer.RIGHT if set(roles) <= set(found.roles) else PinAnswer.NO_PIN

    def age_minutes(self, ward: str, at: Instant) -> int | None:
        """Minutes since the hospital last confirmed a ward's staff list; None: not to be known.

        It confirms a list by sending it, and by every manifest that does not name another one.
        """
        held = self._papers.held_staff(ward)
        if held is None:
            return None
        manifest, stamp = self._manifests.newest(ward), self._manifests.stamp(ward)
        named = manifest.staff if manifest else None
        ages = [_minutes_since(held.received_at, at)]
        if stamp is not None and (named is None or named.sha256 == held.sha256):
            ages.append(age_minutes(stamp, at))
        return min((age for age in ages if age is not None), default=None)

    def verify_pin(self, person_id: str, pin: str, at: Instant) -> PinAnswer:
        """Check a PIN. The failure is on the disk before the PIN is looked at; success clears it.

        Takes as long as argon2 wants (about 50 ms). Raises RuntimeError inside a transaction, where the
        failure could be rolled back.
        """
        if self._store.in_transaction:
            raise RuntimeError("a PIN is never verified inside a transaction")
        if self._locked(person_id, at.now):
            return PinAnswer.LOCKED
        found = self._valid(person_id, at)
        if isinstance(found, PinAnswer):
            return found
        self._store.add_pin_failure(person_id, at.now)
        if not _matches(found.pin, pin):
            return PinAnswer.WRONG
        self._store.clear_pin_failures(person_id)
        return PinAnswer.RIGHT

    def _locked(self, person_id: str, now: datetime) -> bool:
        failures = self._store.pin_failures(now, now - LOCKED_FOR)
        return failures.get(person_id, 0) >= FAILURES or sum(failures.values()) >= FAILURES_OF_CART

    def _valid(self, person_id: str, at: Instant) -> StaffMember | PinAnswer:
        answer = PinAnswer.NO_PIN
        for ward in self._wards:
            for staff, member in self._members_of(ward):
                if member.id != person_id or not member.pin:
                    continue
                not_after = _person(staff, member).not_after
                if not_after is None or at.now >= not_after:
                    answer = PinAnswer.EXPIRED
                elif self._offline(ward, at):
                    answer = PinAnswer.OFFLINE
                else:
                    return member
        return answer

    def _offline(self, ward: str, at: Instant) -> bool:
        """An age that is not to be known locks nobody out: the list's own end still holds."""
        age = self.age_minutes(ward, at)
        return age is not None and age > self._papers.policy(ward).staff_offline_hours * 60

    def _members(self) -> Iterator[tuple[StaffList, StaffMember]]:
        for ward in self._wards:
            yield from self._members_of(ward)

    def _members_of(self, ward: str) -> Iterator[tuple[StaffList, StaffMember]]:
        """One list may go to every ward; who names wards, and not this one, is nobody here."""
        staff = self._papers.staff(ward)
        if staff is not None:
            here = (member for member in staff.staff if not member.wards or ward in member.wards)
            yield from ((staff, member) for member in here)


def _minutes_since(then: datetime, at: Instant) -> int | None:
    """By the wall clock, where it can be trusted."""
    return int(max(0.0, (at.now - then).total_seconds()) // 60) if at.clock.synced else None


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
