"""What fills the words of a finding in its rarer cases: the right name, amount and moment."""

from typing import Any

import pytest

from cart_agent.core.chart import Administration
from cart_agent.core.rules.prn import last_moment
from tests.corpus.judge import judge, load, situation

CASES = {f"{case['file']}: {case['name']}": case for case in load()}
DAILY = {"drug": "PARA500", "dose": "500 mg", "times": ["08:00"]}


def facts(case: dict[str, Any], code: str) -> dict[str, str]:
    verdicts = judge({"release": [], **case}).values()
    found = [one for verdict in verdicts for one in verdict.findings if one.code == code]
    return {name.removesuffix(".en"): f for name, f in found[0].facts.items() if not name.endswith(".vi")}


PARA = {"order": "paracetamol 500 mg"}


@pytest.mark.parametrize(
    ("name", "code", "expected"),
    [
        (
            "lifetime: a lifetime has no window: a dose of last year counts",
            "PRN_MAX",
            {**PARA, "case": "lifetime", "maximum": "4 g", "counted": "4 g", "since": "08:00 01/03"},
        ),
        (
            "lifetime: a lifetime counts other orders and combination products",
            "PRN_MAX",
            {**PARA, "case": "lifetime", "maximum": "2 g", "counted": "2 g", "since": "00:00 27/02"},
        ),
        (
            "lifetime: a lifetime of a combination: the fullest of its substances counts",
            "PRN_MAX",
            {
                "order": "paracetamol 500 mg + codein 30 mg",
                "case": "lifetime",
                "maximum": "4 tablets",
                "counted": "4 tablets",
                "since": "00:00 27/02",
            },
        ),
        (
            "lifetime: a lifetime per kg of body weight",
            "PRN_MAX",
            {
                "order": "doxorubicin 2 mg/mL",
                "case": "lifetime",
                "maximum": "600 mg",
                "counted": "551 mg",
                "since": "00:00 27/02",
            },
        ),
        (
            "lifetime: a lifetime, and what was not done or written in error does not count",
            "PRN_MAX",
            {
                **PARA,
                "case": "lifetime-known",
                "maximum": "900 mg",
                "counted": "0 mg",
                "since": "00:00 27/02",
            },
        ),
        (
            "lifetime: a lifetime per kg, and the weight is not known",
            "PRN_MAX",
            {"order": "doxorubicin 2 mg/mL", "case": "unknown", "reason": "no-weight"},
        ),
        (
            "lifetime: a maximum per dose and kg of body weight, passed",
            "DOSE_OVER",
            {"order": "paracetamol 24 mg/mL siro", "case": "order", "given": "241 mg", "dose": "240 mg"},
        ),
        (
            "lifetime: a maximum in 24 h per kg of body weight, passed",
            "PRN_MAX",
            {"order": "paracetamol 24 mg/mL siro", "maximum": "960 mg", "hours": "24"},
        ),
        (
            "together: two scanned, one said: what is in the hand is named",
            "DOSE_OVER",
            {**PARA, "case": "", "dose": "500 mg", "given": "1\u2009000 mg (2 tablets)"},
        ),
        (
            "together: a patch that another system recorded as given, and nobody as removed, still gives",
            "DUPLICATE_INGREDIENT",
            {
                "order": "fentanyl 25 mcg/giờ miếng dán",
                "case": "no-order",
                "other": "",
                "at": "08:00 28/02",
            },
        ),
        (
            "prn: half an hour after the patch was put on",
            "PRN_TOO_SOON",
            {"order": "fentanyl 25 mcg/giờ miếng dán", "at": "07:30 02/03", "again": "08:30 02/03"},
        ),
        (
            "together: two instructions for one dose time: a record would answer both",
            "CHART_UNREADABLE",
            {"order": "warfarin 2 mg", "case": "order", "reason": "two instructions for one dose time"},
        ),
    ],
)
def test_a_finding_says_which_and_how_much(name: str, code: str, expected: dict[str, str]) -> None:
    assert facts(CASES[name], code) == expected


def test_a_duplicate_names_the_other_order_or_its_number() -> None:
    other = {"drug": "PARACOD", "dose": "1 {tbl}", "times": ["07:00"]}
    given = {"at": "07:00", "dose": "1 {tbl}", "drug": "PARACOD"}
    case = {"now": "08:00", "order": DAILY}
    named = {**case, "others": {"b": other}, "history": [{**given, "order": "b"}]}
    gone = {**case, "history": [{**given, "order": "gone"}]}

    assert facts(named, "DUPLICATE_INGREDIENT")["other"] == "paracetamol 500 mg + codein 30 mg"
    assert facts(gone, "DUPLICATE_INGREDIENT") == {**PARA, "case": "", "other": "gone", "at": "07:00 02/03"}


def test_a_class_that_only_the_pack_has_names_the_pack() -> None:
    case = {"now": "08:00", "order": DAILY, "scan": ["PARACOD"], "verify": []}
    high = {"now": "08:00", "order": DAILY, "scan": ["WARF2"], "verify": []}

    assert facts(case, "CONTROLLED") == {
        "order": "paracetamol 500 mg + codein 30 mg",
        "drug_class": "narcotic",
    }
    assert facts(high, "HIGH_ALERT") == {"order": "warfarin 2 mg"}


def test_a_dose_of_an_unknown_drug_is_told_with_its_time() -> None:
    case = CASES["atc: a combination recorded by its ATC code alone: nobody knows how much of which"]

    assert facts(case, "PRN_MAX") == {"order": "tramadol 50 mg", "case": "unknown-drug", "at": "02:00 02/03"}


def test_an_infusion_is_last_given_when_it_ends_and_a_patch_when_it_was_put_on() -> None:
    s = situation({"now": "08:00", "order": DAILY})

    def moment(route: str, status: str) -> str:
        one = Administration(id="a", order_id="x", status=status, start=s.now.replace(hour=0), route=route)
        return last_moment(one, s).strftime("%H:%M")

    assert [moment(route, "in-progress") for route in ("transdermal", "iv-infusion")] == ["00:00", "01:00"]
    assert moment("transdermal", "completed") == "00:00"
