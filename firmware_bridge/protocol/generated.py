"""Generated from messages.toml by `python -m firmware_bridge.protocol.generate`. Do not edit."""

import struct
from enum import IntEnum
from typing import ClassVar

from firmware_bridge.protocol.message import Message, Request

VERSION_MIN = 1
VERSION_MAX = 1
MAX_PAYLOAD = 128
REPLY_BIT = 128
MAX_DRAWERS = 16
HEARTBEAT_MS = 250
HOST_SILENCE_MS = 1000
DEBOUNCE_MS = 2
PULL_IN_MAX_MS = 250
WIRE_FAULT_MS = 20
COIL_BUDGET_MS = 1000
COIL_COOLING = 10
SUPPLY_LOW_MV = 10500
SUPPLY_GOOD_MV = 11000
BATTERY_LOW_MV = 11800
BATTERY_GOOD_MV = 12300
WATCHDOG_MS = 80
SEAL_SIZE = 12
SWITCH_QUIET_MS = 20
UPDATE_CHUNK = 64
UPDATE_RESTART_MS = 100
UPDATE_TRIAL_MS = 300000
TABLE_HASH = 0xC59E1D59


class Refusal(IntEnum):
    """First byte of every reply. Anything but `none` ends the reply there."""

    NONE = 0
    UNKNOWN_COMMAND = 1
    BAD_LENGTH = 2
    NO_SESSION = 3
    READ_ONLY = 4
    WRONG_NONCE = 5
    STALE_STATE = 6
    USED_TOKEN = 7
    NO_SUCH_DRAWER = 8
    BUSY = 9
    DRAWER_OPEN = 10
    NOT_SETTLED = 11
    LOG_BUSY = 12
    COIL_HOT = 13
    DRAWER_FAULT = 14
    TAMPERED = 15
    SUPPLY_LOW = 16
    BAD_VALUE = 17
    UPDATING = 18
    NO_LOADER = 19
    OLD_IMAGE = 20
    SPOILT = 21


class ResetCause(IntEnum):
    """Why the board started."""

    UNKNOWN = 0
    POWER_ON = 1
    WATCHDOG = 2
    SOFTWARE = 3
    BROWN_OUT = 4


class EventKind(IntEnum):
    """Kind of a log entry; what `detail` holds."""

    STARTED = 1
    UNLOCKED = 2
    RELOCKED = 3
    OPENED = 4
    CLOSED = 5
    FORCED_OPEN = 6
    NEVER_OPENED = 7
    OPEN_TOO_LONG = 8
    HOST_LOST = 9
    OPENED_BY_KEY = 10
    KEY_TURNED = 11
    TAMPER = 12
    WIRE_FAULT = 13
    WIRE_MENDED = 14
    SUPPLY_LOW = 15
    SUPPLY_GOOD = 16
    BATTERY_LOW = 17
    OUTPUT_FAULT = 18
    SELF_TESTED = 19
    CONFIGURED = 20
    UPDATED = 21
    CONFIRMED = 22


class RelockReason(IntEnum):
    """Why a drawer was relocked."""

    OPENED = 1
    ASKED = 2
    WINDOW = 3
    HOST_LOST = 4
    NEW_SESSION = 5
    OTHER_OPENED = 6
    WIRE_FAULT = 7
    TAMPER = 8
    SUPPLY_LOW = 9
    OUTPUT_FAULT = 10


class Wire(IntEnum):
    """What a sensor's wire with end-of-line resistors tells."""

    CLOSED = 0
    OPEN = 1
    SHORT = 2
    CUT = 3
    BETWEEN = 4


class SelfTestResult(IntEnum):
    """Outcome of a drawer's self-test."""

    GOOD = 0
    WIRE = 1
    COIL_CUT = 2
    COIL_SHORT = 3


class StatusFlag(IntEnum):
    """Bits of `flags` in STATUS."""

    TAMPER = 1
    KEY = 2
    SUPPLY_LOW = 4
    BATTERY_LOW = 8
    OUTPUT_FAULT = 16
    MEMORY_FAULT = 32
    SEALED = 64


class Sound(IntEnum):
    """What the buzzer can play."""

    OFF = 0
    GOOD = 1
    STOP = 2
    ALARM = 3


