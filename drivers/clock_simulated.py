"""A clock that a scenario may set: one small file, shared by every process of a simulated cart.

The file is JSON, always replaced as a whole, and read again when it was:

    {"base": "2026-03-02T00:50:00Z", "started": 1234.5, "offset": 0.0, "synced": true, "boot": "sim-1"}

Time runs at its natural pace from `base`, which was at CLOCK_BOOTTIME second `started`; `offset` seconds were
skipped since. Monotonic time skips them too, so what counts in hours can be tried in seconds.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
from msgspec import Struct

from drivers.interfaces import Clock


class Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which file says what time it is."""

    name: str = "clock"
    file: str
    """The file that holds the simulated time, shared by all processes of a simulation."""


class SimulatedTime(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file's content."""

    base: datetime
    started: float
    """CLOCK_BOOTTIME seconds when it was `base`."""
    offset: float = 0.0
    """Seconds skipped since; never negative, never shrinking."""
    synced: bool = True
    boot: str

    def __post_init__(self) -> None:
        if self.base.tzinfo is None:
            raise ValueError("base needs an offset, such as Z")
        if self.offset < 0:
            raise ValueError("offset is negative: monotonic time never goes back")


def create(path: Path, base: datetime, *, synced: bool = True, boot: str = "simulated") -> None:
    """Write the file: from now on it is `base`. Raises ValueError when `base` is not aware."""
    _replace(path, SimulatedTime(base=base, started=_boottime(), synced=synced, boot=boot))


def advance(path: Path, seconds: float) -> None:
    """Skip `seconds` for every process that shares the file. Raises ValueError for less than nothing."""
    if seconds < 0:
        raise ValueError("time does not go back")
    with _alone(path):
        before = _read(path)
        _replace(path, msgspec.structs.replace(before, offset=before.offset + seconds))


def set_synced(path: Path, synced: bool) -> None:
    """Say whether a time server has set the clock since boot."""
    with _alone(path):
        _replace(path, msgspec.structs.replace(_read(path), synced=synced))


class SimulatedClock:
    """Satisfies `Clock`. Once opened it never raises: with its file gone or broken it runs on, not synced."""

    def __init__(self, settings: Settings) -> None:
        self._path = Path(settings.file)
        self._seen = _version(self._path)
        self._time = _read(self._path)

    def now(self) -> datetime:
        """Aware UTC."""
        current = self._current()
        return current.base.astimezone(UTC) + timedelta(
            seconds=_boottime() - current.started + current.offset
        )

    def monotonic(self) -> float:
        """Seconds since boot, with those that were skipped."""
        return _boottime() + self._current().offset

    @property
    def boot_id(self) -> str:
        """As the file says."""
        return self._current().boot

    @property
    def synced(self) -> bool:
        """As the file says."""
        return self._current().synced

    def _current(self) -> SimulatedTime:
        try:
            version = _version(self._path)
            if version != self._seen:
                self._time, self._seen = _read(self._path), version
        except (OSError, ValueError):
            self._time = msgspec.structs.replace(self._time, synced=False)
        return self._time


def _boottime() -> float:
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def _version(path: Path) -> tuple[int, int, int]:
    status = os.stat(path)
    return status.st_ino, status.st_mtime_ns, status.st_size


def _read(path: Path) -> SimulatedTime:
    return msgspec.json.decode(path.read_bytes(), type=SimulatedTime)


def _replace(path: Path, content: SimulatedTime) -> None:
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.write_bytes(msgspec.json.encode(content) + b"\n")
    beside.replace(path)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """One writer at a time; the lock is on the folder because the file is replaced."""
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def open(settings: Settings) -> Clock:  # noqa: A001  (every driver's last function)
    """The clock. Raises OSError or ValueError (msgspec.ValidationError) when the file is missing or wrong."""
    return SimulatedClock(settings)
