"""`cart hospital run`: one event loop between the broker and the hospital's SQLite file."""

import asyncio
import logging
import random
from collections.abc import Callable, Iterable
from pathlib import Path

import peewee

from cart_agent.his.messages import SyncRequest, decode
from cart_agent.his.signing import sign
from cart_agent.his.topics import ROOT, Kind
from cart_agent.hospital import control, keys
from cart_agent.hospital.config import HospitalConfig
from cart_agent.hospital.desk import Arrived, Desk
from cart_agent.hospital.documents import Document, read_directory
from cart_agent.hospital.ledger import Ledger
from cart_agent.hospital.library import Library
from cart_agent.hospital.models import create_tables
from cart_agent.hospital.publisher import Publisher, as_publication
from cart_agent.hospital.wire import Incoming, Publication, Wire, WireLost
from cart_agent.store.database import connect
from drivers.interfaces import Clock

log = logging.getLogger(__name__)
_TICK = 0.5
"""Seconds between two looks at the clock: a simulated one may jump."""


async def run(config: HospitalConfig, clock: Clock, ready: Callable[[], None] = lambda: None) -> None:
    """Serve until cancelled. `ready` is called each time the broker has taken all documents.

    Raises DocumentError, KeyUnusable or the store's NotDurable before anything is published.
    """
    database = connect(Path(config.database))
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
        create_tables(database)
        key = keys.private_key(config.signing)
        self._config = config
        self._clock = clock
        self._ready = ready
        self.library = Library(database, lambda body: sign(body, config.signing.kid, key))
        self.ledger = Ledger(database)
        self._desk = Desk(database, self.library, config.carts)
        self._publisher = Publisher(config.site, self.library)
        self._wire: Wire | None = None
        self._manifest_at = 0.0
        self._load()

    def _load(self) -> None:
        for ward in self._config.wards:
            found = read_directory(Path(ward.directory), self._config.site, ward.id)
            fresh = self.library.load(found)
            self._desk.replay((one for one in fresh if one.kind is Kind.CHART), self._clock.now())

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
            self._wire = None
            await self._leave(wire, session)

    async def _announce(self, wire: Wire, session: int) -> None:
        await wire.subscribe(self._subscriptions())
        now = self._clock.now()
        documents = [one for ward in self._config.wards for one in self._publisher.everything(ward.id, now)]
        await asyncio.gather(*map(wire.publish, documents))
        self._manifest_at = self._clock.monotonic()
        await wire.publish(self._publisher.host_state("ready", session, self._clock.now()))
        self._ready()

    async def _leave(self, wire: Wire, session: int) -> None:
        """A will is only sent for a connection that breaks; who leaves says so himself."""
        wire.publish(self._publisher.host_state("lost", session, self._clock.now()))
        await wire.close()

    def _subscriptions(self) -> tuple[str, ...]:
        return tuple(f"{ROOT}/{self._config.site}/cart/+/{kind}" for kind in (Kind.EVENT, Kind.SYNC))

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
        for message in messages:
            self._sync(message)
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

    def _keep_fresh(self, wire: Wire) -> None:
        if self._clock.monotonic() - self._manifest_at >= self._config.manifest_seconds:
            self._manifests(wire)

    def _manifests(self, wire: Wire) -> None:
        self._manifest_at = self._clock.monotonic()
        for ward in self._config.wards:
            wire.publish(self._publisher.manifest(ward.id, self._clock.now()))

    def publish_charts(self, charts: Iterable[Document]) -> None:
        """Publish new versions, then the manifests that name them. Without a connection the next one does."""
        charts = tuple(charts)
        self.publish(map(as_publication, charts))
        if charts and self._wire:
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
