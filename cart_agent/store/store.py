"""The store as the agent sees it. Synchronous and for one thread: open it on the thread that uses it."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import peewee

from cart_agent.api.pushes import StoredEvent
from cart_agent.his.messages import Rejection
from cart_agent.store import database as files
from cart_agent.store import documents, erasing, journal, migrations, outbox, pins
from cart_agent.store import rejected as refusals
from cart_agent.store.errors import StoreError, WrongCart, translated
from cart_agent.store.models import State
from cart_agent.store.queries import asked, at_once, delete, inside, rows

_CART = "cart"
_KEPT_AFTER = f"WHERE event.seq > ? AND event.{erasing.KEPT.sql} ORDER BY event.seq LIMIT ?"


class Store:
    """One cart's SQLite file. Every method may raise DiskFull, Damaged or another StoreError.

    A method called outside `transaction()` is a transaction of its own. "Done" is said to nobody before
    the outermost transaction has returned.
    """

    def __init__(self, database: peewee.SqliteDatabase, cart: str) -> None:
        self._database = database
        self._cart = cart
        self._spoilt = False
        self._begun = False
        self.commits = 0
        """Transactions since it was opened."""

    @classmethod
    def open(cls, path: Path, cart: str) -> "Store":
        """Open or create the file of this cart. Raises NotDurable, SchemaTooNew, WrongCart or Damaged."""
        with translated():
            store = cls(files.connect(path), cart)
            try:
                migrations.migrate(store._database)
                store._claim()
            except BaseException:
                store.close()
                raise
        return store

    def _claim(self) -> None:
        owner = self.get_state(_CART)
        if owner is None:
            self.put_state(_CART, self._cart.encode())
        elif owner.decode() != self._cart:
            raise WrongCart(owner.decode(), self._cart)

    def close(self) -> None:
        """May be called twice."""
        self._database.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing, on the disk when it returns. An inner one joins the outer one: what fails inside
        fails the whole, whoever caught it.
        """
        if self.in_transaction:
            with self._spoiling():
                yield
            return
        self._spoilt = False
        try:
            with translated(), at_once(self._database):
                self._begun = True
                yield
                self._check_whole()
        finally:
            self._begun = False
        self.commits += 1

    @property
    def in_transaction(self) -> bool:
        return self._begun

    @contextmanager
    def _spoiling(self) -> Iterator[None]:
        self._check_whole()
        try:
            yield
        except BaseException:
            self._spoilt = True
            raise

    def _check_whole(self) -> None:
        """What is written after SQLite has rolled back would be kept by itself."""
        if self._spoilt or not inside(self._database):
            raise StoreError("a part of the transaction had failed")

    @contextmanager
    def _reading(self) -> Iterator[peewee.SqliteDatabase]:
        with translated():
            yield self._database

    @contextmanager
    def _writing(self) -> Iterator[peewee.SqliteDatabase]:
        with self.transaction():
            yield self._database

    # The journal

    def append(self, draft: journal.EventDraft) -> StoredEvent:
        """Give the event its place and write it with its outbox row. Raises DuplicateEvent."""
        with self._writing() as database:
            return journal.append(database, self._cart, draft)

    def head(self) -> journal.Head:
        with self._reading() as database:
            return journal.head(database)

    def events(self, after_seq: int, limit: int) -> tuple[StoredEvent, ...]:
        """Events of any state after this place, in order; those that were erased are left out."""
        with self._reading() as database:
            return journal.stored(database, _KEPT_AFTER, after_seq, limit)

    def erase_events(self, before: datetime, limit: int) -> int:
        """Forget what old settled events say, so many at a time; returns how many it were."""
        with self._writing() as database:
            return erasing.erase(database, before, limit)

    def events_of(self, encounter_id: str, kinds: Sequence[str], since: datetime) -> tuple[StoredEvent, ...]:
        """What this cart recorded for one patient since a time, in order."""
        with self._reading() as database:
            return journal.of_patient(database, encounter_id, kinds, since)

    def events_since(self, kinds: Sequence[str], since: datetime, after_seq: int) -> tuple[StoredEvent, ...]:
        """What this cart recorded for anybody since a time, after this place, in order."""
        with self._reading() as database:
            return journal.of_kinds(database, kinds, since, after_seq)

    def verify_chain(self) -> journal.Head:
        """Walk the whole journal. Raises ChainBroken."""
        with self._reading() as database:
            return journal.verify(database)

    # The outbox

    def unsettled(self, after_seq: int, limit: int) -> tuple[StoredEvent, ...]:
        with self._reading() as database:
            return outbox.unsettled(database, after_seq, limit)

    def mark_sent(self, event_ids: Iterable[str], at: datetime) -> tuple[str, ...]:
        with self._writing() as database:
            return outbox.mark_sent(database, event_ids, at)

    def settle(self, event_ids: Iterable[str], at: datetime) -> tuple[str, ...]:
        with self._writing() as database:
            return outbox.settle(database, event_ids, at)

    def reject(self, rejections: Iterable[Rejection], at: datetime) -> tuple[str, ...]:
        with self._writing() as database:
            return outbox.reject(database, rejections, at)

    def rejected(self, limit: int, after_seq: int = 0) -> tuple[refusals.RejectedEvent, ...]:
        """Rejected events that nobody has settled, after this place, in order."""
        with self._reading() as database:
            return refusals.listed(database, after_seq, limit)

    def rejected_event(self, event_id: str) -> refusals.RejectedEvent | None:
        """One of them."""
        with self._reading() as database:
            return refusals.one(database, event_id)

    def resolve(self, seq: int, resolution: str) -> None:
        with self._writing() as database:
            refusals.resolve(database, seq, resolution)

    def send_again(self, seqs: Iterable[int], at: datetime) -> None:
        with self._writing() as database:
            refusals.send_again(database, seqs, at)

    def event(self, event_id: str) -> StoredEvent | None:
        """One event by its id."""
        with self._reading() as database:
            found = journal.stored(database, "WHERE event.event_id = ?", event_id)
        return found[0] if found else None

    def counts(self) -> outbox.OutboxCounts:
        with self._reading() as database:
            return outbox.counts(database)

    # Documents

    def put_document(self, new: documents.NewDocument) -> str:
        with self._writing() as database:
            return documents.put(database, new)

    def document(self, topic: str) -> documents.StoredDocument | None:
        with self._reading() as database:
            return documents.document(database, topic)

    def documents(self, prefix: str) -> tuple[documents.DocumentEntry, ...]:
        with self._reading() as database:
            return documents.documents(database, prefix)

    def newest_version(self, topic: str) -> int:
        with self._reading() as database:
            return documents.newest_version(database, topic)

    def hash_of(self, topic: str, version: int) -> str | None:
        with self._reading() as database:
            return documents.hash_of(database, topic, version)

    def knows(self, topic: str, digest: str) -> bool:
        with self._reading() as database:
            return documents.knows(database, topic, digest)

    def forget_document(self, topic: str) -> None:
        with self._writing() as database:
            documents.forget(database, topic)

    def forget_document_history(self, before: datetime) -> int:
        with self._writing() as database:
            return documents.forget_history(database, before)

    # Small values

    def get_state(self, key: str) -> bytes | None:
        with self._reading() as database:
            found = asked("SELECT value FROM state WHERE key = ?", (key,), database)
        return found[0][0] if found else None

    def put_state(self, key: str, value: bytes) -> None:
        with self._writing() as database:
            asked("INSERT OR REPLACE INTO state (key, value) VALUES (?, ?)", (key, value), database)

    def drop_state(self, key: str) -> None:
        with self._writing() as database:
            delete(State, State.key == key, database)

    def states(self, prefix: str) -> dict[str, bytes]:
        """All values whose key begins so."""
        inside = (State.key >= prefix) & (State.key < prefix + "\U0010ffff")
        with self._reading() as database:
            return dict(rows(State.select(State.key, State.value).where(inside), database))

    # Failed PINs

    def add_pin_failure(self, staff_id: str, at: datetime) -> None:
        with self._writing() as database:
            pins.pull_back(database, at)
            pins.add(database, staff_id, at)

    def pin_failures(self, now: datetime, since: datetime) -> dict[str, int]:
        """Failures after `since` by staff id."""
        with self._writing() as database:
            pins.pull_back(database, now)
            return pins.since(database, since)

    def clear_pin_failures(self, staff_id: str) -> None:
        with self._writing() as database:
            pins.clear(database, staff_id)
