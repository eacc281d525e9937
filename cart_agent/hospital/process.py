"""`cart hospital run`: one event loop between the broker and the hospital's SQLite file."""

import asyncio
import logging
import random
from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import partial
from pathlib import Path

import peewee

from cart_agent.ending import within
from cart_agent.his.messages import SyncRequest, decode
from cart_agent.his.signing import sign
from cart_agent.his.topics import ROOT, Kind
from cart_agent.hospital import control, keys
from cart_agent.hospital.commands import Commands
from cart_agent.hospital.config import HospitalConfig
from cart_agent.hospital.desk import Arrived, Desk
from cart_agent.hospital.documents import Document, DocumentError
from cart_agent.hospital.ledger import Ledger
from cart_agent.hospital.library import Library
from cart_agent.hospital.models import opened
from cart_agent.hospital.news import Folders, News
from cart_agent.hospital.publisher import Publisher, as_publication
from cart_agent.hospital.records import Records
from cart_agent.hospital.seen import Lookout
from cart_agent.hospital.shelves import fill
from cart_agent.hospital.wire import Incoming, Publication, Wire, WireLost
from drivers.interfaces import Clock

log = logging.getLogger(__name__)
KEPT = timedelta(days=30)
"""How long a closed chart is published (docs/his-contract.md, "chart")."""
_FORGET = 3600.0
"""Seconds between two looks for charts that are to be forgotten."""
_TICK = 0.5
"""Seconds between two looks at the clock: a simulated one may jump."""
_GOODBYE = 3.0
"""How long a hospital that is stopped waits until the broker has its last word."""


async def run(config: HospitalConfig, clock: Clock, ready: Callable[[], None] = lambda: None) -> None:
    """Serve until cancelled. `ready` is called each time the broker has taken all documents.

    Raises DocumentError, KeyUnusable or the store's NotDurable before anything is published.
    """
    database = opened(Path(config.database))
    try:
        hospital = Hospital(config, clock, database, ready)
        async with control.served(config.control, hospital):
            await hospital.serve()
    finally:
        database.close()


