import os
import pty
from collections.abc import Iterator
from pathlib import Path

import pytest

from cart_agent.config import ConfigError, load
from cart_agent.config.simulated import port_reason

FILE = """\
{simulate}
[cart]
id = "cart-7"
site = "demo"
wards = ["noi-a"]
zone = "Asia/Ho_Chi_Minh"
[hospital]
host = "localhost"
[clock]
driver = "{clock}"
[drawers]
driver = "drawer_gpio"
{drawers}
"""


@pytest.fixture
def terminal() -> Iterator[str]:
    """The path of a real pseudo-terminal."""
    ours, theirs = pty.openpty()
    yield os.ttyname(theirs)
    os.close(ours)
    os.close(theirs)


def write(path: Path, drawers: str, simulate: bool, clock: str = "clock_system") -> Path:
    text = FILE.format(simulate="simulate = true" if simulate else "", clock=clock, drawers=drawers)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "setting",
    [
        'port = "socket://localhost:4001"',
        'port = "loop://"',
        'port = "spy:///dev/ttyUSB0"',
        'port = "alt:///dev/pts/0?class=PosixPollSerial"',
        'port = "/dev/ptmx"',
        'port = "/dev/tty"',
        'pin_factory = "mock"',
        'pin_factory = "MockFactory"',
    ],
)
def test_simulated_hardware_needs_simulate(tmp_path: Path, setting: str) -> None:
    with pytest.raises(ConfigError, match="only allowed with simulate = true") as caught:
        load(write(tmp_path / "cart.toml", setting, simulate=False))

    assert [problem.line for problem in caught.value.problems] == [13]
    assert load(write(tmp_path / "cart.toml", setting, simulate=True)).simulate


def test_a_simulated_clock_needs_simulate(tmp_path: Path) -> None:
    path = write(tmp_path / "cart.toml", "", simulate=False, clock="clock_simulated")

    with pytest.raises(ConfigError, match=r"clock\.driver: clock_simulated is a simulated device"):
        load(path)


def test_a_pseudo_terminal_is_refused_also_behind_symbolic_links(tmp_path: Path, terminal: str) -> None:
    first, second = tmp_path / "one", tmp_path / "two"
    first.symlink_to(terminal)
    second.symlink_to(first)

    assert "pseudo-terminal" in port_reason(terminal)
    assert "pseudo-terminal" in port_reason(second)
    assert "pseudo-terminal" in port_reason(f"/dev/../{terminal}")


def test_a_file_is_no_port(tmp_path: Path) -> None:
    path = tmp_path / "port"
    path.write_bytes(b"")

    assert "is not a device" in port_reason(path)


def test_a_real_or_unplugged_port_is_allowed(tmp_path: Path) -> None:
    """The character device /dev/null stands for real hardware: its driver is not the pseudo-terminals'."""
    assert port_reason("/dev/null") == ""
    assert port_reason(tmp_path / "not-plugged-in") == ""
    assert port_reason("hwgrep://1209:0001") == ""
