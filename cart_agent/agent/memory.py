"""The session on the disk, and facts that wait for a disk that can be written again."""

import logging
from collections import deque
from collections.abc import Callable

import msgspec

from cart_agent.core.session import Session
from cart_agent.store import DiskFull, Reserve, Store, StoreError

log = logging.getLogger(__name__)

SESSION = "session"
"""Key of the session's JSON in the store."""
WAITING_LIMIT = 10_000
"""Facts that may wait in memory; far more than a shift has."""

Write = Callable[[], object]


class Memory:
    """For the store's thread only.

    On a full disk the reserve is given back, and what happens is still recorded; but no new dose is begun.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._stored = b""
        self._waiting: deque[Write] = deque(maxlen=WAITING_LIMIT)
        self._failed = False
        self._reserve: Reserve | None = None

    @property
    def failed(self) -> bool:
        """From a write that failed until one that did not; on a full disk until there is room again."""
        return self._failed or self.full

    @property
    def full(self) -> bool:
        """The reserve is in use: only what must be recorded is written."""
        return self._reserve is not None and not self._reserve.held

    def hold(self, reserve: Reserve) -> None:
        """Keep this room for a full disk."""
        self._reserve = reserve
        reserve.take()

    def spend(self, error: Exception) -> bool:
        """Give the reserve back for what a full disk refused; False when that is no help."""
        spent = isinstance(error, DiskFull) and self._reserve is not None and self._reserve.give_back()
        if spent:
            log.error("the disk is full: the reserve is in use, no drawer is opened for a new dose")
        return spent

    def load(self) -> Session | None:
        """The session as it was left. Raises StoreError."""
        saved = self._store.get_state(SESSION)
        if saved is None:
            return None
        self._stored = saved
        return msgspec.json.decode(saved, type=Session)

    def put(self, session: Session) -> None:
        """Write the session in the caller's transaction. Raises StoreError."""
        encoded = msgspec.json.encode(session)
        self._store.put_state(SESSION, encoded)
        self._stored = encoded

    def keep(self, session: Session) -> None:
        """Write the session where no commit has done so already, and what has waited since a failure."""
        if self._reserve is not None:
            self._reserve.take()
        if not self._failed and msgspec.json.encode(session) == self._stored:
            return
        try:
            self._write(lambda: self.put(session))
            while self._waiting:
                self._write(self._waiting[0])
                self._waiting.popleft()
        except StoreError as error:
            self.lost(error)
        else:
            self._failed = False

    def note(self, write: Write) -> None:
        """Run `write` in a transaction; when the disk fails it is kept in memory and tried again."""
        try:
            self._write(write)
        except StoreError as error:
            self._waiting.append(write)
            self.lost(error)

    def _write(self, write: Write) -> None:
        try:
            with self._store.transaction():
                write()
        except DiskFull as error:
            if not self.spend(error):
                raise
            with self._store.transaction():
                write()

    def lost(self, error: StoreError) -> None:
        """A write failed: nothing of it is on the disk."""
        if not self._failed:
            log.error("nothing was written: %s: %s", type(error).__name__, error)
        self._failed = True
        self._stored = b""
