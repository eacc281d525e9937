"""`cart drawers update` over the real loader and program of the product board; minutes, so in the soak."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from firmware_bridge.image import pack
from tests.commands.board_help import OTHER_KEY, Engineer
from tests.commands.product_board import ProductBoard
from tests.firmware.test_loader_rp2040 import board, connect, image

pytestmark = [pytest.mark.soak, pytest.mark.timeout(1200)]
HALF_SENT = {"after": 2_000}
"""Bytes that the board has answered when the image's first half is there."""
ON_TRIAL = {"after": 300, "restarts": 1}
"""The new program runs, and is not confirmed."""


class ProductEngineer(Engineer):
    """The same cart with version 5 on the product board."""

    product: ProductBoard

    def result(self, data: bytes) -> dict[str, Any]:
        said = self.updates(data, "--json")
        found: dict[str, Any] = json.loads(said.stdout)
        assert said.returncode == (0 if found["ok"] else 1)
        return {name: found[name] for name in ("ok", "version", "reason")}


@pytest.fixture
def engineer(tmp_path: Path) -> Iterator[ProductEngineer]:
    engineer = ProductEngineer(tmp_path)
    built = tmp_path / "product"
    built.mkdir()
    with board(built) as chip:
        connect(chip)  # it has started
        with ProductBoard(chip, tmp_path / "board") as engineer.product:
            yield engineer


def test_a_newer_program_is_kept_and_no_other_is(engineer: ProductEngineer) -> None:
    forged = pack(image(6, OTHER_KEY))
    assert engineer.result(forged) == {"ok": False, "version": 5, "reason": "not-started"}
    assert engineer.result(pack(image(6))) == {"ok": True, "version": 6, "reason": ""}
    for older in (5, 6):
        assert engineer.result(pack(image(older))) == {"ok": False, "version": 6, "reason": "old-image"}
    assert engineer.runs("list").returncode == 0


@pytest.mark.parametrize("moment", [HALF_SENT, ON_TRIAL], ids=["half-sent", "on-trial"])
def test_after_a_power_cut_the_old_program_runs_and_takes_the_new_one_again(
    engineer: ProductEngineer, moment: dict[str, int]
) -> None:
    engineer.product.cut_power(**moment)
    assert engineer.result(pack(image(6))) == {"ok": False, "version": 5, "reason": "no-answer"}
    assert engineer.result(pack(image(6))) == {"ok": True, "version": 6, "reason": ""}
