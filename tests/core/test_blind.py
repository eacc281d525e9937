"""What a witness must say without having seen it, and when what she says is the dose."""

from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cart_agent.core.blind import agrees, blind_dose, units
from cart_agent.core.chart import RateRange
from cart_agent.core.identify import DrugPack
from cart_agent.core.quantity import DoseRange, Quantity, Ratio, convert
from cart_agent.core.situation import Situation
from tests.core.test_preparation import ceftriaxone, q
from tests.corpus.judge import situation

MORPHINE = {"drug": "MORPH10", "dose": "5 mg", "times": ["08:00"], "route": "sc"}
NARCOTIC: dict[str, object] = {"blindDoseClasses": ["narcotic"]}
PACK = DrugPack(drug="MORPH10", raw=b"91MORPH10", symbology="]d2")


def fixed(text: str) -> DoseRange:
    return DoseRange(low=q(text), high=q(text))


def asked(policy: dict[str, object], **order: object) -> Situation:
    return situation({"now": "08:00", "order": {**MORPHINE, **order}, "policy": policy})


def test_of_a_class_that_policy_names_the_dose_is_asked_for() -> None:
    assert blind_dose(asked(NARCOTIC)) == fixed("5 mg")
    assert blind_dose(asked({})) == fixed("5 mg")  # the default names narcotics
    assert blind_dose(asked({"blindDoseClasses": ["high-alert"]}, drug="AMLO5", route="oral")) is None
    assert blind_dose(asked({"blindDoseClasses": []})) is None


def test_what_was_scanned_can_be_of_the_class_where_the_order_names_none() -> None:
    plain = asked(NARCOTIC, drug="AMLO5", route="oral")

    assert blind_dose(plain) is None
    assert blind_dose(plain, (DrugPack(drug="NONE", raw=b"91NONE", symbology="]d2"),)) is None
    assert blind_dose(plain, (PACK,)) == fixed("5 mg")


def test_what_is_said_to_be_given_takes_the_place_of_the_order() -> None:
    assert blind_dose(asked(NARCOTIC), (PACK,), q("2.5 mg")) == fixed("2.5 mg")


def test_a_range_is_asked_for_as_a_range() -> None:
    order = {key: value for key, value in MORPHINE.items() if key != "dose"} | {"range": ["2 mg", "4 mg"]}
    wanted = blind_dose(situation({"now": "08:00", "order": order, "policy": NARCOTIC}))

    assert wanted == DoseRange(low=q("2 mg"), high=q("4 mg"))
    assert [agrees(wanted, q(f"{n} mg")) for n in ("1.9", "2", "3", "4", "4.1")] == [
        False, True, True, True, False,
    ]  # fmt: skip


def rate(numerator: str, denominator: str) -> Situation:
    one = Ratio(numerator=q(numerator), denominator=q(denominator))
    s = ceftriaxone(RateRange(low=one, high=one), dose=False)
    return msgspec.structs.replace(
        s, policy=msgspec.structs.replace(s.policy, blind_dose_classes=frozenset({"test"}))
    )


@pytest.mark.parametrize(
    ("numerator", "denominator", "wanted"),
    [
        ("4 ug/kg", "1 min", "4 ug/kg/min"),
        ("100 mL", "2 h", "50 mL/h"),
        ("100 mL", "3 h", "100 mL"),
    ],
)
def test_of_an_order_that_says_a_rate_the_rate_is_asked_for(
    numerator: str, denominator: str, wanted: str
) -> None:
    s = rate(numerator, denominator)
    flagged = tuple(
        msgspec.structs.replace(one, classes=("test",)) if one.id == "CEFTRI1G" else one
        for one in s.formulary.products
    )

    assert blind_dose(msgspec.structs.replace(s, formulary=type(s.formulary)(flagged))) == fixed(wanted)


def test_of_an_order_that_says_nothing_nothing_can_be_asked() -> None:
    s = asked(NARCOTIC)
    silent = msgspec.structs.replace(
        s.dose, dosage=msgspec.structs.replace(s.dose.dosage, amount=None, rate=None)
    )

    assert blind_dose(msgspec.structs.replace(s, dose=silent)) is None


@pytest.mark.parametrize(
    ("said", "right"),
    [
        ("5 mg", True),
        ("5.000 mg", True),
        ("0.005 g", True),
        ("5000 ug", True),
        ("5 g", False),
        ("5 ug", False),
        ("5.000001 mg", False),
        ("4.999999 mg", False),
        ("5 mL", False),
        ("5 [iU]", False),
        ("5 spoon", False),
    ],
)
def test_only_exactly_the_dose_agrees(said: str, right: bool) -> None:
    assert agrees(fixed("5 mg"), q(said)) is right


@given(
    st.decimals("0.000001", "9999999", places=6),
    st.sampled_from(["ug", "mg", "g"]),
    st.sampled_from(["ug", "mg", "g"]),
    st.decimals("-1", "1", places=9).filter(bool),
)
def test_the_same_amount_agrees_in_every_unit_and_no_other_does(
    value: Decimal, unit: str, other: str, more: Decimal
) -> None:
    dose = Quantity(value=value, unit=unit)
    wanted = DoseRange(low=dose, high=dose)

    assert agrees(wanted, convert(dose, other))
    assert not agrees(wanted, Quantity(value=value + more, unit=unit))


def test_the_units_to_choose_from_do_not_tell_which_one_was_ordered() -> None:
    assert units(fixed("5 mg")) == units(fixed("0.1 g")) == ("ug", "mg", "g")
    assert units(fixed("8 [iU]")) == ("[iU]",)
