"""Edges of the gates: what is in the nurse's hand, what a scan that is no drug says, what was taken on."""

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import msgspec
import pytest

from cart_agent.core import give, release, verify
from cart_agent.core.chart import LOINC, Code, Measurement
from cart_agent.core.identify import Reason, Unreadable
from cart_agent.core.present import present_length
from cart_agent.core.quantity import Quantity, as_decimal, nearest_decimal
from cart_agent.core.rules import hold, scan
from cart_agent.core.verdict import Severity
from tests.core.test_corners import PARA, pack, q
from tests.corpus.judge import situation

TWO = {"now": "08:00", "order": {"drug": "PARA500", "dose": "1 g", "times": ["08:00"]}}
RANGE = {"now": "08:00", "order": {"drug": "PARA500", "range": ["500 mg", "1000 mg"], "times": ["08:00"]}}


@pytest.mark.parametrize(
    ("case", "packs", "expected"),
    [
        (TWO, 1, "0.5 g"),
        (TWO, 2, "1 g"),
        (TWO, 3, "1.5 g"),
        (RANGE, 1, "500 mg"),
        (RANGE, 2, "1000 mg"),
    ],
)
def test_the_scanned_packs_are_told_in_the_unit_of_the_order(
    case: dict[str, Any], packs: int, expected: str
) -> None:
    found = verify.in_hand(situation(case), (pack("PARA500"),) * packs)

    assert found is not None
    assert found == q(expected)


def test_another_drug_is_no_part_of_the_dose() -> None:
    assert verify.in_hand(situation(TWO), (pack("AMLO5"),)) is None
    assert verify.count_needed(situation(TWO), pack("AMLO5")) is None


def test_how_many_make_the_dose_is_told_with_product_packs_and_dose() -> None:
    found = verify.count_needed(situation(TWO), pack("PARA500"))

    assert found is not None
    assert (found.product.id, found.packs) == ("PARA500", 2)
    assert found.units == Quantity(value=Decimal(2), unit="{tbl}")
    assert found.dose == Quantity(value=Decimal(1), unit="g")


@pytest.mark.parametrize("wanted", ["wristband", "drug"])
def test_a_scan_that_is_not_what_was_asked_for_is_stopped_with_its_reason(wanted: str) -> None:
    unreadable = Unreadable(raw=b"?", symbology="]d2", reason=Reason.CHECK_DIGIT)

    assert scan.suspect(unreadable, wanted).facts == {"case": "unreadable-check-digit"}
    other = scan.suspect(pack("PARA500"), wanted)
    assert (other.code, other.severity, other.facts) == (
        "CODE_SUSPECT",
        Severity.STOP,
        {"case": f"not-a-{wanted}"},
    )


def test_only_text_that_is_unknown_may_be_a_plain_number() -> None:
    text = "BN-0001 Ă".encode() + b"\xff"
    number = scan.plain_number(Unreadable(raw=text, symbology="]C0", reason=Reason.UNKNOWN))

    assert number is not None
    assert (number.number, number.gsrn) == ("BN-0001 Ă\ufffd", "")
    assert scan.plain_number(Unreadable(raw=b"1", symbology="]C0", reason=Reason.DATE)) is None
    assert scan.plain_number(pack("PARA500")) is None


def test_before_the_drug_is_scanned_the_release_is_asked_again_and_the_change_is_told() -> None:
    changed = situation({**PARA, "link": {"age": 30}, "released_version": "0"})
    found = give.before_scan(changed)

    assert [one.code for one in found.findings] == ["ORDER_CHANGED", "CHART_STALE"]
    assert give.before_scan(situation({**PARA, "released_version": "1"})).severity is Severity.ALLOW


def test_what_a_person_took_on_is_not_asked_again_and_a_stop_never_is_taken_on() -> None:
    stale = situation({**PARA, "link": {"age": 30}})
    stopped = situation({"now": "08:00", "order": {**PARA["order"], "status": "stopped"}})
    every = {"CHART_STALE": Severity.CONFIRM, "ORDER_NOT_ACTIVE": Severity.STOP}
    packs = (pack("PARA500"),)

    assert give.check(stale, packs).severity is Severity.CONFIRM
    assert give.check(stale, packs, acknowledged=every).severity is Severity.ALLOW
    assert give.check(stale, packs, acknowledged={"LATE": Severity.WITNESS}).severity is Severity.CONFIRM
    assert give.check(stopped, packs, acknowledged=every).severity is Severity.STOP


def test_a_refusal_without_a_chart_carries_its_facts() -> None:
    found = release.refuse("CHART_CLOSED", patient="NGUYỄN VĂN THỬ")

    assert (found.gate.value, found.findings[0].facts) == ("release", {"patient": "NGUYỄN VĂN THỬ"})


LENGTHS = [
    (timedelta(), "1 phút", "1 min"),
    (timedelta(seconds=90.1), "2 phút", "2 min"),
    (timedelta(minutes=120), "120 phút", "120 min"),
    (timedelta(minutes=121), "2 giờ 1 phút", "2 h 1 min"),
    (timedelta(hours=3), "3 giờ", "3 h"),
    (timedelta(hours=48), "48 giờ", "48 h"),
    (timedelta(hours=48, minutes=1), "2 ngày", "2 days"),
    (timedelta(hours=49, minutes=31), "2 ngày 2 giờ", "2 days 2 h"),
    (timedelta(days=7), "7 ngày", "7 days"),
]


@pytest.mark.parametrize(("length", "vi", "en"), LENGTHS, ids=[row[2] for row in LENGTHS])
def test_a_length_of_time_is_told_as_people_say_it(length: timedelta, vi: str, en: str) -> None:
    assert (present_length(length, "vi"), present_length(length, "en")) == (vi, en)


@pytest.mark.parametrize("text", ["0", "1", "-1.5", "0.1", "12.50", "1000", "0.000000001", "1024", "0.03125"])
def test_a_fraction_that_is_a_decimal_comes_back_exactly(text: str) -> None:
    numerator, denominator = Decimal(text).as_integer_ratio()
    assert as_decimal(Fraction(numerator, denominator)) == Decimal(text)
    assert nearest_decimal(Fraction(numerator, denominator)) == Decimal(text)


def test_a_measurement_without_a_time_is_not_the_newest() -> None:
    limits = [{"loinc": "8480-6", "name": "HATT", "low": "100 mm[Hg]"}]
    case = {"now": "08:00", "order": {**PARA["order"], "holds": limits}}
    s = situation(case)
    timeless = Measurement(id="m", codes=(Code(system=LOINC, code="8480-6"),), at=None, value=q("120 mm[Hg]"))
    other = Measurement(id="n", codes=(Code(system=LOINC, code="8867-4"),), at=s.now, value=q("120 mm[Hg]"))
    chart = msgspec.structs.replace(s.chart, measurements=(timeless, other))
    found = hold.hold_parameter(msgspec.structs.replace(s, chart=chart))

    assert found is not None
    assert found.facts["case"] == "missing"
