"""What the agent expects of a device. The only file of this package that `cart_agent` imports by name.

A driver is one file with a frozen `Settings` struct, a class that satisfies one of the protocols below,
and `open(settings)` as its last function; the configuration's `driver = "scanner_foo"` loads
`drivers.scanner_foo`.

Threads: a blocking device has one thread of its own. It reports through the `deliver` callable it was
started with, from that thread; the agent hands in one that only does `loop.call_soon_threadsafe`.
Commands (`unlock`, `lock`, ...) may be called from the event loop: they enqueue and return at once.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from msgspec import Struct


class Scan(Struct, frozen=True, kw_only=True):
    """One code as the device gave it: nothing stripped but the AIM identifier and the terminator."""

    raw: bytes
    """The code's data, group separators (0x1D) kept."""
    symbology: str
    """AIM identifier such as `]d2`; empty when the device does not send one."""
    device: str
    """Name of the device in the configuration."""
    monotonic: float
    """Seconds on the monotonic clock when the last byte arrived."""


class DeviceState(StrEnum):
    """What is known of a device's connection."""

    CONNECTING = "connecting"
    READY = "ready"
    FAULTY = "faulty"
    READ_ONLY = "read-only"


class DeviceChanged(Struct, frozen=True, kw_only=True):
    """A device came, went or failed. `detail` is for the biomedical engineer and holds no patient data."""

    device: str
    state: DeviceState
    detail: str = ""


class Scanner(Protocol):
    """Anything that reads codes: a serial or keyboard scanner, a camera, a badge reader."""

    def start(self, deliver: Callable[[Scan | DeviceChanged], None]) -> None:
        """Begin to read; survives unplugging and reports it. Raises nothing for a missing device."""

    def close(self) -> None:
        """Stop the thread and release the port. May be called twice."""


class DrawerState(StrEnum):
    """What is known of one drawer. UNKNOWN is an answer: it is never read as locked."""

    LOCKED = "locked"
    SELECTED = "selected"
    UNLOCKED = "unlocked"
    OPEN = "open"
    FAULT = "fault"
    UNKNOWN = "unknown"


class DrawerChanged(Struct, frozen=True, kw_only=True):
    """The drawer's state as last sensed."""

    drawer: int
    state: DrawerState


class UnlockResult(Struct, frozen=True, kw_only=True):
    """Answer to `unlock`: exactly one for every call, also when the link died (`ok` false).

    `reason` is a short code; `drawer-open`: the unit refused because a drawer is open; nothing moved.
    `coil-hot`: this lock must cool for some seconds; nothing moved.
    """

    drawer: int
    token: int
    ok: bool
    reason: str = ""


class AlarmKind(StrEnum):
    """What a drawer unit reports on its own."""

    FORCED_OPEN = "forced-open"
    """Opened without an unlock command: by force, or with a mechanical key that the unit cannot sense."""
    OPENED_BY_KEY = "opened-by-key"
    """Opened without an unlock command while the mechanical key was turned."""
    KEY_TURNED = "key-turned"
    """The mechanical key was turned, whether or not a drawer was opened with it."""
    FOUND_OPEN = "found-open"
    """Open when the unit was reached, though this driver had not unlocked it: nobody saw how it opened. Only
    from units that keep no log; the others tell FORCED_OPEN."""
    NEVER_OPENED = "never-opened"
    OPEN_TOO_LONG = "open-too-long"
    TAMPER = "tamper"
    WRONG_DRAWER = "wrong-drawer"


class DrawerAlarm(Struct, frozen=True, kw_only=True):
    """An alarm from the drawer unit; `drawer` is 0 for the unit as a whole."""

    kind: AlarmKind
    drawer: int
    detail: str = ""
    entry: str = ""
    """Its place in the unit's log until `Drawers.confirm`, unique over all boards; empty: there is no log."""


DrawerReport = DrawerChanged | UnlockResult | DrawerAlarm | DeviceChanged


