"""The serial scanner on a real pseudo-terminal."""

import os
import random
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from drivers import scanner_serial
from drivers.interfaces import DeviceChanged, DeviceState, Scan, Scanner
from drivers.scanner_serial import Settings
from tests.drivers.pty_scanner import PtyScanner
from tests.drivers.reports import DEADLINE_S, Reports

Make = Callable[..., Reports[Scan | DeviceChanged]]


@pytest.fixture
def cable(tmp_path: Path) -> Iterator[PtyScanner]:
    cable = PtyScanner(tmp_path)
    yield cable
    cable.unplug()


@pytest.fixture
def start(cable: PtyScanner) -> Iterator[Make]:
    """Starts a scanner with these settings and waits until its port is open."""
    scanners: list[Scanner] = []

    def make(**settings: object) -> Reports[Scan | DeviceChanged]:
        reports: Reports[Scan | DeviceChanged] = Reports()
        known = {"name": "hand", "port": str(cable.port), **settings}
        scanners.append(scanner_serial.open(msgspec.convert(known, Settings)))
        scanners[-1].start(reports)
        reports.wait(lambda: state(reports) is DeviceState.READY)
        return reports

    yield make
    for scanner in scanners:
        scanner.close()


def state(reports: Reports[Scan | DeviceChanged]) -> DeviceState | None:
    changes = reports.of(DeviceChanged)
    return changes[-1].state if changes else None


def codes(reports: Reports[Scan | DeviceChanged]) -> list[tuple[str, bytes]]:
    return [(scan.symbology, scan.raw) for scan in reports.of(Scan)]


def wait_for(reports: Reports[Scan | DeviceChanged], expected: list[tuple[str, bytes]]) -> None:
    reports.wait(lambda: len(reports.of(Scan)) >= len(expected))
    assert codes(reports) == expected


def test_a_scan_keeps_its_separators_and_names_its_symbology(cable: PtyScanner, start: Make) -> None:
    reports = start()

    cable.send(b"]d20108935001800019\x1d10LOT42\x1d\r\n")
    wait_for(reports, [("]d2", b"0108935001800019\x1d10LOT42\x1d")])

    scan = reports.of(Scan)[0]
    assert scan.device == "hand"
    assert scan.monotonic > 0


def test_bytes_that_come_one_at_a_time_are_one_scan(cable: PtyScanner, start: Make) -> None:
    reports = start(idle_ms=5000)

    for byte in b"]C0BN0001\t":
        cable.send(bytes([byte]))

    wait_for(reports, [("]C0", b"BN0001")])


def test_codes_glued_together_are_told_apart_by_their_terminators(cable: PtyScanner, start: Make) -> None:
    reports = start(idle_ms=0)

    cable.send(b"]C0BN0001\r]E08935001800019\n]C0BN00")
    cable.send(b"01\r")
    cable.send(b"\n]Q1x\t")

    wait_for(reports, [("]C0", b"BN0001"), ("]E0", b"8935001800019"), ("]C0", b"BN0001"), ("]Q1", b"x")])


def test_the_same_code_twice_is_delivered_twice(cable: PtyScanner, start: Make) -> None:
    reports = start()

    cable.send(b"BN0001\rBN0001\r")

    wait_for(reports, [("", b"BN0001"), ("", b"BN0001")])


def test_silence_ends_a_code(cable: PtyScanner, start: Make) -> None:
    reports = start(idle_ms=50)

    cable.send(b"]C0BN0001")
    wait_for(reports, [("]C0", b"BN0001")])
    cable.send(b"]C0BN0002")

    wait_for(reports, [("]C0", b"BN0001"), ("]C0", b"BN0002")])


def test_control_bytes_come_through_untouched(cable: PtyScanner, start: Make) -> None:
    reports = start(terminators="\r")
    every = bytes(byte for byte in range(256) if byte != 0x0D)

    cable.send(every + b"\r")

    wait_for(reports, [("", every)])


def test_a_scanner_without_aim_identifier_keeps_its_brackets(cable: PtyScanner, start: Make) -> None:
    reports = start(aim=False)

    cable.send(b"]C0BN0001\r")

    wait_for(reports, [("", b"]C0BN0001")])


def test_too_long_an_input_is_reported_and_is_no_code(cable: PtyScanner, start: Make) -> None:
    reports = start(max_length=16, idle_ms=0)

    cable.send(b"x" * 5000 + b"\r]C0BN0001\r")
    wait_for(reports, [("]C0", b"BN0001")])

    report = reports.of(DeviceChanged)[-1]
    assert report.state is DeviceState.READY
    assert report.detail.startswith("unreadable: 5000 bytes")


def test_unplugging_and_replugging_is_survived_and_reported(cable: PtyScanner, start: Make) -> None:
    reports = start(idle_ms=0)
    for number in range(3):
        cable.send(b"BN000%d\r]C0BN" % number)
        wait_for(reports, [("", b"BN000%d" % done) for done in range(number + 1)])

        cable.unplug()
        reports.wait(lambda: state(reports) is DeviceState.FAULTY)
        cable.plug()
        reports.wait(lambda: state(reports) is DeviceState.READY)

    faults = [change for change in reports.of(DeviceChanged) if change.state is DeviceState.FAULTY]
    assert any("unfinished code discarded" in fault.detail for fault in faults)