class Hospital:
    """The parts of one hospital, and the connection there is at the moment, if any."""

    def __init__(
        self,
        config: HospitalConfig,
        clock: Clock,
        database: peewee.SqliteDatabase,
        ready: Callable[[], None] = lambda: None,
    ) -> None:
        self._database = database
        key = keys.private_key(config.signing)
        self._config = config
        self._clock = clock
        self._ready = ready
        self.library = Library(
            database, lambda body: sign(body, config.signing.kid, key), config.signing.signed()
        )
        self.ledger = Ledger(database)
        self._desk = Desk(database, self.library, config.carts)
        self._publisher = Publisher(config.site, self.library)
        self._commands = Commands(database)
        self._lookout = Lookout(database)
        self._records = Records(database, config.records)
        self._folders = Folders(ward.directory for ward in config.wards)
        self._wire: Wire | None = None
        self._news = News(database, self.library)
        self._manifest_at = 0.0
        self._forgot_at = 0.0
        self._sent: set[int] = set()
        fill(self.library, self._desk, config, clock.now())
        self._write_records()

    async def serve(self) -> None:
        """Connect and stay connected, until cancelled."""
        pause = self._config.broker.backoff_min
        while True:
            began = self._clock.monotonic()
            try:
                await self._connection()
            except WireLost as error:
                log.warning("broker: %s", error)
            lasted = self._clock.monotonic() - began > self._config.broker.backoff_max
            pause = self._config.broker.backoff_min if lasted else pause
            await asyncio.sleep(random.uniform(pause / 2, pause))  # noqa: S311  (jitter, no secret)
            pause = min(pause * 2, self._config.broker.backoff_max)

    async def _connection(self) -> None:
        session = self.library.next("session")
        will = self._publisher.host_state("lost", session, None)
        wire = Wire(self._config.broker, f"hospital-{self._config.site}", will)
        try:
            await wire.connect()
            self._wire = wire
            await self._announce(wire, session)
            while True:
                self._handle(wire, await wire.receive(_TICK))
                self._keep_fresh(wire)
        finally:
            await self._leave(wire, session)

    async def _announce(self, wire: Wire, session: int) -> None:
        await wire.subscribe(self._subscriptions())
        self._news = News(self._database, self.library)
        self._sent.clear()
        self._forget_closed(wire)
        now = self._clock.now()
        documents = [one for ward in self._config.wards for one in self._publisher.everything(ward.id, now)]
        await asyncio.gather(*map(wire.publish, documents))
        self._manifest_at = self._clock.monotonic()
        await wire.publish(self._publisher.host_state("ready", session, self._clock.now()))
        log.info("ready: connected to the broker, %d documents published", len(documents))
        self._ready()

    async def _leave(self, wire: Wire, session: int) -> None:
        """A will is only sent for a connection that breaks; who leaves says so himself.

        It waits until the broker has it: one that still writes answers would not read what stands behind.
        """
        connected, self._wire = self._wire is not None, None
        try:
            if connected:
                state = self._publisher.host_state("lost", session, self._clock.now())
                await within(_GOODBYE, wire.publish(state))
        except WireLost as error:
            log.debug("no goodbye: %r", error)
        finally:
            await wire.close()

    def _subscriptions(self) -> tuple[str, ...]:
        return tuple(
            f"{ROOT}/{self._config.site}/cart/+/{kind}" for kind in (Kind.EVENT, Kind.SYNC, Kind.STATE)
        )

    def _handle(self, wire: Wire, messages: list[Incoming]) -> None:
        """Commit, then tell the carts, then the broker: whatever is lost in between comes again."""
        events = [one for one in map(self._event, messages) if one]
        if events:
            now = self._clock.now()
            answers = self._desk.take(events, now)
            for cart, answer in answers.carts.items():
                if answer:
                    wire.publish(self._publisher.ack(cart, answer, now))
            self.publish_charts(answers.charts)
            self._write_records()
        for message in messages:
            self._sync(message)
            self._state(message)
            wire.acknowledge(message)

    def _event(self, message: Incoming) -> Arrived | None:
        cart, word = _sender(message.topic)
        return Arrived(cart=cart, message=message.payload) if word == Kind.EVENT else None

    def _sync(self, message: Incoming) -> None:
        cart, word = _sender(message.topic)
        if word != Kind.SYNC:
            return
        try:
            request = decode(message.payload, SyncRequest)
        except ValueError as error:
            log.warning("unreadable sync of %s: %s", cart, error)
            return
        if request.ward in {ward.id for ward in self._config.wards}:
            self.publish(self._publisher.missing(request, self._clock.now()))

    def _state(self, message: Incoming) -> None:
        cart, word = _sender(message.topic)
        if word != Kind.STATE or not message.payload:
            return
        try:
            self._lookout.state(cart, message.payload, self._clock.now())
        except ValueError as error:
            log.warning("unreadable state of %s: %s", cart, error)

    def _forget_closed(self, wire: Wire) -> None:
        """A closed chart is kept so long; then its topic is empty and no manifest names it."""
        self._forgot_at = self._clock.monotonic()
        for topic in self.library.forget_closed(self._clock.now() - KEPT):
            wire.publish(Publication(topic=topic, payload=b""))

    def _write_records(self) -> None:
        """What cannot be written now is written with the next event: the database holds it."""
        try:
            self._records.write()
        except OSError as error:
            log.error("the records cannot be written out: %s", error)

    def _keep_fresh(self, wire: Wire) -> None:
        """What commands of this machine put into the database goes out, and manifests in time."""
        if self._folders.changed():
            self._refill()
        fresh = self._news.take()
        if fresh:
            self.publish_charts(fresh)
        self._publish_commands(wire)
        if self._clock.monotonic() - self._forgot_at >= _FORGET:
            self._forget_closed(wire)
        if self._clock.monotonic() - self._manifest_at >= self._config.manifest_seconds:
            self._manifests(wire)

    def _refill(self) -> None:
        """A file that is wrong, or only half there yet, changes nothing; it is read again when it changes."""
        try:
            fill(self.library, self._desk, self._config, self._clock.now())
        except DocumentError as error:
            log.warning("a changed file is not taken in: %s", error)
        self.publish_charts(self._news.compare())

    def _publish_commands(self, wire: Wire) -> None:
        for command in self._commands.waiting(self._clock.now()):
            if command.id not in self._sent:
                self._sent.add(command.id)
                taken = wire.publish(self._publisher.command(command.cart, command.payload))
                taken.add_done_callback(partial(self._command_taken, command.id))

    def _command_taken(self, number: int, taken: "asyncio.Future[None]") -> None:
        """One that the broker did not take goes out again on the next connection."""
        if not taken.cancelled() and taken.exception() is None:
            self._commands.published(number, self._clock.now())

    def _manifests(self, wire: Wire) -> None:
        self._manifest_at = self._clock.monotonic()
        for ward in self._config.wards:
            wire.publish(self._publisher.manifest(ward.id, self._clock.now()))

    def publish_charts(self, documents: Iterable[Document]) -> None:
        """Publish new versions, then the manifests that name them. Without a connection the next one does."""
        documents = tuple(documents)
        self.publish(map(as_publication, documents))
        if documents and self._wire:
            self._manifests(self._wire)

    def publish(self, messages: Iterable[Publication]) -> None:
        """Publish now where there is a connection."""
        for message in messages:
            if self._wire:
                self._wire.publish(message)

    @property
    def now(self) -> str:
        """ISO 8601."""
        return self._clock.now().isoformat()


def _sender(topic: str) -> tuple[str, str]:
    """The cart and the last level of `mc/v1/{site}/cart/{cart}/{word}`."""
    levels = topic.split("/")
    return levels[-2], levels[-1]
