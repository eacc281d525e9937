"""The board as the host works with it: one session, its drawers, its log."""

import secrets
from collections.abc import Iterator

from msgspec import Struct

from firmware_bridge.errors import LinkLost, Refused
from firmware_bridge.link import Link
from firmware_bridge.protocol.generated import (
    TABLE_HASH,
    VERSION_MAX,
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
    StatusReply,
    StatusRequest,
    UnlockRequest,
)
from firmware_bridge.protocol.message import ReplyT, Request

SESSION_OVER = (Refusal.NO_SESSION, Refusal.WRONG_NONCE)


INCIDENTS: dict[int, str] = {
    EventKind.FORCED_OPEN: "forced-open",
    EventKind.NEVER_OPENED: "never-opened",
    EventKind.OPEN_TOO_LONG: "open-too-long",
}


class Incident(Struct, frozen=True, kw_only=True):
    """A log entry that people must hear of."""

    kind: str
    """`forced-open`, `wrong-drawer`, `never-opened` or `open-too-long`."""
    drawer: int
    detail: str
    entry: int
    """Counter of the log entry, for `Device.acknowledge`."""


class Device:
    """One session with the board, opened on construction.

    Every method raises what `Link.exchange` raises, and LinkLost when the board no longer knows the
    session: it restarted, or another host or a long silence ended it.
    """

    def __init__(self, link: Link) -> None:
        self._link = link
        host_nonce = secrets.randbits(32)
        self.hello = link.exchange(HelloRequest(host_nonce=host_nonce, version=VERSION_MAX))
        if self.hello.host_nonce != host_nonce:
            raise LinkLost("the board answered another HELLO")
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
        return ""

    def heartbeat(self) -> HeartbeatReply:
        """Tell the board that the host lives."""
        return self._exchange(HeartbeatRequest())

    def status(self) -> StatusReply:
        """All drawers at one moment."""
        return self._exchange(StatusRequest())

    def unlock(self, drawer: int, token: int) -> None:
        """Unlock one drawer. Raises Refused when the board will not; then nothing has moved."""
        nonce, version = self.hello.session_nonce, self.status().state_version
        self._exchange(UnlockRequest(session_nonce=nonce, drawer=drawer, state_version=version, token=token))

    def lock(self, drawer: int) -> None:
        """Withdraw an unlock; 0 means whichever drawer it is."""
        self._exchange(LockRequest(drawer=drawer))

    def select(self, drawer: int) -> None:
        """Light one drawer's lamp; 0 puts it out."""
        self._exchange(SelectRequest(session_nonce=self.hello.session_nonce, drawer=drawer))

    def new_events(self) -> Iterator[Event]:
        """The log entries that no host has acknowledged and this session has not read, oldest first."""
        while True:
            reply = self._exchange(EventsReadRequest(after=self.seen))
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
            self._exchange(EventsAckRequest(session_nonce=self.hello.session_nonce, counter=upto))
            self._acknowledged = upto

    def _exchange(self, request: Request[ReplyT]) -> ReplyT:
        try:
            return self._link.exchange(request)
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
    kind = INCIDENTS.get(event.kind)
    if kind is None:
        return None
    if event.kind == EventKind.FORCED_OPEN and event.detail:
        kind = "wrong-drawer"
    detail = f"log entry {event.counter}, {event.at_ms} ms after start {event.boot} of the board"
    return Incident(kind=kind, drawer=event.drawer, detail=detail, entry=event.counter)
