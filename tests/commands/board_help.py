"""A cart whose agent is stopped, with the real firmware and its loader, and the engineer's command line."""

import json
import subprocess
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cart_agent.store import Store
from firmware_bridge.image import NATIVE, pack, sign, slot
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

    def runs(self, *words: str) -> subprocess.CompletedProcess[str]:
        return cart("drawers", *words, "--config", str(self.config), "--language", "en")

    def updates(self, data: bytes, *words: str) -> subprocess.CompletedProcess[str]:
        file = self.folder / "new.image"
        file.write_bytes(data)
        return self.runs("update", str(file), *words)

    def recorded(self) -> list[str]:
        store = Store.open(self.store, "cart-01")
        try:
            events = [json.loads(event.message) for event in store.events(0, 100)]
        finally:
            store.close()
        return [event["resource"]["subtype"][0]["code"] for event in events]
