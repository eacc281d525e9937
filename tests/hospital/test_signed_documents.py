"""Where the site asks, charts, formulary and stock are signed too, and the cart's own book verifies them."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from cart_agent.core.chart import Chart
from cart_agent.his.messages import ClockState, Instant
from cart_agent.his.topics import Kind, Topics
from cart_agent.hospital.books import Books
from cart_agent.hospital.keys import public_of
from cart_agent.hospital.publisher import Publisher
from cart_agent.hospital.shelves import fill
from cart_agent.store import Store
from cart_agent.ward import WardBook
from drivers import clock_simulated
from tests.support.hospital_books import EXAMPLES, intake, two_wards
from tests.support.hospitals import MORNING
from tests.support.scripted_cart import SITE

NOW = Instant(now=MORNING, monotonic=100.0, boot_id="boot-1", clock=ClockState(synced=True))


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Books]:
    config = two_wards(tmp_path)
    signing = msgspec.structs.replace(config.signing, charts=True, formulary=True)
    clock_simulated.create(tmp_path / "clock.json", MORNING)
    clock = clock_simulated.open(clock_simulated.Settings(file=str(tmp_path / "clock.json")))
    config = msgspec.structs.replace(config, signing=signing)
    with Books.open(config, clock) as found:
        fill(found.library, found.desk, config, MORNING)
        intake(found).bundles([EXAMPLES / "admission.json"], MORNING)
        yield found


def test_everything_but_the_manifest_is_signed(books: Books) -> None:
    *documents, manifest = Publisher(SITE, books.library).everything("noi-a", MORNING)

    assert len(documents) > 10
    assert all(one.payload.startswith(b"eyJ") for one in documents)
    assert manifest.payload.startswith(b"{")


def test_a_cart_takes_in_every_signed_document_and_verifies_every_chart(books: Books, tmp_path: Path) -> None:
    (tmp_path / "cart").mkdir()
    store = Store.open(tmp_path / "cart" / "cart.db", "cart-01")
    keys = {"hospital-1": public_of(tmp_path / "hospital.key")}
    book = WardBook(store, Topics(site=SITE, cart="cart-01"), ("noi-a",), keys)
    notices = [
        notice
        for one in Publisher(SITE, books.library).everything("noi-a", MORNING)
        for notice in book.receive(one.topic, one.payload, NOW).notices
    ]

    assert notices == []
    assert book.complete("noi-a")
    assert isinstance(book.chart("VD-0101"), Chart)
    assert book.formulary.by_drug("AMLO5")
    assert book.stock
    store.close()


def test_a_document_is_signed_anew_for_the_same_bytes(books: Books) -> None:
    """Ed25519 signatures are deterministic: a restart publishes what carts already have."""
    before = {one.topic: one.payload for one in books.library.every(Kind.POLICY)}
    fill(books.library, books.desk, books.config, MORNING)

    assert {one.topic: one.payload for one in books.library.every(Kind.POLICY)} == before
