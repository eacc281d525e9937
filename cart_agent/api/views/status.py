"""The strip that is always visible, and what the administrator sees of the documents."""

from datetime import date, datetime

from msgspec import Struct

from cart_agent.api.views.words import Texts


class DrawerView(Struct, frozen=True, kw_only=True):
    """One drawer; `state` is of `drivers.interfaces.DrawerState`."""

    number: int
    state: str


class ReadCounts(Struct, frozen=True, kw_only=True):
    """How many codes a scanner read."""

    good: int = 0
    unreadable: int = 0
    """Refused, with their reason on record."""
    suspect: int = 0
    """They may hide something (a lost separator); nothing is decided on them."""


class DayReads(Struct, frozen=True, kw_only=True):
    """One day of the ward; only scanners that read something."""

    day: date
    scanners: dict[str, ReadCounts]


class DeviceView(Struct, frozen=True, kw_only=True):
    """One device; `state` is connecting, ready, faulty or read-only."""

    name: str
    state: str
    detail: str
    good: int = 0
    """Of a scanner, since the cart was set up: codes that were read."""
    unreadable: int = 0
    """Codes that were refused, with their reason on record."""
    suspect: int = 0
    """Codes that may hide something (a lost separator); nothing is decided on them."""


class OpenItemView(Struct, frozen=True, kw_only=True):
    """Something a person still has to resolve, such as a drawer opened without an outcome."""

    id: str
    text: Texts
    since: datetime
    kind: str = ""
    """Such as no-outcome, fault, override-dose, override-break-glass."""
    by: str = ""
    """Staff id of who did it, where somebody else has to review it."""
    review_by: datetime | None = None
    """Until when it must be reviewed; None: `Resolve` closes it, without a review."""
    overdue: bool = False


class StatusView(Struct, frozen=True, kw_only=True):
    """The strip that is always visible."""

    cart: str
    ward: str
    zone: str
    simulated: bool
    now: datetime
    """The agent's time when this was made, aware UTC; a screen counts on from it."""
    link: str
    """connected, connecting, disconnected or refused."""
    hospital: str
    """ready, lost or unknown, as `host/state` says."""
    manifest_age_minutes: int | None
    complete: bool = False
    """Every chart that the newest manifests name is here, in the named version."""
    clock_synced: bool
    unsettled: int
    rejected: int
    drawers: tuple[DrawerView, ...] = ()
    devices: tuple[DeviceView, ...] = ()
    open_items: tuple[OpenItemView, ...] = ()
    alarms: tuple[Texts, ...] = ()
    disk_full: bool = False


class DocumentView(Struct, frozen=True, kw_only=True):
    """One document of the hospital that is in force on this cart."""

    topic: str
    version: int | None
    """None: a manifest, which counts by epoch and seq, or a message that could not be read."""
    sha256: str
    """Of its exact bytes, in hexadecimal."""
    received_at: datetime
    reason: str = ""
    """Why it could not be read; empty: it was."""
