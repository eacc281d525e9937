"""Pharmacy's order list: every refusal with row, column and reason; a refused patient's chart stays."""

import json
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cart_agent.core.chart import Chart
from cart_agent.his.fhir import read_chart
from cart_agent.hospital.books import Books
from cart_agent.hospital.intake import Report
from cart_agent.hospital.intake.words_list import LIST
from tests.support.hospital_books import EXAMPLES, chart, intake, opened, resources
from tests.support.hospitals import MORNING

HEADER = "encounter,order,drug,dose,unit,route,times,prn,interval,max-24h,priority,start,end,status,note"
GOOD = "VD-0101,n1,METF500,500,mg,oral,08:00,,,,,,,,"


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Books]:
    with opened(tmp_path) as found:
        intake(found).bundles([EXAMPLES / "admission.json"], MORNING)
        yield found


def take(books: Books, *rows: str, header: str = HEADER, dry_run: bool = False) -> Report:
    path = Path(books.config.database).with_name("orders.csv")
    path.write_text("\n".join((header, *rows)), encoding="utf-8")
    return intake(books).orders(path, MORNING, dry_run=dry_run)


def understood(books: Books, encounter_id: str = "VD-0101") -> Chart:
    document = books.library.chart(encounter_id)
    assert document is not None
    return read_chart(document.source)


def test_the_example_list_adds_orders_and_stops_one_and_keeps_the_allergies(books: Books) -> None:
    before = resources(chart(books, "VD-0101"), "AllergyIntolerance")
    report = intake(books).orders(EXAMPLES / "orders.csv", MORNING)
    found = understood(books)

    assert (report.refused, [(one.name, one.what, one.count) for one in report.taken]) == (
        (),
        [("VD-0101", "changed", 3)],
    )
    assert {order.id: (order.status, order.version, order.problem) for order in found.orders} == {
        "vd-2001": ("stopped", "2", ""),
        "vd-3001": ("active", "1", ""),
        "vd-3002": ("active", "1", ""),
    }
    assert resources(chart(books, "VD-0101"), "AllergyIntolerance") == before


def test_a_row_says_what_carts_then_read(books: Books) -> None:
    intake(books).orders(EXAMPLES / "orders.csv", MORNING)
    daily, needed = (understood(books).order(name) for name in ("vd-3001", "vd-3002"))

    assert daily is not None
    assert daily.dosages[0].timing is not None
    assert [str(time) for time in daily.dosages[0].timing.times] == ["08:00:00"]
    assert (daily.prescriber, daily.notes) == ("BS. Ví Dụ (mẫu)", ("Sau ăn",))
    assert needed is not None
    assert needed.dosages[0].as_needed_for == "Đau"
    assert needed.dosages[0].amount is not None
    assert (str(needed.dosages[0].amount.low.value), needed.dosages[0].amount.low.unit) == ("0.5", "g")
    assert needed.min_interval is not None
    assert needed.min_interval.total_seconds() == 6 * 3600
    assert str(needed.dosages[0].max_per_period[0].numerator.value) == "2"


def test_the_same_list_again_changes_nothing(books: Books) -> None:
    versions = [take(books, GOOD).taken[0] for _ in range(2)]

    assert [(one.what, one.version) for one in versions] == [("changed", 2), ("unchanged", 2)]


def test_a_changed_row_is_the_orders_next_version_and_keeps_what_a_list_cannot_say(books: Books) -> None:
    orders = understood(books, "E26-0001").orders
    row = "E26-0001,o101,AMLO5,10,mg,oral,08:00,,,,,,,,"
    before = next(
        one for one in resources(chart(books, "E26-0001"), "MedicationRequest") if one["id"] == "o101"
    )
    assert take(books, row).refused == ()
    after = next(
        one for one in resources(chart(books, "E26-0001"), "MedicationRequest") if one["id"] == "o101"
    )

    assert (before["meta"]["versionId"], after["meta"]["versionId"]) == ("1", "2")
    assert after["extension"] == before["extension"]
    assert after["identifier"] == before["identifier"]
    assert len(understood(books, "E26-0001").orders) == len(orders)


