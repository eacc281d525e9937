"""`cart scan test` with the real serial driver on a pseudo-terminal."""

import subprocess
import sys
from pathlib import Path

import msgspec
import zxingcpp
from PIL import Image

from cart_agent.commands.scan_advice import REFERENCE
from tests.commands.command_help import PATIENCE, cart, write_files
from tests.drivers.pty_scanner import PtyScanner


def test_a_scanner_of_the_cart_is_watched_as_it_is_set(tmp_path: Path) -> None:
    made = write_files(tmp_path)
    cable = PtyScanner(tmp_path)
    command = [sys.executable, "-m", "cart_agent", "scan", "test", "--config", str(made.cart), "--json"]
    with subprocess.Popen(
        [*command, "--scans", "2"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as watch:
        assert watch.stderr is not None
        assert "ready" in watch.stderr.readline()
        cable.send(REFERENCE.raw.replace(b"\x1d", b""))
        assert watch.stdout is not None
        first = msgspec.json.decode(watch.stdout.readline())
        cable.send(REFERENCE.sent + b"\r\n")
        second = msgspec.json.decode(watch.stdout.readline())
        assert watch.wait(PATIENCE) == 0
    cable.unplug()

    assert [one["code"] for one in first["advice"]] == ["no-terminator", "no-aim", "gs-stripped"]
    assert second == {"raw_hex": (REFERENCE.sent + b"\r\n").hex(), "advice": []}


def test_a_scanner_that_types_into_the_terminal_is_watched_too() -> None:
    typed = f"]d2{REFERENCE.data}\n".replace("aas", "ấ")

    done = cart("scan", "test", "--keyboard", stdin=typed)

    assert done.returncode == 1
    assert "telex" in done.stdout
    assert "Telex" in done.stdout


def test_the_code_to_scan_is_printed_and_reads_back(tmp_path: Path) -> None:
    file = tmp_path / "test.png"

    assert cart("scan", "test", "--print", str(file)).returncode == 0

    (read,) = zxingcpp.read_barcodes(Image.open(file).convert("L"))
    assert (read.symbology_identifier, read.bytes) == ("]d2", REFERENCE.raw)


def test_a_scanner_that_is_not_in_the_file_is_no_scanner(tmp_path: Path) -> None:
    made = write_files(tmp_path)

    done = cart("scan", "test", "--config", str(made.cart), "--device", "nobody")

    assert done.returncode == 2
    assert "there is no scanner" in done.stderr
