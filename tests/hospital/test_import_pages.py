"""A page of a search is not the whole patient, and what a server deleted is no order."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from cart_agent.hospital.books import Books
from cart_agent.hospital.intake import Report
from tests.support.hospital_books import Resource, admission, intake, opened, resource
from tests.support.hospitals import MORNING

NEXT = [
    {"relation": "self", "url": "http://his.example/a"},
    {"relation": "next", "url": "http://his.example/b"},
]


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Books]:
    with opened(tmp_path) as found:
        yield found


def pages(total: int | None) -> tuple[Resource, Resource]:
    """The example's patient in two pages of one search; only the first one goes on."""
    entries = admission()["entry"]
    outside = {"resourceType": "Bundle", "type": "searchset"} | ({} if total is None else {"total": total})
    return outside | {"link": NEXT, "entry": entries[:3] + entries[3:][::-1][:1]}, outside | {
        "entry": entries[3:-1]
    }


def taken_in(books: Books, tmp_path: Path, *bundles: Resource) -> Report:
    paths = [tmp_path / f"{number}.json" for number in range(len(bundles))]
    for path, bundle in zip(paths, bundles, strict=True):
        path.write_text(json.dumps(bundle, default=str))
    return intake(books).bundles(paths, MORNING)


def codes(report: Report) -> set[str]:
    return {problem.code for problem in report.refused}


@pytest.mark.parametrize("total", [None, 8])
def test_all_pages_together_are_the_patient(books: Books, tmp_path: Path, total: int | None) -> None:
    report = taken_in(books, tmp_path, *pages(total))

    assert codes(report) == set()
    assert [one.name for one in report.taken] == ["VD-0101"]


@pytest.mark.parametrize("total", [None, 9])
def test_without_the_last_page_no_chart_is_taken(books: Books, tmp_path: Path, total: int | None) -> None:
    first, last = pages(total)
    report = taken_in(books, tmp_path, first | {"entry": first["entry"] + last["entry"]})

    assert codes(report) == {"page-missing", "anybodys"}
    assert report.taken == ()


def test_a_page_in_the_middle_is_missed_by_the_total(books: Books, tmp_path: Path) -> None:
    report = taken_in(books, tmp_path, *pages(9))

    assert "page-missing" in codes(report)
    assert report.taken == ()


def test_the_last_page_alone_is_not_the_patient(books: Books, tmp_path: Path) -> None:
    report = taken_in(books, tmp_path, {**admission(), "type": "searchset", "total": 40})

    assert "page-missing" in codes(report)
    assert report.taken == ()


def test_what_comes_beside_the_found_does_not_count_for_the_total(books: Books, tmp_path: Path) -> None:
    first, last = pages(8)
    first["entry"][0]["search"] = {"mode": "include"}
    report = taken_in(books, tmp_path, first, last)

    assert "page-missing" in codes(report)


def test_a_deleted_order_is_not_given(books: Books, tmp_path: Path) -> None:
    bundle = admission()
    entry = next(one for one in bundle["entry"] if one["resource"] is resource(bundle, "MedicationRequest"))
    entry["request"] = {"method": "DELETE", "url": "MedicationRequest/vd-2001"}
    report = taken_in(books, tmp_path, bundle)

    assert "deleted" in codes(report)
    assert report.taken == ()
