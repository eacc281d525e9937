"""Failed PINs. A failure is written before the PIN is checked, so pulling the plug gives no free guess."""

from datetime import datetime

import peewee

from cart_agent.store.models import PinFailure
from cart_agent.store.queries import delete, rows


def add(database: peewee.SqliteDatabase, staff_id: str, at: datetime) -> None:
    PinFailure.insert(staff_id=staff_id, at=at).execute(database)


def since(database: peewee.SqliteDatabase, start: datetime) -> dict[str, int]:
    """Failures after `start` by staff id."""
    query = PinFailure.select(PinFailure.staff_id, peewee.fn.COUNT(PinFailure.id)).where(
        PinFailure.at > start
    )
    return dict(rows(query.group_by(PinFailure.staff_id), database))


def clear(database: peewee.SqliteDatabase, staff_id: str) -> None:
    delete(PinFailure, PinFailure.staff_id == staff_id, database)


def pull_back(database: peewee.SqliteDatabase, now: datetime) -> None:
    """Failures dated in the future (the clock was set back) count as of now: no lock-out lasts for years."""
    PinFailure.update(at=now).where(PinFailure.at > now).execute(database)
