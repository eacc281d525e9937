"""A camera as a scanner: frames -> pipeline -> scans. Only `cart camera run` loads it, never the agent.

An unexpected error, of a decoder or for want of memory, ends the process: its service starts it again, and a
fresh process is the one state that is known.
"""

import logging
import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Literal

from msgspec import Meta, Struct

from drivers.camera import source_folder, source_pi, source_v4l2
from drivers.camera.gate import Gate
from drivers.camera.once import Once
from drivers.camera.pipeline import Pipeline
from drivers.camera.reading import Also, Reading
from drivers.camera.view import Pixels
from drivers.interfaces import DeviceChanged, DeviceState, Scan, Scanner

RETRY_S = 1.0
"""Between two attempts to open the camera."""
BROKEN = 70
"""Exit status after an error that nobody expected (EX_SOFTWARE)."""

log = logging.getLogger(__name__)


class Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One camera and how it is used."""

    name: str
    source: Literal["pi", "v4l2", "folder"] = "pi"
    """The Raspberry Pi's own camera, a USB camera, or pictures in a folder (simulation only)."""
    device: str = "/dev/video0"
    """v4l2: the camera's device."""
    number: Annotated[int, Meta(ge=0, le=3)] = 0
    """pi: which of its cameras."""
    folder: str = ""
    """folder: where the pictures are."""
    width: Annotated[int, Meta(ge=320, le=4608)] = 1280
    """Pixels of a frame."""
    height: Annotated[int, Meta(ge=240, le=2592)] = 720
    """Pixels of a frame."""
    fps: Annotated[float, Meta(gt=0, le=60)] = 15.0
    """Frames a second."""
    gone_ms: Annotated[int, Meta(ge=200, le=10000)] = 1500
    """A code unseen for so long has been taken away; shown again it is a new scan."""
    zbar_every: Annotated[int, Meta(ge=0, le=1000)] = 10
    """In every so many-th frame without a code a second decoder tries; 0: never."""
    also: tuple[Also, ...] = ()
    """More kinds of code to look for; a frame without a code then takes several times as long."""

    def __post_init__(self) -> None:
        if (self.source == "folder") != bool(self.folder):
            raise ValueError('folder goes with source = "folder", and only with it')


class CameraScanner:
    """Satisfies `Scanner`. Its one thread owns the camera."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._deliver: Callable[[Scan | DeviceChanged], None] = lambda _report: None
        self._thread: threading.Thread | None = None
        self._stop = threading.Event()
        self._reported: DeviceChanged | None = None
        self.rounds = 0
        """Frames done and failed attempts to open the camera; it stands still when the thread hangs."""

    def start(self, deliver: Callable[[Scan | DeviceChanged], None]) -> None:
        """Begin to read. Reports READY with the first frame, FAULTY while there is none."""
        self._deliver = deliver
        self._thread = threading.Thread(target=self._run, name=self._settings.name, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End the thread. May be called twice."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(timeout=5)

    def _run(self) -> None:
        self._report(DeviceState.CONNECTING)
        while not self._stop.is_set():
            try:
                self._watch(frames(self._settings))
            except OSError as error:
                self._report(DeviceState.FAULTY, str(error))
                self.rounds += 1
                self._stop.wait(RETRY_S)
            except BaseException:
                log.exception("the camera's process cannot go on")
                os._exit(BROKEN)

    def _watch(self, pictures: Iterator[Pixels]) -> None:
        pipeline = Pipeline(self._settings.zbar_every, Gate(), also=self._settings.also)
        once = Once(self._settings.gone_ms / 1000)
        for frame in pictures:
            if self._stop.is_set():
                return
            self._report(DeviceState.READY)
            seen = time.clock_gettime(time.CLOCK_BOOTTIME)
            for one in once.new(pipeline.read(frame), seen):
                name = self._settings.name
                self._deliver(Scan(raw=one.raw, symbology=one.symbology, device=name, monotonic=seen))
            self.rounds += 1

    def _report(self, state: DeviceState, detail: str = "") -> None:
        report = DeviceChanged(device=self._settings.name, state=state, detail=detail)
        if report != self._reported:
            self._reported = report
            self._deliver(report)


def frames(settings: Settings) -> Iterator[Pixels]:
    """The camera's frames (uint8, grey), until it fails. Raises OSError."""
    size = settings.width, settings.height, settings.fps
    match settings.source:
        case "folder":
            return source_folder.frames(Path(settings.folder), settings.fps)
        case "v4l2":
            return source_v4l2.frames(settings.device, *size)
        case "pi":
            return source_pi.frames(settings.number, *size)


def watched(settings: Settings) -> Iterator[tuple[Pixels, list[Reading]]]:
    """Each frame and the codes that were read in it, for the engineer. Raises OSError."""
    pipeline = Pipeline(settings.zbar_every, also=settings.also)
    for frame in frames(settings):
        yield frame, pipeline.read(frame)


def open(settings: Settings) -> Scanner:  # noqa: A001  (every driver's last function)
    """The camera, not yet reading."""
    return CameraScanner(settings)
