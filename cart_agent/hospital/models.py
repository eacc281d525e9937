"""The hospital's tables. Queries are bound to a database one by one: a process may hold two hospitals."""

from pathlib import Path

import peewee

from cart_agent.store.database import connect

_PATIENCE = 60
"""Seconds."""


class Event(peewee.Model):
    """A settled event. `id` counts in the order of settlement."""

    id = peewee.AutoField()
    event_id = peewee.TextField(unique=True)
    cart = peewee.TextField()
    seq = peewee.IntegerField()
    prev_hash = peewee.TextField()
    sha256 = peewee.TextField()
    kind = peewee.TextField()
    encounter_id = peewee.TextField(null=True, index=True)
    message = peewee.BlobField()
    """The exact bytes."""
    received_at = peewee.TextField()
    flags = peewee.TextField()
    """Words separated by spaces: what a person should look at, such as superseded-order."""

    class Meta:
        indexes = ((("cart", "seq"), True),)


class Refused(peewee.Model):
    """A message that is no acceptable event, kept for whoever works off the reconciliation list."""

    id = peewee.AutoField()
    cart = peewee.TextField()
    event_id = peewee.TextField(null=True)
    sha256 = peewee.TextField()
    code = peewee.TextField()
    text = peewee.TextField()
    message = peewee.BlobField()
    received_at = peewee.TextField()

    class Meta:
        indexes = ((("cart", "sha256"), True),)


class Document(peewee.Model):
    """The newest version of each retained document."""

    topic = peewee.TextField(primary_key=True)
    kind = peewee.TextField()
    ward = peewee.TextField(index=True)
    name = peewee.TextField()
    version = peewee.IntegerField()
    source = peewee.BlobField()
    """The JSON document."""
    payload = peewee.BlobField()
    """The exact bytes published: the source, or its JWS. Empty: no longer published."""

    class Meta:
        indexes = ((("kind", "name"), False),)


class Counter(peewee.Model):
    """Numbers that never go back: epoch, manifest sequence, session."""

    name = peewee.TextField(primary_key=True)
    value = peewee.IntegerField()


class Source(peewee.Model):
    """What an imported document was made from."""

    name = peewee.TextField(primary_key=True)
    """`chart/` with the encounter, `formulary/` with the part or `stock/` with the cart."""
    sha256 = peewee.TextField()


class Command(peewee.Model):
    """A signed command, from the moment it was given. It is published once, not retained."""

    id = peewee.AutoField()
    command_id = peewee.TextField(unique=True)
    cart = peewee.TextField()
    kind = peewee.TextField()
    not_after = peewee.TextField()
    payload = peewee.BlobField()
    published_at = peewee.TextField(null=True)
    """When the broker took it."""


class CartSeen(peewee.Model):
    """The newest state that a cart told of itself, and when anything was last heard of it."""

    cart = peewee.TextField(primary_key=True)
    state = peewee.TextField()
    """The contract's word, such as ready or lost; empty: none was heard."""
    seen_at = peewee.TextField()


MODELS = (Event, Refused, Document, Counter, Source, Command, CartSeen)


def opened(path: Path) -> peewee.SqliteDatabase:
    """The hospital's database with all its tables. Raises the store's NotDurable.

    Several processes write here: each waits for the others, also for a long import.
    """
    database = connect(path)
    database.timeout = _PATIENCE
    create_tables(database)
    return database


def create_tables(database: peewee.SqliteDatabase) -> None:
    """Make the tables that are not there."""
    with database.bind_ctx(MODELS, bind_refs=False, bind_backrefs=False):
        database.create_tables(MODELS)