class HelloReply(Message, frozen=True, kw_only=True):
    """Reply."""

    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<IBBIQQHBIBIIIB")
    host_nonce: int
    version_min: int
    version_max: int
    table_hash: int
    firmware_hash: int
    board_id: int
    boot: int
    reset_cause: int
    session_nonce: int
    drawers: int
    event_counter: int
    unlock_window_ms: int
    open_limit_ms: int
    sealed: int


class HelloRequest(Request[HelloReply], frozen=True, kw_only=True):
    """Opens a session. A new session relocks; everything of the session before is void."""

    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<IB")
    ID: ClassVar[int] = 0x01
    REPLY: ClassVar[type[Message]] = HelloReply
    host_nonce: int
    version: int


class HeartbeatReply(Message, frozen=True, kw_only=True):
    """Reply."""

    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<HI")
    state_version: int
    event_counter: int


class HeartbeatRequest(Request[HeartbeatReply], frozen=True, kw_only=True):
    """Says that the host lives. The reply tells whether STATUS or EVENTS_READ have something new."""

    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<")
    ID: ClassVar[int] = 0x02
    REPLY: ClassVar[type[Message]] = HeartbeatReply


class UnlockReply(Message, frozen=True, kw_only=True):
    """Reply."""

    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<")


class UnlockRequest(Request[UnlockReply], frozen=True, kw_only=True):
    """Unlocks one drawer. A token is good for one unlock."""

    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<IBHI")
    ID: ClassVar[int] = 0x03
    REPLY: ClassVar[type[Message]] = UnlockReply
    session_nonce: int
    drawer: int
    state_version: int
    token: int


class LockReply(Message, frozen=True, kw_only=True):
    """Reply."""

    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<")


class LockRequest(Request[LockReply], frozen=True, kw_only=True):
    """Withdraws the unlock of this drawer; drawer 0 means whichever is unlocked."""

    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<B")
    ID: ClassVar[int] = 0x04
    REPLY: ClassVar[type[Message]] = LockReply
    drawer: int


class StatusReply(Message, frozen=True, kw_only=True):
    """Reply."""

    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<HHHHBIIIHHB")
    state_version: int
    open: int
    unlocked: int
    fault: int
    selected: int
    event_counter: int
    frames_bad: int
    uptime_ms: int
    supply_mv: int
    battery_mv: int
    flags: int


class StatusRequest(Request[StatusReply], frozen=True, kw_only=True):
    """All drawers at one moment, as drawer maps."""

    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<")
    ID: ClassVar[int] = 0x05
    REPLY: ClassVar[type[Message]] = StatusReply


class Event(Message, frozen=True, kw_only=True):
    """One record."""

    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<IHBBII")
    counter: int
    boot: int
    kind: int
    drawer: int
    at_ms: int
    detail: int


class EventsReadReply(Message, frozen=True, kw_only=True):
    """Reply."""

    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<I")
    REPEAT: ClassVar[type[Message] | None] = Event
    lost: int
    events: tuple[Event, ...]


class EventsReadRequest(Request[EventsReadReply], frozen=True, kw_only=True):
    """Reads log entries after this counter, oldest first, at most four; entries already acknowledged are left out."""

    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<I")
    ID: ClassVar[int] = 0x06
    REPLY: ClassVar[type[Message]] = EventsReadReply
    after: int


class EventsAckReply(Message, frozen=True, kw_only=True):
    """Reply."""

    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<")


class EventsAckRequest(Request[EventsAckReply], frozen=True, kw_only=True):
    """The host holds every entry up to this counter; they may be overwritten."""

    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<II")
    ID: ClassVar[int] = 0x07
    REPLY: ClassVar[type[Message]] = EventsAckReply
    session_nonce: int
    counter: int


class SelectReply(Message, frozen=True, kw_only=True):
    """Reply."""

    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<")


class SelectRequest(Request[SelectReply], frozen=True, kw_only=True):
    """Lights one drawer's lamp; drawer 0 puts it out."""

    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<IB")
    ID: ClassVar[int] = 0x08
    REPLY: ClassVar[type[Message]] = SelectReply
    session_nonce: int
    drawer: int


class SelfTestReply(Message, frozen=True, kw_only=True):
    """Reply."""

    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BHH")
    result: int
    sensor: int
    coil: int


class SelfTestRequest(Request[SelfTestReply], frozen=True, kw_only=True):
    """Measures one drawer's sensor wire and lock coil without moving anything."""

    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<IB")
    ID: ClassVar[int] = 0x09
    REPLY: ClassVar[type[Message]] = SelfTestReply
    session_nonce: int
    drawer: int


