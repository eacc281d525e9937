"""A round on a disk that gets full, in a mount of its own: a program that `test_full_disk.py` runs."""

import contextlib
import os
import subprocess
import sys
from pathlib import Path

from cart_agent.api import requests as ask
from cart_agent.demo.place import demo_ward
from cart_agent.store import Store
from tests.agent.cart_help import PINS, Cart

SCANS = 100
RESERVE = 8
"""MiB: a commit writes some 30 KiB into the write-ahead log, which is used anew after 4 MiB."""


def fill(file: Path) -> None:
    """Until not one more byte has room."""
    opened = os.open(file, os.O_CREAT | os.O_WRONLY | os.O_APPEND)
    for size in (2**16, 2**12, 1):
        with contextlib.suppress(OSError):  # ENOSPC
            while True:
                os.write(opened, b"x" * size)
    os.close(opened)


def play(disk: Path) -> None:
    """Give a dose and scan a hundred codes on the full disk; the power goes; then there is room again."""
    cart = Cart(disk)
    config = cart.files.cart.read_text(encoding="utf-8")
    cart.files.cart.write_text(
        config.replace("reserve_mib = 1\n", f"reserve_mib = {RESERVE}\n"), encoding="utf-8"
    )
    cart.crash()
    cart.log_in()
    cart.scan("band:p1")
    cart.open_drawer()
    cart.scan("pack:amlodipine-5")
    fill(disk / "filler")
    before = len(cart.events())
    assert cart.tap(ask.Give).ok
    assert len(cart.events("administration")) == 1, "what was given is recorded on a full disk"
    for _ in range(SCANS):
        cart.scan_raw(b"rubbish \x00")
    assert len(cart.events()) >= before + SCANS + 1
    assert cart.status.disk_full
    opened = len(cart.drawers.asked)
    refuse_new_doses(cart)
    assert len(cart.drawers.asked) == opened
    break_the_glass(cart)
    cart.crash()
    cart.agent.store.verify_chain()
    assert len(cart.events()) >= before + SCANS + 1, "nothing waited in memory"
    (disk / "filler").unlink()
    cart.passes(1)
    assert not cart.status.disk_full
    assert (disk / "cart.db.reserve").stat().st_size == RESERVE * 2**20


def refuse_new_doses(cart: Cart) -> None:
    cart.drawers.push(cart.drawers.asked[-1][0])
    assert cart.view.state == "release", "the patient's next dose"
    cart.tap(ask.Reopen)
    assert "memory is full" in cart.notice
    document = cart.hospital.change_order("E26-0001", "o101")
    assert cart.hears(document).code == "disk-full", "the reserve is not for charts"


def break_the_glass(cart: Cart) -> None:
    """The one opening that a full disk does not refuse: its record takes from the reserve."""
    assert cart.tap(ask.Cancel).ok
    assert cart.tap(ask.BreakGlass, drawer=8, reason="anaphylaxis").ok
    assert cart.tap(ask.EnterPin, pin=PINS["lan"]).ok
    assert cart.drawers.asked[-1][0] == 8
    assert len(cart.events("override")) == 1
    cart.open_drawer()
    assert cart.tap(ask.Cancel).ok


def main(disk: Path) -> None:
    subprocess.run(("mount", "-t", "tmpfs", "-o", "size=48m", "tmpfs", str(disk)), check=True)
    play(disk)
    with contextlib.closing(Store.open(disk / "cart.db", demo_ward().cart)) as store:
        store.verify_chain()
    print("held")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
