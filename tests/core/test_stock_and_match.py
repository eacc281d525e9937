"""Which drawer opens, and what the button says: how many units make the dose."""

from typing import Any

import pytest

from cart_agent.core import verify
from cart_agent.core.place import drawer_of
from cart_agent.core.present import present
from cart_agent.core.schedule.local import day_of
from tests.corpus.judge import packs, situation


def drawer(order: dict[str, Any], *stock: dict[str, Any]) -> int | None:
    s = situation({"now": "08:00", "order": order, "stock": list(stock)})
    return drawer_of(s.order, s.chart, s.formulary, s.stock, day_of(s.now, s.zone))


AMLO = {"drug": "AMLO5", "dose": "10 mg", "times": ["08:00"]}


def test_no_drawer_holds_what_was_not_loaded() -> None:
    assert drawer(AMLO) is None
    assert drawer(AMLO, {"drawer": 1, "drug": "PARA500"}) is None
    assert drawer(AMLO, {"drawer": 1, "drug": "AMLO5", "patient": "p2"}) is None
    assert drawer(AMLO, {"drawer": 1, "drug": "AMLO5", "order": "another"}) is None
    assert drawer(AMLO, {"drawer": 0, "drug": "AMLO5"}) is None


@pytest.mark.parametrize(
    ("stock", "expected"),
    [
        ([{"drawer": 1, "drug": "AMLO5"}, {"drawer": 2, "drug": "AMLO5", "order": "order"}], 2),
        ([{"drawer": 1, "drug": "AMLO5"}, {"drawer": 2, "drug": "AMLO5", "patient": "p1"}], 2),
        ([{"drawer": 1, "drug": "AMLO10"}, {"drawer": 2, "drug": "AMLO5"}], 2),
        ([{"drawer": 1, "drug": "AMLO10"}], 1),
        (
            [
                {"drawer": 1, "drug": "AMLO5", "expiry": "2027-05-01"},
                {"drawer": 2, "drug": "AMLO5", "expiry": "2026-05-01"},
            ],
            2,
        ),
        ([{"drawer": 1, "drug": "AMLO5", "expiry": "2026-03-01"}, {"drawer": 2, "drug": "AMLO5"}], 2),
        ([{"drawer": 5, "drug": "AMLO5"}, {"drawer": 3, "drug": "AMLO5"}], 3),
    ],
)
def test_the_drawer_is_the_one_loaded_for_this_order_first(
    stock: list[dict[str, Any]], expected: int
) -> None:
    assert drawer(AMLO, *stock) == expected


@pytest.mark.parametrize(
    ("order", "scan", "units", "count", "dose"),
    [
        (AMLO, "AMLO5", "2 viên", 2, "10 mg"),
        (AMLO, "AMLO10", "1 viên", 1, "10 mg"),
        ({**AMLO, "dose": "2.50 mg"}, "AMLO5", "0.5 viên", 1, "2.5 mg"),
        ({**AMLO, "dose": "1 {tbl}"}, "AMLO10", "0.5 viên", 1, "1 viên"),
        ({"drug": "PARASYR", "dose": "240 mg"}, "PARASYR", "10 mL", None, "240 mg"),
        ({"drug": "PARASYR", "dose": "250 mg"}, "PARASYR", "≈ 10.417 mL", None, "250 mg"),
        ({"drug": "SALB", "dose": "200 ug", "route": "inhaled"}, "SALB", "2 nhát xịt", None, "200 mcg"),
        ({"drug": "INSR", "dose": "8 [iU]", "route": "sc"}, "INSR", "0.08 mL", None, "8 đơn vị"),
        ({"drug": "PARA500", "range": ["750 mg", "1000 mg"]}, "PARA500", "1.5 viên", 2, "750 mg"),
        ({"drug": "AMOX500", "range": ["600 mg", "1000 mg"]}, "AMOX500", "2 viên nang", 2, "1\u2009000 mg"),
    ],
)
def test_the_button_says_how_many_units_make_the_dose(
    order: dict[str, Any], scan: str, units: str, count: int | None, dose: str
) -> None:
    case = {"now": "08:00", "order": order, "scan": [scan]}
    s = situation(case)
    found = verify.count_needed(s, packs(case, s)[0])

    assert found is not None
    assert (present(found.units, "vi"), found.packs, present(found.dose, "vi")) == (units, count, dose)


@pytest.mark.parametrize(
    ("order", "scan"),
    [
        (AMLO, "PARA500"),
        ({**AMLO, "dose": "3 mg"}, "AMLO5"),
        ({"drug": "NOSTRENGTH", "dose": "5 mg"}, "NOSTRENGTH"),
        ({"drug": "PARA500", "dose": "15 mg/kg"}, "PARA500"),
    ],
)
def test_where_no_count_makes_the_dose_the_button_has_none(order: dict[str, Any], scan: str) -> None:
    case = {"now": "08:00", "order": order, "scan": [scan]}
    s = situation(case)

    assert verify.count_needed(s, packs(case, s)[0]) is None
