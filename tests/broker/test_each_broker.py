"""The contract over mosquitto and over RabbitMQ, with TLS, certificates and access rules as in a hospital."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from itertools import islice
from pathlib import Path

import msgspec
import pytest

from cart_agent.demo.broker import Broker
from cart_agent.demo.cart import fleet
from cart_agent.demo.headless import play
from cart_agent.demo.scenario import load
from cart_agent.doctor import checks_client, refused
from cart_agent.doctor.case import Case
from cart_agent.doctor.examine import examine, healthy
from cart_agent.doctor.texts import TEXTS
from cart_agent.his.messages import Manifest, Pinned, encode
from cart_agent.store import Store
from cart_agent.ward import ClosedChart, WardBook
from cart_agent.ward.received import NoticeCode
from tests.broker.brokers import Served
from tests.broker.doctor_help import codes
from tests.link.conftest import agent_running, killable_link, link_running
from tests.support.agent_fake import TOPICS
from tests.support.asynchronous import asynchronous, until
from tests.support.events import MORNING, event_id, instant
from tests.support.guarded import FLEET, Guarded, Hospital
from tests.support.rabbitmq import RabbitMQ, installed

pytestmark = pytest.mark.slow

DEMO = msgspec.structs.replace(fleet(), hospital="hospital-2", inspector="inspector-2")
NOW = instant(60)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Hospital:
    return Hospital(tmp_path_factory.mktemp("site") / "authority")


@pytest.fixture(scope="module")
def rabbit(authority: Hospital, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RabbitMQ]:
    """One node for all tests, since it takes ten seconds to start; it serves the demonstration's site too."""
    running = RabbitMQ(tmp_path_factory.mktemp("rabbit") / "node", authority, fleets=(FLEET, DEMO))
    try:
        running.start()
        yield running
    finally:
        running.stop()


@pytest.fixture(params=["mosquitto 5", "mosquitto 3.1.1", "rabbitmq 3.1.1"])
def served(request: pytest.FixtureRequest, authority: Hospital, tmp_path: Path) -> Iterator[Served]:
    make, mqtt = request.param.split()
    if make == "rabbitmq":
        node = request.getfixturevalue("rabbit").nodes[0]
        shared = Served(node, authority, mqtt)
        shared.forget()
        yield shared
        return
    (tmp_path / "broker").mkdir()
    broker = Guarded(tmp_path / "broker", authority)
    broker.start()
    yield Served(broker, authority, mqtt)
    broker.stop()


@asynchronous
async def test_every_event_is_settled_once_and_in_order(served: Served, store: Store, tmp_path: Path) -> None:
    hospital = served.fake_hospital()
    async with agent_running(tmp_path, store) as agent:
        agent.give(*range(1, 101))
        async with link_running(agent, served.settings()):
            await until(lambda: store.counts().settled == 100)
        await until(lambda: len(hospital.states) >= 2)
    hospital.stop()

    assert hospital.events == [event_id(number) for number in range(1, 101)]
    assert [state["state"] for state in hospital.states] == ["ready", "disconnected"]
    assert hospital.states[0]["session"] == hospital.states[1]["session"] > 0


@asynchronous
async def test_a_hospital_that_was_away_gets_all_of_it(served: Served, store: Store, tmp_path: Path) -> None:
    served.fake_hospital().stop()  # its session waits at the broker
    async with (
        agent_running(tmp_path, store) as agent,
        link_running(agent, served.settings(resend_after=10_000)),
    ):
        agent.give(*range(1, 51))
        await until(lambda: store.counts().sent == 50)
        hospital = served.fake_hospital()
        await until(lambda: store.counts().settled == 50)
    hospital.stop()

    assert sorted(hospital.events) == [event_id(number) for number in range(1, 51)]


@asynchronous
async def test_a_killed_link_leaves_its_will_and_the_next_gets_what_was_not_committed(
    served: Served, store: Store, tmp_path: Path
) -> None:
    hospital = served.fake_hospital()
    async with agent_running(tmp_path, store) as agent:
        agent.gate.clear()
        link = await killable_link(agent, served.settings())
        await until(lambda: "connected" in agent.states)
        hospital.publish("cart/cart-1/command", b"lockdown", retain=False)
        await until(lambda: agent.waiting == 1)
        link.kill()
        await link.wait()
        await until(lambda: hospital.states[-1]["state"] == "lost")
        agent.gate.set()
        await until(lambda: len(agent.documents) == 1)
        async with link_running(agent, served.settings()):
            await until(lambda: len(agent.documents) == 2)
    hospital.stop()

    assert hospital.states[0]["session"] == hospital.states[1]["session"]
    assert [payload for _, payload in agent.documents] == [b"lockdown", b"lockdown"]


