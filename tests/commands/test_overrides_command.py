"""`cart overrides`: the review list of a running cart."""

import json
from pathlib import Path

from tests.agent.cart_help import Cart
from tests.agent.test_agent_glass import broken
from tests.commands.command_help import cart, running_agent


def test_it_lists_what_waits_for_a_review_with_its_time(tmp_path: Path) -> None:
    before = Cart(tmp_path)
    broken(before)
    before.close()

    with running_agent(tmp_path) as (files, _):
        told = cart("overrides", "--config", str(files.cart))
        listed = cart("overrides", "--json", "--config", str(files.cart)).stdout.splitlines()

    assert told.returncode == 0
    assert "NV1001" in told.stdout
    assert "Break-glass, drawer 8" in told.stdout
    (item,) = map(json.loads, listed)
    assert (item["kind"], item["overdue"]) == ("override-break-glass", False)
    assert item["review_by"] > item["since"]


def test_an_empty_list_is_no_error(tmp_path: Path) -> None:
    with running_agent(tmp_path) as (files, _):
        told = cart("overrides", "--config", str(files.cart))

    assert (told.returncode, told.stdout) == (0, "")