def test_a_missing_scanner_is_reported_once_and_found_when_it_comes(tmp_path: Path) -> None:
    cable = PtyScanner(tmp_path)
    cable.unplug()
    reports: Reports[Scan | DeviceChanged] = Reports()
    scanner = scanner_serial.open(Settings(name="hand", port=str(cable.port)))
    scanner.start(reports)
    reports.wait(lambda: state(reports) is DeviceState.FAULTY)

    cable.plug()
    reports.wait(lambda: state(reports) is DeviceState.READY)
    scanner.close()

    states = [change.state for change in reports.of(DeviceChanged)]
    assert states == [DeviceState.CONNECTING, DeviceState.FAULTY, DeviceState.READY]
    cable.unplug()


def test_a_port_that_makes_no_sense_is_reported() -> None:
    reports: Reports[Scan | DeviceChanged] = Reports()
    scanner = scanner_serial.open(Settings(name="hand", port="nonsense://x"))
    scanner.start(reports)

    reports.wait(lambda: state(reports) is DeviceState.FAULTY)
    scanner.close()


def test_two_drivers_do_not_share_one_scanner(cable: PtyScanner, start: Make) -> None:
    start()
    second: Reports[Scan | DeviceChanged] = Reports()
    scanner = scanner_serial.open(Settings(name="second", port=str(cable.port)))
    scanner.start(second)

    second.wait(lambda: state(second) is DeviceState.FAULTY)
    scanner.close()


def test_a_receiver_that_fails_does_not_end_the_scanner(cable: PtyScanner) -> None:
    reports: Reports[Scan | DeviceChanged] = Reports()

    def deliver(report: Scan | DeviceChanged) -> None:
        reports(report)
        if report == first:
            raise RuntimeError("the loop is busy")

    first = Scan(raw=b"BN0001", symbology="", device="hand", monotonic=0.0)
    scanner = scanner_serial.open(Settings(name="hand", port=str(cable.port)))
    scanner.start(lambda report: deliver(undated(report)))
    reports.wait(lambda: state(reports) is DeviceState.READY)

    cable.send(b"BN0001\r")
    reports.wait(lambda: [change.state for change in reports.of(DeviceChanged)].count(DeviceState.READY) == 2)
    cable.send(b"BN0002\r")
    wait_for(reports, [("", b"BN0001"), ("", b"BN0002")])
    scanner.close()


def undated(report: Scan | DeviceChanged) -> Scan | DeviceChanged:
    return msgspec.structs.replace(report, monotonic=0.0) if isinstance(report, Scan) else report


def test_a_scanner_behind_a_socket_works_too() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        reports: Reports[Scan | DeviceChanged] = Reports()
        port = f"socket://127.0.0.1:{server.getsockname()[1]}"
        scanner = scanner_serial.open(Settings(name="hand", port=port, idle_ms=50))
        scanner.start(reports)
        peer, _ = server.accept()
        reports.wait(lambda: state(reports) is DeviceState.READY)

        peer.sendall(b"]C0BN0001\r]C0BN0002")
        wait_for(reports, [("]C0", b"BN0001"), ("]C0", b"BN0002")])

        peer.close()
        reports.wait(lambda: state(reports) is DeviceState.FAULTY)
        scanner.close()


def test_closing_ends_the_thread_at_once_and_may_be_repeated(cable: PtyScanner) -> None:
    reports: Reports[Scan | DeviceChanged] = Reports()
    scanner = scanner_serial.open(Settings(name="hand", port=str(cable.port)))
    scanner.close()
    scanner.start(reports)
    scanner.close()
    scanner.close()

    assert "scanner hand" not in [thread.name for thread in threading.enumerate()]


def test_ten_thousand_random_inputs_lose_no_byte(cable: PtyScanner, start: Make) -> None:
    reports = start(idle_ms=20, max_length=65536)
    chance = random.Random(20260302)
    inputs = [chance.randbytes(chance.randrange(40)) + b"\r" for _ in range(10_000)]

    for number in range(0, len(inputs), 50):
        cable.send(b"".join(inputs[number : number + 50]))
    cable.send(b"\rTHE-END\r")
    reports.wait(lambda: b"".join(raw for _, raw in codes(reports)[-8:]).endswith(b"THE-END"))

    got = b"".join(symbology.encode() + raw for symbology, raw in codes(reports))
    assert got == b"".join(inputs).translate(None, b"\r\n\t") + b"THE-END"
    assert state(reports) is DeviceState.READY


def test_an_idle_scanner_does_not_wake_its_thread(cable: PtyScanner, start: Make) -> None:
    reports = start()
    cable.send(b"BN0001\r")
    wait_for(reports, [("", b"BN0001")])
    thread = next(thread for thread in threading.enumerate() if thread.name == "scanner hand")
    status = Path(f"/proc/{os.getpid()}/task/{thread.native_id}/status")

    def sleeps() -> int:
        words = status.read_text().split()
        return int(words[words.index("voluntary_ctxt_switches:") + 1])

    end, before = time.monotonic() + DEADLINE_S, -1
    while (now := sleeps()) != before:  # it first goes back to sleep, as soon as it gets the processor
        assert time.monotonic() < end, f"its thread woke {now - before} times in half a second"
        before = now
        time.sleep(0.5)
