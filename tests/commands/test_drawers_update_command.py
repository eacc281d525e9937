"""`cart drawers update` over the real firmware with its loader, as the biomedical engineer runs it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from firmware_bridge.image import RP2040
from tests.commands.board_help import NEW, OLD, OTHER_KEY, Engineer, image


@pytest.fixture
def engineer(tmp_path: Path) -> Iterator[Engineer]:
    engineer = Engineer(tmp_path)
    with engineer.board:
        yield engineer


def test_a_signed_newer_program_is_sent_proven_kept_and_on_record(engineer: Engineer) -> None:
    said = engineer.updates(image(NEW))

    assert said.returncode == 0, said.stdout + said.stderr
    assert "The board runs version 6 and keeps it." in said.stdout
    lines = said.stderr.splitlines()
    assert "Sending the new program 100 %" in lines
    assert lines.index("The board checks the signature and restarts") < lines.index(
        next(line for line in lines if line.startswith("Trying the new program"))
    )
    again = json.loads(engineer.updates(image(NEW), "--json").stdout)
    assert (again["ok"], again["version"], again["reason"]) == (False, NEW, "old-image")


@pytest.mark.parametrize(
    ("data", "reason", "words"),
    [
        (image(OLD), "old-image", "not newer"),
        (image(NEW, OTHER_KEY), "not-started", "not signed with this board's key"),
        (image(NEW, port=RP2040), "other-hardware", "for other hardware"),
        (b"no image", "bad-image", "of no use"),
    ],
)
def test_what_the_board_does_not_take_leaves_it_as_it_was(
    engineer: Engineer, data: bytes, reason: str, words: str
) -> None:
    said = engineer.updates(data)

    assert said.returncode == 1
    assert words in said.stdout
    assert ("still runs its version 5" in said.stdout) == (reason != "bad-image")


def test_nothing_is_updated_while_a_drawer_is_open(engineer: Engineer) -> None:
    engineer.board.order("force 2")
    said = engineer.updates(image(NEW))

    assert said.returncode == 1
    assert "SHUT all drawers" in said.stdout
    assert "still runs its version 5" in said.stdout
    engineer.board.order("close 2")
    assert engineer.updates(image(NEW)).returncode == 0


def test_a_board_that_is_silent_is_said_to_be(engineer: Engineer) -> None:
    engineer.board.order("mute")
    said = engineer.updates(image(NEW))

    assert said.returncode == 1
    assert "does not answer" in said.stdout
    assert "not known which program" in said.stdout


def test_a_missing_port_is_said(engineer: Engineer) -> None:
    engineer.board.stop()
    said = engineer.updates(image(NEW))

    assert said.returncode == 1
    assert "The port failed" in said.stdout


def test_begin_and_end_are_on_the_carts_records(engineer: Engineer) -> None:
    engineer.updates(image(OLD))
    assert engineer.recorded() == ["board-update-begun", "board-update-failed"]


def test_without_records_nothing_is_sent(engineer: Engineer) -> None:
    engineer.store.unlink()
    said = engineer.updates(image(NEW))

    assert said.returncode == 1
    assert "no records" in said.stderr
