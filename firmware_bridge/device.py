"""The board as the host works with it: one session, its drawers, its log."""

import secrets
from collections.abc import Iterator

from msgspec import Struct, structs

from firmware_bridge.errors import LinkLost, Refused
from firmware_bridge.link import Link
from firmware_bridge.protocol.generated import (
    TABLE_HASH,
    VERSION_MAX,
    BuzzerRequest,
    ConfigureRequest,
    Event,
    EventKind,
    EventsAckRequest,
    EventsReadRequest,
    HeartbeatReply,
    HeartbeatRequest,
    HelloRequest,
    LockRequest,
    Refusal,
    SelectRequest,
    SelfTestReply,
    SelfTestRequest,
    SetKeyRequest,
    SettingsReply,
    SettingsRequest,
    Sound,
    StatusReply,
    StatusRequest,
    UnlockRequest,
)
from firmware_bridge.protocol.message import ReplyT, Request
from firmware_bridge.seal import KEY_SIZE, Seal

LOG_BUSY_S = 0.6
"""Longer than a flash chip takes to erase a sector (W25Q16 datasheet: 400 ms at most)."""

LOG_BUSY_PAUSE_S = 0.02

SESSION_OVER = (Refusal.NO_SESSION, Refusal.WRONG_NONCE)


INCIDENTS: dict[int, tuple[str, str]] = {
    EventKind.FORCED_OPEN: ("forced-open", "opened without an unlock"),
    EventKind.OPENED_BY_KEY: ("opened-by-key", "opened with the emergency key"),
    EventKind.KEY_TURNED: ("key-turned", "the emergency key was turned"),
    EventKind.NEVER_OPENED: ("never-opened", "unlocked and not opened"),
    EventKind.OPEN_TOO_LONG: ("open-too-long", "stays open"),
    EventKind.TAMPER: ("tamper", "the board's housing was opened"),
    EventKind.OUTPUT_FAULT: ("tamper", "a lock has current that the board did not give"),
}
"""What people must hear of: the alarm's kind, and words for the biomedical engineer."""

SWITCHES = (EventKind.TAMPER, EventKind.KEY_TURNED)
"""Their detail is 0 when all is as it should be again."""


class Incident(Struct, frozen=True, kw_only=True):
    """A log entry that people must hear of."""

    kind: str
    """As in `INCIDENTS`, or `wrong-drawer`."""
    drawer: int
    detail: str
    entry: int
    """Counter of the log entry, for `Device.acknowledge`."""