class BuzzerReply(Message, frozen=True, kw_only=True):
    """Reply."""

    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<")


class BuzzerRequest(Request[BuzzerReply], frozen=True, kw_only=True):
    """Plays one sound; it ends by itself."""

    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<IB")
    ID: ClassVar[int] = 0x0A
    REPLY: ClassVar[type[Message]] = BuzzerReply
    session_nonce: int
    sound: int


class SettingsReply(Message, frozen=True, kw_only=True):
    """Reply."""

    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBBHII")
    drawers: int
    end_of_line: int
    debounce_ms: int
    pull_in_ms: int
    unlock_window_ms: int
    open_limit_ms: int


class SettingsRequest(Request[SettingsReply], frozen=True, kw_only=True):
    """The settings in force."""

    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<")
    ID: ClassVar[int] = 0x0B
    REPLY: ClassVar[type[Message]] = SettingsReply


class ConfigureReply(Message, frozen=True, kw_only=True):
    """Reply."""

    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<")


class ConfigureRequest(Request[ConfigureReply], frozen=True, kw_only=True):
    """Keeps new settings, from now on and over power loss. Refused while a drawer is unlocked or open."""

    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<IBBBHII")
    ID: ClassVar[int] = 0x0C
    REPLY: ClassVar[type[Message]] = ConfigureReply
    session_nonce: int
    drawers: int
    end_of_line: int
    debounce_ms: int
    pull_in_ms: int
    unlock_window_ms: int
    open_limit_ms: int


class SetKeyReply(Message, frozen=True, kw_only=True):
    """Reply."""

    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<")


class SetKeyRequest(Request[SetKeyReply], frozen=True, kw_only=True):
    """Keeps a key: from the next command on all but HELLO and LOCK must be sealed with it. All zero: no key."""

    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<I16s")
    ID: ClassVar[int] = 0x0D
    REPLY: ClassVar[type[Message]] = SetKeyReply
    session_nonce: int
    key: bytes


class UpdateStateReply(Message, frozen=True, kw_only=True):
    """Reply."""

    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBIIII")
    slot: int
    trial: int
    port: int
    version: int
    room: int
    taken: int


class UpdateStateRequest(Request[UpdateStateReply], frozen=True, kw_only=True):
    """Which image runs, whether it is on trial, and how many bytes of the next the board has taken."""

    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<")
    ID: ClassVar[int] = 0x10
    REPLY: ClassVar[type[Message]] = UpdateStateReply


class UpdateBeginReply(Message, frozen=True, kw_only=True):
    """Reply."""

    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<")


class UpdateBeginRequest(Request[UpdateBeginReply], frozen=True, kw_only=True):
    """Erases the slot that does not run. Refused while a drawer is unlocked or open, and for a version that is not newer."""

    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<IIII")
    ID: ClassVar[int] = 0x11
    REPLY: ClassVar[type[Message]] = UpdateBeginReply
    session_nonce: int
    port: int
    version: int
    size: int


class UpdateDataReply(Message, frozen=True, kw_only=True):
    """Reply."""

    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<")


class UpdateDataRequest(Request[UpdateDataReply], frozen=True, kw_only=True):
    """The next bytes of the image, in order; the last ones filled up. Refused with log_busy while the flash erases."""

    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<II64s")
    ID: ClassVar[int] = 0x12
    REPLY: ClassVar[type[Message]] = UpdateDataReply
    session_nonce: int
    at: int
    bytes: bytes


class UpdateFinishReply(Message, frozen=True, kw_only=True):
    """Reply."""

    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<")


class UpdateFinishRequest(Request[UpdateFinishReply], frozen=True, kw_only=True):
    """All bytes are there: their CRC-32 and the image's Ed25519 signature. The board restarts into its loader."""

    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<II64s")
    ID: ClassVar[int] = 0x13
    REPLY: ClassVar[type[Message]] = UpdateFinishReply
    session_nonce: int
    crc: int
    signature: bytes


class UpdateConfirmReply(Message, frozen=True, kw_only=True):
    """Reply."""

    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<")


class UpdateConfirmRequest(Request[UpdateConfirmReply], frozen=True, kw_only=True):
    """Ends the trial: 1 keeps this image, 0 restarts into the one before."""

    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<IB")
    ID: ClassVar[int] = 0x14
    REPLY: ClassVar[type[Message]] = UpdateConfirmReply
    session_nonce: int
    keep: int
