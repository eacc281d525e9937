"""What is answered to a case: without a chart, order or wristband too; and what would be recorded."""

from typing import Any

import pytest
from fhir.resources.R4B.medicationadministration import MedicationAdministration
from msgspec import Raw

from tests.corpus.line import ACTOR, WITNESS, line
from tests.corpus.pharmacy import Json
from tests.decide.lines import answer_bytes, answer_to, of_ward, ran, said, scan

DOSE = ("o101", "amlodipine-5")
INSULIN = ("o601", "insulin-rapid")


def test_a_dose_that_is_right_is_allowed_and_its_record_shown() -> None:
    answer = answer_to(of_ward(*DOSE))
    record = answer["record"]

    assert (answer["release"]["verdict"], answer["verify"]["verdict"]) == ("ALLOW", "ALLOW")
    assert record["request"] == {"reference": "MedicationRequest/o101"}
    assert record["performer"][0]["actor"] == {"reference": "Practitioner/NV9001", "display": ACTOR["name"]}
    assert record["dosage"]["dose"]["value"] == 5
    assert record["contained"][0]["batch"]["lotNumber"] == "AMLO5-26A"
    MedicationAdministration.model_validate(record)


def test_without_a_scan_only_the_release_gate_is_asked() -> None:
    answer = answer_to(of_ward("o101"))

    assert answer["release"]["verdict"] == "ALLOW"
    assert (answer["verify"], answer["record"]) == (None, None)


REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("an unknown order", {"order": "o999"}, "ORDER_NOT_ACTIVE"),
    ("no chart", {"chart": None}, "PATIENT_UNKNOWN"),
    ("a chart that is none", {"chart": {"version": 1}}, "CHART_UNREADABLE"),
    ("a chart that is a text", {"chart": "x"}, "CHART_UNREADABLE"),
    ("another patient's wristband", {"wristband": scan("band:p2")}, "WRONG_PATIENT"),
    ("a wristband of nobody", {"wristband": scan("band:unknown")}, "WRONG_PATIENT"),
    ("a number of nobody", {"wristband": {"raw": "20260001", "symbology": "]C0"}}, "WRONG_PATIENT"),
    ("a drug as wristband", {"wristband": scan("pack:amlodipine-5")}, "CODE_SUSPECT"),
    ("a damaged wristband", {"wristband": {"raw": "80189520", "symbology": "]C1"}}, "CODE_SUSPECT"),
]


