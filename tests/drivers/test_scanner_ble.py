"""The Bluetooth scanner through bleak's own BlueZ backend, on a private D-Bus."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from drivers import scanner_ble
from drivers.interfaces import DeviceChanged, DeviceState, Scan
from drivers.scanner_ble import BleScanner, Settings
from tests.drivers.fake_bluez import ADDRESS, FakeBluez
from tests.drivers.reports import Reports
from tests.support.asynchronous import asynchronous, until

CODE = b"0108935001800019\x1d10LOT-42a\x1d21_x"


@pytest.fixture
def bluez(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeBluez]:
    bluez = FakeBluez(tmp_path)
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", bluez.address)
    yield bluez
    bluez.close()


@pytest.fixture
def idle_ms() -> int:
    """The driver's own silence that ends a code."""
    return Settings(name="ble", address=ADDRESS).idle_ms


@pytest.fixture
def reports(bluez: FakeBluez, idle_ms: int) -> Iterator[Reports[Scan | DeviceChanged]]:
    reports: Reports[Scan | DeviceChanged] = Reports()
    scanner = scanner_ble.open(Settings(name="ble", address=ADDRESS, idle_ms=idle_ms))
    scanner.start(reports)
    yield reports
    scanner.close()
    scanner.close()


def wait_for(reports: Reports[Scan | DeviceChanged], state: DeviceState, times: int) -> None:
    reports.wait(lambda: [one.state for one in reports.of(DeviceChanged)].count(state) >= times)


def test_a_code_in_several_notifications_is_one_scan(
    bluez: FakeBluez, reports: Reports[Scan | DeviceChanged]
) -> None:
    wait_for(reports, DeviceState.READY, 1)

    bluez.send(b"]d2" + CODE + b"\r")
    bluez.send(b"]C0BN0001")
    reports.wait(lambda: len(reports.of(Scan)) == 2)

    found = [(one.symbology, one.raw, one.device) for one in reports.of(Scan)]
    assert found == [("]d2", CODE, "ble"), ("]C0", b"BN0001", "ble")]


@pytest.mark.parametrize("idle_ms", [0])
def test_a_link_that_is_lost_in_a_code_is_reported_and_made_again(
    bluez: FakeBluez, reports: Reports[Scan | DeviceChanged]
) -> None:
    wait_for(reports, DeviceState.READY, 1)
    bluez.send(b"]C0BN0001\rBN00")
    reports.wait(lambda: len(reports.of(Scan)) == 1)

    bluez.drop()
    wait_for(reports, DeviceState.FAULTY, 1)
    wait_for(reports, DeviceState.READY, 2)
    bluez.send(b"]C0BN0003\r")
    reports.wait(lambda: len(reports.of(Scan)) == 2)

    assert [one.raw for one in reports.of(Scan)] == [b"BN0001", b"BN0003"]
    assert any("4 bytes of an unfinished code" in one.detail for one in reports.of(DeviceChanged))


def test_a_service_that_fails_is_asked_again(
    bluez: FakeBluez, reports: Reports[Scan | DeviceChanged]
) -> None:
    wait_for(reports, DeviceState.READY, 1)
    bluez.fail = ["Connect", "StartNotify", "StartDiscovery"]

    bluez.drop()
    wait_for(reports, DeviceState.READY, 2)
    bluez.send(b"]C0BN0004\r")
    reports.wait(lambda: [one.raw for one in reports.of(Scan)] == [b"BN0004"])

    assert bluez.fail == []


def test_without_a_bluetooth_service_the_scanner_is_faulty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nowhere/bus")
    reports: Reports[Scan | DeviceChanged] = Reports()
    scanner = scanner_ble.open(Settings(name="ble", address=ADDRESS))
    scanner.start(reports)

    wait_for(reports, DeviceState.FAULTY, 1)
    scanner.close()


@asynchronous
async def test_a_busy_machine_that_looks_late_does_not_cut_a_code_in_two(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The time for silence is up and the rest of the code is there, both in the same look."""
    loop, heard = asyncio.get_running_loop(), asyncio.Queue[bytes | None]()
    reports: Reports[Scan | DeviceChanged] = Reports()
    scanner = scanner_ble.open(Settings(name="ble", address=ADDRESS))
    assert isinstance(scanner, BleScanner)
    scanner._delivery.deliver = reports
    listening = asyncio.create_task(scanner._listen(heard))
    heard.put_nowait(b"]C0BN00")
    await until(lambda: scanner._delivery.pending, "the code's beginning is read")

    running = loop.time
    monkeypatch.setattr(loop, "time", lambda: running() + 60)
    loop.call_soon(heard.put_nowait, b"01\r")
    await until(lambda: reports.of(Scan), "the code")
    listening.cancel()
    scanner.close()

    assert [(one.symbology, one.raw) for one in reports.of(Scan)] == [("]C0", b"BN0001")]
