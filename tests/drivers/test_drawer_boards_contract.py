"""The drawers' contract over every lock board: the real driver, the board's bytes on a pseudo-terminal."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.drivers.boards import BOARDS, start
from tests.drivers.drawers_contract import Cart, DrawersContract, StartCart


class TestLockBoards(DrawersContract):
    @pytest.fixture(params=BOARDS)
    def start_cart(self, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[StartCart]:
        with ExitStack() as stack:

            def begin(unlock_window_s: float, open_limit_s: float) -> Cart:
                board = BOARDS[request.param]
                return start(
                    board, tmp_path, stack, never_opened_s=unlock_window_s, open_too_long_s=open_limit_s
                )

            yield begin
