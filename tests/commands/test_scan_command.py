"""`cart scan test` with the real serial driver on a pseudo-terminal."""

import subprocess
import sys
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import pytest
import zxingcpp
from PIL import Image
from reportlab.graphics.barcode.code39 import Standard39

from cart_agent.commands.scan_advice import CODES, REFERENCE, advise
from cart_agent.commands.scan_opticon import OPTICON
from cart_agent.sheet import SheetItem
from cart_agent.sheet.symbol import make_symbol
from drivers.scan_keys import Key
from tests.commands.command_help import PATIENCE, cart, write_files
from tests.drivers.keyboard import held, tap, typed
from tests.drivers.pty_scanner import PtyScanner
from tests.drivers.test_scanner_evdev import device, evemu

SENT = {
    "gs-stripped": REFERENCE.sent.replace(b"\x1d", b"") + b"\r",
    "gs-replaced": REFERENCE.sent.replace(b"\x1d", b"#") + b"\r",
    "no-aim": REFERENCE.raw + b"\r",
    "no-terminator": REFERENCE.sent,
    "aim-wrong": b"]d1" + REFERENCE.raw + b"\r",
    "prefix": b"M" + REFERENCE.sent + b"\r",
    "case-lost": b"]d2" + REFERENCE.raw.upper() + b"\r",
    "keyboard-layout": b"]d2" + REFERENCE.raw.translate(bytes.maketrans(b"yzYZ", b"zyZY")) + b"\r",
    "parity": bytes(byte | (byte.bit_count() % 2) << 7 for byte in REFERENCE.sent + b"\r"),
    "garbled": b"\xfe\x86\x00\x1e\xe6\x98\x00\xf8",
    "twice": (REFERENCE.sent + b"\r") * 2,
    "check-digit-off": b"]E0893600000123\r",
    "charset": b"]Q1" + CODES[3].data.encode("ascii", "replace") + b"\r",
    "different": b"]d28935001800019\r",
}
"""What a scanner sends that is set wrongly, by the advice that it must get."""


def test_a_scanner_of_the_cart_is_watched_and_each_wrong_setting_is_named(tmp_path: Path) -> None:
    made = write_files(tmp_path)
    cable = PtyScanner(tmp_path)
    command = [
        sys.executable,
        "-m",
        "cart_agent",
        "scan",
        "test",
        "--config",
        str(made.cart),
        "--json",
        "--silence",
        "300",
    ]
    right = REFERENCE.sent + b"\r\n"
    answers = []
    with subprocess.Popen(
        [*command, "--scans", str(len(SENT) + 1)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as watch:
        assert watch.stderr is not None
        assert "ready" in watch.stderr.readline()
        assert watch.stdout is not None
        for sent in (*SENT.values(), right):
            cable.send(sent)
            answers.append(msgspec.json.decode(watch.stdout.readline()))
        assert watch.wait(PATIENCE) == 0
    cable.unplug()

    *wrong, good = answers
    assert [[one["code"] for one in answer["advice"]] for answer in wrong] == [[code] for code in SENT]
    assert [bytes.fromhex(answer["raw_hex"]) for answer in wrong] == list(SENT.values())
    assert good == {"raw_hex": right.hex(), "advice": []}


def test_a_scanner_that_sends_nothing_is_told_so_in_time(tmp_path: Path) -> None:
    made = write_files(tmp_path)
    cable = PtyScanner(tmp_path)

    done = cart("scan", "test", "--config", str(made.cart), "--seconds", "0.2")
    cable.unplug()

    assert done.returncode == 1
    assert "nothing came" in done.stderr


@pytest.mark.parametrize(
    ("keys", "expected", "status"),
    [
        (typed(REFERENCE.sent + b"\r"), [], 0),
        ([*held(100, tap(10)), *typed(b"d2x\r")], ["keys"], 1),  # ] of a German keyboard: AltGr and 9
        (typed(b"]d2" + REFERENCE.raw.replace(b"\x1d", b"") + b"\r"), ["gs-stripped"], 1),
    ],
)
def test_a_keyboard_scanner_is_watched_through_its_driver(
    tmp_path: Path, keys: Iterable[Key], expected: list[str], status: int
) -> None:
    made = write_files(tmp_path)
    with made.cart.open("a") as config:
        config.write('\n[[scanners]]\ndriver = "scanner_evdev"\nname = "wedge"\nport = "/dev/input/event3"\n')
    (tmp_path / "devices").write_text(device(3))
    (tmp_path / "keys").write_text(evemu(keys))
    mocked = ["umockdev-run", "-d", str(tmp_path / "devices"), "-e", f"/dev/input/event3={tmp_path / 'keys'}"]
    command = ["scan", "test", "--config", str(made.cart), "--device", "wedge", "--json", "--silence", "2500"]

    done = subprocess.run(
        [*mocked, "--", sys.executable, "-m", "cart_agent", *command],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
        cwd=Path(__file__).parents[2],
    )

    answer = msgspec.json.decode(done.stdout)
    assert [one["code"] for one in answer["advice"]] == expected
    assert done.returncode == status


def test_a_scanner_that_types_into_the_terminal_is_watched_too() -> None:
    typed = f"]d2{REFERENCE.data}\n".replace("aas", "ấ")

    done = cart("scan", "test", "--keyboard", stdin=typed)

    assert done.returncode == 1
    assert "telex" in done.stdout
    assert "Telex" in done.stdout


@pytest.mark.parametrize("code", OPTICON, ids=lambda code: code.data)
def test_an_opticon_menu_code_is_code_39_with_spaces_at_its_ends(code: SheetItem) -> None:
    """Compared with reportlab's Code 39 without start and stop, in which capitals are wide elements."""
    bars = make_symbol(code).bars
    ends = [edge for bar in bars for edge in (bar.x, bar.x + bar.width)]
    widths = [after - before for before, after in pairwise(ends)]
    wanted: Any = Standard39(f" {code.data} ", stop=0, checksum=0)
    wanted.validate()
    wanted.encode()

    assert widths == [2 if element.isupper() else 1 for element in wanted.decompose()]
    assert make_symbol(code).width == ends[-1] + ends[0]


def test_the_programming_codes_of_a_maker_are_printed_to_be_scanned_in_their_order(tmp_path: Path) -> None:
    file = tmp_path / "opticon.png"

    assert cart("scan", "opticon", "--print", str(file)).stdout.split() == [str(tmp_path / "opticon-1.png")]
    assert [code.data for code in OPTICON][:: len(OPTICON) - 1] == ["ZZ", "ZZ"]
    assert cart("scan", "opticon", "--keyboard").returncode == 2


def test_the_codes_to_scan_are_printed_and_read_back_right(tmp_path: Path) -> None:
    file = tmp_path / "test.png"

    assert cart("scan", "test", "--print", str(file)).stdout.split() == [str(tmp_path / "test-1.png")]
    assert cart("scan", "test", "--print", str(tmp_path / "test.txt")).returncode == 2

    found = zxingcpp.read_barcodes(Image.open(tmp_path / "test-1.png").convert("L"))
    read = {one.symbology_identifier: one.bytes for one in found}
    assert read == {code.symbology: code.raw for code in CODES}
    assert [advise(aim.encode() + data + b"\r") for aim, data in read.items()] == [[]] * len(CODES)


def test_a_scanner_that_is_not_in_the_file_is_no_scanner(tmp_path: Path) -> None:
    made = write_files(tmp_path)

    done = cart("scan", "test", "--config", str(made.cart), "--device", "nobody")

    assert done.returncode == 2
    assert "there is no scanner" in done.stderr
