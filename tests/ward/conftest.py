"""A real store and the ward book over it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cart_agent.his.topics import Topics
from cart_agent.store import Store
from cart_agent.ward import WardBook
from tests.support.ward_documents import KEYS

TOPICS = Topics(site="demo", cart="cart-1")
WARDS = ("W1", "W2")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path / "cart.db", "cart-1")
    yield opened
    opened.close()


@pytest.fixture
def book(store: Store) -> WardBook:
    return WardBook(store, TOPICS, WARDS, KEYS)


@pytest.fixture
def restart(store: Store) -> "Restart":
    return Restart(store)


class Restart:
    """Makes the book anew from the same store, as a restart of the agent does."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def __call__(self) -> WardBook:
        return WardBook(self._store, TOPICS, WARDS, KEYS)
