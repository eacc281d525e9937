"""Given doses as NDJSON files: each once, byte for byte, whatever a crash left in the file."""

import json
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from cart_agent.hospital.books import Books
from cart_agent.hospital.config import RecordSettings
from cart_agent.hospital.desk import Arrived
from cart_agent.hospital.records import Records
from tests.support.hospital_books import opened
from tests.support.hospitals import MORNING
from tests.support.scripted_cart import Chain

FIRST, SECOND = (f"medication-administration-00000{number}.ndjson" for number in (1, 2))


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Books]:
    with opened(tmp_path) as found:
        yield found


def records(books: Books, tmp_path: Path) -> Records:
    return Records(books.database, RecordSettings(directory=str(tmp_path / "out"), megabytes=1))


def settle(books: Books, *messages: bytes) -> None:
    books.desk.take([Arrived(cart="cart-01", message=message) for message in messages], MORNING)


def test_only_doses_are_written_each_in_one_line_with_its_decimals(books: Books, tmp_path: Path) -> None:
    chain = Chain()
    resource = json.loads(chain.dose())["resource"]
    pretty = json.dumps(resource, indent=2).replace('"value": 5', '"value": 5.00')
    chain = Chain()
    message = chain.dose(resource="HERE").replace(b'"HERE"', pretty.encode())
    settle(books, message)
    records(books, tmp_path).write()
    lines = (tmp_path / "out" / FIRST).read_bytes().splitlines()

    assert len(lines) == 1
    assert b'"value":5.00' in lines[0]
    assert json.loads(lines[0]) == resource


def test_what_is_no_dose_is_passed_over(books: Books, tmp_path: Path) -> None:
    chain = Chain()
    settle(books, chain.next(), chain.next(resource=None), chain.next(resource={"resourceType": 5}))
    records(books, tmp_path).write()

    assert (tmp_path / "out" / FIRST).read_bytes() == b""


def test_each_dose_is_written_once_over_restarts_and_what_a_crash_left_is_cut_off(
    books: Books, tmp_path: Path
) -> None:
    chain = Chain()
    settle(books, chain.dose())
    records(books, tmp_path).write()
    with (tmp_path / "out" / FIRST).open("ab") as torn:
        torn.write(b'{"half a li')
    settle(books, chain.dose("o102"), chain.dose("o103"))
    records(books, tmp_path).write()
    records(books, tmp_path).write()
    lines = [json.loads(line) for line in (tmp_path / "out" / FIRST).read_text().splitlines()]

    assert [line["request"]["reference"][-4:] for line in lines] == ["o101", "o102", "o103"]


def test_a_full_file_is_followed_by_the_next(books: Books, tmp_path: Path) -> None:
    chain = Chain()
    settle(books, chain.dose(orderVersionSeen="1", resource={"resourceType": "MedicationAdministration",
                                                            "note": [{"text": "x" * 2**20}]}))  # fmt: skip
    records(books, tmp_path).write()
    settle(books, chain.dose())
    records(books, tmp_path).write()

    assert len((tmp_path / "out" / FIRST).read_bytes().splitlines()) == 1
    assert len((tmp_path / "out" / SECOND).read_bytes().splitlines()) == 1


def test_a_disk_that_is_away_loses_no_line(books: Books, tmp_path: Path) -> None:
    out = records(books, tmp_path)
    settle(books, Chain().dose())
    (tmp_path / "out").rmdir()
    (tmp_path / "out").write_text("in the way")
    with pytest.raises(OSError, match="Not a directory"):
        out.write()
    (tmp_path / "out").unlink()
    (tmp_path / "out").mkdir()
    out.write()

    assert len((tmp_path / "out" / FIRST).read_bytes().splitlines()) == 1


def test_no_directory_is_no_files(books: Books) -> None:
    settle(books, Chain().dose())
    Records(books.database, msgspec.convert({}, RecordSettings)).write()
