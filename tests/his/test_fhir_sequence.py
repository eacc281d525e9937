"""Several instructions in one order: together, or one after the other (FHIR Dosage.sequence)."""

from typing import Any

import pytest

from cart_agent.core.chart import Order
from cart_agent.his.fhir.order import read_order
from tests.his.fhir_help import MG, PARA, raw

AT_EIGHT = {"timeOfDay": ["08:00:00"]}


def order(*instructions: dict[str, Any], authored: str = "2026-03-02", **more: Any) -> Order:
    fields = {"resourceType": "MedicationRequest", "id": "o1", "authoredOn": authored, **more}
    drug = {"medicationCodeableConcept": PARA, "dosageInstruction": list(instructions)}
    return read_order(raw(fields | drug), "p1", ())


def step(number: int | None, **repeat: Any) -> dict[str, Any]:
    sequence = {} if number is None else {"sequence": number}
    return {**sequence, "timing": {"repeat": AT_EIGHT | repeat}, "doseAndRate": [{"doseQuantity": MG}]}


def days(count: int) -> dict[str, Any]:
    return {"boundsDuration": {"value": count, "unit": "d"}}


def to(low: int, high: int) -> dict[str, Any]:
    return {"boundsRange": {end: {"value": n, "unit": "d"} for end, n in (("low", low), ("high", high))}}


def starts(read: Order) -> list[str]:
    assert not read.problem
    begun = [one.timing.start for one in read.dosages if one.timing]
    return [str(one.day or one.at) if one else "" for one in begun]


def test_the_next_instruction_begins_where_the_last_one_ends() -> None:
    assert starts(order(step(1, **days(5)), step(2, **days(3)), step(3))) == [
        "2026-03-02",
        "2026-03-07",
        "2026-03-10",
    ]


def test_the_numbers_say_which_comes_first_not_the_order_of_the_list() -> None:
    read = order(step(2), step(1, **days(5)))

    assert [one.sequence for one in read.dosages] == [1, 2]
    assert starts(read) == ["2026-03-02", "2026-03-07"]


def test_a_length_from_a_time_of_day_ends_before_the_same_time() -> None:
    read = order(step(1, **days(2)), step(2), authored="2026-03-02T08:00:00Z")

    assert starts(read) == ["2026-03-02 08:00:00+00:00", "2026-03-04 08:00:00+00:00"]


def test_an_end_that_is_stated_as_a_time_begins_the_next() -> None:
    read = order(step(1, boundsPeriod={"end": "2026-03-05T12:00:00Z"}), step(2))

    assert starts(read) == ["2026-03-02", "2026-03-05 12:00:00+00:00"]


def test_an_instruction_that_says_its_start_keeps_it() -> None:
    read = order(step(1, **days(5)), step(2, boundsPeriod={"start": "2026-03-04"}))

    assert starts(read) == ["2026-03-02", "2026-03-04"]


@pytest.mark.parametrize("numbers", [(None, None), (1, 1)])
def test_instructions_of_one_number_go_together(numbers: tuple[int | None, int | None]) -> None:
    read = order(*(step(number, **days(5)) for number in numbers))

    assert starts(read) == ["2026-03-02", "2026-03-02"]
    assert [one.sequence for one in read.dosages] == [1, 2]


def test_the_next_waits_for_the_last_of_those_that_go_together() -> None:
    read = order(step(1, **days(5)), step(1, **days(2)), step(2))

    assert starts(read)[2] == "2026-03-07"


def test_numbered_lines_without_an_end_go_together() -> None:
    assert starts(order(step(1), step(2))) == ["2026-03-02", "2026-03-02"]


def test_a_loading_dose_without_a_timing_ends_nothing() -> None:
    once = {"sequence": 1, "doseAndRate": [{"doseQuantity": MG}]}

    assert starts(order(once, step(2))) == ["2026-03-02"]


def test_a_number_of_doses_is_no_end_that_the_next_could_wait_for() -> None:
    assert "number of doses" in order(step(1, count=3), step(2)).problem


@pytest.mark.parametrize("second", [{"boundsPeriod": {"start": "2026-03-09"}}, {}])
def test_a_number_of_doses_needs_no_end_where_nothing_waits(second: dict[str, Any]) -> None:
    last = step(2, **second) if second else {"sequence": 2, "asNeededBoolean": True}

    assert order(step(1, count=3), last).problem == ""


def test_ends_of_two_kinds_are_not_compared() -> None:
    timed = step(1, boundsPeriod={"end": "2026-03-05T12:00:00Z"})

    assert "ends with a day" in order(step(1, **days(5)), timed, step(2)).problem


def test_an_end_at_the_end_of_the_calendar_has_no_next() -> None:
    assert "9999" in order(step(1, boundsPeriod={"end": "9999-12-31"}), step(2)).problem


def test_a_range_is_no_end_that_the_next_could_wait_for() -> None:
    assert "is a range" in order(step(1, **to(5, 10)), step(2)).problem


def test_a_range_needs_no_end_where_nothing_waits() -> None:
    assert starts(order(step(1, **to(5, 10)), step(2, boundsPeriod={"start": "2026-03-09"}))) == [
        "2026-03-02",
        "2026-03-09",
    ]
