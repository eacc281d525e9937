"""The Bluetooth scanner through bleak's own BlueZ backend, on a private D-Bus."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from drivers import scanner_ble
from drivers.interfaces import DeviceChanged, DeviceState, Scan
from drivers.scanner_ble import Settings
from tests.drivers.fake_bluez import ADDRESS, FakeBluez
from tests.drivers.reports import Reports

CODE = b"0108935001800019\x1d10LOT-42a\x1d21_x"


@pytest.fixture
def bluez(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeBluez]:
    bluez = FakeBluez(tmp_path)
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", bluez.address)
    yield bluez
    bluez.close()


@pytest.fixture
def reports(bluez: FakeBluez) -> Iterator[Reports[Scan | DeviceChanged]]:
    reports: Reports[Scan | DeviceChanged] = Reports()
    scanner = scanner_ble.open(Settings(name="ble", address=ADDRESS))
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
