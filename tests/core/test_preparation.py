"""Drug and diluent: concentration, volume and rate, exactly or not at all."""

from decimal import Decimal
from fractions import Fraction

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cart_agent.core import release, verify
from cart_agent.core.chart import ATC, Chart, Code, Ingredient, Product, RateRange
from cart_agent.core.identify import DrugPack
from cart_agent.core.policy import DEFAULT
from cart_agent.core.preparation import Unmixable, expiry, mixture
from cart_agent.core.quantity import Quantity, Ratio
from cart_agent.core.rules.label import is_diluent
from cart_agent.core.situation import Situation
from tests.corpus.judge import situation

BAG = DrugPack(drug="NACL09", raw=b"91NACL09", symbology="]d2")
VIAL = DrugPack(drug="CEFTRI1G", raw=b"91CEFTRI1G", symbology="]d2")


def q(text: str) -> Quantity:
    value, unit = text.split(" ", 1)
    return Quantity(value=Decimal(value), unit=unit)


def per(rate: str, time: str) -> RateRange:
    one = Ratio(numerator=q(rate), denominator=q(time))
    return RateRange(low=one, high=one)


def ceftriaxone(rate: RateRange | None = None, *, dose: bool = True, weight: str = "") -> Situation:
    """1 g into a vein; with a rate, and without a dose, where asked."""
    s = situation(
        {"now": "08:00", "order": {"drug": "CEFTRI1G", "dose": "1 g", "times": ["08:00"], "route": "iv"}}
    )
    dosage = msgspec.structs.replace(s.dose.dosage, rate=rate, amount=s.dose.dosage.amount if dose else None)
    order = msgspec.structs.replace(s.order, dosages=(dosage,))
    patient = msgspec.structs.replace(s.chart.patient, weight=q(weight) if weight else None)
    chart: Chart = msgspec.structs.replace(s.chart, orders=(order,), patient=patient)
    of_order = msgspec.structs.replace(s.dose, dosage=dosage)
    return msgspec.structs.replace(s, order=order, dose=of_order, chart=chart, diluent=BAG, preparing=True)


def test_a_gram_in_a_hundred_millilitres_is_ten_milligrams_in_each() -> None:
    made = mixture(ceftriaxone(), (VIAL,), q("100 mL"), None)

    assert (made.drug, made.concentration, made.rate_low) == (q("1 g"), q("10 mg/mL"), None)


@pytest.mark.parametrize(
    ("rate", "weight", "millilitres"),
    [
        (per("100 mL", "1 h"), "", "100 mL/h"),
        (per("100 mL", "30 min"), "", "200 mL/h"),
        (per("500 mg", "1 h"), "", "50 mL/h"),
        (per("5 ug/kg", "1 min"), "60 kg", "1.8 mL/h"),
        (per("100 mL", "3 h"), "", "33.333333333 mL/h"),
    ],
)
def test_a_rate_becomes_millilitres_an_hour(rate: RateRange, weight: str, millilitres: str) -> None:
    made = mixture(ceftriaxone(rate, weight=weight), (VIAL,), q("100 mL"), None)

    assert (made.rate_low, made.rate_high) == (q(millilitres), q(millilitres))


def test_a_rate_alone_is_a_dose_once_it_is_prepared() -> None:
    s = ceftriaxone(per("5 ug/kg", "1 min"), dose=False, weight="60 kg")
    codes = {one.code for one in release.check(s).findings}
    unprepared = release.check(msgspec.structs.replace(s, preparing=False))

    assert "DOSE_NOT_REACHABLE" not in codes
    assert "DOSE_NOT_REACHABLE" in {one.code for one in unprepared.findings}
    assert "DOSE_NOT_REACHABLE" not in {one.code for one in verify.check(s, (VIAL,)).findings}
    assert mixture(s, (VIAL,), q("50 mL"), None).drug == q("1 g")
    assert mixture(s, (VIAL,), q("50 mL"), q("500 mg")).concentration == q("10 mg/mL")


def test_a_rate_per_kilogram_without_a_weight_is_stopped() -> None:
    s = ceftriaxone(per("5 ug/kg", "1 min"), dose=False)

    assert "DOSE_NOT_REACHABLE" in {one.code for one in release.check(s).findings}
    with pytest.raises(Unmixable, match="not-mixable"):
        mixture(s, (VIAL,), q("50 mL"), None)


@pytest.mark.parametrize(
    ("volume", "problem"),
    [("5001 mL", "volume-wrong"), ("0 mL", "volume-wrong"), ("100 mg", "not-mixable")],
)
def test_a_volume_that_can_not_be_is_refused(volume: str, problem: str) -> None:
    with pytest.raises(Unmixable, match=problem):
        mixture(ceftriaxone(), (VIAL,), q(volume), None)


def test_without_a_diluent_a_powder_is_no_mixture() -> None:
    s = msgspec.structs.replace(ceftriaxone(), diluent=None)
    with pytest.raises(Unmixable, match="scan-diluent"):
        mixture(s, (VIAL,), q("10 mL"), None)


def test_a_rate_of_what_is_measured_otherwise_makes_no_label() -> None:
    with pytest.raises(Unmixable, match="not-mixable"):
        mixture(ceftriaxone(per("5 mmol", "1 h")), (VIAL,), q("100 mL"), None)


@given(st.decimals("0.1", "5000", places=1), st.integers(1, 500))
def test_concentration_times_volume_is_the_drug(volume: Decimal, rate: int) -> None:
    made = mixture(ceftriaxone(per(f"{rate} mg", "1 h")), (VIAL,), Quantity(value=volume, unit="mL"), None)
    factor = {"mg/mL": 1000, "ug/mL": 10**6, "g/mL": 1}[made.concentration.unit]
    exact = Fraction(factor) / Fraction(volume)

    assert abs(Fraction(made.concentration.value) - exact) <= Fraction(1, 2 * 10**9)
    assert made.rate_low is not None
    assert abs(Fraction(made.rate_low.value) - Fraction(volume) * rate / 1000) <= Fraction(1, 2 * 10**9)


def test_it_keeps_no_longer_than_policy_and_its_packs() -> None:
    s = ceftriaxone()
    today = msgspec.structs.replace(VIAL, expiry=s.now.date())

    assert expiry(s, (VIAL,)).isoformat() == "2026-03-02T05:00:00+00:00"
    assert expiry(
        msgspec.structs.replace(s, policy=msgspec.structs.replace(s.policy, prepared_minutes=1440)), (today,)
    ) < s.now.replace(hour=17)


def product(form: str, atc: str, *classes: str) -> Product:
    ingredient = Ingredient(codes=(Code(system=ATC, code=atc),))
    return Product(id="x", codes=(), name="x", ingredients=(ingredient,), form=form, classes=classes)


@pytest.mark.parametrize(
    ("found", "fits"),
    [
        (product("infusion", "B05XA03"), True),
        (product("infusion", "B05BA03"), True),
        (product("injection", "V07AB"), True),
        (product("injection", "B05XA03"), False),
        (product("infusion", "B05XA03", "high-alert"), False),
        (product("infusion", "B05XA01"), False),
        (product("injection", "N02AA01"), False),
        (Product(id="x", codes=(), name="x", form="infusion"), False),
    ],
)
def test_only_what_is_ready_to_run_or_water_dilutes(found: Product, fits: bool) -> None:
    assert is_diluent(found, DEFAULT.diluent_atc) is fits
