"""A cart with the demo ward's morning on it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.agent.cart_help import Cart


@pytest.fixture
def cart(tmp_path: Path) -> Iterator[Cart]:
    made = Cart(tmp_path)
    yield made
    made.close()