@asynchronous
async def test_an_old_chart_that_is_published_again_is_noticed_and_not_taken(
    served: Served, store: Store, tmp_path: Path
) -> None:
    """As after a broker that lost its store, or by who has got hold of the hospital's certificate."""
    hospital = served.fake_hospital()
    async with agent_running(tmp_path, store) as agent, link_running(agent, served.settings()):
        await until(lambda: "connected" in agent.states)
        for seq, version in ((7, 2), (6, 1)):
            hospital.publish("ward/W1/chart/E1", _chart(version))
            hospital.publish("ward/W1/manifest", _manifest(seq, version))
        await until(lambda: len(agent.documents) == 4)
        book = WardBook(store, TOPICS, ("W1",), {})
        notices = [
            notice
            for topic, payload in agent.documents
            for notice in book.receive(topic, payload, NOW).notices
        ]
    hospital.stop()

    codes = [notice.code for notice in notices if notice.code is not NoticeCode.CHART_UNREADABLE]
    assert codes == [NoticeCode.CHART_OLDER, NoticeCode.MANIFEST_WENT_BACK]
    assert not book.freshness("E1", NOW).verified
    held = book.chart("E1")
    assert isinstance(held, ClosedChart)
    assert held.version == 2


def _chart(version: int) -> bytes:
    return json.dumps(
        {"version": version, "asOf": MORNING.isoformat(), "encounterId": "E1", "closed": True}
    ).encode()


def _manifest(seq: int, version: int) -> bytes:
    pinned = Pinned(version=version, sha256=sha256(_chart(version)).hexdigest())
    return encode(Manifest(epoch=1, seq=seq, as_of=MORNING, charts={"E1": pinned}))


@asynchronous
async def test_a_whole_cart_does_its_round_over_rabbitmq(rabbit: RabbitMQ, authority: Hospital) -> None:
    """Agent, link, hospital and drawers as processes; charts come by the sync request."""
    cart, hospital = (authority.identity(name) for name in (next(iter(DEMO.carts)), DEMO.hospital))
    broker = Broker(host="127.0.0.1", port=rabbit.nodes[0].port, mqtt="3.1.1", cart=cart, hospital=hospital)
    report = await play(load("wrong_patient"), broker)

    assert report.ok, report.steps[-1].error
    assert report.settled == report.committed > 0


def test_the_doctor_says_what_rabbitmq_does_otherwise(rabbit: RabbitMQ, authority: Hospital) -> None:
    case = Case(
        broker=rabbit.nodes[0].settings(authority.identity("cart-2")),
        site="demo",
        cart="cart-2",
        wards=("W2",),
        now=datetime.now(UTC),
        inspector=authority.identity("inspector"),
    )
    found = list(examine(case))

    assert healthy(found), [one for one in found if TEXTS[one.code].state in {"bad", "unknown"}]
    states = {one.code: TEXTS[one.code].state for one in found}
    assert {code for code, state in states.items() if state == "note"} == {
        "MQTT_5_UNUSED" if installed() >= (3, 13) else "MQTT_311",
        "CLIENT_ID_GUARDED",
        "WILDCARD_NOT",
    }
    assert {
        "NODELAY",
        "OWN_TAKEN",
        "PUBLISH_REFUSED",
        "READ_REFUSED",
        "STRANGER_REFUSED",
        "QUEUE",
    } <= states.keys()
    assert "PACKET" in states  # one went through
    alone = codes(checks_client.packet_size(msgspec.structs.replace(case, inspector=None)))
    assert alone == ["PACKET" if installed() >= (3, 13) else "PACKET_UNSEEN"]


def test_the_doctor_says_that_a_broker_has_no_mqtt_5_and_what_to_set(
    rabbit: RabbitMQ, authority: Hospital, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refused, "_ALERT", 0.2)  # it believes the certificate, and says nothing of it
    settings = rabbit.nodes[0].settings(authority.identity("cart-2"))
    cart = Case(
        broker=msgspec.structs.replace(settings, mqtt="5"),
        site="demo",
        cart="cart-2",
        wards=("W2",),
        now=datetime.now(UTC),
    )
    mended = msgspec.structs.replace(cart, broker=settings)  # as the next step says

    expected = "CONNECTED" if installed() >= (3, 13) else "MQTT_5_REFUSED"
    assert [one.code for one in islice(examine(cart), 3)][2:] == [expected]
    assert [one.code for one in islice(examine(mended), 3)][2:] == ["CONNECTED"]
