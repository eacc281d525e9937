"""The tables as peewee models. `migrations` makes them; a test holds the two against each other.

Models are bound to a database per query (`.bind(database)`), never globally: a process may have two stores.
"""

from datetime import UTC, datetime

import peewee


def as_text(at: datetime) -> str:
    """As `UtcField` stores it. Raises ValueError for a time without a zone."""
    if at.tzinfo is None:
        raise ValueError("a time without a zone cannot be stored")
    return at.astimezone(UTC).isoformat(timespec="microseconds")


class UtcField(peewee.TextField):
    """An aware time, stored as ISO 8601 text in UTC that sorts as time does. Refuses a naive one."""

    def db_value(self, value: datetime | None) -> str | None:
        return None if value is None else as_text(value)

    def python_value(self, value: str | None) -> datetime | None:
        return None if value is None else datetime.fromisoformat(value)


class Event(peewee.Model):
    seq = peewee.IntegerField(primary_key=True)
    event_id = peewee.TextField()
    kind = peewee.TextField()
    encounter_id = peewee.TextField(null=True)
    occurred_at = UtcField()
    hash = peewee.TextField()
    message = peewee.BlobField()


class Outbox(peewee.Model):
    seq = peewee.IntegerField(primary_key=True)
    state = peewee.TextField()
    unsettled = peewee.IntegerField()
    changed_at = UtcField()
    code = peewee.TextField()
    text = peewee.TextField()
    resolution = peewee.TextField()
    to_work_off = peewee.IntegerField()


class Tally(peewee.Model):
    state = peewee.TextField(primary_key=True)
    events = peewee.IntegerField()


class Document(peewee.Model):
    id = peewee.IntegerField(primary_key=True)
    topic = peewee.TextField()
    current = peewee.IntegerField()
    version = peewee.IntegerField(null=True)
    sha256 = peewee.TextField()
    message = peewee.BlobField()
    understood = peewee.BlobField()
    received_at = UtcField()
    reason = peewee.TextField()


class State(peewee.Model):
    key = peewee.TextField(primary_key=True)
    value = peewee.BlobField()


class PinFailure(peewee.Model):
    id = peewee.IntegerField(primary_key=True)
    staff_id = peewee.TextField()
    at = UtcField()

    class Meta:
        table_name = "pin_failure"


MODELS = (Event, Outbox, Tally, Document, State, PinFailure)
