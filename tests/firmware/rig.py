"""The real firmware core in this process, on a clock that only the test moves."""

from functools import cache
from typing import Any

from cffi import FFI

from firmware_bridge.device import Device
from firmware_bridge.link import Link
from tests.firmware.programs import library

OFF, PULL, HOLD = range(3)
WHOLE, SHORT, CUT = range(3)

SECTOR = 4096
RECORD = 32
FLASH_BYTES = 8 * SECTOR
SLOT_BYTES = 32 * SECTOR

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
    uint8_t *rig_flash(rig *);
    uint32_t rig_flash_operations(const rig *);
    void rig_cut_power_at(rig *, uint32_t operation, uint32_t chance);
    bool rig_dead(const rig *);
    void rig_wear_out(rig *);
    void rig_hang(rig *);
    uint32_t rig_watchdogs(const rig *);
    void rig_damage(rig *, uint8_t drawer, uint8_t damage);
    void rig_stick(rig *, uint16_t drawers);
    void rig_coil(rig *, uint8_t drawer, uint16_t reading);
    void rig_volts(rig *, uint16_t supply_mv, uint16_t battery_mv);
    void rig_housing(rig *, bool tamper, bool key);
    uint32_t rig_hertz(const rig *);
    void rig_enrol(rig *, const uint8_t *key);
    uint32_t rig_slot(const rig *);
    uint32_t rig_version(const rig *);
    bool rig_on_trial(const rig *);
    void rig_sha512(const uint8_t *bytes, size_t size, uint8_t *digest);
    uint64_t rig_siphash(const uint8_t *key, const uint8_t *bytes, size_t size);
    uint32_t rig_wire(uint16_t reading, bool end_of_line);
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

    def device(self, key: bytes = b"") -> Device:
        """A host's new session."""
        return Device(Link(self, clock=self.clock), key)

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

    @property
    def flash(self) -> Any:
        """The log's flash, writable."""
        return ffi.buffer(self._core.rig_flash(self._rig), FLASH_BYTES)

    def slot(self, number: int) -> Any:
        """A slot's flash, writable."""
        return ffi.buffer(self._core.rig_flash(self._rig) + FLASH_BYTES + number * SLOT_BYTES, SLOT_BYTES)

    def enrol(self, key: bytes) -> None:
        """From the next start the board has a loader with this public key."""
        self._core.rig_enrol(self._rig, key)

    @property
    def running(self) -> tuple[int, int, bool]:
        """Slot and version of the program that runs, and whether it is on trial."""
        slot, version = self._core.rig_slot(self._rig), self._core.rig_version(self._rig)
        return int(slot), int(version), bool(self._core.rig_on_trial(self._rig))

    @property
    def flash_operations(self) -> int:
        """Writes and erases so far."""
        return int(self._core.rig_flash_operations(self._rig))

    def cut_power_at(self, operation: int, chance: int) -> None:
        """The power goes in the middle of this write or erase; `chance` says how far it came."""
        self._core.rig_cut_power_at(self._rig, operation, chance)

    @property
    def dead(self) -> bool:
        """Without power."""
        return bool(self._core.rig_dead(self._rig))

    def wear_out(self) -> None:
        """The flash takes no writes any more."""
        self._core.rig_wear_out(self._rig)

    def hang(self) -> None:
        """The firmware runs in circles."""
        self._core.rig_hang(self._rig)

    @property
    def watchdogs(self) -> int:
        """How often the watchdog restarted the board."""
        return int(self._core.rig_watchdogs(self._rig))

    def damage(self, drawer: int, damage: int) -> None:
        """WHOLE, SHORT or CUT: the wire of the drawer's sensor."""
        self._core.rig_damage(self._rig, drawer, damage)

    def stick(self, drawers: int) -> None:
        """The locks of this map have current whatever the board does."""
        self._core.rig_stick(self._rig, drawers)

    def coil(self, drawer: int, reading: int) -> None:
        """What the coil reads under the test current."""
        self._core.rig_coil(self._rig, drawer, reading)

    def volts(self, supply_mv: int = 12_000, battery_mv: int = 12_600) -> None:
        """The supply and the battery."""
        self._core.rig_volts(self._rig, supply_mv, battery_mv)

    def housing(self, *, tamper: bool = False, key: bool = False) -> None:
        """The board's housing is open, the emergency key is turned."""
        self._core.rig_housing(self._rig, tamper, key)

    @property
    def hertz(self) -> int:
        """What the buzzer plays."""
        return int(self._core.rig_hertz(self._rig))
