"""What the cart knows a part of: a maximum per lifetime, and an order of 5 to 10 days."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from cart_agent.core import release
from cart_agent.core.chart import Administration, Moment
from cart_agent.core.quantity import Quantity
from cart_agent.core.situation import Situation
from cart_agent.core.verdict import Severity
from tests.corpus.judge import situation
from tests.support.soak import examples

PLAIN: dict[str, Any] = {
    "now": "08:00",
    "order": {"drug": "PARA500", "dose": "500 mg", "times": ["08:00", "20:00"]},
}
BASE = situation(PLAIN)
UNITS = {"g": Decimal(1000), "mg": Decimal(1), "ug": Decimal("0.001"), "{tbl}": Decimal(500)}
"""In milligrams of paracetamol; a tablet of it holds 500."""
AMOUNTS = st.tuples(st.integers(1, 5000), st.sampled_from(sorted(UNITS)))


def with_dosage(s: Situation, **changes: Any) -> Situation:
    (dosage,) = s.order.dosages
    changed = msgspec.structs.replace(dosage, **changes)
    order = msgspec.structs.replace(s.order, dosages=(changed,))
    chart = msgspec.structs.replace(s.chart, orders=(order,))
    dose = msgspec.structs.replace(s.dose, dosage=changed)
    return msgspec.structs.replace(s, order=order, chart=chart, dose=dose)


def earlier(s: Situation, given_before: list[tuple[int, tuple[int, str]]]) -> Situation:
    """Doses some days ago, under an order that the chart no longer has."""
    history = tuple(
        Administration(
            id=f"a{n}",
            order_id="gone",
            status="completed",
            start=s.now - timedelta(days=days),
            amount=Quantity(value=Decimal(value), unit=unit),
            codes=s.order.names,
        )
        for n, (days, (value, unit)) in enumerate(given_before)
    )
    return msgspec.structs.replace(s, history=history)


@settings(max_examples=examples(200), deadline=None)
@given(st.lists(st.tuples(st.integers(1, 4000), AMOUNTS), max_size=6), AMOUNTS)
def test_a_lifetime_is_never_allowed_and_stops_exactly_above_its_maximum(
    before: list[tuple[int, tuple[int, str]]], most: tuple[int, str]
) -> None:
    limit = Quantity(value=Decimal(most[0]), unit=most[1])
    s = earlier(with_dosage(BASE, max_per_lifetime=limit), before)
    total = 500 + sum(value * UNITS[unit] for _, (value, unit) in before)
    (found,) = [one for one in release.findings(s) if one.code == "PRN_MAX"]

    assert found.severity is (Severity.STOP if total > most[0] * UNITS[most[1]] else Severity.CONFIRM)


@settings(max_examples=examples(200), deadline=None)
@given(st.integers(-3000, 3000), st.integers(0, 3000), st.integers(0, 3000), st.integers(1, 600))
def test_a_range_never_turns_milder_with_time(certain: int, more: int, now: int, later: int) -> None:
    """On demand, minutes from now: certain until one moment, to be asked about until another, then over."""
    (dosage,) = BASE.order.dosages
    assert dosage.timing is not None
    ends = [BASE.now + timedelta(minutes=certain + one) for one in (0, more)]
    timing = msgspec.structs.replace(
        dosage.timing, times=(), certain_end=Moment(at=ends[0]), end=Moment(at=ends[1])
    )
    s = with_dosage(BASE, timing=timing, as_needed=True)
    s = msgspec.structs.replace(s, dose=msgspec.structs.replace(s.dose, due=None))

    def severity(minutes: int) -> Severity:
        at = msgspec.structs.replace(s, now=BASE.now + timedelta(minutes=minutes))
        found = [one.severity for one in release.findings(at) if one.code == "ORDER_NOT_ACTIVE"]
        assert len(found) <= 1
        return found[0] if found else Severity.ALLOW

    assert severity(now + later).rank >= severity(now).rank
    assert (severity(now) is Severity.ALLOW) == (now <= certain)
    assert (severity(now) is Severity.STOP) == (now > certain + more)
