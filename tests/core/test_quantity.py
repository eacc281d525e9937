"""Units and quantities: exact, reversible, and nothing meets what it must not meet."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ucumvert import PintUcumRegistry

from cart_agent.core.present import present, present_range
from cart_agent.core.quantity import DoseRange, Quantity, as_decimal, convert, magnitude, same_dimension
from cart_agent.core.units import ATOMS, PIECES, SPELLINGS, UnitError, canonical, parse_unit

AMOUNTS = st.decimals(min_value="0.000001", max_value="999999", allow_nan=False, places=6)
DIMENSIONS = sorted({base for _, base in ATOMS.values()})


def q(text: str) -> Quantity:
    value, unit = text.split(" ", 1)
    return Quantity(value=Decimal(value), unit=unit)


@pytest.mark.parametrize(
    ("amount", "unit", "result"),
    [
        ("1.50 g", "mg", "1500"),
        ("250 mg", "g", "0.25"),
        ("125 ug", "mg", "0.125"),
        ("0.5 L", "mL", "500"),
        ("10000 [iU]", "k[iU]", "10"),
        ("20 mmol", "umol", "20000"),
        ("40 meq", "eq", "0.04"),
        ("0.3 mg/kg", "ug/kg", "300"),
        ("90 mL/h", "mL/min", "1.5"),
        ("5 mcg/kg/min", "mg/kg/h", "0.3"),
    ],
)
def test_conversions_are_exact(amount: str, unit: str, result: str) -> None:
    assert convert(q(amount), unit).value == Decimal(result)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("mg", "mL"),
        ("[iU]", "U"),
        ("mg", "mmol"),
        ("mmol", "meq"),
        ("{tbl}", "{capsule}"),
        ("{amp}", "mL"),
        ("[drp]", "mL"),
        ("mg/mL", "mg"),
        ("mL/h", "mL"),
    ],
)
def test_these_never_meet(first: str, second: str) -> None:
    assert not same_dimension(first, second)
    with pytest.raises(UnitError, match="not convertible"):
        convert(Quantity(value=Decimal(1), unit=first), second)


@pytest.mark.parametrize(
    "text", ["", " ", "ea", "mg/", "mg//mL", "Mgs", "mG", "spoon", "mg.mL", "/", "mg/spoon"]
)
def test_an_unknown_unit_is_an_error(text: str) -> None:
    with pytest.raises(UnitError):
        parse_unit(text)


def test_what_no_decimal_says_exactly_is_an_error() -> None:
    with pytest.raises(UnitError, match="no exact decimal"):
        convert(q("1 mL/h"), "mL/min")


@pytest.mark.parametrize("spelling", sorted(SPELLINGS))
def test_every_spelling_leads_to_a_unit_of_the_table(spelling: str) -> None:
    assert canonical(spelling) in ATOMS


def test_the_vietnamese_spellings_of_orders() -> None:
    assert [canonical(text) for text in ("viên", "ống", "đơn vị", "UI", "mcg", "giọt", "gói")] == [
        "{tbl}",
        "{amp}",
        "[iU]",
        "[iU]",
        "ug",
        "[drp]",
        "{sachet}",
    ]


def test_words_may_be_in_capitals_and_symbols_may_not() -> None:
    words = ("Viên", "VIÊN NANG", "Ống", "ĐƠN VỊ", "Lít", "PUFF", "Units")

    assert [canonical(text) for text in words] == [
        "{tbl}",
        "{capsule}",
        "{amp}",
        "[iU]",
        "L",
        "{puff}",
        "[iU]",
    ]
    for symbol in ("MMOL", "HR", "D", "MCG"):
        with pytest.raises(UnitError):
            canonical(symbol)


@given(AMOUNTS, st.sampled_from(DIMENSIONS), st.data())
def test_conversion_is_reversible(value: Decimal, dimension: str, data: st.DataObject) -> None:
    units = sorted(unit for unit, (_, base) in ATOMS.items() if base == dimension)
    source, target = data.draw(st.sampled_from(units)), data.draw(st.sampled_from(units))
    amount = Quantity(value=value, unit=source)
    try:
        there = convert(amount, target)
    except UnitError:
        return

    assert convert(there, source).value == value
    assert magnitude(there) == magnitude(amount)


@given(st.fractions(min_value=0, max_value=10**6, max_denominator=10**6))
def test_a_decimal_is_exact_or_refused(value: Fraction) -> None:
    try:
        found = as_decimal(value)
    except UnitError:
        assert (10**40) % value.denominator != 0
        return
    assert Fraction(found) == value


@given(st.text(max_size=12))
def test_any_text_is_a_unit_or_a_unit_error(text: str) -> None:
    try:
        code = canonical(text)
    except UnitError:
        return
    assert canonical(code) == code


@pytest.mark.parametrize(
    ("amount", "vi", "en"),
    [
        ("1 {tbl}", "1 viên", "1 tablet"),
        ("0.5 {tbl}", "0.5 viên", "0.5 tablets"),
        ("2.0 {capsule}", "2 viên nang", "2 capsules"),
        (".25 mg", "0.25 mg", "0.25 mg"),
        ("1500.00 mg", "1\u2009500 mg", "1\u2009500 mg"),
        ("1000000 [iU]", "1\u2009000\u2009000 đơn vị", "1\u2009000\u2009000 units"),
        ("1 [iU]", "1 đơn vị", "1 unit"),
        ("0.0005 mg", "0.5 mcg", "0.5 mcg"),
        ("12.5 ug", "12.5 mcg", "12.5 mcg"),
        ("4 ug/kg/min", "4 mcg/kg/phút", "4 mcg/kg/min"),
        ("7.5 mL/h", "7.5 mL/giờ", "7.5 mL/h"),
        ("3.2 {INR}", "3.2", "3.2"),
        ("-5 mg", "-5 mg", "-5 mg"),
        ("0.12345 mmol", "≈ 0.123 mmol", "≈ 0.123 mmol"),
    ],
)
def test_people_read_quantities_in_one_way(amount: str, vi: str, en: str) -> None:
    assert (present(q(amount), "vi"), present(q(amount), "en")) == (vi, en)


def test_a_range_is_written_with_both_ends() -> None:
    assert present_range(DoseRange(low=q("500 mg"), high=q("1000 mg")), "vi") == "500 mg - 1\u2009000 mg"
    assert present_range(DoseRange(low=q("500 mg"), high=q("500.0 mg")), "vi") == "500 mg"


@given(AMOUNTS, st.sampled_from(sorted(ATOMS)), st.sampled_from(["vi", "en"]))
def test_people_never_see_a_trailing_zero_or_a_bare_point(value: Decimal, unit: str, lang: str) -> None:
    number = present(Quantity(value=value, unit=unit), lang).removeprefix("≈ ").split(" ")[0]

    assert not number.startswith(".")
    assert "." not in number or not number.endswith(("0", "."))
    assert len(number.partition(".")[2]) <= 3
    assert "µ" not in present(Quantity(value=value, unit=unit), lang)


def test_factors_agree_with_an_independent_ucum_library() -> None:
    registry = PintUcumRegistry()
    coded = sorted(unit for unit in ATOMS if "{" not in unit and unit not in ("1", "%", "Cel", "m[iU]"))
    for unit in coded:
        for other in coded:
            if same_dimension(unit, other):
                ratio = registry.from_ucum(unit).to(registry.from_ucum(other)).magnitude
                assert float(ATOMS[unit][0] / ATOMS[other][0]) == pytest.approx(float(ratio)), (unit, other)


def test_the_table_is_about_sixty_units() -> None:
    assert 55 <= len(ATOMS) <= 70
    assert set(PIECES) <= set(ATOMS)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(0), "0"),
        (Fraction(1), "1"),
        (Fraction(1, 2), "0.5"),
        (Fraction(-1, 8), "-0.125"),
        (Fraction(3, 5), "0.6"),
        (Fraction(100), "100"),
        (Fraction(7, 20), "0.35"),
    ],
)
def test_a_decimal_has_no_digit_more_than_it_needs(value: Fraction, text: str) -> None:
    assert str(as_decimal(value)) == text


def test_a_decimal_of_any_length_is_exact() -> None:
    assert Fraction(as_decimal(Fraction(1, 5**40))) == Fraction(1, 5**40)
    assert Fraction(as_decimal(Fraction(1, 2**80))) == Fraction(1, 2**80)
