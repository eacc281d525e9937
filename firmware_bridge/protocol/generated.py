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
TABLE_HASH = 0xBF3AE823


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


class RelockReason(IntEnum):
    """Why a drawer was relocked."""

    OPENED = 1
    ASKED = 2
    WINDOW = 3
    HOST_LOST = 4
    NEW_SESSION = 5
    OTHER_OPENED = 6


class HelloReply(Message, frozen=True, kw_only=True):
    """Reply."""

    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<IBBIQQHBIBIII")
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

    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<HHHHBIII")
    state_version: int
    open: int
    unlocked: int
    fault: int
    selected: int
    event_counter: int
    frames_bad: int
    uptime_ms: int


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
