"""Agent and link as processes, from a configuration alone; a scanner and a screen that know only wires."""

import json
import os
import socket
import subprocess
import sys
import threading
import time
import tty
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import reduce
from pathlib import Path
from typing import Any

from tests.blackbox.hospital_alone import CART, KID, SITE, WARD

Json = dict[str, Any]
PATIENCE = 60.0
ROOT = Path(__file__).parents[2]
CONFIG = f"""
simulate = true
[cart]
id = "{CART}"
site = "{SITE}"
wards = ["{WARD}"]
zone = "Asia/Ho_Chi_Minh"
[store]
path = "FOLDER/cart.db"
[socket]
path = "FOLDER/agent.sock"
ui_user = {os.getuid()}
link_user = {os.getuid()}
admin_user = {os.getuid()}
[clock]
driver = "clock_simulated"
file = "FOLDER/clock.json"
[hospital]
host = "127.0.0.1"
port = PORT
mqtt = "MQTT"
tls = {{ ca_file = "FOLDER/ca.pem", cert_file = "FOLDER/CART.pem", key_file = "FOLDER/CART.key" }}
backoff_min = 0.2
backoff_max = 1.0
resend_after = 3.0
[keys]
{KID} = "FOLDER/public.pem"
[[scanners]]
driver = "scanner_serial"
name = "scanner"
port = "FOLDER/scanner"
[drawers]
driver = "drawer_controller"
port = "FOLDER/drawers"
drawers = [1, 2, 3, 4]
[session]
logout_seconds = 3600
"""


def until(condition: Callable[[], Any], what: str) -> Any:
    """What the condition gives, once it gives something."""
    deadline = time.monotonic() + PATIENCE
    while not (found := condition()):
        assert time.monotonic() < deadline, f"never came: {what}"
        time.sleep(0.02)
    return found


def connected(path: Path) -> socket.socket | None:
    """None while nobody listens: the file is there a moment before."""
    peer = socket.socket(socket.AF_UNIX)
    try:
        peer.connect(str(path))
    except OSError:
        peer.close()
        return None
    return peer


class LoneCart:
    """What a person at the cart can do: scan, look, tap; and what an administrator can ask."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.screen: Json = {}
        self._number = 0
        self._replies: dict[int, Json] = {}
        self._master, slave = os.openpty()
        tty.setraw(slave)
        (folder / "scanner").symlink_to(os.ttyname(slave))
        self._slave = slave

    def ask(self, *words: str) -> str:
        """`cart WORDS --json`."""
        command = [sys.executable, "-m", "cart_agent", *words, "--json", "--config", self.config]
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=PATIENCE, cwd=ROOT)
        return done.stdout

    @property
    def config(self) -> str:
        return str(self.folder / "cart.toml")

    def state(self) -> Json:
        found: Json = json.loads(self.ask("state"))
        return found

    def events(self, after: int = 0) -> list[bytes]:
        return self.ask("events", "--after", str(after)).encode().splitlines()

    def scan(self, text: str, symbology: str = "]C0") -> None:
        os.write(self._master, f"{symbology}{text}\r".encode())

    # The screen's socket: one JSON object a line

    def watch(self) -> None:
        """Connect as the screen does and follow what it is shown."""
        self._socket = until(lambda: connected(self.folder / "agent.sock"), "the agent")
        self._say(verb="hello", role="ui")
        threading.Thread(target=self._follow, daemon=True).start()
        until(lambda: "session" in self.screen, "the welcome")
        until(self._scans, "a scanner that is read: what it sends before is thrown away")

    def _scans(self) -> bool:
        return any(
            (one["name"], one["state"]) == ("scanner", "ready") for one in self.screen["status"]["devices"]
        )

    def _say(self, **request: Any) -> int:
        self._number += 1
        self._socket.sendall(json.dumps({"id": self._number, **request}).encode() + b"\n")
        return self._number

    def _follow(self) -> None:
        for line in self._socket.makefile("rb"):
            said = json.loads(line)
            if said["type"] == "reply":
                self._replies[said["id"]] = said
            else:
                shown = {part: said[part] for part in ("session", "status", "round") if part in said}
                self.screen = self.screen | shown

    def sees(self, condition: Callable[[Json], Any], what: str) -> Any:
        try:
            return until(lambda: condition(self.screen["session"]), what)
        except AssertionError as error:
            raise AssertionError(f"{error}; {self._brief()}") from error

    def _brief(self) -> str:
        session = self.screen["session"]
        return f"{session['state']} {session.get('verdict')} {session.get('notice')} {session.get('actions')}"

    def tap(self, verb: str, **fields: Any) -> None:
        """Tap until the screen that was tapped on is still the newest."""

        def done() -> bool:
            revision = self.screen["session"]["revision"]
            number = self._say(verb=verb, revision=revision, **fields)
            reply = until(lambda: self._replies.get(number), f"the reply to {verb}")
            assert reply["ok"] or reply["code"] == "old-screen", reply
            return bool(reply["ok"])

        until(done, f"a tap on {verb}")

    def close(self) -> None:
        os.close(self._master)
        os.close(self._slave)
        self._socket.close()


@contextmanager
def running_cart(folder: Path, port: int, public_key: bytes, mqtt: str = "5") -> Iterator[LoneCart]:
    """Drawer board, agent and link; ready when the screen is."""
    (folder / "public.pem").write_bytes(public_key)
    clock = {"base": "2026-03-02T00:50:00Z", "started": time.clock_gettime(time.CLOCK_BOOTTIME), "boot": "b"}
    (folder / "clock.json").write_text(json.dumps(clock))
    cart = LoneCart(folder)
    places = {"FOLDER": str(folder), "PORT": str(port), "MQTT": mqtt, "CART": CART}
    Path(cart.config).write_text(reduce(lambda text, one: text.replace(*one), places.items(), CONFIG))
    with ExitStack() as stack:
        board = ("--link", str(folder / "drawers"), "--control", str(folder / "hands"), "--drawers", "4")
        build = ("--build", str(Path(sys.prefix) / "cart-firmware"))
        stack.enter_context(_process("firmware_bridge.sim", *build, *board))
        until((folder / "drawers").exists, "the drawer board")
        for name in ("agent", "link"):
            stack.enter_context(_process("cart_agent", name, "run", "--config", cart.config))
        cart.watch()
        stack.callback(cart.close)
        yield cart


def hands(folder: Path, order: str) -> None:
    """Tell the cabinet's hands something, such as `auto on 300 600`: they open what unlocks."""
    with until(lambda: connected(folder / "hands"), "the drawer board's hands") as peer:
        peer.sendall(order.encode() + b"\n")
        assert peer.makefile().readline().startswith("ok")


@contextmanager
def _process(*words: str) -> Iterator[None]:
    process = subprocess.Popen([sys.executable, "-m", *words], cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait(PATIENCE)
