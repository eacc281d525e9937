"""What holds for every decision, whatever the case: over the whole corpus, changed at random."""

import os
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cart_agent.core import give, release, verify
from cart_agent.core.identify import DrugPack
from cart_agent.core.policy import DRUG_CLASSES, Policy, StalePolicy, WindowPolicy
from cart_agent.core.schedule import due_list, merge
from cart_agent.core.situation import Situation
from cart_agent.core.verdict import Finding, Gate, Severity, Verdict, combine
from cart_agent.his.fhir import Unreadable, read_chart
from tests.corpus.judge import judge, load, packs, said, situation
from tests.corpus.paper import chart_document
from tests.support.soak import examples

CASES = [case for case in load() if "chart" not in case]
"""Those with a chart."""
PLAIN = [case for case in CASES if "policy" not in case]
MOVED = {
    "TOO_EARLY",
    "LATE",
    "CHART_STALE",
    "EXPIRES_SOON",
    "DUPLICATE_INGREDIENT",
    "CONTROLLED",
    "HIGH_ALERT",
}
"""What the policies of `tighter` move."""
MOVABLE = [case for case in PLAIN if case["about"] in MOVED]
TIMED = [case for case in MOVABLE if case["about"] in ("TOO_EARLY", "LATE")]
SEVERAL = [case for case in CASES if len(case.get("history", [])) > 1 or len(case.get("others", [])) > 1]
"""Those in which an order of things could matter most."""
SEVERITIES = st.sampled_from(list(Severity))


def verdicts(s: Situation, scanned: tuple[DrugPack, ...]) -> list[Verdict]:
    return [release.check(s), verify.check(s, scanned), give.check(s, scanned)]


def decided(s: Situation, scanned: tuple[DrugPack, ...]) -> list[list[tuple[str, Severity]]]:
    return [[(one.code, one.severity) for one in verdict.findings] for verdict in verdicts(s, scanned)]


@given(st.lists(st.builds(Finding, code=st.sampled_from(["A", "B", "C"]), severity=SEVERITIES), max_size=6))
def test_the_most_severe_finding_wins(findings: list[Finding]) -> None:
    verdict = combine(Gate.GIVE, findings)

    assert verdict.severity.rank == max([one.severity.rank for one in findings], default=0)
    assert combine(Gate.GIVE, reversed(findings)).severity is verdict.severity


@given(st.permutations([Finding(code=c, severity=s) for c in "AB" for s in Severity]), st.integers(1, 8))
def test_a_verdict_does_not_change_with_the_order_of_its_findings(found: list[Finding], count: int) -> None:
    some = found[:count]
    one, other = combine(Gate.GIVE, some), combine(Gate.GIVE, sorted(some, key=lambda it: it.code))

    assert one.severity is other.severity
    assert {(it.code, it.severity) for it in one.findings} == {(it.code, it.severity) for it in some}
    assert [it.severity for it in one.findings] == [it.severity for it in other.findings]


@given(st.sampled_from(CASES), st.data())
def test_no_input_is_allowed_while_a_finding_stops(case: dict[str, Any], data: st.DataObject) -> None:
    """The drugs, the wristband, the link and the clock of any other case beside this one's order."""
    other = data.draw(st.sampled_from(CASES))
    mixed = situation(
        {**case, **{key: other[key] for key in ("wristband", "link", "policy", "stock") if key in other}}
    )
    scanned = packs(other, mixed)
    for gate, found in (
        (release.check(mixed), release.findings(mixed)),
        (verify.check(mixed, scanned), verify.findings(mixed, scanned, None)),
    ):
        worst = max([one.severity.rank for one in found], default=0)
        assert gate.severity.rank == worst
    if any(verdict.severity is Severity.STOP for verdict in verdicts(mixed, scanned)[:2]):
        assert give.check(mixed, scanned).severity is Severity.STOP


@st.composite
def tighter(draw: st.DrawFn) -> Policy:
    """A policy that is nowhere looser than the default."""
    return Policy(
        windows=WindowPolicy(
            time_critical_minutes=draw(st.integers(0, 30)),
            frequent_percent=draw(st.integers(0, 25)),
            several_daily_minutes=draw(st.integers(0, 60)),
            daily_minutes=draw(st.integers(0, 120)),
        ),
        stale=StalePolicy(
            confirm_minutes=draw(st.integers(0, 30)), witness_minutes=draw(st.integers(0, 120))
        ),
        witness_classes=frozenset(DRUG_CLASSES),
        expires_soon_days=draw(st.integers(7, 400)),
        duplicate_minutes=draw(st.integers(120, 4000)),
        require_pharmacist_verification=draw(st.booleans()),
        controlled_offline_hours=draw(st.integers(1, 24)),
    )