class Drawers(Protocol):
    """The cart's locked drawers, numbered from 1 as on their labels."""

    @property
    def numbers(self) -> tuple[int, ...]:
        """The drawers that this unit has."""

    @property
    def states(self) -> Mapping[int, DrawerState]:
        """A copy of what is known now; every number is a key. All UNKNOWN until the unit has answered."""

    @property
    def guards_itself(self) -> bool:
        """The unit keeps the rules and a log by itself, also without a host; else guarantees are reduced."""

    def start(self, deliver: Callable[[DrawerReport], None]) -> None:
        """Connect and keep connecting; raises nothing for a missing unit (it reports FAULTY)."""

    def unlock(self, drawer: int, token: int) -> None:
        """Ask for one unlock; the answer comes as `UnlockResult` with the same `token` (32 bit, one-shot)."""

    def lock(self, drawer: int) -> None:
        """Withdraw an unlock that has not been used. A drawer that is open stays open."""

    def select(self, drawer: int | None) -> None:
        """Light the lamp of this drawer, or none."""

    def confirm(self, entry: str) -> None:
        """The alarm with this entry is on the agent's disk; until then the unit keeps it and tells it again
        to the next agent. Unknown entries and the empty one are passed over."""

    def close(self) -> None:
        """Lock what can be locked, stop the thread, release the port. May be called twice."""


class DrawerHealth(Struct, frozen=True, kw_only=True):
    """One drawer's self-test: readings of its sensor's wire and its lock's coil, and what they mean."""

    drawer: int
    result: str
    """`good`, `wire`, `coil-short` or `coil-cut`."""
    sensor: int
    coil: int


class BoardReport(Struct, frozen=True, kw_only=True):
    """What a unit with a board of its own says of itself."""

    board: str
    firmware: str
    version: int | None
    settings: dict[str, int]
    supply_mv: int
    battery_mv: int
    flags: tuple[str, ...]
    """What is not in order or out of the usual, such as `supply-low`."""
    drawers: tuple[DrawerHealth, ...]


class UpdateStep(StrEnum):
    """Where an update of a drawer unit's program is."""

    SENDING = "sending"
    RESTARTING = "restarting"
    PROVING = "proving"


class UpdateResult(Struct, frozen=True, kw_only=True):
    """How an update of the unit's program ended.

    `reason` is a short code where it did not succeed: `drawer-open`, `busy`, `old-image`, `no-loader`,
    `bad-image`, `other-hardware`, `not-started`, `not-well`, `no-answer`, `port`, or another refusal.
    """

    ok: bool
    version: int | None
    """What runs now; None: the unit does not say, or has no loader."""
    reason: str = ""
    detail: str = ""


UpdateProgress = Callable[[UpdateStep, int, int], None]
"""Called as it goes; bytes sent, of how many."""


class Clock(Protocol):
    """Wall time, monotonic time, and how far the former can be trusted."""

    def now(self) -> datetime:
        """Aware UTC."""

    def monotonic(self) -> float:
        """Seconds; counts through suspend, starts anew at boot."""

    @property
    def boot_id(self) -> str:
        """Changes at every boot."""

    @property
    def synced(self) -> bool:
        """True once the clock was set from a time server since boot."""


class Sound(StrEnum):
    """What people must tell apart without looking. Never three or ten pulses: those are alarms of medical
    devices (IEC 60601-1-8, 6.3.3)."""

    GOOD = "good"
    """One short, high tone."""
    STOP = "stop"
    """Two low tones."""


class Sounder(Protocol):
    """A buzzer or a loudspeaker. A sound that fails is reported and never holds anything up."""

    def start(self, deliver: Callable[[DeviceChanged], None]) -> None:
        """Get ready; raises nothing for a missing device (it reports FAULTY)."""

    def play(self, sound: Sound, volume: int) -> None:
        """Make this sound, at 0 to 100 percent, after what sounds now. Of sounds that wait only one is kept,
        STOP before GOOD. Returns at once."""

    def close(self) -> None:
        """Be silent, release the device. May be called twice."""
