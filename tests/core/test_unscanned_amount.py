"""How much may be given of a drug whose code could not be scanned."""

from decimal import Decimal

import msgspec
import pytest

from cart_agent.core import gates, verify
from cart_agent.core.quantity import Quantity
from cart_agent.core.situation import Situation
from cart_agent.core.verdict import Gate, Verdict
from tests.corpus.judge import situation


def para() -> Situation:
    return situation({"now": "08:00", "order": {"drug": "PARA500", "dose": "500 mg", "times": ["08:00"]}})


def amount(value: str, unit: str) -> Quantity:
    return Quantity(value=Decimal(value), unit=unit)


def codes(verdict: Verdict) -> dict[str, str]:
    return {one.code: one.severity.value for one in verdict.findings}


@pytest.mark.parametrize(
    ("told", "found"),
    [
        (None, {}),
        (amount("500", "mg"), {}),
        (amount("1", "{tbl}"), {}),
        (amount("0.5", "g"), {}),
        (amount("250", "mg"), {"DOSE_INCOMPLETE": "CONFIRM"}),
        (amount("501", "mg"), {"DOSE_OVER": "STOP"}),
        (amount("2", "{tbl}"), {"DOSE_OVER": "STOP"}),
        (amount("5", "mL"), {"DOSE_NOT_REACHABLE": "STOP"}),
        (amount("5", "[iU]"), {"DOSE_NOT_REACHABLE": "STOP"}),
    ],
)
def test_the_amount_is_held_against_the_order(told: Quantity | None, found: dict[str, str]) -> None:
    verdict = gates.ask(Gate.VERIFY, para(), (), told)

    assert codes(verdict) == {"CODE_SUSPECT": "WITNESS", **found}


def test_an_amount_of_a_drug_that_the_formulary_lacks_is_stopped() -> None:
    s = msgspec.structs.replace(para(), formulary=type(para().formulary)())

    assert "DOSE_NOT_REACHABLE" in codes(gates.ask(Gate.VERIFY, s, (), amount("500", "mg")))


def test_without_an_amount_it_is_the_dose_as_ordered() -> None:
    assert verify.in_hand(para(), ()) == amount("500", "mg")


def test_at_the_moment_of_giving_the_label_is_asked_about_again() -> None:
    before_any_scan = gates.ask(Gate.GIVE, para())
    unscanned = gates.ask(Gate.GIVE, para(), unscanned=True)

    assert codes(before_any_scan) == {}
    assert codes(unscanned) == {"CODE_SUSPECT": "WITNESS"}
