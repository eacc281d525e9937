"""Badge readers on a real pseudo-terminal: frames, wrong ones, badges that stay on the reader."""

import random
from datetime import date
from pathlib import Path

import pytest

from cart_agent.core.identify import Badge, IdentifyRules, TextPattern, Unreadable, identify
from drivers import badge_reader
from drivers.badge_reader import Frames, Settings, em4100, hex_line
from drivers.interfaces import DeviceChanged, DeviceState, Scan
from drivers.scan_framing import Spoil
from tests.drivers.pty_scanner import PtyScanner
from tests.drivers.reports import Reports
from tests.support.soak import FACTOR


def read(folder: Path, frames: Frames, sent: bytes, last: bytes, repeat_ms: int = 2000) -> list[Scan]:
    """What the reader made of `sent`, up to the scan of `last`."""
    cable = PtyScanner(folder)
    reports: Reports[Scan | DeviceChanged] = Reports()
    reader = badge_reader.open(
        Settings(name="badge", port=str(cable.port), frames=frames, repeat_ms=repeat_ms)
    )
    reader.start(reports)
    reports.wait(lambda: any(one.state is DeviceState.READY for one in reports.of(DeviceChanged)))
    cable.send(sent)
    reports.wait(lambda: [one.raw for one in reports.of(Scan)][-1:] == [last])
    reader.close()
    cable.unplug()
    return reports.of(Scan)


def test_a_badge_is_its_number_behind_the_prefix(tmp_path: Path) -> None:
    scans = read(tmp_path, "hex-line", b"04 a2 24 b2 c1 52 80\r\nDEADBEEF\r", b"UID-DEADBEEF")

    assert [(one.raw, one.symbology) for one in scans] == [(b"UID-04A224B2C15280", ""), (b"UID-DEADBEEF", "")]


def test_a_badge_that_stays_on_the_reader_is_one_scan(tmp_path: Path) -> None:
    scans = read(tmp_path, "hex-line", b"DEADBEEF\r" * 20 + b"04A224B2\r", b"UID-04A224B2", repeat_ms=10000)

    assert [one.raw for one in scans] == [b"UID-DEADBEEF", b"UID-04A224B2"]


def test_a_frame_with_check_sum_is_read_also_behind_noise(tmp_path: Path) -> None:
    wrong = b"\x020123456789AC\x03"
    right = b"\x02010000002223\x03"

    scans = read(tmp_path, "em4100", b"\xff\x00" + wrong + b"noise" + right, b"UID-0100000022")

    assert [one.raw for one in scans] == [b"UID-0100000022"]


@pytest.mark.parametrize(
    "frame", [b"", b"04A224B", b"04A224BG", b"0" * 22, "０４A224B2".encode(), b"\x0204A224B2"]
)
def test_what_is_no_badge_number_is_refused(frame: bytes) -> None:
    assert isinstance(hex_line(frame), Spoil)
    assert isinstance(em4100(frame), Spoil)


def test_any_bytes_are_a_number_with_its_proof_or_refused() -> None:
    chance = random.Random(20260302)
    for _ in range(100_000 * FACTOR):
        frame = bytes(chance.choices(b"\x02\r\n 0123456789ABCDEFabcdef:-\xff", k=chance.randrange(26)))
        plain, checked = hex_line(frame), em4100(frame)
        assert isinstance(plain, Spoil) or len(bytes.fromhex(plain)) in {4, 5, 7, 8, 10}
        if not isinstance(checked, Spoil):
            number, proof = bytes.fromhex(checked), int(frame.rstrip(b"\r\n")[-2:], 16)
            assert number[0] ^ number[1] ^ number[2] ^ number[3] ^ number[4] == proof


def test_a_badge_number_is_a_badge_where_the_wards_pattern_lets_it_in() -> None:
    pattern = TextPattern(pattern="NV[0-9A-Z-]{2,20}|UID-[0-9A-F]{8,20}", accepts=("NV01", "UID-04A224B2"))
    rules = IdentifyRules(badge=pattern)
    rules.validate()

    assert identify(b"UID-04A224B2C15280", "", rules, date(2026, 3, 2)) == Badge(text="UID-04A224B2C15280")
    assert isinstance(identify(b"UID-04A224B2", "", IdentifyRules(), date(2026, 3, 2)), Unreadable)
