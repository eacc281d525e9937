"""A hospital's broker as its administrator sets it up: commands, the files they write, mosquitto."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.blackbox.hospital_alone import CART, SITE, WARD
from tests.support.mosquitto import PROGRAM, free_port, wait_for_port

FLEET = f'site = "{SITE}"\n[carts]\n{CART} = ["{WARD}"]\n'


def cart(*words: object) -> None:
    """Run one command; it must succeed."""
    command = [sys.executable, "-m", "cart_agent", *map(str, words)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)


@contextmanager
def running_broker(folder: Path) -> Iterator[int]:
    """Its port; `folder` holds ca.pem, hospital.pem and .key, and the cart's pair, beside its own files."""
    port = free_port()
    (folder / "fleet.toml").write_text(FLEET)
    cart("authority", "create", "--dir", folder)
    cart("authority", "broker", "--dir", folder, "--to", folder, "127.0.0.1")
    for name in ("hospital", CART):
        cart("authority", "client", "--dir", folder, "--to", folder, name)
    user = os.environ.get("USER") or "root"
    places = ("--port", port, "--bind", "127.0.0.1", "--data", folder, "--log", folder / "mosquitto.log")
    profile = ("broker-profile", "mosquitto", "--fleet", folder / "fleet.toml", "--out", folder)
    cart(*profile, *places, "--user", user)
    with subprocess.Popen([PROGRAM, "-c", str(folder / "mosquitto.conf")]) as process:
        try:
            wait_for_port(port, process)
            yield port
        finally:
            process.terminate()
