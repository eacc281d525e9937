"""What makes no label, and a liquid that a nurse drew up."""

import msgspec
import pytest

from cart_agent.core.identify import DrugPack
from cart_agent.core.preparation import Unmixable, mixture
from cart_agent.core.situation import Situation
from tests.core.test_preparation import BAG, VIAL, ceftriaxone, per, q
from tests.corpus.judge import situation

AMPOULE = DrugPack(drug="MORPH10", raw=b"91MORPH10", symbology="]d2")


def morphine() -> Situation:
    """2 mg an hour and no dose, of ampoules whose size no code states."""
    order = {"drug": "MORPH10", "dose": "10 mg", "times": ["08:00"], "route": "iv-infusion"}
    s = situation({"now": "08:00", "order": order})
    dosage = msgspec.structs.replace(s.dose.dosage, amount=None, rate=per("2 mg", "1 h"))
    dose = msgspec.structs.replace(s.dose, dosage=dosage)
    return msgspec.structs.replace(s, dose=dose, diluent=BAG, preparing=True)


def test_of_a_liquid_the_nurse_says_how_much_she_drew_up() -> None:
    with pytest.raises(Unmixable, match="enter-drug-amount"):
        mixture(morphine(), (AMPOULE,), q("50 mL"), None)

    made = mixture(morphine(), (AMPOULE,), q("50 mL"), q("5 mL"))
    assert (made.drug, made.concentration, made.rate_low) == (q("50 mg"), q("1 mg/mL"), q("2 mL/h"))


def test_the_whole_is_more_than_the_drug_alone() -> None:
    with pytest.raises(Unmixable, match="volume-wrong"):
        mixture(morphine(), (AMPOULE,), q("5 mL"), q("5 mL"))

    pure = msgspec.structs.replace(morphine(), diluent=None)
    assert mixture(pure, (AMPOULE,), q("5 mL"), q("5 mL")).concentration == q("10 mg/mL")


def test_an_unscanned_drug_is_the_one_that_the_order_names() -> None:
    assert mixture(ceftriaxone(), (), q("100 mL"), None).drug == q("1 g")


@pytest.mark.parametrize("packs", [(VIAL, AMPOULE), (AMPOULE,)])
def test_other_drugs_than_the_ordered_one_make_no_label(packs: tuple[DrugPack, ...]) -> None:
    with pytest.raises(Unmixable, match="not-mixable"):
        mixture(ceftriaxone(), packs, q("100 mL"), None)


def test_a_combination_has_no_single_concentration() -> None:
    s = ceftriaxone(per("500 mg", "1 h"), dose=False)
    (named,) = (one for one in s.formulary.products if one.name == "ceftriaxon 1 g")
    both = msgspec.structs.replace(named, ingredients=(*named.ingredients, *named.ingredients))
    combined = msgspec.structs.replace(s, formulary=type(s.formulary)([both]))

    with pytest.raises(Unmixable, match="not-mixable"):
        mixture(combined, (VIAL,), q("100 mL"), None)
