"""Every payload of the contract with the hospital, field by field (docs/his-contract.md). Data only.

JSON in UTF-8 (NFC). Doses are Decimal from end to end; times carry an offset. Unknown fields are ignored:
a newer hospital may say more, and nothing is decided on what this version does not know.
"""

import unicodedata
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, Literal, TypeVar

import msgspec
from msgspec import Meta, Struct

from cart_agent.his.topics import Level

Time = Annotated[datetime, Meta(tz=True)]
Sha256 = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
_LARGEST = 2**53 - 1
"""JSON numbers are exact up to here everywhere."""
Count = Annotated[int, Meta(ge=0, le=_LARGEST)]
Version = Count
Id = Annotated[str, Meta(min_length=1, max_length=200)]

FIRST_HASH = "0" * 64
"""`prevHash` of the first event."""

T = TypeVar("T")
_encoder = msgspec.json.Encoder(decimal_format="number")


class Message(Struct, frozen=True, kw_only=True, rename="camel"):
    """Base: Python names are the contract's names in snake case."""


class Pinned(Message, frozen=True, kw_only=True):
    """A retained message that the manifest names: SHA-256 of its exact bytes."""

    version: Version
    sha256: Sha256


class FormularyPins(Message, frozen=True, kw_only=True):
    """The formulary's parts, each with the SHA-256 of its exact bytes."""

    version: Version
    parts: dict[Level, Sha256] = {}


class Manifest(Message, frozen=True, kw_only=True):
    """What a ward's documents are right now, at least once a minute. `epoch` and `seq` never go back."""

    epoch: Annotated[int, Meta(ge=-_LARGEST, le=_LARGEST)] | Id
    seq: Count
    as_of: Time
    charts: dict[Level, Pinned] = {}
    formulary: FormularyPins | None = None
    staff: Pinned | None = None
    policy: Pinned | None = None


class ChartHeader(Message, frozen=True, kw_only=True):
    """The outside of a chart document; its `bundle` is read by `his.fhir`."""

    version: Version
    as_of: Time
    encounter_id: Id
    closed: bool = False


class Entry(Message, frozen=True, kw_only=True):
    """Bundle.entry."""

    resource: dict[str, Any]
    """A FHIR R4 resource."""


class Bundle(Message, frozen=True, kw_only=True):
    """A FHIR R4 Bundle of type collection. For the schemas: `his.fhir` reads the bundles themselves."""

    resource_type: Literal["Bundle"]
    type: Literal["collection"] = "collection"
    entry: tuple[Entry, ...] = ()


class ChartDocument(ChartHeader, frozen=True, kw_only=True):
    """One patient's chart. Only a closed one may do without its bundle."""

    bundle: Bundle | None = None


class FormularyPart(Bundle, frozen=True, kw_only=True):
    """Medication, at most 500. The manifest says which part is meant, by its bytes."""


class StockDocument(Message, frozen=True, kw_only=True):
    """MedicationDispense: what pharmacy loaded into this cart."""

    version: Version
    cart: Id
    bundle: Bundle


class PolicyHeader(Message, frozen=True, kw_only=True):
    """The outside of a ward policy; the rules are read by `his.fhir`."""

    version: Version
    not_after: Time | None = None


class StaffMember(Message, frozen=True, kw_only=True):
    """One person. `badge` is the SHA-256 (hex) of the list's salt followed by the badge's text, in UTF-8."""

    id: Id
    name: str
    roles: tuple[str, ...] = ()
    wards: tuple[str, ...] = ()
    badge: Sha256
    pin: str = ""
    """argon2id in PHC form; empty: this person cannot log in."""
    not_after: Time | None = None


class StaffList(Message, frozen=True, kw_only=True):
    """A ward's people. Without any `notAfter`, on the list or the person, nobody can log in."""

    version: Version
    salt: str
    not_after: Time | None = None
    site: str = ""
    """When present it must be the site of the topic that it came on."""
    ward: str = ""
    """When present it must be the ward of the topic that it came on."""
    staff: tuple[StaffMember, ...] = ()


class CommandKind(StrEnum):
    """What the hospital may order the cart to do. There is no remote unlock."""

    REFRESH = "refresh"
    LOCKDOWN = "lockdown"
    RELEASE_LOCKDOWN = "release-lockdown"
    COLLECT_DIAGNOSTICS = "collect-diagnostics"
    UPDATE = "update"


