"""The hospital's messages in the cart's own ward book: both ends of the contract agree."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from cart_agent.core.chart import Administration, Chart
from cart_agent.core.identify import Wristband
from cart_agent.demo.place import WARD_DIRECTORY, demo_ward
from cart_agent.his.messages import ClockState, Instant
from cart_agent.his.topics import Topics
from cart_agent.store import Store
from cart_agent.ward import ClosedChart, WardBook
from cart_agent.ward.people import PinAnswer
from cart_agent.ward.received import Notice
from tests.support.asynchronous import asynchronous, until
from tests.support.hospitals import MORNING, Scene, scene
from tests.support.scripted_cart import SITE, Chain, ScriptedCart

NOW = Instant(now=MORNING, monotonic=100.0, boot_id="boot-1", clock=ClockState(synced=True))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    (tmp_path / "cart").mkdir()
    opened = Store.open(tmp_path / "cart" / "cart.db", "cart-01")
    yield opened
    opened.close()


def book_of(store: Store, directory: Path) -> WardBook:
    keys = {"hospital-1": (directory / "hospital.pem").read_bytes()}
    return WardBook(store, Topics(site=SITE, cart="cart-01"), ("noi-a",), keys)


class Reader:
    """Hands the messages that a cart heard to its book, once each and in order."""

    def __init__(self, cart: ScriptedCart, book: WardBook) -> None:
        self._cart = cart
        self._book = book
        self._read = 0
        self.notices: list[Notice] = []

    def read(self) -> None:
        for topic, payload in self._cart.heard[self._read :]:
            self._read += 1
            if not topic.endswith("/event"):
                self.notices += self._book.receive(topic, payload, NOW).notices

    def complete(self) -> bool:
        self.read()
        return self._book.complete("noi-a")

    def stocked(self) -> bool:
        self.read()
        return bool(self._book.stock)

    def given(self, event_id: str) -> list[Administration]:
        """The newest chart's doses under this id."""
        self.read()
        chart = self._book.chart("E26-0001")
        assert isinstance(chart, Chart)
        return [one for one in chart.administrations if one.event_id == event_id]


async def told(one: Scene, book: WardBook) -> Reader:
    reader = Reader(one.cart, book)
    await until(reader.complete, "everything that the manifest names")
    return reader


@asynchronous
async def test_every_document_is_taken_in_without_a_notice_and_every_chart_is_verified(
    tmp_path: Path, store: Store
) -> None:
    async with scene(tmp_path) as one:
        book = book_of(store, tmp_path)
        reader = await told(one, book)
        await until(reader.stocked, "the stock")

    assert reader.notices == []
    charts = list(book.charts())
    assert len(charts) == 7
    assert all(isinstance(chart, Chart) for chart in charts)
    assert isinstance(book.chart("E26-0008"), ClosedChart)
    for encounter in book.encounters():
        assert book.freshness(encounter, NOW).verified
    assert book.policy("noi-a").version == json.loads((WARD_DIRECTORY / "policy.json").read_text())["version"]
    assert book.formulary.by_drug("AMLO5")


@asynchronous
async def test_every_person_logs_in_with_badge_and_pin(tmp_path: Path, store: Store) -> None:
    async with scene(tmp_path) as one:
        book = book_of(store, tmp_path)
        await told(one, book)

    for someone in demo_ward().people:
        person = book.people.by_badge(someone.badge)
        assert person
        assert book.people.verify_pin(person.id, someone.pin, NOW) is PinAnswer.RIGHT
        assert book.people.verify_pin(person.id, "000000", NOW) is PinAnswer.WRONG


@asynchronous
async def test_a_settled_dose_comes_back_in_a_verified_chart_under_its_event_id(
    tmp_path: Path, store: Store
) -> None:
    async with scene(tmp_path) as one:
        book = book_of(store, tmp_path)
        reader = await told(one, book)
        dose = Chain().dose()
        await one.cart.settles(dose)
        event_id = json.loads(dose)["eventId"]
        await until(lambda: reader.given(event_id), "the chart with the dose")
        await until(reader.complete, "its manifest")

    assert [given.order_id for given in reader.given(event_id)] == ["o101"]
    assert book.freshness("E26-0001", NOW).verified


@asynchronous
async def test_the_plain_wristband_and_the_gsrn_find_their_patients(tmp_path: Path, store: Store) -> None:
    async with scene(tmp_path) as one:
        book = book_of(store, tmp_path)
        await told(one, book)

    assert book.find_patient(Wristband(number="WB-2026-0007")) == ("E26-0007",)
    assert book.find_patient(Wristband(gsrn="952000000000000019")) == ("E26-0001",)
    assert book.find_patient(Wristband(gsrn="952000000000000774")) == ()
