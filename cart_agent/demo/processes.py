"""The processes of a simulated cart: started as a service manager starts them, and gone when this one is."""

import asyncio
import contextlib
import os
import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

from cart_agent.demo.files import Files
from cart_agent.ending import within

START_SECONDS = 30.0
STOP_SECONDS = 5.0


class ProcessFailed(RuntimeError):
    """A process ended, or did not get ready. Carries the end of its log."""

    def __init__(self, name: str, what: str, log: str) -> None:
        super().__init__(f"{name} {what}\n{log}".rstrip())
        self.name = name


class Child:
    """`cart NAME run --config FILE` as a process of its own, its log in a file."""

    def __init__(self, name: str, config: Path, directory: Path, *options: str) -> None:
        self.name = name
        self.log = directory / f"{name}.log"
        self._options = ("--config", str(config), *options)
        self._notify = directory / f"{name}.notify"
        self._process: asyncio.subprocess.Process | None = None

    @property
    def pid(self) -> int:
        """Of the running process."""
        assert self._process is not None
        return self._process.pid

    async def start(self) -> None:
        """Start it and wait until it says that it is ready. Raises ProcessFailed."""
        with _notifications(self._notify) as told, self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                "setpriv",
                *("--pdeathsig", "KILL"),
                *(sys.executable, "-m", "cart_agent", self.name, "run", *self._options),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                env=dict(os.environ) | {"NOTIFY_SOCKET": str(self._notify)},
            )
            await self._ready(told)

    async def _ready(self, told: socket.socket) -> None:
        process = self._process
        assert process is not None
        loop = asyncio.get_running_loop()
        ready = asyncio.ensure_future(loop.sock_recv(told, 256))
        ended = asyncio.ensure_future(process.wait())
        try:
            async with asyncio.timeout(START_SECONDS):
                await asyncio.wait({ready, ended}, return_when=asyncio.FIRST_COMPLETED)
        except TimeoutError:
            raise ProcessFailed(self.name, "did not get ready", self.tail()) from None
        finally:
            ready.cancel()
            ended.cancel()
        if process.returncode is not None:
            raise ProcessFailed(self.name, f"ended with status {process.returncode}", self.tail())

    async def wait(self) -> int:
        """Its exit status."""
        assert self._process is not None
        return await self._process.wait()

    async def kill(self) -> None:
        """End it as a power cut does."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> None:
        """Ask it to end, and insist after a while. May be called twice."""
        await self._end(signal.SIGTERM)

    async def _end(self, how: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(how)
        if await within(STOP_SECONDS, process.wait()) is None:
            process.kill()
            await process.wait()

    def tail(self, lines: int = 15) -> str:
        """The end of its log."""
        with contextlib.suppress(OSError):
            return "\n".join(self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])
        return ""


def children(files: Files) -> dict[str, Child]:
    """The hospital, the agent and the link of one simulated cart, by name; none is started."""
    wanted = {"hospital": files.hospital, "agent": files.cart, "link": files.cart}
    return {name: Child(name, config, files.directory) for name, config in wanted.items()}


@contextlib.contextmanager
def _notifications(path: Path) -> Iterator[socket.socket]:
    """A socket like systemd's NOTIFY_SOCKET."""
    path.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK) as told:
        told.bind(str(path))
        try:
            yield told
        finally:
            path.unlink(missing_ok=True)
