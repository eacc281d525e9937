"""A document above 8 MiB reaches no cart, so the hospital takes none in, and says why."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cart_agent.his.topics import LONGEST
from cart_agent.hospital.books import Books
from cart_agent.hospital.desk import Arrived
from cart_agent.hospital.documents import TooLong, content, rewritten
from tests.support.hospital_books import admission, chart, intake, opened, written
from tests.support.hospitals import MORNING
from tests.support.scripted_cart import Chain

ENCOUNTER = "VD-0101"


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Books]:
    with opened(tmp_path) as found:
        yield found


def report_of(length: int) -> dict[str, Any]:
    """A conclusion of so many bytes."""
    return {
        "resourceType": "DiagnosticReport",
        "id": "vd-long",
        "status": "final",
        "subject": {"reference": "Patient/vd-p1"},
        "code": {"text": "CT"},
        "conclusion": "x" * length,
    }


def with_conclusion(length: int) -> dict[str, Any]:
    bundle = admission()
    bundle["entry"].append({"resource": report_of(length)})
    return bundle


def filled(books: Books, spare: int) -> None:
    """Make the chart so long that just these bytes are left, whatever its own length."""
    known = books.library.chart(ENCOUNTER)
    assert known is not None
    changed = content(known)
    changed["bundle"]["entry"].append({"resource": report_of(0)})
    empty = len(rewritten(known, changed, MORNING.isoformat()).payload)
    changed["bundle"]["entry"][-1] = {"resource": report_of(LONGEST - empty - spare)}
    books.library.put(rewritten(known, changed, MORNING.isoformat()))


def test_a_chart_that_is_too_long_is_refused_and_the_one_before_stays(books: Books, tmp_path: Path) -> None:
    intake(books).bundles([written(tmp_path, admission())], MORNING)
    before = books.library.chart(ENCOUNTER)
    refused = intake(books).bundles([written(tmp_path, with_conclusion(LONGEST))], MORNING)

    assert [one.code for one in refused.refused] == ["too-long"]
    assert "8.0 MiB" in refused.refused[0].words.en
    assert refused.taken == ()
    assert books.library.chart(ENCOUNTER) == before


def test_exactly_8_mib_are_taken_and_a_byte_more_is_not(books: Books, tmp_path: Path) -> None:
    intake(books).bundles([written(tmp_path, admission())], MORNING)
    filled(books, spare=0)
    longest = books.library.chart(ENCOUNTER)
    assert longest is not None
    assert len(longest.payload) == LONGEST
    with pytest.raises(TooLong, match="no document above 8 MiB"):
        filled(books, spare=-1)


def test_rows_that_make_a_chart_too_long_are_refused(books: Books, tmp_path: Path) -> None:
    intake(books).bundles([written(tmp_path, admission())], MORNING)
    filled(books, spare=100)
    rows = "encounter,order,drug,dose,unit,route,times\nVD-0101,n1,METF500,500,mg,oral,08:00\n"
    report = intake(books).orders(written(tmp_path, rows, "orders.csv"), MORNING)

    assert [(one.code, one.place) for one in report.refused] == [("too-long", "row 2")]
    assert report.taken == ()


def test_a_formulary_part_that_is_too_long_is_refused(books: Books, tmp_path: Path) -> None:
    bundle = admission()
    product = next(one for one in bundle["entry"] if one["resource"]["resourceType"] == "Medication")
    product["resource"]["text"] = {"status": "generated", "div": "x" * LONGEST}
    report = intake(books).bundles([written(tmp_path, bundle)], MORNING, part="uong")

    assert [one.code for one in report.refused] == ["too-long", "too-long"], "the chart names the product"
    assert report.taken == ()


def test_a_dose_that_no_longer_fits_is_settled_and_flagged(books: Books, tmp_path: Path) -> None:
    intake(books).bundles([written(tmp_path, admission())], MORNING)
    filled(books, spare=100)
    before = chart(books, ENCOUNTER)["version"]
    dose = Chain().dose("vd-2001", encounterId=ENCOUNTER)
    answers = books.desk.take([Arrived(cart="cart-01", message=dose)], MORNING)

    assert answers.carts == {"cart-01": [json.loads(dose)["eventId"]]}
    assert list(books.ledger.flags().values()) == [("not-in-chart",)]
    assert chart(books, ENCOUNTER)["version"] == before
