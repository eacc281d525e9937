"""`cart drawers board` over the real firmware: self-test, supply, settings."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.commands.board_help import OLD, Engineer
from tests.commands.test_drawers_command import Engineer as LockBoardEngineer
from tests.drivers.board_hands import BoardHands


@pytest.fixture
def engineer(tmp_path: Path) -> Iterator[Engineer]:
    engineer = Engineer(tmp_path)
    with engineer.board:
        yield engineer


def test_a_healthy_board_says_what_it_is_and_measures_each_drawer(engineer: Engineer) -> None:
    said = engineer.runs("board")
    report = json.loads(engineer.runs("board", "--json").stdout)

    assert said.returncode == 0, said.stderr
    assert f"version {OLD}" in said.stdout
    assert said.stdout.count("good") == 3
    assert [(one["drawer"], one["result"]) for one in report["drawers"]] == [(n, "good") for n in (1, 2, 3)]
    assert report["settings"]["drawers"] == 8
    assert report["supply_mv"] > 10_000


def test_settings_are_kept_and_on_the_carts_records(engineer: Engineer) -> None:
    said = engineer.runs("board", "--set", "unlock_window_ms=15000", "--set", "debounce_ms=5", "--json")
    assert said.returncode == 0, said.stderr
    engineer.board.order("power-cycle")

    settings = json.loads(engineer.runs("board", "--json").stdout)["settings"]
    assert (settings["unlock_window_ms"], settings["debounce_ms"]) == (15_000, 5)
    assert engineer.recorded() == ["board-configured"]


@pytest.mark.parametrize("wrong", ["debounce_ms=500", "no_such=1", "debounce_ms", "debounce_ms=x"])
def test_a_setting_that_cannot_be_changes_nothing(engineer: Engineer, wrong: str) -> None:
    before = json.loads(engineer.runs("board", "--json").stdout)["settings"]
    said = engineer.runs("board", "--set", wrong)

    assert said.returncode == 1
    assert said.stderr.startswith("cart drawers: ")
    assert json.loads(engineer.runs("board", "--json").stdout)["settings"] == before


def test_nothing_is_set_while_a_drawer_is_open(engineer: Engineer) -> None:
    engineer.board.order("force 2")
    said = engineer.runs("board", "--set", "debounce_ms=5")

    assert said.returncode == 1
    assert "drawer_open" in said.stderr


def test_a_new_key_is_kept_in_a_file_and_needed_from_then_on(engineer: Engineer) -> None:
    file = engineer.folder / "drawers.key"
    said = engineer.runs("board", "--new-key", str(file))
    assert said.returncode == 0, said.stderr
    assert file.stat().st_mode & 0o777 == 0o600
    assert "key" in engineer.runs("board").stderr

    text = engineer.config.read_text(encoding="utf-8")
    engineer.config.write_text(text.replace("[drawers]", f'[drawers]\nkey_file = "{file}"'), encoding="utf-8")
    assert engineer.runs("board").returncode == 0
    other = engineer.folder / "other.key"
    assert engineer.runs("board", "--new-key", str(other)).returncode == 0
    assert engineer.runs("board", "--new-key", str(file)).returncode == 1
    assert file.read_text(encoding="utf-8") != other.read_text(encoding="utf-8")


def test_a_key_that_the_board_does_not_take_leaves_no_file(engineer: Engineer) -> None:
    engineer.board.order("force 2")
    file = engineer.folder / "drawers.key"

    assert engineer.runs("board", "--new-key", str(file)).returncode == 1
    assert not file.exists()


def test_a_lock_board_has_no_board_of_its_own(tmp_path: Path) -> None:
    with BoardHands("cu16", tmp_path, "--hold", "--drawers", "3", "--address", "1") as hands:
        said = LockBoardEngineer(tmp_path, hands, open_bit=1).runs("board")

    assert said.returncode == 2
    assert "no board of its own" in said.stderr
