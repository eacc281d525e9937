"""`cart drawers` over a simulated lock board, as the biomedical engineer runs it."""

import json
import os
import pty
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cart_agent.commands.drawers_words import WORDS
from cart_agent.store import Store
from drivers.interfaces import AlarmKind
from tests.commands.command_help import cart, running_agent, write_files
from tests.drivers.board_hands import BoardHands

DRAWERS = (1, 2, 3)


class Engineer:
    """A cart whose agent is stopped, a board with three drawers, and the engineer's hands."""

    def __init__(self, folder: Path, hands: BoardHands, open_bit: int) -> None:
        self.hands = hands
        self.config = write_files(folder).cart
        self.store = folder / "cart.db"
        text = self.config.read_text(encoding="utf-8")
        head, _, rest = text.partition("[drawers]")
        after = rest[rest.index("\n[") :] if "\n[" in rest else ""
        wiring = ", ".join(f"{{number = {n}, board = 1, lock = {n - 1}}}" for n in DRAWERS)
        section = [
            'driver = "drawer_kerong"',
            'dialect = "cu16"',
            f'port = "{folder / "board"}"',
            f"open_bit = {open_bit}",
            f"drawers = [{wiring}]",
            "answer_ms = 1000",
        ]
        self.config.write_text("\n".join([f"{head}[drawers]", *section, after]), encoding="utf-8")
        Store.open(self.store, "cart-01").close()

    def runs(self, *words: str) -> subprocess.CompletedProcess[str]:
        return cart("drawers", *words, "--config", str(self.config), "--language", "en")

    def follows(self, *words: str) -> tuple[int, str]:
        """Does what the command says; exit status and report."""
        command = ["drawers", *words, "--config", str(self.config), "--language", "en"]
        with subprocess.Popen(
            [sys.executable, "-m", "cart_agent", *command],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as running:
            assert running.stderr is not None
            assert running.stdout is not None
            for line in running.stderr:
                if "PULL" in line:
                    assert self.hands.pull(number_in(line))
                if "PUSH" in line:
                    self.hands.end_pulse()
                    self.hands.push(number_in(line))
            report = running.stdout.read()
        return running.returncode, report


def number_in(line: str) -> int:
    return int(line.split()[1].rstrip(":"))


@pytest.fixture
def engineer(tmp_path: Path) -> Iterator[Engineer]:
    with BoardHands("cu16", tmp_path, "--hold", "--drawers", "3", "--address", "1") as hands:
        yield Engineer(tmp_path, hands, open_bit=1)


def test_the_list_shows_every_drawer_in_words_and_as_json(engineer: Engineer) -> None:
    engineer.hands.force(2)
    said = engineer.runs("list")
    listed = json.loads(engineer.runs("list", "--json").stdout)

    assert said.returncode == 0
    assert said.stdout.count("locked") == 2
    assert listed["drawers"] == {"1": "locked", "2": "open", "3": "locked"}
    assert listed["device"]["state"] == "ready"
    assert "drawer 2 stood open" in said.stdout
    assert "reduced guarantees" in said.stdout
    assert listed["guarantees"] == "reduced"


def test_a_drawer_is_not_tested_while_another_is_open(engineer: Engineer) -> None:
    engineer.hands.force(2)
    said = engineer.runs("test", "1")

    assert said.returncode == 1
    assert "not unlocked: a drawer is open, shut it" in said.stdout
    assert json.loads(engineer.runs("test", "1", "--json").stdout)[0]["reason"] == "drawer-open"


def test_a_board_that_is_silent_is_unknown_and_an_error(engineer: Engineer) -> None:
    engineer.hands.order("fault mute")
    said = engineer.runs("list", "--json")

    assert said.returncode == 1
    assert set(json.loads(said.stdout)["drawers"].values()) == {"unknown"}


def test_the_live_picture_ends_when_it_should(engineer: Engineer) -> None:
    said = engineer.runs("watch", "--seconds", "1")

    assert said.returncode == 0
    assert "Drawer 3" in said.stdout


def test_control_c_is_the_usual_end_of_the_live_picture(engineer: Engineer) -> None:
    """As in a terminal: who runs the tests in the background may have it ignored."""
    python = ["env", "--default-signal=INT", sys.executable]
    command = ["drawers", "watch", "--config", str(engineer.config), "--language", "en"]
    screen, terminal = pty.openpty()
    with subprocess.Popen(
        [*python, "-m", "cart_agent", *command], stdout=terminal, stderr=subprocess.PIPE
    ) as running:
        shown = b""
        while b"Drawer 3" not in shown:
            shown += os.read(screen, 4096)
        running.send_signal(signal.SIGINT)
        assert running.stderr is not None
        assert running.stderr.read() == b""
    os.close(screen)
    os.close(terminal)
    assert running.returncode == 0


def test_every_alarm_has_its_words() -> None:
    assert {kind.value for kind in AlarmKind} <= set(WORDS)


def test_the_guided_test_of_all_drawers_passes_and_each_unlock_is_on_record(engineer: Engineer) -> None:
    status, report = engineer.follows("test", "--all", "--json")

    assert [(one["drawer"], one["result"]) for one in json.loads(report)] == [
        (number, "passed") for number in DRAWERS
    ]
    assert status == 0
    store = Store.open(engineer.store, "cart-01")
    assert store.head().seq == len(DRAWERS)
    store.close()


def test_a_drawer_that_nobody_opens_fails_the_test(engineer: Engineer) -> None:
    said = engineer.runs("test", "2", "--patience", "0.2")

    assert said.returncode == 1
    assert "its opening was not sensed" in said.stdout


def test_swapped_wires_fail_the_test(engineer: Engineer) -> None:
    engineer.hands.swap_locks(1, 2)
    command = ["drawers", "test", "1", "--config", str(engineer.config), "--language", "en"]
    with subprocess.Popen(
        [sys.executable, "-m", "cart_agent", *command],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stderr is not None
        assert running.stdout is not None
        assert "PULL" in running.stderr.readline()
        assert engineer.hands.pull(2)
        report = running.stdout.read()

    assert running.returncode == 1
    assert "drawer 2 opened in place of another" in report


def test_nothing_is_unlocked_without_records(engineer: Engineer) -> None:
    engineer.store.unlink()
    said = engineer.runs("test", "1")

    assert said.returncode == 1
    assert "no records" in said.stderr
    assert engineer.hands.state()["pulses"] == 0


def test_calibration_measures_and_suggests_a_window(engineer: Engineer, tmp_path: Path) -> None:
    status, report = engineer.follows("calibrate", "--out", str(tmp_path / "suggested.toml"))

    assert status == 0
    assert "The polarity is right." in report
    assert "never_opened_s = " in (tmp_path / "suggested.toml").read_text(encoding="utf-8")


def test_calibration_finds_the_other_polarity_and_unlocks_nothing(tmp_path: Path) -> None:
    with BoardHands("cu16", tmp_path, "--hold", "--drawers", "3", "--address", "1") as hands:
        said = Engineer(tmp_path, hands, open_bit=0).runs("calibrate", "--patience", "0.2")

        assert said.returncode == 1
        assert "open_bit = 1" in said.stdout
        assert hands.state()["pulses"] == 0


@pytest.mark.parametrize("words", [("test",), ("test", "1", "--all"), ("test", "9")])
def test_a_test_without_its_drawer_is_refused(engineer: Engineer, words: tuple[str, ...]) -> None:
    assert engineer.runs(*words).returncode == 2
    assert engineer.hands.state()["pulses"] == 0


def test_it_keeps_off_while_the_agent_has_the_port(tmp_path: Path) -> None:
    with running_agent(tmp_path) as (files, _):
        said = cart("drawers", "list", "--config", str(files.cart))

    assert said.returncode == 1
    assert "cart agent đang giữ cổng" in said.stderr


def test_each_sentence_has_the_same_facts_in_both_languages() -> None:
    def facts(sentence: str) -> set[str]:
        return {part.split("}")[0] for part in sentence.split("{")[1:]}

    assert all(facts(vi) == facts(en) for vi, en in WORDS.values())