@pytest.mark.parametrize(("changes", "code"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_a_case_without_patient_or_order_is_refused_by_both_gates(changes: dict[str, Any], code: str) -> None:
    answer = answer_to({**of_ward(*DOSE), **changes})

    assert f"STOP {code}" in said(answer["release"])
    assert answer["verify"]["verdict"] == "STOP" or code == "WRONG_PATIENT"
    assert answer["record"] is None


def test_a_closed_chart_is_refused_also_when_nothing_else_of_it_can_be_read() -> None:
    outside = {"version": 9, "asOf": "2026-03-02T07:00:00+07:00", "encounterId": "E26-0001", "closed": True}

    assert said(answer_to(of_ward(*DOSE, chart={**outside, "bundle": {}}))["release"]) == [
        "STOP CHART_CLOSED"
    ]


def test_a_patient_who_could_not_be_scanned_needs_a_second_person() -> None:
    assert answer_to(of_ward("o101", wristband=None))["release"]["verdict"] == "WITNESS"


WRONG_SCANS = [
    ({"raw": "0109520000000067", "symbology": "]d2"}, "STOP CODE_SUSPECT"),
    ({"raw": "NV01", "symbology": "]Q1"}, "STOP CODE_SUSPECT"),
    (scan("pack:metformin-500"), "STOP WRONG_DRUG"),
]


@pytest.mark.parametrize(("wrong", "code"), WRONG_SCANS)
def test_a_wrong_scan_stops_the_dose_also_beside_a_right_one(wrong: Json, code: str) -> None:
    for scans in ([wrong], [scan("pack:amlodipine-5"), wrong]):
        answer = answer_to(of_ward("o101", scans=scans))
        assert code in said(answer["verify"])
        assert answer["verify"]["verdict"] == "STOP"
        assert answer["record"] is None


def test_one_piece_scanned_twice_is_one_piece() -> None:
    twice = answer_to(of_ward("o102", "metformin-500", "metformin-500"))
    two = answer_to(of_ward("o102", "metformin-500", "metformin-500-b"))

    assert said(twice["verify"]) == ["CONFIRM DOSE_INCOMPLETE"]
    assert two["verify"]["verdict"] == "ALLOW"
    assert twice["record"]["dosage"]["dose"]["value"] == two["record"]["dosage"]["dose"]["value"] / 2


AMOUNTS = [
    ({"value": 5, "unit": "mg"}, []),
    ({"value": Raw(b"5.0"), "unit": "mg"}, []),
    ({"value": 1, "unit": "viên"}, []),
    ({"value": Raw(b"2.5"), "unit": "mg"}, ["CONFIRM DOSE_INCOMPLETE"]),
    ({"value": 10, "unit": "mg"}, ["STOP DOSE_OVER"]),
    ({"value": 5, "unit": "mL"}, ["STOP DOSE_NOT_REACHABLE"]),
    ({"value": 5, "unit": "furlong"}, ["STOP DOSE_NOT_REACHABLE"]),
]


@pytest.mark.parametrize(("amount", "findings"), AMOUNTS)
def test_what_the_nurse_says_she_gave_is_judged(amount: Json, findings: list[str]) -> None:
    assert said(answer_to(of_ward(*DOSE, amount=amount))["verify"]) == findings


def test_a_dose_keeps_the_digits_it_was_told_with() -> None:
    case = of_ward(*DOSE, amount={"value": Raw(b"5.00"), "unit": "mg"})

    assert b'"dose":{"value":5.00,' in answer_bytes(case)


def test_a_second_person_is_another_person() -> None:
    def record(**people: Any) -> Any:
        return answer_to(of_ward(*INSULIN, **people))["record"]

    witnessed = record(actor=ACTOR, witness=WITNESS)

    assert witnessed["performer"][1]["function"]["coding"][0]["code"] == "witness"
    assert "HIGH_ALERT" in [one.get("valueCode") for one in witnessed["extension"]]
    assert record(actor=ACTOR, witness=None) is None
    assert record(actor=ACTOR, witness=ACTOR) is None
    assert record(actor="NV1", witness="NV2")["performer"][0]["actor"] == {"reference": "Practitioner/NV1"}


def test_nobody_who_gives_it_no_record() -> None:
    answer = answer_to(of_ward(*DOSE, actor=None))

    assert answer["verify"]["verdict"] == "ALLOW"
    assert answer["record"] is None


LINKS = [
    ({"manifestAgeMinutes": 29}, []),
    ({"manifestAgeMinutes": 29.9}, []),
    ({"manifestAgeMinutes": 30}, ["CONFIRM CHART_STALE"]),
    ({"manifestAgeMinutes": None}, ["CONFIRM CHART_STALE"]),
    ({"verified": False}, ["CONFIRM CHART_UNVERIFIED"]),
    ({"clockSynced": False}, ["CONFIRM CLOCK_UNTRUSTED"]),
]


@pytest.mark.parametrize(("link", "findings"), LINKS)
def test_what_the_cart_knows_of_its_link_counts(link: Json, findings: list[str]) -> None:
    assert said(answer_to(of_ward("o101", link=link))["release"]) == findings


def test_the_dose_that_is_meant_is_the_one_nearest_to_now_or_the_one_named() -> None:
    given = answer_to(of_ward("o104"))
    later = answer_to(of_ward("o705", doseTime="2026-03-02T14:00:00+07:00"))
    never = answer_to(of_ward("o705", doseTime="2026-03-02T13:37:00+07:00"))

    assert "STOP ALREADY_GIVEN" in said(given["release"])
    assert said(later["release"]) == ["STOP TOO_EARLY"]
    assert "STOP ORDER_NOT_ACTIVE" in said(never["release"])


def test_the_same_line_gives_the_same_record_and_another_line_another_event() -> None:
    once, again, other = line(of_ward(*DOSE)), line(of_ward(*DOSE)), line(of_ward(*DOSE, actor="NV1"))
    _, answers = ran(once, again, other)
    ids = [answer["record"]["identifier"][0]["value"] for answer in answers]

    assert answers[0] == answers[1]
    assert ids[0] != ids[2]
    assert all(one[14] == "7" and one[19] in "89ab" for one in ids)


def test_a_witness_dose_that_is_no_amount_is_an_error() -> None:
    for value in (0, -1, Raw(b"1e99")):
        case = of_ward(*INSULIN, witness={**WITNESS, "dose": {"value": value, "unit": "mg"}})
        (answer,) = ran(line(case))[1]
        assert "$.witness.dose.value" in answer["error"]["text"]


def test_a_witness_dose_is_told_before_anything_is_scanned() -> None:
    witness = {**WITNESS, "dose": {"value": 5, "unit": "mg"}}
    answer = answer_to(of_ward("o203", witness=witness))

    assert (answer["verify"], answer["witness"]["agrees"], answer["record"]) == (None, True, None)


@pytest.mark.parametrize(("until", "found"), [("0659", "STOP EXPIRED"), ("2359", "CONFIRM EXPIRES_SOON")])
def test_a_pack_of_a_certain_hour_is_over_or_soon_over_and_not_both(until: str, found: str) -> None:
    gtin = scan("pack:amlodipine-5")["raw"][:16]
    pack = {"raw": f"{gtin}7003260302{until}", "symbology": "]d2"}
    answer = answer_to(of_ward("o101", scans=[pack]))

    assert said(answer["verify"]) == [found]
