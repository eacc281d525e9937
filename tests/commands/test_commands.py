"""What every command says of itself, and how it fails."""

import re
import shlex
from importlib import import_module
from pathlib import Path

import pytest

from cart_agent.cli import COMMANDS, main
from tests.commands.command_help import cart, write_files


@pytest.mark.parametrize("name", COMMANDS)
def test_help_has_examples_that_the_command_understands(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main([name, "--help"])
    said = capsys.readouterr().out
    examples = [
        re.split(r"\s{2,}", line.strip())[0]
        for line in said.splitlines()
        if re.match(r" *cart [a-z-]+", line)
    ]

    assert ended.value.code == 0
    assert examples
    for example in examples:
        assert_understood(example)


def assert_understood(example: str) -> None:
    """The words of an example are parsed by the command that it names, and not run."""
    import argparse  # noqa: PLC0415 - only here

    words = shlex.split(example.split("|", maxsplit=1)[0].split("<", maxsplit=1)[0].split(">", maxsplit=1)[0])
    assert words[0] == "cart"
    parser = argparse.ArgumentParser(exit_on_error=False)
    module = import_module(f"cart_agent.commands.{COMMANDS[words[1]][0]}")
    module.add_arguments(parser)
    parser.parse_args(words[2:])


def test_without_a_command_it_says_what_there_is() -> None:
    done = cart()

    assert done.returncode == 2
    assert all(name in done.stdout for name in COMMANDS)


@pytest.mark.parametrize(
    "words",
    [
        ("agent", "run", "--config", "/nowhere/cart.toml"),
        ("link", "run", "--config", "/nowhere/cart.toml"),
        ("ui", "run", "--config", "/nowhere/cart.toml"),
        ("hospital", "run", "--config", "/nowhere/hospital.toml"),
        ("state", "--config", "/nowhere/cart.toml"),
        ("events", "--config", "/nowhere/cart.toml"),
        ("check-config", "/nowhere/cart.toml"),
        ("sheet", "--out", "/nowhere/sheet.pdf"),
        ("demo", "--headless", "/nowhere/script.toml"),
    ],
)
def test_a_file_that_is_not_there_is_named_without_a_traceback(words: tuple[str, ...]) -> None:
    done = cart(*words)

    assert done.returncode == 1
    assert "/nowhere" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", ["state", "events"])
def test_without_an_agent_it_says_so(command: str, tmp_path: Path) -> None:
    done = cart(command, "--config", str(write_files(tmp_path).cart))

    assert done.returncode == 1
    assert "no agent at" in done.stderr
    assert "Is the agent running?" in done.stderr


def test_an_unknown_command_is_told() -> None:
    done = cart("agnet")

    assert done.returncode == 2
    assert "agnet" in done.stderr


def test_a_good_configuration_is_ok(tmp_path: Path) -> None:
    done = cart("check-config", str(write_files(tmp_path).cart))

    assert (done.returncode, done.stdout) == (0, "ok\n")


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("simulate = true\n", "", "simulate"),
        ('driver = "scanner_serial"', 'driver = "scanner_serail"', "scanner_serail"),
        ('zone = "Asia/Ho_Chi_Minh"', 'zone = "Atlantis/Capital"', "Atlantis"),
        ("ui_user = ", 'ui_user = "no-such-user-here" #', "no-such-user-here"),
        ("[session]\n", "[session]\nlogout_second = 3\n", "did you mean logout_seconds?"),
        ("[cart]\n", "[cart\n", "is not TOML"),
    ],
)
def test_a_wrong_configuration_is_told_by_its_key(tmp_path: Path, right: str, wrong: str, said: str) -> None:
    file = write_files(tmp_path).cart
    text = file.read_text()
    assert right in text
    file.write_text(text.replace(right, wrong, 1))
    done = cart("check-config", str(file))

    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr
