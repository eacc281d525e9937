"""What sounders share: one thread that makes one sound after the other, with a rest between.

The rest keeps two sounds apart: without it a GOOD and a STOP would be heard as the three pulses of an alarm.
"""

import logging
import threading
from collections.abc import Callable
from typing import Protocol

from drivers.interfaces import DeviceChanged, DeviceState, Sound

REST_S = 0.7
"""Between two sounds."""

log = logging.getLogger(__name__)


class Voice(Protocol):
    """The device while it is open. Any of these may raise what the device raises."""

    def make(self, sound: Sound, volume: int, wait: Callable[[float], object]) -> None:
        """Make the whole sound. `wait` takes seconds and comes back early at the end of the service."""

    def close(self) -> None:
        """Be silent, release the device."""


class SoundThread:
    """Satisfies `Sounder`. The thread owns the device; one that failed is opened again for the next sound."""

    def __init__(self, name: str, connect: Callable[[], Voice], rest_s: float = REST_S) -> None:
        self._name = name
        self._connect = connect
        self._rest = rest_s
        self._deliver: Callable[[DeviceChanged], None] = lambda _report: None
        self._state = DeviceState.CONNECTING
        self._next: tuple[Sound, int] | None = None
        self._news = threading.Condition()
        self._stop = threading.Event()
        self._voice: Voice | None = None
        self._thread: threading.Thread | None = None

    def start(self, deliver: Callable[[DeviceChanged], None]) -> None:
        """Open the device. Reports READY or FAULTY."""
        self._deliver = deliver
        self._thread = threading.Thread(target=self._run, name=f"sounder {self._name}", daemon=True)
        self._thread.start()

    def play(self, sound: Sound, volume: int) -> None:
        """Queue a sound; a STOP that waits is not replaced by a GOOD."""
        with self._news:
            if self._next is None or sound is Sound.STOP:
                self._next = (sound, min(max(volume, 0), 100))
            self._news.notify()

    def close(self) -> None:
        """End the thread. May be called twice."""
        self._stop.set()
        with self._news:
            self._news.notify()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        self._try(self._open)
        while (wanted := self._wanted()) is not None:
            self._try(self._sound, *wanted)
            self._stop.wait(self._rest)
        self._release()

    def _wanted(self) -> tuple[Sound, int] | None:
        """The next sound; None at the end."""
        with self._news:
            self._news.wait_for(lambda: self._next is not None or self._stop.is_set())
            wanted, self._next = self._next, None
            return None if self._stop.is_set() else wanted

    def _sound(self, sound: Sound, volume: int) -> None:
        if volume:
            self._open().make(sound, volume, self._stop.wait)

    def _open(self) -> Voice:
        self._voice = self._voice or self._connect()
        return self._voice

    def _try(self, work: Callable[..., object], *arguments: object) -> None:
        try:
            work(*arguments)
        except Exception as error:  # gpiozero, the kernel and ALSA have errors of their own
            self._release()
            self._tell(DeviceState.FAULTY, repr(error))
        else:
            self._tell(DeviceState.READY)

    def _release(self) -> None:
        voice, self._voice = self._voice, None
        try:
            if voice is not None:
                voice.close()
        except Exception:
            log.exception("sounder %s could not be closed", self._name)

    def _tell(self, state: DeviceState, detail: str = "") -> None:
        if state is not self._state:
            self._state = state
            self._deliver(DeviceChanged(device=self._name, state=state, detail=detail))
