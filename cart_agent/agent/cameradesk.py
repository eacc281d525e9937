"""What the camera's process hands in: scans like any scanner's, and that it is alive."""

from collections.abc import Callable
from typing import Any

from cart_agent.api import pushes as push
from cart_agent.api import requests as ask
from drivers.interfaces import Clock, DeviceChanged, DeviceState, Scan

SILENCE = 6.0
"""Seconds without a word of the camera's process after which the camera counts as failed."""


class CameraDesk:
    """For the store's thread only. `hand_on` takes what any device reports."""

    def __init__(self, name: str, clock: Clock, hand_on: Callable[[Scan | DeviceChanged], None]) -> None:
        self._name = name
        self._clock = clock
        self._hand_on = hand_on
        self._heard = clock.monotonic()
        self.handlers: dict[type, Callable[[Any], push.Reply]] = {
            ask.Scanned: self._scanned,
            ask.CameraState: self._says,
        }

    def look(self) -> None:
        """Once a second: a process that was killed or hangs says nothing any more."""
        if self._clock.monotonic() - self._heard > SILENCE:
            self._change(DeviceState.FAULTY, "the camera's process is silent")

    def _scanned(self, request: ask.Scanned) -> push.Reply:
        self._heard = now = self._clock.monotonic()
        scan = Scan(raw=request.raw, symbology=request.symbology, device=self._name, monotonic=now)
        self._hand_on(scan)
        return push.Reply(id=request.id, ok=True)

    def _says(self, request: ask.CameraState) -> push.Reply:
        self._heard = self._clock.monotonic()
        ready = request.state == DeviceState.READY.value
        self._change(DeviceState.READY if ready else DeviceState.FAULTY, request.detail)
        return push.Reply(id=request.id, ok=True)

    def _change(self, state: DeviceState, detail: str) -> None:
        self._hand_on(DeviceChanged(device=self._name, state=state, detail=detail))
