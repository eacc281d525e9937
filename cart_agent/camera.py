"""`cart camera run`: hands the camera's scans to the agent, and shows that the camera is alive.

It may be killed, hang or run out of memory at any moment: it ends itself when no frame has been worked off
for `HUNG` seconds, its service starts it again, and meanwhile the round goes on with the other scanners.
"""

import asyncio
import faulthandler
import logging
from pathlib import Path

from cart_agent import notify
from cart_agent.api.client import AgentClient, AgentGone, Refused
from cart_agent.api.requests import CameraState, Scanned
from drivers.interfaces import DeviceChanged, DeviceState, Scan, Scanner

log = logging.getLogger(__name__)

HUNG = 10.0
"""Seconds without a frame worked off, or a failed try to open the camera, after which the process ends."""
LIFE = 1.0
"""Seconds between two signs of life."""
AGENT = 1.0
"""Seconds until an agent that is not there is looked for again."""


class CameraProcess:
    """The camera as the driver sees it, and the newest of what it reported."""

    def __init__(self, camera: Scanner, socket: Path) -> None:
        self._camera = camera
        self._socket = socket
        self._reports: asyncio.Queue[Scan | None] = asyncio.Queue()
        self._state = DeviceChanged(device="", state=DeviceState.CONNECTING)

    async def run(self) -> None:
        """Until cancelled."""
        loop = asyncio.get_running_loop()

        def deliver(report: Scan | DeviceChanged) -> None:
            loop.call_soon_threadsafe(self._take, report)

        self._camera.start(deliver)
        notify.ready()
        watch = asyncio.create_task(watch_over(self._camera))
        try:
            while not watch.done():
                await self._serve_once()
                await asyncio.sleep(AGENT)
            watch.result()
        finally:
            watch.cancel()
            await asyncio.to_thread(self._camera.close)
            faulthandler.cancel_dump_traceback_later()

    def _take(self, report: Scan | DeviceChanged) -> None:
        if isinstance(report, Scan):
            self._reports.put_nowait(report)
        else:
            self._state = report
            self._reports.put_nowait(None)

    async def _serve_once(self) -> None:
        try:
            client, _ = await AgentClient.connect(self._socket, "camera")
        except (AgentGone, Refused) as error:
            log.warning("%s", error)
            return
        self._forget_scans()
        try:
            await self._hand_in(client)
        except (AgentGone, Refused) as error:
            log.warning("%s", error)
        finally:
            await client.close()

    def _forget_scans(self) -> None:
        """Codes read while no agent was there are nobody's any more: the nurse was not answered."""
        while not self._reports.empty():
            self._reports.get_nowait()

    async def _hand_in(self, client: AgentClient) -> None:
        while True:
            await client.request(CameraState, state=self._state.state.value, detail=self._state.detail)
            try:
                async with asyncio.timeout(LIFE):
                    scan = await self._reports.get()
            except TimeoutError:
                continue
            if scan is not None:
                await client.request(Scanned, raw=scan.raw, symbology=scan.symbology)


async def watch_over(camera: Scanner) -> None:
    """Feed the watchdogs, systemd's and our own, for as long as the camera's thread gets on.

    Our own works without the interpreter, so that a decoder that never returns is ended as well.
    """
    before = -1
    while True:
        rounds: int = getattr(camera, "rounds", 0)
        if rounds != before:
            faulthandler.dump_traceback_later(HUNG, exit=True)
            notify.alive()
            before = rounds
        await asyncio.sleep(LIFE / 2)
