"""What every scanner's driver keeps to (`drivers.interfaces.Scanner`), over the real driver of each kind."""

import shutil
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import zxingcpp
from PIL import Image

from drivers import badge_reader, scanner_ble, scanner_camera, scanner_serial
from drivers.interfaces import DeviceChanged, DeviceState, Scan, Scanner
from tests.drivers.fake_bluez import ADDRESS, FakeBluez
from tests.drivers.pty_scanner import PtyScanner
from tests.drivers.reports import Reports

Said = tuple[str, bytes]


class Device(ABC):
    """A scanner in somebody's hands. `scanner` is its driver, not started; the device is not there yet."""

    scanner: Scanner

    @abstractmethod
    def plug(self) -> None:
        """It is there from now on."""

    @abstractmethod
    def unplug(self) -> None:
        """It is gone."""

    @abstractmethod
    def read(self, number: int) -> Said:
        """It reads the code of this number; returns what must be delivered."""

    @abstractmethod
    def close(self) -> None:
        """Put everything away."""


class Cable(Device):
    def __init__(self, folder: Path) -> None:
        self._cable = PtyScanner(folder)
        self._cable.unplug()
        self.scanner = self.driver(str(self._cable.port))

    def driver(self, port: str) -> Scanner:
        return scanner_serial.open(scanner_serial.Settings(name="one", port=port))

    def plug(self) -> None:
        self._cable.plug()

    def unplug(self) -> None:
        self._cable.unplug()

    def read(self, number: int) -> Said:
        self._cable.send(b"]C0BN%04d\r" % number)
        return "]C0", b"BN%04d" % number

    def close(self) -> None:
        self._cable.unplug()


class Reader(Cable):
    def driver(self, port: str) -> Scanner:
        return badge_reader.open(badge_reader.Settings(name="one", port=port))

    def read(self, number: int) -> Said:
        self._cable.send(b"04A2%04X\r\n" % number)
        return "", b"UID-04A2%04X" % number


class Radio(Device):
    def __init__(self, folder: Path) -> None:
        self._bluez = FakeBluez(folder)
        self._bluez.walk(in_reach=False)
        self.address = self._bluez.address
        self.scanner = scanner_ble.open(scanner_ble.Settings(name="one", address=ADDRESS))

    def plug(self) -> None:
        self._bluez.walk(in_reach=True)

    def unplug(self) -> None:
        self._bluez.walk(in_reach=False)

    def read(self, number: int) -> Said:
        self._bluez.send(b"]C0BN%04d\r" % number)
        return "]C0", b"BN%04d" % number

    def close(self) -> None:
        self._bluez.close()


class Camera(Device):
    def __init__(self, folder: Path) -> None:
        self._folder = folder / "pictures"
        settings = scanner_camera.Settings(name="one", source="folder", folder=str(self._folder), fps=20)
        self.scanner = scanner_camera.open(settings)

    def plug(self) -> None:
        self._folder.mkdir()

    def unplug(self) -> None:
        shutil.rmtree(self._folder)

    def read(self, number: int) -> Said:
        code = f"BN{number:04}"
        made = zxingcpp.create_barcode(code, zxingcpp.BarcodeFormat.QRCode)
        picture = Image.fromarray(np.array(made.to_image(scale=8, add_quiet_zones=True))).convert("L")
        desk = Image.new("L", (640, 480), 200)
        desk.paste(picture, (180, 120))
        desk.save(self._folder.parent / "next.png")
        (self._folder.parent / "next.png").rename(self._folder / "shown.png")
        return "]Q1", code.encode()

    def close(self) -> None:
        pass


DEVICES: dict[str, Callable[[Path], Device]] = {
    "serial": Cable,
    "badge": Reader,
    "bluetooth": Radio,
    "camera": Camera,
}


class Used:
    """A device, its driver's reports, and what is waited for."""

    def __init__(self, device: Device) -> None:
        self.device = device
        self.reports: Reports[Scan | DeviceChanged] = Reports()

    def states(self) -> list[DeviceState]:
        return [one.state for one in self.reports.of(DeviceChanged)]

    def becomes(self, state: DeviceState) -> None:
        """Wait until it is in that state."""
        self.reports.wait(lambda: self.states()[-1:] == [state])

    def delivers(self, number: int) -> Scan:
        """It reads this code, and the driver hands it on."""
        before = len(self.reports.of(Scan))
        expected = self.device.read(number)
        self.reports.wait(lambda: len(self.reports.of(Scan)) > before)
        scan = self.reports.of(Scan)[-1]
        assert (scan.symbology, scan.raw, scan.device) == (*expected, "one")
        return scan


@pytest.fixture(params=DEVICES)
def used(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Used]:
    monkeypatch.setattr(scanner_ble, "FIND_S", 3.0)  # how long a search is, not what comes of it
    device = DEVICES[request.param](tmp_path)
    if isinstance(device, Radio):
        monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", device.address)
    yield Used(device)
    device.scanner.close()
    device.close()


def test_a_scanner_is_waited_for_lost_and_found_again(used: Used) -> None:
    used.device.scanner.start(used.reports)
    used.becomes(DeviceState.FAULTY)
    assert used.states() == [DeviceState.CONNECTING, DeviceState.FAULTY]

    used.device.plug()
    used.becomes(DeviceState.READY)
    before = time.clock_gettime(time.CLOCK_BOOTTIME)
    scan = used.delivers(1)
    assert before <= scan.monotonic <= time.clock_gettime(time.CLOCK_BOOTTIME)

    used.device.unplug()
    used.becomes(DeviceState.FAULTY)
    used.device.plug()
    used.becomes(DeviceState.READY)
    used.delivers(2)


def test_a_scanner_that_is_closed_says_nothing_more_and_leaves_no_thread(used: Used) -> None:
    threads = threading.active_count()
    used.device.plug()
    used.device.scanner.start(used.reports)
    used.becomes(DeviceState.READY)
    used.delivers(1)

    used.device.scanner.close()
    used.device.scanner.close()

    said = len(used.reports.all)
    used.device.unplug()
    assert threading.active_count() <= threads
    assert len(used.reports.all) == said
