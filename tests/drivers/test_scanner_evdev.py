"""The keyboard scanner on an event device of umockdev: its own system calls, another device behind them."""

import base64
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from drivers import scanner_evdev
from drivers.interfaces import DeviceChanged, DeviceState, Scan
from drivers.scan_keys import Key
from drivers.scanner_evdev import Settings, find_usb
from tests.drivers.keyboard import tap, typed
from tests.drivers.reports import Reports

DEVICE = """P: /devices/usb1/1-{number}/input/input{number}
E: SUBSYSTEM=input
A: id/vendor={vendor}
A: id/product=1200
A: capabilities/key={keys}

P: /devices/usb1/1-{number}/input/input{number}/event{number}
N: input/event{number}
E: DEVNAME=/dev/input/event{number}
E: SUBSYSTEM=input
A: dev=13:{minor}
L: device=../../input{number}

"""
LETTER_KEYS = "1000000000007 ff9f207ac14057ff febeffdfffefffff fffffffffffffffe"
MEDIA_KEYS = "3e000000000000 0 0 0"
CODE = b"]d20108935001800019\x1d10LOT-42a\x1d21_x"


def device(number: int, vendor: str = "05e0", keys: str = LETTER_KEYS) -> str:
    return DEVICE.format(number=number, minor=64 + number, vendor=vendor, keys=keys)


def evemu(keys: Iterable[Key]) -> str:
    return "".join(f"E: 0.000000 {key.type:04x} {key.code:04x} {key.value}\n" for key in keys)


def reports_of(
    folder: Path, devices: str, keys: Iterable[Key], settings: dict[str, object], wanted: int
) -> list[dict[str, Any]]:
    """What the driver reports in a process whose /dev and /sys are umockdev's; event 3 types `keys`."""
    (folder / "devices").write_text(devices)
    (folder / "keys").write_text(evemu(keys))
    given = msgspec.json.encode({"name": "wedge", **settings}).decode()
    child = str(Path(__file__).with_name("print_scans.py"))
    umockdev = ["umockdev-run", "-d", str(folder / "devices"), "-e", f"/dev/input/event3={folder / 'keys'}"]
    command = [*umockdev, "--", sys.executable, child, given, str(wanted)]
    root = str(Path(__file__).parents[2])
    run = subprocess.run(
        command, env={**os.environ, "PYTHONPATH": root}, capture_output=True, timeout=120, check=False
    )
    assert run.stdout, run.stderr.decode()
    return [msgspec.json.decode(line) for line in run.stdout.splitlines()]


def scans(reports: list[dict[str, Any]]) -> list[tuple[str, bytes]]:
    return [
        (one["symbology"], base64.b64decode(one["raw"])) for one in reports if one["type"] == Scan.__name__
    ]


def test_a_keyboard_scanner_is_found_by_its_usb_numbers_grabbed_and_read(tmp_path: Path) -> None:
    keys = [*typed(CODE + b"\r"), *tap(183), *typed(b"BN0001\r]C0BN0002\t")]
    others = device(4, vendor="1234") + device(5, keys=MEDIA_KEYS)

    reports = reports_of(tmp_path, device(3) + others, keys, {"usb": "05e0:1200", "idle_ms": 0}, 5)

    expected = [("]d2", CODE[3:]), ("]C0", b"BN0002")]
    assert scans(reports) == expected
    states = [(one["state"], one["detail"]) for one in reports if one["type"] == DeviceChanged.__name__]
    assert [state for state, _ in states] == ["connecting", "ready", "ready"]
    assert states[2][1] == "unreadable: key 183 is on no keyboard that is known here"


def test_silence_ends_a_code_without_terminator(tmp_path: Path) -> None:
    settings = {"port": "/dev/input/event3", "idle_ms": 1500}

    reports = reports_of(tmp_path, device(3), typed(b"]C0BN0001"), settings, 3)

    assert scans(reports) == [("]C0", b"BN0001")]


def test_two_scanners_with_the_same_usb_numbers_are_neither(tmp_path: Path) -> None:
    reports = reports_of(tmp_path, device(3) + device(4), [], {"usb": "05e0:1200"}, 2)

    assert reports[1]["state"] == "faulty"
    assert reports[1]["detail"].startswith("2 keyboards with USB 05e0:1200")


def test_a_device_that_cannot_be_grabbed_is_not_read(tmp_path: Path) -> None:
    fifo = tmp_path / "event3"
    os.mkfifo(fifo)
    writer = os.open(fifo, os.O_RDWR)
    reports: Reports[Scan | DeviceChanged] = Reports()
    scanner = scanner_evdev.open(Settings(name="wedge", port=str(fifo)))
    scanner.start(reports)

    reports.wait(lambda: any(one.state is DeviceState.FAULTY for one in reports.of(DeviceChanged)))
    scanner.close()
    scanner.close()
    os.close(writer)

    assert not [one for one in reports.of(DeviceChanged) if one.state is DeviceState.READY]


def test_where_no_such_scanner_is_plugged_in_it_is_waited_for(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="0 keyboards"):
        find_usb("05e0:1200", tmp_path)


@pytest.mark.parametrize("settings", [{}, {"port": "/dev/input/event3", "usb": "05e0:1200"}])
def test_a_keyboard_scanner_is_named_in_one_way(settings: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="either port or usb"):
        msgspec.convert({"name": "wedge", **settings}, Settings)