def test_a_dry_run_reports_and_stores_nothing(books: Books) -> None:
    report = take(books, GOOD, dry_run=True)

    assert (report.dry_run, report.taken[0].version) == (True, 2)
    assert len(understood(books).orders) == 1


def test_an_order_that_ends_before_it_begins_is_refused(books: Books) -> None:
    report = take(books, "VD-0101,n1,METF500,500,mg,oral,08:00,,,,,05/03/2026,01/03/2026,,")

    assert [(one.code, one.column, one.detail) for one in report.refused] == [
        ("order-unreadable", "order", "timing bounds: the period ends before it begins")
    ]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("mark", ["", "\ufeff", "sep={}\n", "\ufeffSEP={}\r\n"])
def test_commas_semicolons_and_tabs_with_or_without_a_byte_order_mark(
    books: Books, separator: str, mark: str
) -> None:
    header, row = (text.replace(",", separator) for text in (HEADER, GOOD))
    empty = separator * header.count(separator)  # so a spreadsheet writes an empty row

    assert take(books, row, "", empty, header=mark.format(separator) + header).refused == ()


@pytest.mark.parametrize(
    ("cell", "value"),
    [("1,5", "1.5"), ("2.50", "2.50"), ("0.125", "0.125"), ("0,125", "0.125"), ("1000", "1000")],
)
def test_numbers_keep_their_digits_with_point_or_comma(books: Books, cell: str, value: str) -> None:
    row = GOOD.replace(",", ";").replace(";500;", f";{cell};")
    assert take(books, row, header=HEADER.replace(",", ";")).refused == ()
    order = understood(books).order("n1")

    assert order is not None
    assert order.dosages[0].amount is not None
    assert str(order.dosages[0].amount.low.value) == value


ROWS: dict[str, tuple[str, str]] = {
    "row-length": ("VD-0101,n1,METF500", ""),
    "value-missing": ("VD-0101,n1,METF500,,mg,oral,08:00,,,,,,,,", "dose"),
    "value-unknown": ("VD-0101,n1,METF500,500,mg,by hand,08:00,,,,,,,,", "route"),
    "not-an-id": ("VD-0101,a/b,METF500,500,mg,oral,08:00,,,,,,,,", "order"),
    "not-a-number": ("VD-0101,n1,METF500,-500,mg,oral,08:00,,,,,,,,", "dose"),
    "number-ambiguous": ("VD-0101,n1,METF500,1.000,mg,oral,08:00,,,,,,,,", "dose"),
    "not-a-unit": ("VD-0101,n1,METF500,500,spoons,oral,08:00,,,,,,,,", "unit"),
    "not-a-time": ("VD-0101,n1,METF500,500,mg,oral,25:00,,,,,,,,", "times"),
    "not-a-day": ("VD-0101,n1,METF500,500,mg,oral,08:00,,,,,31/02/2026,,,", "start"),
    "no-schedule": ("VD-0101,n1,METF500,500,mg,oral,,,,,,,,,", "times"),
    "two-schedules": ("VD-0101,n1,METF500,500,mg,oral,08:00,pain,,,,,,,", "prn"),
    "no-chart": ("VD-9999,n1,METF500,500,mg,oral,08:00,,,,,,,,", "encounter"),
    "chart-closed": ("E26-0008,n1,METF500,500,mg,oral,08:00,,,,,,,,", "encounter"),
    "drug-unknown": ("VD-0101,n1,METF999,500,mg,oral,08:00,,,,,,,,", "drug"),
    "order-unreadable": ("VD-0101,vd-2001,METF500,5,mg,oral,08:00,,,,,,,,", "order"),
}


@pytest.mark.parametrize("code", ROWS)
def test_a_row_that_cannot_be_an_order_is_refused_with_row_column_and_reason(books: Books, code: str) -> None:
    before = books.library.versions()
    row, column = ROWS[code]
    report = take(books, "", row)

    assert [(one.code, one.place, one.column) for one in report.refused] == [(code, "row 3", column)]
    assert report.taken == ()
    assert books.library.versions() == before


