"""The machine's own clock."""

import time
from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct

from drivers.interfaces import Clock


class Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the machine says what its clock is worth."""

    name: str = "clock"
    boot_id_file: str = "/proc/sys/kernel/random/boot_id"
    """Where the kernel tells one boot from the next (random(4))."""
    synced_file: str = "/run/systemd/timesync/synchronized"
    """Exists once systemd-timesyncd has set the clock since boot (systemd-timesyncd.service(8))."""


class SystemClock:
    """Satisfies `Clock`."""

    def __init__(self, settings: Settings) -> None:
        self._synced_file = Path(settings.synced_file)
        self._boot_id = Path(settings.boot_id_file).read_text(encoding="ascii").strip()

    def now(self) -> datetime:
        """Aware UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds since boot, counted through suspend."""
        return time.clock_gettime(time.CLOCK_BOOTTIME)

    @property
    def boot_id(self) -> str:
        """The kernel's boot id."""
        return self._boot_id

    @property
    def synced(self) -> bool:
        """True once a time server has set the clock since boot; asked anew each time."""
        return self._synced_file.exists()


def open(settings: Settings) -> Clock:  # noqa: A001  (every driver's last function)
    """The clock. Raises OSError when the kernel's boot id cannot be read."""
    return SystemClock(settings)