class Command(Message, frozen=True, kw_only=True):
    """Signed; obeyed once per `commandId` and never after `notAfter`."""

    command_id: Id
    kind: CommandKind
    not_after: Time
    cart: str = ""
    """When present it must be this cart's id."""
    site: str = ""
    """When present it must be this cart's site."""


class HostState(Message, frozen=True, kw_only=True):
    """Whether the hospital's side listens."""

    state: Literal["ready", "lost"]
    session: int | str | None = None
    time: Time | None = None


class Rejection(Message, frozen=True, kw_only=True):
    """An event that the hospital could not take; a person works it off."""

    event_id: str
    code: str = ""
    text: str = ""


class Ack(Message, frozen=True, kw_only=True):
    """The hospital committed, or refused, these events."""

    settled: tuple[str, ...] = ()
    rejected: tuple[Rejection, ...] = ()
    time: Time | None = None


class SyncRequest(Message, frozen=True, kw_only=True):
    """Please publish again what differs from `have` (chart version by encounter id)."""

    ward: str
    have: dict[str, int]
    reason: str


class OutboxState(Message, frozen=True, kw_only=True):
    """How many events the hospital has not settled, and since when."""

    unsettled: int
    oldest: datetime | None = None


class ClockState(Message, frozen=True, kw_only=True):
    """How far the cart's clock can be trusted. `offset` and `uncertainty` in seconds where known."""

    synced: bool
    offset: float | None = None
    uncertainty: float | None = None


class CartState(Message, frozen=True, kw_only=True):
    """Birth, will and every change. The will of a connection carries the session of its birth."""

    state: Literal["init", "ready", "disconnected", "lost", "alert"]
    session: int
    versions: dict[str, str] = {}
    battery: int | None = None
    """Percent; null where the cart cannot know."""
    drawers: dict[str, str] = {}
    """State by drawer number."""
    outbox: OutboxState | None = None
    clock: ClockState | None = None


class EventKind(StrEnum):
    """What an event says happened."""

    ADMINISTRATION = "administration"
    NOT_GIVEN = "not-given"
    CORRECTED = "corrected"
    PRN_EFFECT = "prn-effect"
    DRAWER = "drawer"
    OVERRIDE = "override"
    UNREADABLE_CODE = "unreadable-code"
    MISSING_DOSE = "missing-dose"
    WASTE = "waste"
    RETURN = "return"
    COUNT = "count"
    STOCK = "stock"
    MEASUREMENT = "measurement"
    LOGIN = "login"
    TAMPER = "tamper"
    CLOCK = "clock"
    SYSTEM = "system"


class Envelope(Message, frozen=True, kw_only=True):
    """One event as the hospital gets it. `seq` has no gaps, from 1."""

    event_id: str
    """UUIDv7."""
    cart: str
    seq: int
    prev_hash: str
    """SHA-256 (hex) of the exact bytes of the previous event's message."""
    encounter_id: str | None = None
    order_id: str | None = None
    order_version_seen: str | None = None
    actor: str | None = None
    """Staff id."""
    witness: str | None = None
    occurred_at: Time
    boot_id: str
    monotonic: float
    """Seconds since this boot."""
    clock: ClockState
    kind: EventKind
    resource: dict[str, Any] | None = None
    """FHIR R4 as plain JSON values; numbers with decimals are Decimal."""


class Instant(Struct, frozen=True, kw_only=True):
    """One instant as the cart knows it: wall time, monotonic time of this boot, how good the former is."""

    now: datetime
    """Aware UTC."""
    monotonic: float
    boot_id: str
    clock: ClockState


def encode(message: Struct) -> bytes:
    """The message's bytes: UTF-8 in NFC, decimals as written."""
    raw = _encoder.encode(message)
    if raw.isascii():
        return raw
    return unicodedata.normalize("NFC", raw.decode()).encode()


@cache
def _decoder(kind: type[Any]) -> "msgspec.json.Decoder[Any]":
    return msgspec.json.Decoder(kind, float_hook=Decimal)


def decode(payload: bytes, kind: type[T]) -> T:
    """Read a payload. Raises ValueError saying what is wrong and where (msgspec's errors are ValueErrors)."""
    try:
        found: T = _decoder(kind).decode(payload)  # type: ignore[arg-type]  # a class has a hash
        return found
    except RecursionError as error:
        raise ValueError("nested too deep") from error