def test_a_list_that_is_none_is_refused_whole(books: Books, tmp_path: Path) -> None:
    def refused(header: str, *rows: str) -> list[tuple[str, str]]:
        return [(one.code, one.detail) for one in take(books, *rows, header=header).refused]

    assert refused(HEADER) == [("list-empty", "")]
    assert refused(HEADER, '"never closed') == [("not-a-list", "unexpected end of data")]
    assert refused("encounter,order,drug,dose,unit", "a,b,c,1,mg") == [
        ("column-missing", "đường dùng / route")
    ]
    assert refused(HEADER + ",lot", GOOD + ",L1") == [("column-unknown", "lot")]
    assert refused(HEADER + ",Liều", GOOD + ",5") == [("column-twice", "Liều"), ("column-twice", "dose")]
    windows = tmp_path / "windows.csv"
    windows.write_bytes(HEADER.encode() + b"\n" + "VD-0101,n1,Đau".encode("cp1258"))
    assert [one.code for one in intake(books).orders(windows, MORNING).refused] == ["not-utf8"]
    missing = intake(books).orders(tmp_path / "none.csv", MORNING)
    assert [one.code for one in missing.refused] == ["file-unreadable"]


def test_one_order_in_two_rows_is_refused_in_both(books: Books) -> None:
    report = take(books, GOOD, GOOD.replace("500,mg", "250,mg"))

    assert [(one.code, one.place) for one in report.refused] == [
        ("order-twice", "row 2"),
        ("order-twice", "row 3"),
    ]


def test_a_refused_row_holds_back_its_patients_other_rows_and_no_one_elses(books: Books) -> None:
    bad = "VD-0101,n2,METF500,none,mg,oral,08:00,,,,,,,,"
    other = "E26-0001,n3,METF500,500,mg,oral,12:00,,,,,,,,"
    report = take(books, GOOD, bad, other)

    assert [(one.code, one.place) for one in report.refused] == [
        ("same-patient", "row 2"),
        ("not-a-number", "row 3"),
    ]
    assert [one.name for one in report.taken] == ["E26-0001"]
    assert len(understood(books).orders) == 1


def test_an_order_that_says_more_than_a_list_can_is_not_the_lists_to_change(books: Books) -> None:
    document = books.library.chart("VD-0101")
    assert document is not None
    found = chart(books, "VD-0101")
    order = resources(found, "MedicationRequest")[0]
    order["medicationReference"] = None
    order["medicationCodeableConcept"] = {"coding": [{"system": "urn:mc:drug", "code": "AMLO5"}]}
    order["dosageInstruction"][0]["site"] = {"text": "mẫu"}
    intake(books)._shelf.edited(document, found, MORNING)
    report = take(books, "VD-0101,vd-2001,AMLO5,5,mg,oral,08:00,,,,,,,,")

    assert [(one.code, one.detail) for one in report.refused] == [
        ("order-unreadable", "the order has what a list cannot say: site")
    ]


def test_a_chart_that_carts_cannot_read_is_not_the_lists_to_mend(books: Books) -> None:
    document = books.library.chart("VD-0101")
    assert document is not None
    torn = document.source.replace(b'"bundle":{', b'"was":{', 1)
    books.library.load([msgspec.structs.replace(document, version=2, source=torn, payload=torn)])
    report = take(books, GOOD)

    assert [one.code for one in report.refused] == ["order-unreadable"]
    again = intake(books).bundles([EXAMPLES / "admission.json"], MORNING)
    assert (again.refused, [one.what for one in again.taken]) == ((), ["changed"])


def test_every_reason_is_shown_to_occur() -> None:
    whole = {"list-empty", "not-a-list", "column-missing", "column-unknown", "column-twice", "order-twice"}

    assert set(LIST) == {*ROWS, *whole}


CELL = st.sampled_from(
    ["", "VD-0101", "n1", "METF500", "500", "mg", "oral", "08:00", "1.000", "stat", "ngừng", '"']
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(st.lists(CELL | st.text(max_size=6), min_size=1, max_size=17), max_size=4))
def test_no_cells_crash_the_import_or_make_an_order_that_carts_cannot_read(
    books: Books, rows: list[list[str]]
) -> None:
    text = json.dumps([",".join(row) for row in rows], ensure_ascii=False)
    report = take(books, *(row.encode("utf-8", "replace").decode() for row in json.loads(text)))

    for one in report.taken:
        assert [order.problem for order in understood(books, one.name).orders] == [""] * one.count
