"""Signed commands on their way to the carts: written down first, published by whoever serves."""

import uuid
from collections.abc import Callable
from datetime import datetime

import peewee
from msgspec import Struct

from cart_agent.his.messages import Command, encode
from cart_agent.hospital import models
from cart_agent.store.queries import rows


class Waiting(Struct, frozen=True, kw_only=True):
    """A command that the broker has not taken yet. `payload` is the JWS."""

    id: int
    cart: str
    payload: bytes


class Commands:
    """The commands of one site."""

    def __init__(self, database: peewee.SqliteDatabase) -> None:
        self._database = database

    def give(self, command: Command, sign: Callable[[bytes], bytes]) -> None:
        """Write it down. `sign` makes its JWS."""
        models.Command.insert(
            command_id=command.command_id,
            cart=command.cart,
            kind=command.kind,
            not_after=command.not_after.isoformat(),
            payload=sign(encode(command)),
        ).execute(self._database)

    def waiting(self, now: datetime) -> tuple[Waiting, ...]:
        """What is to be published; a command past its time no more."""
        columns = (models.Command.id, models.Command.cart, models.Command.payload, models.Command.not_after)
        query = models.Command.select(*columns).where(models.Command.published_at.is_null())
        found = rows(query.order_by(models.Command.id), self._database)
        return tuple(
            Waiting(id=number, cart=cart, payload=bytes(payload))
            for number, cart, payload, not_after in found
            if datetime.fromisoformat(not_after) > now
        )

    def published(self, number: int, now: datetime) -> None:
        """The broker has it."""
        query = models.Command.update(published_at=now.isoformat()).where(models.Command.id == number)
        query.execute(self._database)


def new_id() -> str:
    """A `commandId` that never comes again."""
    return str(uuid.uuid4())
