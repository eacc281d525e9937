"""What the demo ward is there to show at ten to eight: which doses go, and why the others do not."""

from functools import cache
from typing import Any

import pytest

from cart_agent.core import release, verify
from cart_agent.core.chart import Formulary
from cart_agent.core.identify import DrugPack, IdentifyRules, Wristband, identify
from cart_agent.core.schedule.due import due_list
from cart_agent.core.situation import Freshness, Situation
from cart_agent.demo.items import ward_items
from cart_agent.demo.place import WARD_DIRECTORY, demo_ward
from cart_agent.his.fhir import read_chart, read_formulary_part, read_policy, read_stock

WARD = demo_ward()
FRESH = Freshness(age_minutes=0, verified=True, clock_synced=True)


@cache
def formulary() -> Formulary:
    parts = sorted(WARD_DIRECTORY.glob("formulary-*.json"))
    return Formulary([product for part in parts for product in read_formulary_part(part.read_bytes())])


def scanned(item_id: str) -> Any:
    (item,) = [item for item in ward_items() if item.id == item_id]
    return identify(item.raw, item.symbology, IdentifyRules(), WARD.start.date())


def situation(order_id: str, label: str = "") -> Situation:
    """The order's dose with this label, else the one that answers the time nearest to now."""
    number = order_id[1]
    chart = read_chart((WARD_DIRECTORY / f"chart-E26-000{number}.json").read_bytes())
    policy = read_policy((WARD_DIRECTORY / "policy.json").read_bytes())
    lines = due_list(chart, formulary(), policy, WARD.zone, WARD.start, chart.administrations)
    doses = [line.dose for line in lines if line.order.id == order_id and line.dose]
    wanted = [dose for dose in doses if not label or dose.label == label]
    dose = min(wanted, key=lambda one: abs((one.due or WARD.start) - WARD.start))
    band = scanned(f"band:p{number}")
    assert isinstance(band, Wristband)
    order = chart.order(order_id)
    assert order
    return Situation(
        now=WARD.start,
        zone=WARD.zone,
        policy=policy,
        formulary=formulary(),
        chart=chart,
        order=order,
        dose=dose,
        wristband=band,
        freshness=FRESH,
        history=chart.administrations,
        stock=read_stock((WARD_DIRECTORY / "stock.json").read_bytes()),
    )


RELEASE = (
    ("o101", "", "ALLOW", ""),
    ("o102", "", "ALLOW", ""),
    ("o104", "", "STOP", "ALREADY_GIVEN"),
    ("o201", "", "STOP", "PRN_MAX"),
    ("o202", "14:00", "STOP", "TOO_EARLY"),
    ("o203", "", "WITNESS", "CONTROLLED"),
    ("o205", "", "ALLOW", ""),
    ("o301", "", "STOP", "ALLERGY"),
    ("o302", "", "STOP", "ALREADY_GIVEN"),
    ("o303", "", "STOP", "ORDER_NOT_ACTIVE"),
    ("o401", "", "ALLOW", ""),
    ("o402", "", "ALLOW", ""),
    ("o403", "", "ALLOW", ""),
    ("o501", "", "ALLOW", ""),
    ("o502", "", "STOP", "HOLD_PARAMETER"),
    ("o503", "", "ALLOW", ""),
    ("o504", "", "ALLOW", ""),
    ("o601", "", "WITNESS", "HIGH_ALERT"),
    ("o603", "", "CONFIRM", "LATE"),
    ("o604", "", "ALLOW", ""),
    ("o701", "", "ALLOW", ""),
    ("o703", "", "ALLOW", ""),
    ("o705", "", "ALLOW", ""),
    ("o706", "", "CONFIRM", "TOO_EARLY"),
    ("o700", "", "WITNESS", "HIGH_ALERT"),
    ("o705", "14:00", "STOP", "TOO_EARLY"),
)


@pytest.mark.parametrize(("order_id", "label", "severity", "code"), RELEASE)
def test_a_drawer_opens_or_stays_shut_for_the_reason_that_the_ward_shows(
    order_id: str, label: str, severity: str, code: str
) -> None:
    verdict = release.check(situation(order_id, label))

    assert verdict.severity == severity, verdict
    assert not code or code in {finding.code for finding in verdict.findings}


VERIFY = (
    ("o101", ("amlodipine-5",), "ALLOW", ""),
    ("o101", ("amlodipine-10",), "STOP", "DOSE_NOT_REACHABLE"),
    ("o101", ("metformin-500",), "STOP", "WRONG_DRUG"),
    ("o101", ("unknown-ean",), "STOP", "CODE_SUSPECT"),
    ("o102", ("metformin-500", "metformin-500-b"), "ALLOW", ""),
    ("o102", ("metformin-500",), "CONFIRM", "DOSE_INCOMPLETE"),
    ("o401", ("ceftriaxone-1g",), "ALLOW", ""),
    ("o401", ("cefotaxime-1g",), "STOP", "WRONG_DRUG"),
    ("o501", ("bisoprolol-5",), "ALLOW", ""),
    ("o601", ("insulin-rapid",), "CONFIRM", "LOOK_ALIKE"),
    ("o601", ("insulin-nph",), "STOP", "WRONG_DRUG"),
    ("o701", ("potassium-600", "potassium-600-b"), "ALLOW", ""),
    ("o702", ("omeprazole-20",), "STOP", "WRONG_ROUTE"),
    ("o705", ("paracetamol-500",), "ALLOW", ""),
    ("o705", ("paracetamol-500-expired",), "STOP", "EXPIRED"),
    ("o706", ("prednisolone-5-recalled",), "STOP", "RECALLED"),
    ("o700", ("enoxaparin-40",), "ALLOW", ""),
)


@pytest.mark.parametrize(("order_id", "packs", "severity", "code"), VERIFY)
def test_a_pack_is_right_or_refused_for_the_reason_that_the_ward_shows(
    order_id: str, packs: tuple[str, ...], severity: str, code: str
) -> None:
    found: list[DrugPack] = [scanned(f"pack:{pack}") for pack in packs]
    verdict = verify.check(situation(order_id), tuple(found))

    assert verdict.severity == severity, verdict
    assert not code or code in {finding.code for finding in verdict.findings}
