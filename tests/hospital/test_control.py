"""The control socket: what a doctor changes, and what the hospital's books say."""

import asyncio
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from cart_agent.his.fhir import read_chart
from tests.support.asynchronous import asynchronous, until
from tests.support.hospitals import Scene, scene
from tests.support.scripted_cart import PREFIX, Chain

CHART = "ward/noi-a/chart/E26-0001"


async def ask(one: Scene, line: bytes) -> dict[str, Any]:
    reader, writer = await asyncio.open_unix_connection(one.config.control, limit=2**20)
    writer.write(line + b"\n")
    answer: dict[str, Any] = json.loads(await reader.readline())
    writer.close()
    return answer


async def do(one: Scene, **request: object) -> dict[str, Any]:
    answer = await ask(one, json.dumps(request).encode())
    assert answer["ok"], answer
    return answer


async def version(one: Scene, wanted: int) -> bytes:
    """Wait for this version of the chart, and for the manifest that names it."""
    manifest = f"{PREFIX}/ward/noi-a/manifest"
    await until(
        lambda: (
            manifest in one.cart.retained
            and one.cart.document("ward/noi-a/manifest")["charts"]["E26-0001"]["version"] == wanted
        ),
        f"a manifest with version {wanted}",
    )
    await until(lambda: one.cart.document(CHART)["version"] == wanted, f"version {wanted}")
    return one.cart.retained[f"{PREFIX}/{CHART}"]


@asynchronous
async def test_a_stopped_order_comes_as_a_new_chart_version_with_a_new_order_version(tmp_path: Path) -> None:
    async with scene(tmp_path) as one:
        assert await do(one, do="stop-order", order="o101") == {
            "ok": True,
            "encounter": "E26-0001",
            "version": 2,
        }
        order = read_chart(await version(one, 2)).order("o101")

        assert order is not None
        assert (order.status, order.version) == ("stopped", "2")


@asynchronous
async def test_a_changed_dose_keeps_its_decimals(tmp_path: Path) -> None:
    async with scene(tmp_path) as one:
        await do(one, do="change-dose", order="o101", value="2.50", unit="mg")
        payload = await version(one, 2)
        order = read_chart(payload).order("o101")

        assert b'"value":2.50' in payload
        assert order is not None
        assert order.dosages[0].amount is not None
        assert order.dosages[0].amount.low.value == Decimal("2.50")


@asynchronous
async def test_a_closed_chart_stays_with_a_higher_version(tmp_path: Path) -> None:
    async with scene(tmp_path) as one:
        await do(one, do="close-chart", encounter="E26-0001")

        assert read_chart(await version(one, 2)).closed


@asynchronous
async def test_a_chart_that_carts_cannot_read_goes_out_with_a_manifest_that_names_it(tmp_path: Path) -> None:
    async with scene(tmp_path) as one:
        outside = {"version": 2, "asOf": "2026-03-02T07:52:00+07:00", "encounterId": "E26-0001"}
        document = json.dumps(outside | {"bundle": "torn"})
        await do(one, do="publish-chart", document=document)

        assert await version(one, 2) == document.encode()


@asynchronous
async def test_a_raw_message_goes_out_as_it_is(tmp_path: Path) -> None:
    async with scene(tmp_path) as one:
        await do(one, do="publish-raw", topic=f"{PREFIX}/{CHART}", payload="{ broken")
        await until(lambda: one.cart.retained.get(f"{PREFIX}/{CHART}") == b"{ broken", "the raw message")


@asynchronous
async def test_events_are_listed_as_they_came_in_the_order_of_settlement(tmp_path: Path) -> None:
    async with scene(tmp_path) as one:
        chain = Chain()
        messages = [chain.next(), chain.dose(), chain.next(kind="drawer")]
        await one.cart.settles(*messages)
        answer = await do(one, do="events")

        assert answer["events"] == [json.loads(message) for message in messages]


@asynchronous
async def test_counts_tell_settled_refused_and_missing(tmp_path: Path) -> None:
    async with scene(tmp_path) as one:
        chain = Chain()
        await one.cart.settles(chain.next())
        chain.next()
        await one.cart.settles(chain.next(kind="drawer"))
        one.cart.send(chain.next(seq=0))
        await until(lambda: one.cart.rejected, "the rejection")
        answer = await do(one, do="counts")

        assert answer["settled"] == 2
        assert answer["kinds"] == {"login": 1, "drawer": 1}
        assert answer["gaps"] == [{"cart": "cart-01", "first": 2, "last": 2}]
        assert [one["code"] for one in answer["refused"]] == ["bad-seq"]


@asynchronous
async def test_a_dose_given_under_a_stopped_order_is_settled_and_flagged(tmp_path: Path) -> None:
    async with scene(tmp_path) as one:
        await do(one, do="stop-order", order="o101")
        dose = Chain().dose("o101")
        await one.cart.settles(dose)
        answer = await do(one, do="events")

        assert answer["flags"] == {json.loads(dose)["eventId"]: ["superseded-order"]}


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"{",
        b"\xff",
        b"[" * 5000,
        b'{"do": "unlock"}',
        b'{"do": "stop-order"}',
        b'{"do": "stop-order", "order": "o999"}',
        b'{"do": "close-chart", "encounter": ""}',
        b'{"do": "publish-chart", "document": "{}"}',
    ],
)
@asynchronous
async def test_a_line_that_cannot_be_done_is_answered_with_the_reason(tmp_path: Path, line: bytes) -> None:
    async with scene(tmp_path) as one:
        answer = await ask(one, line)

        assert answer["ok"] is False
        assert answer["error"]
        assert (await do(one, do="counts"))["settled"] == 0
