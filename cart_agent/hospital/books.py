"""The hospital's database opened by one of its commands, also while the hospital serves."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import peewee

from cart_agent.his.signing import sign
from cart_agent.hospital import keys
from cart_agent.hospital.config import HospitalConfig
from cart_agent.hospital.desk import Desk
from cart_agent.hospital.ledger import Ledger
from cart_agent.hospital.library import Library
from cart_agent.hospital.models import opened
from cart_agent.hospital.shelves import fill
from drivers.interfaces import Clock


class Books:
    """One hospital's documents and events. What is put into them the serving hospital publishes."""

    def __init__(self, config: HospitalConfig, database: peewee.SqliteDatabase, clock: Clock) -> None:
        self.config = config
        self.database = database
        self.library = Library(database, self.sign, config.signing.signed())
        self.ledger = Ledger(database)
        self.desk = Desk(database, self.library, config.carts)
        self._clock = clock

    @classmethod
    @contextmanager
    def open(cls, config: HospitalConfig, clock: Clock) -> Iterator["Books"]:
        """Raises the store's NotDurable."""
        database = opened(Path(config.database))
        try:
            yield cls(config, database, clock)
        finally:
            database.close()

    def begin(self) -> None:
        """Take the wards' directories in, where no hospital has served from this database yet.

        Raises DocumentError and KeyUnusable.
        """
        if not self.library.versions():
            fill(self.library, self.desk, self.config, self.now)

    @property
    def now(self) -> datetime:
        """Aware UTC."""
        return self._clock.now()

    def sign(self, body: bytes) -> bytes:
        """As JWS. Raises KeyUnusable: a key of one process alone signs nothing here."""
        return sign(body, self.config.signing.kid, keys.lasting(self.config.signing))
