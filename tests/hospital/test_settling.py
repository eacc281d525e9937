"""Events from a scripted cart, over the real broker, into the hospital's books."""

import asyncio
import json
import sqlite3
import sys
from pathlib import Path

import msgspec
import pytest

from tests.support.asynchronous import asynchronous, until
from tests.support.hospitals import hospital_config, running_hospital, scene, site_broker
from tests.support.scripted_cart import Chain, scripted_cart

CHART = "ward/noi-a/chart/E26-0001"


def committed(directory: Path) -> list[bytes]:
    """The event messages that another process sees in the hospital's file."""
    with sqlite3.connect(directory / "hospital.db") as database:
        rows = database.execute("select message from event order by id").fetchall()
    database.close()
    return [bytes(row[0]) for row in rows]


@pytest.mark.parametrize("mqtt", ["5", "3.1.1"])
@asynchronous
async def test_an_event_is_settled_when_its_exact_bytes_are_committed(tmp_path: Path, mqtt: str) -> None:
    async with scene(tmp_path, mqtt) as one:
        chain = Chain()
        messages = [chain.next(), chain.dose(), chain.next(kind="drawer")]
        await one.cart.settles(*messages)

        assert committed(tmp_path) == messages


@asynchronous
async def test_an_event_that_comes_three_times_is_committed_once_and_settled_each_time(
    tmp_path: Path,
) -> None:
    async with scene(tmp_path) as one:
        message = Chain().dose()
        for _ in range(3):
            one.cart.send(message)
        await until(lambda: len(one.cart.settled) == 3, "three acks")

        await until(lambda: one.cart.document(CHART)["version"] == 2, "the chart with the dose")

        assert committed(tmp_path) == [message]
        assert len(one.cart.payloads(CHART)) == 2


@asynchronous
async def test_what_was_sent_while_the_hospital_was_away_is_settled_when_it_comes_back(
    tmp_path: Path,
) -> None:
    with site_broker(tmp_path) as broker:
        config = hospital_config(tmp_path, broker.port)
        chain = Chain()
        with scripted_cart(broker.port) as cart:
            async with running_hospital(config):
                await cart.settles(chain.next())
            late = [chain.next(), chain.next()]
            for message in late:
                cart.send(message)
            async with running_hospital(config):
                await until(lambda: len(cart.settled) >= 3, "the acks of the late ones")

        assert committed(tmp_path)[1:] == late


@asynchronous
async def test_a_refused_event_is_answered_with_code_and_text_and_kept(tmp_path: Path) -> None:
    async with scene(tmp_path) as one:
        chain = Chain()
        await one.cart.settles(chain.next())
        forged = chain.next(prevHash="f" * 64)
        one.cart.send(forged)
        await until(lambda: one.cart.rejected, "a rejection")

        assert one.cart.rejected[0]["eventId"] == json.loads(forged)["eventId"]
        assert one.cart.rejected[0]["code"] == "chain-broken"
        assert one.cart.rejected[0]["text"]
        assert forged not in committed(tmp_path)
        with sqlite3.connect(tmp_path / "hospital.db") as database:
            assert database.execute("select message from refused").fetchall() == [(forged,)]
        database.close()


@asynchronous
async def test_rubbish_on_the_event_topic_does_not_hold_up_the_events_behind_it(tmp_path: Path) -> None:
    async with scene(tmp_path) as one:
        for rubbish in (b"", b"\xff\xfe", b"[" * 100_000, b'{"eventId": 7}', b'{"kind": "login"}'):
            one.cart.send(rubbish)
        await one.cart.settles(Chain().next())

        assert len(committed(tmp_path)) == 1


@asynchronous
async def test_two_carts_have_chains_of_their_own(tmp_path: Path) -> None:
    async with scene(tmp_path) as one:
        with scripted_cart(one.config.broker.port, "cart-02") as other:
            other_chain = Chain("cart-02")
            id_of_other = "0195a000-0000-7000-8000-00000000000b"
            await one.cart.settles(Chain().next())
            await other.settles(other_chain.next(eventId=id_of_other))

            assert other.settled == [id_of_other]
            assert id_of_other not in one.cart.settled


@asynchronous
async def test_a_hospital_killed_between_commit_and_ack_settles_the_event_when_it_is_sent_again(
    tmp_path: Path,
) -> None:
    with site_broker(tmp_path) as broker:
        config = hospital_config(tmp_path, broker.port)
        message = Chain().dose()
        with scripted_cart(broker.port) as cart:
            program = (sys.executable, "-m", "tests.hospital.dies_before_the_ack")
            child = await asyncio.create_subprocess_exec(
                *program, msgspec.json.encode(config).decode(), cwd=Path(__file__).parents[2]
            )
            await until(lambda: cart.payloads("host/state"), "the hospital that will die")
            cart.send(message)
            assert await child.wait() == -9
            assert committed(tmp_path) == [message]
            assert cart.settled == []
            await until(lambda: cart.document("host/state")["state"] == "lost", "the dead one's will")

            async with running_hospital(config):
                await cart.settles(message)

            await until(lambda: cart.document(CHART)["version"] == 2, "the chart with the dose")

        assert committed(tmp_path) == [message]
