"""`cart drawers update` over the real firmware with its loader, as the biomedical engineer runs it."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cart_agent.store import Store
from firmware_bridge.image import NATIVE, RP2040, pack, sign, slot
from firmware_bridge.sim.native import Simulator, SimulatorSettings
from tests.commands.command_help import cart, write_files
from tests.firmware.programs import simulator
from tests.firmware.rig import FLASH_BYTES, SLOT_BYTES

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
OLD, NEW = 5, 6


def image(version: int, key: Ed25519PrivateKey = KEY, port: int = NATIVE) -> bytes:
    return pack(sign(bytes(range(250)) * 8, key, port=port, version=version))


class Engineer:
    """A cart whose agent is stopped, and a board with a loader that runs version 5."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        flash = folder / "flash"
        running = slot(sign(b"old program", KEY, port=NATIVE, version=OLD))
        flash.write_bytes(b"\xff" * FLASH_BYTES + running + b"\xff" * SLOT_BYTES)
        self.board = Simulator(
            SimulatorSettings(
                program=simulator(),
                link=folder / "board",
                control=folder / "hands",
                flash=flash,
                update_key=KEY.public_key().public_bytes_raw(),
            )
        )
        self.config = write_files(folder).cart
        text = self.config.read_text(encoding="utf-8")
        head, _, rest = text.partition("[drawers]")
        after = rest[rest.index("\n[") :] if "\n[" in rest else ""
        section = ['driver = "drawer_controller"', f'port = "{folder / "board"}"', "drawers = [1, 2, 3]"]
        self.config.write_text("\n".join([f"{head}[drawers]", *section, after]), encoding="utf-8")
        self.store = folder / "cart.db"
        Store.open(self.store, "cart-01").close()

    def updates(self, data: bytes, *words: str) -> subprocess.CompletedProcess[str]:
        file = self.folder / "new.image"
        file.write_bytes(data)
        return cart("drawers", "update", str(file), "--config", str(self.config), "--language", "en", *words)

    def recorded(self) -> list[str]:
        store = Store.open(self.store, "cart-01")
        try:
            events = [json.loads(event.message) for event in store.events(0, 100)]
        finally:
            store.close()
        return [event["resource"]["subtype"][0]["code"] for event in events]


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
