"""`cart printer`: fetches the labels that wait from the agent, prints them, says what became of each.

It has no records and opens nothing. The agent keeps what is to be printed, so this process may die or hang at
any moment; a label whose report was lost with it comes out a second time.
"""

import asyncio
import logging
from pathlib import Path

from msgspec import Struct

from cart_agent.api.client import AgentClient, AgentGone, Refused
from cart_agent.api.pushes import LabelBatch, LabelsWaiting
from cart_agent.api.requests import LabelPrinted, WaitingLabels
from cart_agent.api.views import PreparedView
from cart_agent.labels.layout import lay_out
from cart_agent.labels.port import PrinterError, send
from cart_agent.labels.prepared import prepared_label
from cart_agent.labels.stocks import stock_for
from cart_agent.labels.zpl import zpl

log = logging.getLogger(__name__)
AGAIN = 5.0
"""Seconds until a label that could not be printed is tried again."""
AGENT = 2.0
"""Seconds until an agent that is not there is looked for again."""


class Printer(Struct, frozen=True, kw_only=True):
    """Where it is and what is in it; see `[printer]` of the configuration."""

    url: str
    dpi: int
    stock: str
    language: str
    simulated: bool = False


async def run(printer: Printer, socket: Path) -> None:
    """Until cancelled."""
    while True:
        try:
            await _serve(printer, socket)
        except AgentGone as gone:
            log.info("%s", gone)
        except Refused as refused:
            log.error("the agent refuses: %s", refused)
        await asyncio.sleep(AGENT)


async def _serve(printer: Printer, socket: Path) -> None:
    client, _ = await AgentClient.connect(socket, "printer")
    wake = asyncio.Event()
    listener = asyncio.create_task(_listen(client, wake))
    try:
        while not listener.done():
            wake.clear()
            left = await _print_waiting(client, printer)
            try:
                async with asyncio.timeout(AGAIN if left else None):
                    await wake.wait()
            except TimeoutError:
                continue
    finally:
        listener.cancel()
        await client.close()


async def _listen(client: AgentClient, wake: asyncio.Event) -> None:
    async for push in client.pushes():
        if isinstance(push, LabelsWaiting):
            wake.set()
    wake.set()


async def _print_waiting(client: AgentClient, printer: Printer) -> bool:
    """Whether some label could not be printed."""
    failed = False
    for view in (await client.fetch(LabelBatch, WaitingLabels)).labels:
        problem, detail = await asyncio.to_thread(print_one, view, printer)
        await client.request(LabelPrinted, number=view.number, problem=problem, detail=detail)
        if problem:
            log.warning("label %s: %s %s", view.number, problem, detail)
            failed = True
    return failed


def print_one(view: PreparedView, printer: Printer) -> tuple[str, str]:
    """Code and detail of what went wrong; both empty when it was printed. Raises nothing."""
    try:
        stock = stock_for("prepared", printer.stock)
        label = prepared_label(view, printer.language, simulated=printer.simulated)
        page = lay_out(label, stock, printer.dpi)
        send(printer.url, zpl(page, turned=stock.turned))
    except PrinterError as error:
        return error.code, error.detail
    except ValueError as error:
        return "label-too-long", str(error)
    return "", ""
