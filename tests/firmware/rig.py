"""The real firmware core in this process, on a clock that only the test moves."""

from functools import cache
from typing import Any

from cffi import FFI

from firmware_bridge.device import Device
from firmware_bridge.link import Link
from tests.firmware.programs import library

OFF, PULL, HOLD = range(3)

DECLARATIONS = """
    typedef struct rig rig;
    rig *rig_new(uint8_t drawers, uint32_t unlock_window_ms, uint32_t open_limit_ms);
    void rig_free(rig *);
    void rig_start(rig *, uint8_t reset_cause);
    void rig_run(rig *, uint32_t ms);
    void rig_bytes(rig *, const uint8_t *bytes, size_t size);
    size_t rig_drain(rig *, uint8_t *to);
    int rig_drive(const rig *, uint8_t drawer);
    uint32_t rig_energised(const rig *);
    bool rig_pull(rig *, uint8_t drawer);
    void rig_force(rig *, uint8_t drawer);
    void rig_push(rig *, uint8_t drawer);
    uint32_t rig_lamp(const rig *);
    uint32_t rig_unlocks(const rig *);
    uint32_t rig_longest_pull_ms(const rig *);
    uint8_t *rig_log(rig *);
    size_t rig_codec(const uint8_t *payload, size_t size, uint8_t *frame);
    uint32_t rig_crc(const uint8_t *bytes, size_t size);
"""

ffi = FFI()
ffi.cdef(DECLARATIONS)


@cache
def core() -> Any:
    """The compiled core's functions."""
    return ffi.dlopen(str(library()))


class Rig:
    """A board with its cabinet. It is also the `Port` of a Link: reading waits on the virtual clock."""

    def __init__(self, *, drawers: int = 8, window_ms: int = 20_000, open_limit_ms: int = 60_000) -> None:
        self.timeout: float | None = None
        self.ms = 0
        self._core = core()
        self._rig = ffi.gc(self._core.rig_new(drawers, window_ms, open_limit_ms), self._core.rig_free)
        self._sent = ffi.new("uint8_t[65536]")
        self._unread = b""
        self.run(5)

    def clock(self) -> float:
        """Virtual seconds."""
        return self.ms / 1000

    def run(self, ms: int) -> None:
        """Let time pass."""
        self.ms += ms
        self._core.rig_run(self._rig, ms)

    def device(self) -> Device:
        """A host's new session."""
        return Device(Link(self, clock=self.clock))

    def restart(self, cause: int = 1) -> None:
        """Power goes and comes."""
        self._core.rig_start(self._rig, cause)
        self.run(5)

    def write(self, data: bytes, /) -> int:
        """Bytes from the host."""
        self._core.rig_bytes(self._rig, data, len(data))
        return len(data)

    def read(self, _size: int = 1, /) -> bytes:
        """Bytes for the host; after `timeout` none."""
        until = self.ms + round((self.timeout or 0) * 1000)
        while not self._fill() and self.ms <= until:
            self.run(1)
        data, self._unread = self._unread, b""
        return data

    @property
    def in_waiting(self) -> int:
        """Bytes for the host that came already."""
        self._fill()
        return len(self._unread)

    def _fill(self) -> bool:
        size = self._core.rig_drain(self._rig, self._sent)
        self._unread += bytes(ffi.buffer(self._sent, size))
        return bool(self._unread)

    def drive(self, drawer: int) -> int:
        """OFF, PULL or HOLD."""
        return int(self._core.rig_drive(self._rig, drawer))

    @property
    def energised(self) -> int:
        """How many locks have current."""
        return int(self._core.rig_energised(self._rig))

    def pull(self, drawer: int) -> bool:
        """A hand pulls; True if the drawer came."""
        return bool(self._core.rig_pull(self._rig, drawer))

    def force(self, drawer: int) -> None:
        """A crowbar."""
        self._core.rig_force(self._rig, drawer)

    def push(self, drawer: int) -> None:
        """A hand closes the drawer."""
        self._core.rig_push(self._rig, drawer)

    @property
    def lamp(self) -> int:
        """The drawer whose lamp is lit."""
        return int(self._core.rig_lamp(self._rig))

    @property
    def unlocks(self) -> int:
        """How often a lock got current."""
        return int(self._core.rig_unlocks(self._rig))

    @property
    def longest_pull_ms(self) -> int:
        """The longest full current of any coil."""
        return int(self._core.rig_longest_pull_ms(self._rig))

    def log_memory(self, size: int) -> Any:
        """The first bytes of the log's flash, writable."""
        return ffi.buffer(self._core.rig_log(self._rig), size)
