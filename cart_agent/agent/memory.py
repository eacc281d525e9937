"""The session on the disk, and facts that wait for a disk that can be written again."""

import logging
from collections import deque
from collections.abc import Callable

import msgspec

from cart_agent.core.session import Session
from cart_agent.store import Store, StoreError

log = logging.getLogger(__name__)

SESSION = "session"
"""Key of the session's JSON in the store."""
WAITING_LIMIT = 10_000
"""Facts that may wait in memory; far more than a shift has."""

Write = Callable[[], object]


class Memory:
    """For the store's thread only. `failed` is true from a write that failed until one that did not."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._stored = b""
        self._waiting: deque[Write] = deque(maxlen=WAITING_LIMIT)
        self.failed = False

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
        if not self.failed and msgspec.json.encode(session) == self._stored:
            return
        try:
            with self._store.transaction():
                self.put(session)
            while self._waiting:
                self._write(self._waiting[0])
                self._waiting.popleft()
        except StoreError as error:
            self.lost(error)
        else:
            self.failed = False

    def note(self, write: Write) -> None:
        """Run `write` in a transaction; when the disk fails it is kept in memory and tried again."""
        try:
            self._write(write)
        except StoreError as error:
            self._waiting.append(write)
            self.lost(error)

    def _write(self, write: Write) -> None:
        with self._store.transaction():
            write()

    def lost(self, error: StoreError) -> None:
        """A write failed: nothing of it is on the disk."""
        if not self.failed:
            log.error("nothing was written: %s: %s", type(error).__name__, error)
        self.failed = True
        self._stored = b""
