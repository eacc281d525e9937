"""Letters and page keys of a keyboard, on the longest list there is: the simulation's panel."""

import json
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ui.conftest import Open
from tests.ui.fake_agent import FakeAgent
from tests.ui.terminal import Terminal
from ui_tui.keys import key_name

PAGE_UP, PAGE_DOWN = b"\x1b[5~", b"\x1b[6~"
ITEMS = [{"id": f"badge:{n}", "group": "badge", "title": f"Thẻ mẫu {n:02}"} for n in range(12)]
OTHER = {"id": "other:odd", "group": "other", "title": "Mã lạ"}


@pytest.fixture
def panel(agent: FakeAgent, open_terminal: Open, tmp_path: Path) -> Iterator[Terminal]:
    """The open panel with twelve badges on three pages; `A` stands on the group of other codes."""
    path = str(tmp_path / "bench.sock")

    def serve(server: socket.socket) -> None:
        connection, _ = server.accept()
        with connection, connection.makefile() as lines:
            connection.sendall(json.dumps({"items": [*ITEMS, OTHER], "hints": {}}).encode() + b"\n")
            lines.readline()

    with socket.create_server(path, family=socket.AF_UNIX) as server:
        thread = threading.Thread(target=serve, args=(server,), daemon=True)
        thread.start()
        terminal = open_terminal(bench=path)
        terminal.tap("MÔ PHỎNG  ")
        terminal.wait("Thẻ mẫu 00", "▼ 1/3", "A ")
        terminal.settle()
        yield terminal
        terminal.close()
        thread.join(30)


@pytest.mark.parametrize("key", [b"a", b"A"])
def test_a_letter_works_in_both_cases(panel: Terminal, key: bytes) -> None:
    panel.type(key)

    panel.wait("Mã lạ")


def test_page_keys_turn_the_pages_and_stop_at_the_ends(panel: Terminal) -> None:
    for key, page in ((PAGE_UP, 1), (PAGE_DOWN, 2), (PAGE_DOWN, 3), (PAGE_DOWN, 3), (PAGE_UP, 2)):
        panel.type(key)
        panel.settle()
        panel.wait(f"▼ {page}/3")


def test_letters_and_page_keys_inside_a_scan_do_nothing(panel: Terminal) -> None:
    for scan in (b"A\r", b"aA", PAGE_DOWN + b"\r", b"8A" + PAGE_DOWN):
        panel.type(scan)
        panel.settle()

    panel.wait("Thẻ mẫu 00", "▼ 1/3")
    assert "Mã lạ" not in panel.text


@pytest.mark.parametrize(
    ("key", "name"), [("A", "a"), ("a", "a"), ("shift+a", "a"), ("shift+tab", "shift+tab"), ("f1", "f1")]
)
def test_keys_are_named_as_the_targets_name_them(key: str, name: str) -> None:
    assert key_name(key) == name
