"""A ward's directory, and what of it the hospital publishes."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from cart_agent.demo.place import WARD_DIRECTORY
from cart_agent.his.topics import Kind
from cart_agent.hospital.books import Books
from cart_agent.hospital.documents import DocumentError, read_directory
from cart_agent.hospital.library import Library
from cart_agent.hospital.models import create_tables
from cart_agent.hospital.shelves import fill
from cart_agent.store.database import connect
from drivers import clock_simulated
from tests.support.hospitals import MORNING, hospital_config
from tests.support.scripted_cart import SITE


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    database = connect(tmp_path / "hospital.db")
    create_tables(database)
    yield Library(database, lambda body: b"signed " + body)
    database.close()


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return Path(shutil.copytree(WARD_DIRECTORY, tmp_path / "ward"))


def edit(path: Path, **fields: object) -> None:
    path.write_text(json.dumps(json.loads(path.read_text()) | fields))


def test_every_document_of_the_demo_ward_gets_the_contracts_topic() -> None:
    topics = {one.topic for one in read_directory(WARD_DIRECTORY, SITE, "noi-a")}

    prefix = f"mc/v1/{SITE}"
    assert topics == {
        *(f"{prefix}/ward/noi-a/chart/E26-000{number}" for number in range(1, 9)),
        f"{prefix}/ward/noi-a/staff",
        f"{prefix}/ward/noi-a/policy",
        f"{prefix}/formulary/uong",
        f"{prefix}/formulary/tiem",
        f"{prefix}/cart/cart-01/stock",
    }


def test_staff_and_policy_are_signed_and_charts_are_not(library: Library) -> None:
    library.load(read_directory(WARD_DIRECTORY, SITE, "noi-a"))
    signed = {one.kind for one in library.of_ward("noi-a") if one.payload == b"signed " + one.source}

    assert signed == {Kind.STAFF, Kind.POLICY}


def test_loading_twice_brings_nothing_new(library: Library) -> None:
    documents = read_directory(WARD_DIRECTORY, SITE, "noi-a")

    assert library.load(documents) == documents
    assert library.load(documents) == ()


def test_a_higher_version_replaces_and_a_lower_one_does_not(library: Library, directory: Path) -> None:
    library.load(read_directory(directory, SITE, "noi-a"))
    edit(directory / "chart-E26-0001.json", version=7)
    library.load(read_directory(directory, SITE, "noi-a"))
    edit(directory / "chart-E26-0001.json", version=3)
    library.load(read_directory(directory, SITE, "noi-a"))
    chart = library.chart("E26-0001")

    assert chart
    assert chart.version == 7


def test_a_document_that_changed_without_a_higher_version_is_refused(
    library: Library, directory: Path
) -> None:
    library.load(read_directory(directory, SITE, "noi-a"))
    edit(directory / "policy.json", expiresSoonDays=30)

    with pytest.raises(DocumentError, match=r"policy.*version above \d"):
        library.load(read_directory(directory, SITE, "noi-a"))


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"version": -1}', b" {}", b"\xff"])
@pytest.mark.parametrize(
    "name", ["chart-x.json", "staff.json", "policy.json", "stock.json", "formulary-x.json"]
)
def test_a_document_that_cannot_be_published_is_named(directory: Path, name: str, content: bytes) -> None:
    (directory / name).write_bytes(content)

    with pytest.raises(DocumentError, match=name):
        read_directory(directory, SITE, "noi-a")


def test_a_directory_without_documents_is_refused(tmp_path: Path) -> None:
    config = hospital_config(tmp_path, 1883, ward=tmp_path / "empty")
    clock_simulated.create(tmp_path / "clock.json", MORNING)
    clock = clock_simulated.open(clock_simulated.Settings(file=str(tmp_path / "clock.json")))

    with (
        Books.open(config, clock) as books,
        pytest.raises(DocumentError, match="holds no document"),
    ):
        fill(books.library, books.desk, config, MORNING)
