"""What the drawers' driver costs at idle, beside the same bytes by bare pyserial."""

import asyncio
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

import serial

from bench.figures import Figure
from drivers import drawer_controller
from drivers.interfaces import DeviceChanged, DeviceState, DrawerReport
from firmware_bridge import codec
from firmware_bridge.protocol.generated import HEARTBEAT_MS, HeartbeatRequest
from firmware_bridge.sim.build import build_simulator
from firmware_bridge.sim.native import Simulator, SimulatorSettings


async def measure(seconds: float) -> tuple[Figure, ...]:
    """One figure; both run as processes of their own, one after the other."""
    return await asyncio.to_thread(_measure, seconds)


def _measure(seconds: float) -> tuple[Figure, ...]:
    with tempfile.TemporaryDirectory() as folder:
        at = Path(folder)
        settings = SimulatorSettings(
            program=build_simulator(at), link=at / "board", control=at / "hands", drawers=8
        )
        with Simulator(settings):
            driver, bare = (_cpu(way, str(settings.link), seconds) for way in ("driver", "bare"))
    what = f"drawers' driver: idle CPU over {seconds:.0f} s"
    return (
        Figure(what=what, measured=driver, unit="%", reference=bare, against="bare pyserial, same heartbeat"),
    )


def _cpu(way: str, port: str, seconds: float) -> float:
    """Percent of one processor."""
    command = (sys.executable, "-m", "bench.bridge", way, port, str(seconds))
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return 100 * float(done.stdout) / seconds


def _run_driver(port: str, seconds: float) -> float:
    ready = threading.Event()

    def deliver(report: DrawerReport) -> None:
        if isinstance(report, DeviceChanged) and report.state == DeviceState.READY:
            ready.set()

    settings = drawer_controller.Settings(name="drawers", port=port, drawers=tuple(range(1, 9)))
    drawers = drawer_controller.open(settings)
    drawers.start(deliver)
    assert ready.wait(30)
    used = _used_while(lambda: time.sleep(seconds))
    drawers.close()
    return used


def _run_bare(port: str, seconds: float) -> float:
    with serial.Serial(port, timeout=1) as line:
        frame = codec.encode(codec.Frame(HeartbeatRequest.ID, 1))

        def beat() -> None:
            for _ in range(round(seconds * 1000 / HEARTBEAT_MS)):
                line.write(frame)
                line.read(1)
                line.read(line.in_waiting)
                time.sleep(HEARTBEAT_MS / 1000)

        return _used_while(beat)


def _used_while(work: Callable[[], None]) -> float:
    before = time.process_time()
    work()
    return time.process_time() - before


if __name__ == "__main__":
    ways = {"driver": _run_driver, "bare": _run_bare}
    print(ways[sys.argv[1]](sys.argv[2], float(sys.argv[3])))
