"""A real store in a real file."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cart_agent.store import Store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cart.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    opened = Store.open(path, "cart-1")
    yield opened
    opened.close()
