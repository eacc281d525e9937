"""A Unix socket for scenarios and tests: the doctor's pen and a look into the books, one JSON object a line.

    {"do": "stop-order", "order": "o101"}
    {"do": "change-dose", "order": "o101", "value": "10", "unit": "mg"}
    {"do": "close-chart", "encounter": "E26-0001"}
    {"do": "publish-chart", "document": "{\\"version\\": 2, ..."}
    {"do": "publish-raw", "topic": "...", "payload": "...", "retain": true}
    {"do": "events"}, {"do": "counts"}

Every line is answered by one line: `{"ok": true, ...}`, or `{"ok": false, "error": "..."}`.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Protocol

import msgspec

from cart_agent.his.messages import ChartHeader, decode
from cart_agent.hospital.apply import order_of
from cart_agent.hospital.documents import Document, content, rewritten
from cart_agent.hospital.ledger import Ledger
from cart_agent.hospital.library import Library
from cart_agent.hospital.requests import (
    AnyControl,
    ChangeDose,
    CloseChart,
    Counts,
    Events,
    PublishChart,
    PublishRaw,
    StopOrder,
)
from cart_agent.hospital.wire import Publication

_LINE_LIMIT = 8 * 2**20


class Books(Protocol):
    """What the control needs of a hospital."""

    library: Library
    ledger: Ledger

    @property
    def now(self) -> str: ...
    def publish_charts(self, charts: Iterable[Document]) -> None: ...
    def publish(self, messages: Iterable[Publication]) -> None: ...


class Unknown(LookupError):
    """There is no such order or chart."""


_decoder: msgspec.json.Decoder[AnyControl] = msgspec.json.Decoder(AnyControl)
_encoder = msgspec.json.Encoder(decimal_format="number")


@asynccontextmanager
async def served(path: str, books: Books) -> AsyncIterator[None]:
    """Listen at `path` while inside; an empty path is no socket."""
    if not path:
        yield
        return
    Path(path).unlink(missing_ok=True)

    async def client(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async for line in reader:
            writer.write(answer(books, line) + b"\n")
            await writer.drain()
        writer.close()

    async with await asyncio.start_unix_server(client, path, limit=_LINE_LIMIT):
        yield


def answer(books: Books, line: bytes) -> bytes:
    """Do what the line says. Never raises for a bad line."""
    try:
        request = _decoder.decode(line)
        return _encoder.encode({"ok": True} | _ACTIONS[type(request)](books, request))
    except (ValueError, Unknown) as error:
        return _encoder.encode({"ok": False, "error": str(error)})


def _stop_order(books: Books, request: StopOrder) -> dict[str, Any]:
    return _edit_order(books, request.order, lambda order: order.update(status="stopped"))


def _change_dose(books: Books, request: ChangeDose) -> dict[str, Any]:
    def change(order: dict[str, Any]) -> None:
        dose = order["dosageInstruction"][0]["doseAndRate"][0]["doseQuantity"]
        dose.update(value=request.value, unit=request.unit, code=request.unit)

    return _edit_order(books, request.order, change)


def _edit_order(books: Books, order_id: str, edit: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    """A changed order has a new version, and so has its chart."""
    for chart in books.library.charts():
        changed = content(chart)
        order = order_of(changed, order_id)
        if order is not None:
            edit(order)
            order["meta"] = {"versionId": str(int(order["meta"]["versionId"]) + 1)}
            return _publish(books, rewritten(chart, changed, books.now))
    raise Unknown(f"no order {order_id!r}")


def _close_chart(books: Books, request: CloseChart) -> dict[str, Any]:
    chart = _chart(books, request.encounter)
    return _publish(books, rewritten(chart, content(chart) | {"closed": True}, books.now))


def _publish_chart(books: Books, request: PublishChart) -> dict[str, Any]:
    source = request.document.encode()
    header = decode(source, ChartHeader)
    chart = _chart(books, header.encounter_id)
    changed = msgspec.structs.replace(chart, version=header.version, source=source, payload=source)
    return _publish(books, changed)


def _chart(books: Books, encounter_id: str) -> Document:
    chart = books.library.chart(encounter_id)
    if chart is None:
        raise Unknown(f"no chart {encounter_id!r}")
    return chart


def _publish(books: Books, chart: Document) -> dict[str, Any]:
    document = books.library.put(chart)
    books.library.set_source(f"{document.kind}/{document.name}", "")
    books.publish_charts((document,))
    return {"encounter": document.name, "version": document.version}


def _publish_raw(books: Books, request: PublishRaw) -> dict[str, Any]:
    payload = request.payload.encode()
    books.publish((Publication(topic=request.topic, payload=payload, retain=request.retain),))
    return {}


def _events(books: Books, _: Events) -> dict[str, Any]:
    """All settled events in the order of settlement, each exactly as it came, and the flags by event id."""
    return {"events": [msgspec.Raw(one) for one in books.ledger.messages()], "flags": books.ledger.flags()}


def _counts(books: Books, _: Counts) -> dict[str, Any]:
    kinds = Counter(msgspec.json.decode(one)["kind"] for one in books.ledger.messages())
    return {
        "settled": kinds.total(),
        "kinds": dict(kinds),
        "refused": books.ledger.refused(),
        "gaps": books.ledger.gaps(),
    }


_ACTIONS: dict[type[AnyControl], Callable[[Any, Any], dict[str, Any]]] = {
    StopOrder: _stop_order,
    ChangeDose: _change_dose,
    CloseChart: _close_chart,
    PublishChart: _publish_chart,
    PublishRaw: _publish_raw,
    Events: _events,
    Counts: _counts,
}
