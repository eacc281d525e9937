"""What an order says twice, and differently."""

from datetime import date
from typing import Any

import msgspec
import pytest

from cart_agent.core.chart import Moment, Timing
from cart_agent.his.fhir import Unreadable
from cart_agent.his.fhir.timing import WireTiming, read_timing
from cart_agent.his.fhir.values import duration, name, quantity, reference_id, refuse_foreign
from cart_agent.his.fhir.wire import Reference, WireQuantity
from tests.his.test_fhir_sequence import order, step

DAILY = {"period": 1, "periodUnit": "d"}
WEEKLY = {"period": 1, "periodUnit": "wk", "dayOfWeek": ["mon", "thu"]}


def timing(code: str = "", **repeat: Any) -> Timing:
    wire = {"repeat": repeat} | ({"code": {"coding": [{"code": code}]}} if code else {})
    return read_timing(msgspec.json.decode(msgspec.json.encode(wire), type=WireTiming), None)


@pytest.mark.parametrize(
    ("repeat", "problem"),
    [
        ({"timeOfDay": ["08:00:00", "08:00:00"]}, "twice"),
        ({"when": ["MORN", "MORN"]}, "twice"),
        ({**WEEKLY, "dayOfWeek": ["mon", "mon"]}, "twice"),
        ({**WEEKLY, "frequency": 3}, "differ"),
        ({**WEEKLY, "frequency": 2, "timeOfDay": ["08:00:00", "20:00:00"]}, "differ"),
        ({"period": 2, "periodUnit": "d", "frequency": 2, "timeOfDay": ["08:00:00"]}, "differ"),
        ({**DAILY, "frequency": 2, "when": ["C"]}, "differ"),
        ({"period": 1, "periodUnit": "mo", "dayOfWeek": ["mon"]}, "in a month"),
        ({"period": 1, "periodUnit": "a", "dayOfWeek": ["mon"]}, "in a month"),
    ],
)
def test_a_timing_that_contradicts_itself_is_refused(repeat: dict[str, Any], problem: str) -> None:
    with pytest.raises(Unreadable, match=problem):
        timing(**repeat)


@pytest.mark.parametrize(
    "repeat",
    [
        {**WEEKLY, "frequency": 2},
        {**WEEKLY, "frequency": 1},
        {**WEEKLY, "frequency": 4, "timeOfDay": ["08:00:00", "20:00:00"]},
        {**DAILY, "frequency": 3, "when": ["C"]},
        {**DAILY, "frequency": 3, "dayOfWeek": ["mon"]},
        {"period": 1, "periodUnit": "wk", "frequency": 3},
    ],
)
def test_a_timing_that_agrees_with_itself_is_read(repeat: dict[str, Any]) -> None:
    assert timing(**repeat).frequency == repeat["frequency"]


def test_a_code_takes_nothing_of_what_stands_beside_it() -> None:
    assert timing("BED", offset=30).offset_minutes == 30
    assert timing("BID", countMax=6).count == 6
    assert timing("TID", duration=30, durationUnit="min").duration == duration(_of("30", "min"), "")
    assert timing("BID", boundsPeriod={"start": "2026-03-02"}).start == Moment(day=date(2026, 3, 2))
    assert timing("BID").frequency == 2


def _of(value: str, code: str, shown: str = "") -> WireQuantity:
    return msgspec.convert({"value": value, "code": code, "unit": shown}, WireQuantity, strict=False)


@pytest.mark.parametrize(("code", "shown"), [("mg", "g"), ("ug", "mg"), ("[iU]", "k[iU]"), ("mL", "L")])
def test_a_unit_beside_another_unit_of_its_kind_is_refused(code: str, shown: str) -> None:
    with pytest.raises(Unreadable, match="beside"):
        quantity(_of("5", code, shown), "dose")


@pytest.mark.parametrize(("code", "shown"), [("ug", "mcg"), ("[iU]", "U"), ("{tbl}", "viên nén"), ("", "mg")])
def test_other_words_for_a_unit_are_not_compared(code: str, shown: str) -> None:
    assert quantity(_of("5", code, shown), "dose").unit == (code or shown)


@pytest.mark.parametrize(
    "parts",
    [
        [{"url": "low", "valueQuantity": {"value": 100, "unit": "mm[Hg]"}}] * 2,
        [{"url": "low", "valueQuantity": {"value": 100, "unit": "mm[Hg]"}}, {"url": "unless"}],
    ],
)
def test_a_hold_with_a_part_too_many_makes_the_order_unreadable(parts: list[Any]) -> None:
    code = {"url": "code", "valueCodeableConcept": {"coding": [{"code": "8480-6"}]}}

    assert "parts code, low" in _extended("hold", [code, *parts]).problem


def test_a_window_with_a_part_too_many_makes_the_order_unreadable() -> None:
    parts = [{"url": url, "valueDuration": {"value": 10, "unit": "min"}} for url in ("before", "after", "on")]

    assert "before, after, on" in _extended("window", parts).problem
    assert _extended("window", parts[:2]).problem == ""


def _extended(name: str, parts: list[Any]) -> Any:
    return order(step(1), extension=[{"url": f"urn:mc:ext:{name}", "extension": parts}])


def test_a_reference_may_name_a_version() -> None:
    assert reference_id("MedicationRequest/o1/_history/2", "MedicationRequest") == "o1"
    assert reference_id("http://his/fhir/MedicationRequest/o1/_history/2", "MedicationRequest") == "o1"
    refuse_foreign(Reference(reference="Patient/p1/_history/7"), "p1", "order")
    with pytest.raises(Unreadable, match="another patient"):
        refuse_foreign(Reference(reference="Patient/p2/_history/p1"), "p1", "order")


def test_an_end_of_line_in_a_text_is_a_space_and_a_hidden_sign_is_left_out() -> None:
    assert name(" Uống 1\n2 giờ sau\tăn\u200b\u202e ") == "Uống 1 2 giờ sau ăn"


@pytest.mark.parametrize(
    ("start", "end", "refused"),
    [
        ("2026-03-05", "2026-03-04", True),
        ("2026-03-05", "2026-03-05", False),
        ("2026-03-05T08:00:00+07:00", "2026-03-05T07:59:59+07:00", True),
        ("2026-03-05T08:00:00+07:00", "2026-03-05T01:00:00Z", False),
        ("2026-03-05T08:00:00+07:00", "2026-03-05", False),
    ],
)
def test_an_order_that_ends_before_it_begins_is_no_order(start: str, end: str, *, refused: bool) -> None:
    """It would be on nobody's list."""
    read = order(step(1, boundsPeriod={"start": start, "end": end}))

    assert ("ends before it begins" in read.problem) == refused
