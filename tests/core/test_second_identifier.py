"""A card beside the chart: the same person, another one, or not sure. All people are invented."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cart_agent.core.chart import Chart, Patient
from cart_agent.core.chart.code import Identifier
from cart_agent.core.identify import CitizenCard, InsuranceCard
from cart_agent.core.second import Match, compare, judge, owners, same_name

AS_OF = datetime(2026, 3, 2, tzinfo=UTC)
CCCD, BHYT = "001080000001", "DN4797900000000"


def patient(**fields: object) -> Patient:
    known = {"name": "Nguyễn Thị Ví Dụ", "birth_date": "1980-05-12", "sex": "female", **fields}
    return Patient(id="P", **known)  # type: ignore[arg-type]  # the fields of one test


def card(**fields: str) -> CitizenCard:
    known = {"number": CCCD, "name": "NGUYỄN THỊ VÍ DỤ", "birth": "1980-05-12", "sex": "female", **fields}
    return CitizenCard(**known)  # type: ignore[arg-type]  # the fields of one test


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Nguyễn Thị Ví Dụ", "NGUYỄN  THỊ VÍ DỤ ", "same"),
        ("Nguyễn Thị Ví Dụ", "NGUYEN THI VI DU", "unsure"),
        ("Thu\u0309y", "Thủy", "same"),
        ("Hoàng Thị Thuý Hoà", "HOÀNG THỊ THÚY HÒA", "same"),
        ("Thuỷ Hoá", "Thủy Hóa", "same"),
        ("Thuý", "Thuỳ", "different"),
        ("Thuy Hoa", "Thúy Hòa", "unsure"),
        ("Đỗ Văn Mẫu", "DO VAN MAU", "unsure"),
        ("Trần Văn Tú", "Trần Văn Tư", "different"),
        ("Trần Văn Mẫu", "Trần Mẫu", "different"),
        ("Nguyên Văn Mẫu", "Nguyễn Văn Mẫu", "different"),
        ("", "Nguyễn Văn Mẫu", "unsure"),
    ],
)
def test_marks_count_unless_one_spelling_has_lost_them_all(one: str, other: str, expected: Match) -> None:
    assert same_name(one, other) == same_name(other, one) == expected


@given(st.text(max_size=20), st.text(max_size=20))
def test_any_two_names_compare_alike_both_ways(one: str, other: str) -> None:
    assert same_name(one, other) == same_name(other, one)
    assert same_name(one, one) in ("same", "unsure")


def numbered(system: str, value: str) -> dict[str, object]:
    return {"identifiers": (Identifier(system=f"urn:mc:{system}", value=value),)}


@pytest.mark.parametrize(
    ("fields", "changed", "expected"),
    [
        ({}, {}, "same"),
        (numbered("cccd", CCCD), {"name": "NGUYEN THI VI DU", "birth": "1980"}, "same"),
        (numbered("cccd", "001080000002"), {}, "different"),
        (numbered("bhyt", BHYT), {}, "same"),
        ({}, {"birth": "1980"}, "unsure"),
        ({}, {"birth": "1981-05-12"}, "different"),
        ({"birth_date": "1980-06"}, {}, "different"),
        ({"birth_date": ""}, {}, "unsure"),
        ({}, {"sex": "male"}, "different"),
        ({"sex": ""}, {}, "same"),
        ({}, {"name": "Nguyễn Thị Mẫu"}, "different"),
        ({}, {"name": "NGUYEN THI VI DU"}, "unsure"),
    ],
)
def test_one_difference_is_enough_and_a_number_or_a_full_birth_date_proves(
    fields: dict[str, object], changed: dict[str, str], expected: Match
) -> None:
    assert judge(compare(card(**changed), patient(**fields))) == expected


@pytest.mark.parametrize(
    ("on_card", "in_chart", "expected"),
    [
        (BHYT, BHYT, "same"),
        (BHYT[-10:], BHYT, "same"),
        (BHYT, BHYT[-10:], "same"),
        (BHYT, "HS4797900000001", "different"),
        ("0000000001", BHYT, "different"),
    ],
)
def test_the_newer_insurance_number_is_the_end_of_the_older(
    on_card: str, in_chart: str, expected: Match
) -> None:
    insurance = InsuranceCard(number=on_card, name="Nguyễn Thị Ví Dụ", birth="1980-05-12", sex="female")

    (number, *_) = compare(insurance, patient(**numbered("bhyt", in_chart)))

    assert number.match == expected
    assert (number.card, number.chart) == (on_card, in_chart)


def chart(encounter: str, one: Patient) -> Chart:
    return Chart(encounter_id=encounter, version=1, as_of=AS_OF, patient=one)


def test_a_card_finds_its_owner_by_number_or_by_name_and_day_of_birth_and_nobody_by_likeness() -> None:
    owner = chart("E1", patient(identifiers=(Identifier(system="urn:mc:cccd", value=CCCD),)))
    namesake = chart("E2", patient())
    unmarked = chart("E3", patient(name="NGUYEN THI VI DU"))
    other = chart("E4", patient(name="Trần Thị Mẫu", identifiers=owner.patient.identifiers))

    assert owners(card(), [owner, unmarked, other]) == (owner,)
    assert owners(card(), [owner, namesake]) == (owner, namesake)
    assert owners(card(), [unmarked]) == ()
    assert owners(card(birth="1980"), [namesake]) == ()