@settings(max_examples=examples(400))
@given(
    st.sampled_from(TIMED) | st.sampled_from(MOVABLE) | st.sampled_from(PLAIN),
    st.integers(-300, 300),
    tighter(),
)
def test_tightening_a_policy_never_turns_a_stricter_verdict_milder(
    case: dict[str, Any], minutes: int, policy: Policy
) -> None:
    """Also some hours before and after the moment of the case."""
    s = situation(case)
    s = msgspec.structs.replace(s, now=s.now + timedelta(minutes=minutes))
    scanned = packs(case, s)
    stricter = msgspec.structs.replace(s, policy=policy)

    for before, after in zip(verdicts(s, scanned), verdicts(stricter, scanned), strict=True):
        assert after.severity.rank >= before.severity.rank


@given(st.sampled_from(SEVERAL) | st.sampled_from(CASES), st.randoms(use_true_random=False))
def test_a_decision_does_not_change_with_the_order_of_orders_history_or_scans(
    case: dict[str, Any], random: Any
) -> None:
    s = situation(case)
    chart = msgspec.structs.replace(
        s.chart,
        orders=shuffled(s.chart.orders, random),
        allergies=shuffled(s.chart.allergies, random),
        measurements=shuffled(s.chart.measurements, random),
    )
    other = msgspec.structs.replace(
        s, chart=chart, history=shuffled(s.history, random), stock=shuffled(s.stock, random)
    )
    scanned = packs(case, s)

    assert decided(other, shuffled(scanned, random)) == decided(s, scanned)


def shuffled(items: tuple[Any, ...], random: Any) -> tuple[Any, ...]:
    return tuple(random.sample(items, len(items)))


@pytest.fixture(params=["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def elsewhere(request: pytest.FixtureRequest) -> Iterator[None]:
    """The machine's own zone is far from the ward's: to the east, to the west."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = request.param
    time.tzset()
    yield
    os.environ.pop("TZ") if before is None else os.environ.update(TZ=before)
    time.tzset()


def test_a_decision_does_not_change_with_the_time_zone_of_the_machine(elsewhere: None) -> None:
    for case in CASES:
        assert {gate: said(verdict) for gate, verdict in judge(case).items()} == {
            gate: sorted(case[gate]) for gate in ("release", "verify", "give") if gate in case
        }


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 10**6)
    | st.text(max_size=8)
    | st.sampled_from(["mg", "active", "1e999"]),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["code", "value"]), inner, max_size=2)
    ),
    max_leaves=4,
)


def places(node: Any) -> Iterator[tuple[Any, Any]]:
    """Every container with every key in it."""
    keys = list(node) if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else []
    for key in keys:
        yield node, key
        yield from places(node[key])


@settings(max_examples=400)
@given(st.sampled_from(CASES), st.data())
def test_a_damaged_chart_is_refused_or_decided_and_never_a_crash(
    case: dict[str, Any], data: st.DataObject
) -> None:
    document = msgspec.json.decode(chart_document(case))
    for _ in range(data.draw(st.integers(1, 3))):
        node, key = data.draw(st.sampled_from(list(places(document))))
        node[key] = data.draw(JSON)
    s = situation(case)
    try:
        chart = read_chart(msgspec.json.encode(document))
    except Unreadable:
        return
    history = merge(chart.administrations, ())
    due_list(chart, s.formulary, s.policy, s.zone, s.now, history)
    for order in chart.orders:
        damaged = msgspec.structs.replace(s, chart=chart, order=order, history=history)
        for verdict in verdicts(damaged, packs(case, s)):
            assert verdict.severity is not Severity.ALLOW or not order.problem


def test_an_acknowledged_finding_is_not_asked_again_but_a_graver_one_is() -> None:
    case = next(one for one in CASES if one["name"] == "two hours old, high-alert drug")
    s, scanned = situation(case), packs({"scan": ["WARF2"]}, situation(case))
    taken = {"CHART_STALE": Severity.WITNESS, "HIGH_ALERT": Severity.WITNESS}

    assert give.check(s, scanned, None, taken).severity is Severity.ALLOW
    assert (
        give.check(s, scanned, None, {**taken, "CHART_STALE": Severity.CONFIRM}).severity is Severity.WITNESS
    )


def test_a_stop_can_not_be_acknowledged() -> None:
    case = next(one for one in CASES if one["name"] == "status stopped")
    s = situation(case)

    assert give.check(s, (), None, {"ORDER_NOT_ACTIVE": Severity.STOP}).severity is Severity.STOP
