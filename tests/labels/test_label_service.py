"""`cart printer` beside a real agent, with a printer on a real socket."""

import asyncio
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from cart_agent.api.client import AgentClient
from cart_agent.api.pushes import EventBatch
from cart_agent.api.requests import GetEvents
from cart_agent.core.identify import PreparedLabel
from tests.agent.cart_help import Cart
from tests.commands.command_help import PATIENCE, Service, cart, running_agent, write_files
from tests.labels.label_help import told
from tests.labels.paper_printer import PaperPrinter, printer
from tests.labels.test_label_printing import label, prepare


@contextmanager
def printer_service(config: Path, directory: Path) -> Iterator[Service]:
    """A `cart printer run` that has said READY."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notified:
        notified.bind(str(directory / "notify-printer"))
        notified.settimeout(PATIENCE)
        service = Service("printer", config, notified)
        try:
            service.says("READY=1")
            yield service
        finally:
            (directory / "notify-printer").unlink()
            if service.process.poll() is None:
                service.process.kill()
                service.process.communicate()


def prepared(directory: Path) -> str:
    """A label is made on a cart that is then switched off; its number."""
    made = Cart(directory)
    prepare(made)
    number = label(made).number
    made.close()
    return number


def until(condition: Callable[[], object], what: str, *services: Service) -> None:
    """Wait for it, and play the services' manager meanwhile."""
    end = time.monotonic() + PATIENCE
    while not condition():
        for one in services:
            one.overhear()
        assert time.monotonic() < end, f"never came: {what}"
        time.sleep(0.05)


def recorded(agent: Path, what: str, number: str) -> bool:
    """The agent has such an event."""

    async def fetch() -> EventBatch:
        async with asyncio.timeout(PATIENCE):
            client, _ = await AgentClient.connect(agent, "admin")
            try:
                return await client.fetch(EventBatch, GetEvents, after=0, limit=500)
            finally:
                await client.close()

    messages = [one.message.decode() for one in asyncio.run(fetch()).events]
    return any(f'"{what}"' in one and number in one for one in messages)


def configured(device: PaperPrinter) -> str:
    return f'\n[printer]\nurl = "{device.url}"\n'


def test_a_prepared_label_comes_out_and_reads_back(tmp_path: Path) -> None:
    number = prepared(tmp_path)
    with printer() as device, running_agent(tmp_path, configured(device)) as (files, agent):
        with printer_service(files.cart, tmp_path) as service:
            until(lambda: recorded(files.agent_socket, "label-printed", number), "the record", agent, service)
            assert service.end(signal.SIGTERM)[0] == 0

        assert [told(image) for image in device.labels] == [[PreparedLabel(number=number)]]


def test_a_printer_without_labels_prints_when_it_has_some(tmp_path: Path) -> None:
    number = prepared(tmp_path)
    with printer() as device, running_agent(tmp_path, configured(device)) as (files, agent):
        device.faults = {"paper"}
        with printer_service(files.cart, tmp_path) as service:
            until(
                lambda: recorded(files.agent_socket, "label-not-printed", number),
                "the trouble",
                agent,
                service,
            )
            assert device.labels == []
            device.faults = set()
            until(lambda: recorded(files.agent_socket, "label-printed", number), "the record", agent, service)

        assert len(device.labels) == 1


def test_the_printers_process_may_die_at_any_time(tmp_path: Path) -> None:
    number = prepared(tmp_path)
    with printer() as device, running_agent(tmp_path, configured(device)) as (files, agent):
        device.faults = {"head"}
        with printer_service(files.cart, tmp_path) as service:
            until(
                lambda: recorded(files.agent_socket, "label-not-printed", number),
                "the trouble",
                agent,
                service,
            )
            service.end(signal.SIGKILL)
        device.faults = set()
        with printer_service(files.cart, tmp_path) as service:
            until(lambda: recorded(files.agent_socket, "label-printed", number), "the record", agent, service)

        assert agent.process.poll() is None
        assert [told(image) for image in device.labels] == [[PreparedLabel(number=number)]]


def test_a_cart_without_a_printer_says_so(tmp_path: Path) -> None:
    files = write_files(tmp_path)
    done = cart("printer", "run", "--config", str(files.cart))

    assert done.returncode == 1
    assert "this cart has no printer" in done.stderr


def test_an_address_that_is_none_is_found_when_the_configuration_is_checked(tmp_path: Path) -> None:
    files = write_files(tmp_path)
    with files.cart.open("a") as config:
        config.write('\n[printer]\nurl = "10.1.2.3:9100"\n')
    done = cart("check-config", str(files.cart))

    assert done.returncode == 1
    assert "socket://HOST:9100" in done.stderr
