"""The real RabbitMQ with exactly what `cart broker-profile rabbitmq` writes: one node, or a cluster."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

from cart_agent.broker.fleet import Fleet
from cart_agent.broker.rabbitmq import Places, profile
from cart_agent.his.link.settings import LinkSettings, TlsSettings
from tests.support.guarded import FLEET, Hospital
from tests.support.mosquitto import free_port, wait_for_port

PROGRAM = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
"""Not the one on the path: that one changes to a user of its own and to its directories."""
_ERLANG = "+S 1:1 +sbwt none +sbwtdcpu none +sbwtdio none"
"""One scheduler that does not spin while it waits: the machine is shared."""


def installed() -> tuple[int, int]:
    """Debian's release of RabbitMQ."""
    [home] = Path("/usr/lib/rabbitmq/lib").glob("rabbitmq_server-*")
    major, minor, *_ = map(int, home.name.partition("-")[2].split("."))
    return major, minor


class Node:
    """One node in a directory of its own; it can be killed and started again."""

    def __init__(
        self, folder: Path, name: str, ports: dict[str, int], hospital: Hospital, fleets: tuple[Fleet, ...]
    ) -> None:
        self.folder = folder
        self.name = f"{name}@localhost"
        self.port = free_port()
        self._ports = ports
        self._process: subprocess.Popen[bytes] | None = None
        folder.mkdir()
        places = Places(port=self.port, bind="127.0.0.1", files=folder, release=installed())
        for fleet in fleets:
            for file, text in profile(fleet, places).items():
                (folder / file).write_text(_together(folder / file, text))
        for file in ("ca.pem", "broker.pem", "broker.key"):
            shutil.copy(hospital.folder / file, folder / file)
        self._conf = folder / "rabbitmq.conf"

    def configure(self, lines: str) -> None:
        """Add to its configuration."""
        self._conf.write_text(self._conf.read_text() + lines)

    def _environment(self) -> dict[str, str]:
        folder = str(self.folder)
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder.parent),
            "ERL_EPMD_PORT": str(self._ports["epmd"]),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODENAME": self.name,
            "RABBITMQ_DIST_PORT": str(self._ports[self.name]),
            "RABBITMQ_CONFIG_FILE": str(self._conf),
            "RABBITMQ_ADVANCED_CONFIG_FILE": f"{folder}/advanced.config",
            "RABBITMQ_ENABLED_PLUGINS_FILE": f"{folder}/enabled_plugins",
            "RABBITMQ_CONF_ENV_FILE": "/dev/null",
            "RABBITMQ_MNESIA_BASE": f"{folder}/mnesia",
            "RABBITMQ_LOG_BASE": f"{folder}/log",
            "RABBITMQ_PID_FILE": f"{folder}/pid",
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": f"{_ERLANG} -kernel inet_dist_use_interface {{127,0,0,1}}",
        }

    def start(self) -> None:
        """Returns when it has its users too: it listens before. Raises TimeoutError or RuntimeError."""
        said = self.folder / "output"
        began = said.stat().st_size if said.exists() else 0
        with said.open("ab") as output:
            self._process = subprocess.Popen(
                [PROGRAM], env=self._environment(), stdout=output, stderr=output, start_new_session=True
            )
        try:
            wait_for_port(self.port, self._process, 180)
        except (RuntimeError, TimeoutError) as error:
            raise type(error)(f"{error}: {said.read_text(errors='replace')[-2000:]}") from error
        deadline = time.monotonic() + 180
        while b" completed with " not in said.read_bytes()[began:]:
            assert time.monotonic() < deadline, said.read_text(errors="replace")
            time.sleep(0.05)

    def stop(self, number: signal.Signals = signal.SIGKILL) -> None:
        """End its whole process group and wait. May be called twice."""
        if self._process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, number)
        self._process.wait(60)
        self._process = None

    def settings(self, identity: TlsSettings, mqtt: str = "3.1.1") -> LinkSettings:
        """How a cart with this certificate connects."""
        assert mqtt == "3.1.1"
        return LinkSettings(
            host="127.0.0.1", port=self.port, mqtt="3.1.1", tls=identity, backoff_min=0.1, backoff_max=0.5
        )


class RabbitMQ:
    """A cluster of so many nodes on loopback."""

    def __init__(
        self, folder: Path, hospital: Hospital, *, nodes: int = 1, fleets: tuple[Fleet, ...] = (FLEET,)
    ) -> None:
        folder.mkdir()
        cookie = folder / ".erlang.cookie"
        cookie.write_text("medicationcarttest")
        cookie.chmod(0o400)
        names = [f"rabbit{number}" for number in range(nodes)]
        self._epmd = free_port()
        self._mapper: subprocess.Popen[bytes] | None = None
        ports = {f"{name}@localhost": free_port() for name in names} | {"epmd": self._epmd}
        self.nodes = [Node(folder / name, name, ports, hospital, fleets) for name in names]
        if nodes > 1:
            members = "".join(
                f"cluster_formation.classic_config.nodes.{place} = {node.name}\n"
                for place, node in enumerate(self.nodes, 1)
            )
            for node in self.nodes:
                node.configure(f"cluster_formation.peer_discovery_backend = classic_config\n{members}")

    def start(self) -> None:
        """The port mapper is a process of our own: each node would start one that dies with it."""
        self._mapper = subprocess.Popen(["epmd", "-port", str(self._epmd), "-address", "127.0.0.1"])
        wait_for_port(self._epmd, self._mapper)
        for node in self.nodes:
            node.start()  # one after the other: at once, some never agree on who keeps the client ids

    def stop(self) -> None:
        """End every node and the port mapper. May be called twice."""
        for node in self.nodes:
            node.stop()
        if self._mapper is not None:
            self._mapper.kill()
            self._mapper.wait(30)
            self._mapper = None


def _together(file: Path, text: str) -> str:
    """The definitions of several sites in one file."""
    if file.suffix != ".json" or not file.exists():
        return text
    before, new = json.loads(file.read_text()), json.loads(text)
    return json.dumps({key: before[key] + new[key] for key in new} | {"vhosts": new["vhosts"]})
