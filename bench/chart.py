"""From a changed chart at the broker to the agent that decides by it, and to the screen that shows it.

Until the decision lie broker, link, agent and the commit; after it the round's dose times and the screen's
socket. The agent says itself, in its log at DEBUG, when a chart was committed: its gates run on the thread
that committed it, so none decides by the chart before from then on. The reference is the least that it can
cost: the same bytes, retained, through the same broker to a plain subscriber, and appended to a file of the
same disk with one `fdatasync`. The two take turns, and each begins when the broker rests: it writes its store
for the receipt of the message before, and what comes meanwhile waits.
"""

import asyncio
import json
import os
import re
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion

from bench.figures import Figure, Target
from bench.raw import no_delay
from bench.stage import Stage, ask_store
from cart_agent.agent.linkdesk import COMMITTED
from cart_agent.api.client import AgentClient
from cart_agent.api.pushes import RoundChanged, StatusChanged
from cart_agent.demo.place import WARD_DIRECTORY, demo_ward
from cart_agent.demo.processes import Child
from cart_agent.his.topics import Topics

ENCOUNTER = "E26-0001"
ECHO = "bench/echo"
GOAL = Target(limit=1.5, of="ratio")
PATIENCE = 30.0
REST = 0.03
"""Seconds for the broker to write its store."""


async def measure(stage: Stage, trials: int) -> tuple[Figure, ...]:
    """The hospital is stopped meanwhile: it would publish its own version of the chart."""
    files, processes = stage.files, stage.processes
    agent = Child("agent", files.cart, files.directory, "--verbose")
    await processes["hospital"].stop()
    await processes["agent"].stop()
    await agent.start()
    try:
        return await _measure(stage, _Log(agent.log), trials)
    finally:
        await agent.stop()
        await processes["agent"].start()
        await processes["hospital"].start()


async def _measure(stage: Stage, told: "_Log", trials: int) -> tuple[Figure, ...]:
    ui, _ = await AgentClient.connect(stage.files.agent_socket, "ui")
    disk = os.open(stage.files.directory / "sync", os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
    wire = _Wire(stage.port)
    decided, shown, echoed = [], [], []
    pushes = ui.pushes()
    try:
        await _connected(pushes)
        for number in range(max(2, trials)):
            topic, payload = _version(stage, active=number % 2 == 1)
            await asyncio.sleep(REST)
            began = time.monotonic()
            shown.append(await _timed(lambda: wire.publish(topic, payload), _round(pushes)))  # noqa: B023  called at once
            decided.append(told.committed() - began)
            await asyncio.sleep(REST)
            echo = await _timed(lambda: wire.publish(ECHO, payload), wire.echo())  # noqa: B023
            echoed.append(echo + _sync(disk, payload))
    finally:
        wire.close()
        os.close(disk)
        await ui.close()
    return (*_figures("decision", decided, echoed, GOAL), *_figures("screen", shown, echoed, None))


async def _timed(start: Callable[[], None], end: Any) -> float:
    began = time.monotonic()
    start()
    async with asyncio.timeout(PATIENCE):
        await end
    return time.monotonic() - began


async def _connected(pushes: Any) -> None:
    """The agent was started anew: its link has to come back first."""
    async with asyncio.timeout(PATIENCE):
        async for push in pushes:
            if isinstance(push, StatusChanged) and push.status.link == "connected":
                return


async def _round(pushes: Any) -> None:
    async for push in pushes:
        if isinstance(push, RoundChanged):
            return


def _version(stage: Stage, *, active: bool) -> tuple[str, bytes]:
    """The next version of the chart: one order stopped, or active again, in a new version of the order too:
    no cart has read it before."""
    ward = demo_ward()
    topic = Topics(site=ward.site, cart=ward.cart).chart(ward.ward, ENCOUNTER)
    newest = ask_store(stage.files, f"SELECT max(version) FROM document WHERE topic = '{topic}'")
    chart = json.loads((WARD_DIRECTORY / f"chart-{ENCOUNTER}.json").read_text(encoding="utf-8"))
    resources = [entry["resource"] for entry in chart["bundle"]["entry"]]
    order = next(one for one in resources if one["resourceType"] == "MedicationRequest")
    order |= {"status": "active" if active else "stopped", "meta": {"versionId": str(newest + 1)}}
    return topic, json.dumps(chart | {"version": newest + 1}, ensure_ascii=False).encode()


class _Log:
    """The agent's log, read on from where it ended before."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._read = file.stat().st_size
        self._line = re.compile(re.escape(COMMITTED).replace(r"%\.6f", r"([0-9.]+)").replace("%s", ENCOUNTER))

    def committed(self) -> float:
        """The monotonic second at which the chart was committed, which was before the screen heard of it."""
        with self._file.open("rb") as log:
            log.seek(self._read)
            lines = log.read()
        self._read += len(lines)
        return float(self._line.findall(lines.decode())[-1])


class _Wire:
    """A plain client that publishes, and hears its own echo."""

    def __init__(self, port: int) -> None:
        self._loop = asyncio.get_running_loop()
        self._heard: asyncio.Queue[None] = asyncio.Queue()
        self._client = client = paho.Client(CallbackAPIVersion.VERSION2, "bench-chart", protocol=paho.MQTTv5)
        client.username_pw_set("hospital")
        client.on_socket_open = no_delay
        client.on_message = self._message
        client.connect("127.0.0.1", port)
        client.subscribe(ECHO, qos=1)
        client.loop_start()

    def publish(self, topic: str, payload: bytes) -> None:
        self._client.publish(topic, payload, qos=1, retain=True)

    def _message(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._heard.put_nowait, None)

    async def echo(self) -> None:
        await self._heard.get()

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()


def _sync(disk: int, payload: bytes) -> float:
    began = time.perf_counter()
    os.write(disk, payload)
    os.fdatasync(disk)
    return time.perf_counter() - began


def _figures(
    what: str, measured: list[float], echoed: list[float], goal: Target | None
) -> tuple[Figure, ...]:
    def p99(values: list[float]) -> float:
        return quantiles(values, n=100, method="inclusive")[98]

    return tuple(
        Figure(
            what=f"chart published to {what} changed, {name} of {len(measured)}",
            measured=1000 * of(measured),
            unit="ms",
            reference=1000 * of(echoed),
            against=f"broker echo + fdatasync of the same bytes, {name}",
            target=target,
        )
        for name, of, target in (("p50", median, None), ("p99", p99, goal))
    )