class Device:
    """One session with the board, opened on construction.

    Every method raises what `Link.exchange` raises, and LinkLost when the board no longer knows the
    session: it restarted, or another host or a long silence ended it.
    """

    def __init__(self, link: Link, key: bytes = b"") -> None:
        """`key`: the board's 16 bytes, if it has a key."""
        self.link = link
        self._key = key
        link.seal = None
        host_nonce = secrets.randbits(32)
        self.hello = link.exchange(HelloRequest(host_nonce=host_nonce, version=VERSION_MAX))
        if self.hello.host_nonce != host_nonce:
            raise LinkLost("the board answered another HELLO")
        if self.hello.sealed and not key:
            raise LinkLost("the board has a key, and this host was given none")
        if self.hello.sealed:
            link.seal = Seal(key, self.hello.session_nonce)
        self.seen = 0
        """Counter of the newest log entry read."""
        self._acknowledged = 0
        self.lost = 0
        """Log entries that were overwritten before a host had read them."""

    @property
    def mismatch(self) -> str:
        """Why the board may only be read, or empty: it must speak our version of the same message table."""
        hello = self.hello
        if not hello.version_min <= VERSION_MAX <= hello.version_max:
            return f"board speaks versions {hello.version_min} to {hello.version_max}, host {VERSION_MAX}"
        if hello.version_max == VERSION_MAX and hello.table_hash != TABLE_HASH:
            return f"board's message table is {hello.table_hash:08x}, host's {TABLE_HASH:08x}"
        return "the board lacks the key that this host was given" if self._key and not hello.sealed else ""

    def heartbeat(self) -> HeartbeatReply:
        """Tell the board that the host lives."""
        return self.exchange(HeartbeatRequest())

    def status(self) -> StatusReply:
        """All drawers at one moment."""
        return self.exchange(StatusRequest())

    def unlock(self, drawer: int, token: int) -> None:
        """Unlock one drawer. Raises Refused when the board will not; then nothing has moved.

        A board that is erasing its log is asked again for up to LOG_BUSY_S: the status between two tries
        keeps the session alive, and a refused token is still good.
        """
        until = self.link.clock() + LOG_BUSY_S
        while True:
            nonce, version = self.hello.session_nonce, self.status().state_version
            request = UnlockRequest(session_nonce=nonce, drawer=drawer, state_version=version, token=token)
            try:
                self.exchange(request)
            except Refused as error:
                if error.refusal != Refusal.LOG_BUSY or self.link.clock() > until:
                    raise
                self.link.pause(LOG_BUSY_PAUSE_S)
            else:
                return

    def lock(self, drawer: int) -> None:
        """Withdraw an unlock; 0 means whichever drawer it is."""
        self.exchange(LockRequest(drawer=drawer))

    def select(self, drawer: int) -> None:
        """Light one drawer's lamp; 0 puts it out."""
        self.exchange(SelectRequest(session_nonce=self.hello.session_nonce, drawer=drawer))

    def self_test(self, drawer: int) -> SelfTestReply:
        """Measure a drawer's sensor wire and coil; nothing moves."""
        return self.exchange(SelfTestRequest(session_nonce=self.hello.session_nonce, drawer=drawer))

    def buzz(self, sound: Sound) -> None:
        """Play a sound; it ends by itself."""
        self.exchange(BuzzerRequest(session_nonce=self.hello.session_nonce, sound=sound))

    def settings(self) -> SettingsReply:
        """The settings in force."""
        return self.exchange(SettingsRequest())

    def configure(self, settings: SettingsReply) -> None:
        """Keep these settings over power loss. Refused when one is out of range or a drawer is not locked."""
        fields = structs.asdict(settings)
        self.exchange(ConfigureRequest(session_nonce=self.hello.session_nonce, **fields))

    def set_key(self, key: bytes) -> None:
        """Give the board a key of 16 bytes, or with `b""` none. The session is over then."""
        self.exchange(SetKeyRequest(session_nonce=self.hello.session_nonce, key=key or bytes(KEY_SIZE)))

    def new_events(self) -> Iterator[Event]:
        """The log entries that no host has acknowledged and this session has not read, oldest first."""
        while True:
            reply = self.exchange(EventsReadRequest(after=self.seen))
            self.lost = reply.lost
            if not reply.events:
                # What HELLO counted and is not here any more was acknowledged before.
                self.seen = max(self.seen, self.hello.event_counter)
                return
            for event in reply.events:
                yield event
                self.seen = event.counter

    def acknowledge(self, counter: int | None = None) -> None:
        """Let the board overwrite the entries up to this one; without a counter, all that `new_events` gave.

        Call it when the entry is kept elsewhere: what is not acknowledged is given again in the next
        session. Raises ValueError for an entry that was not read yet.
        """
        upto = self.seen if counter is None else counter
        if upto > self.seen:
            raise ValueError(f"log entry {upto} was not read; the newest read is {self.seen}")
        if upto > self._acknowledged:
            self.exchange(EventsAckRequest(session_nonce=self.hello.session_nonce, counter=upto))
            self._acknowledged = upto

    def exchange(self, request: Request[ReplyT]) -> ReplyT:
        """Any command of the session."""
        try:
            return self.link.exchange(request)
        except Refused as error:
            if error.refusal in SESSION_OVER:
                raise LinkLost("the session is over: the board restarted, or another host took it") from error
            raise


def drawer_state(status: StatusReply, drawer: int) -> str:
    """`fault`, `open`, `unlocked`, `selected` or `locked`: the first that holds."""
    maps = {"fault": status.fault, "open": status.open, "unlocked": status.unlocked}
    for state, drawers in maps.items():
        if drawers >> (drawer - 1) & 1:
            return state
    return "selected" if status.selected == drawer else "locked"


def incident(event: Event) -> Incident | None:
    """What people must hear of this log entry, if anything.

    A drawer that opens while another is unlocked is the wrong drawer: its lock's wires are swapped.
    """
    if event.kind not in INCIDENTS or (event.kind in SWITCHES and not event.detail):
        return None
    kind, words = INCIDENTS[event.kind]
    if event.kind == EventKind.FORCED_OPEN and event.detail:
        kind, words = "wrong-drawer", f"opened while drawer {event.detail} was unlocked"
    detail = f"{words}; log entry {event.counter}, {event.at_ms} ms after start {event.boot} of the board"
    return Incident(kind=kind, drawer=event.drawer, detail=detail, entry=event.counter)
