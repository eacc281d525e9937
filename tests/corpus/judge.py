"""A case through the real readers and gates: bytes in, verdicts out."""

import tomllib
from decimal import Decimal
from pathlib import Path

import msgspec

from cart_agent.core import give, release, verify
from cart_agent.core.blind import agrees, blind_dose
from cart_agent.core.chart import Administration, Chart, Dosage, Dose
from cart_agent.core.identify import DrugPack, IdentifyRules, Wristband, identify
from cart_agent.core.ordered import Ordered, as_ordered
from cart_agent.core.policy import Policy
from cart_agent.core.quantity import Quantity
from cart_agent.core.schedule import Unschedulable, merge, nearest_dose
from cart_agent.core.situation import Freshness, Situation
from cart_agent.core.verdict import Verdict
from cart_agent.decide import gather
from cart_agent.decide.case import read as case_read
from cart_agent.decide.gather import Setting
from cart_agent.his.fhir import read_chart, read_policy, read_stock
from tests.corpus.line import line, of_corpus
from tests.corpus.paper import ZONE, chart_document, stock_document, utc
from tests.corpus.pharmacy import Json, formulary, scan_bytes

CASES = Path(__file__).parent / "cases"


def load() -> list[Json]:
    """Every case of every file, `about` naming the code it is about."""
    return [
        {"file": file.stem, **case}
        for file in sorted(CASES.glob("*.toml"))
        for case in tomllib.loads(file.read_text())["case"]
    ]


def situation(case: Json) -> Situation:
    """What the agent would ask the gates."""
    chart = read_chart(chart_document(case))
    policy = read_policy(msgspec.json.encode(case.get("policy", {})))
    link = case.get("link", {})
    order = chart.order("order")
    assert order is not None
    return Situation(
        now=utc(case["now"]),
        zone=ZONE,
        policy=policy,
        formulary=formulary(),
        chart=chart,
        order=order,
        dose=_dose(case, chart, policy),
        wristband=_band(case.get("wristband", "BN0001")),
        freshness=Freshness(
            age_minutes=None if link.get("age") == "never" else link.get("age", 0),
            verified=link.get("verified", True),
            clock_synced=link.get("synced", True),
            staff_age_minutes=None if link.get("staff") == "never" else link.get("staff", 0),
        ),
        history=merge(chart.administrations, ()),
        elsewhere=_elsewhere(case),
        released_version=case.get("released_version", ""),
        released=_released(case, policy),
        stock=read_stock(stock_document(case)),
    )


def _elsewhere(case: Json) -> tuple[Administration, ...]:
    """What other patients got: read as the history of this one, for nothing is asked of whose it is."""
    other = read_chart(chart_document({**case, "history": case.get("elsewhere", [])}))
    return merge(other.administrations, ())


def _released(case: Json, policy: Policy) -> Ordered | None:
    """What the order said when its drawer was released: `was` holds what was different then."""
    if "was" not in case:
        return None
    before = {**case, "order": {**case["order"], **case["was"]}}
    chart = read_chart(chart_document(before))
    order = chart.order("order")
    assert order is not None
    return as_ordered(order, _dose(before, chart, policy).dosage, policy, ZONE, utc(case["now"]))


def packs(case: Json, today: Situation) -> tuple[DrugPack, ...]:
    """The scans of a case, through `identify`."""
    found = [
        identify(scan_bytes(pack), "]d2", IdentifyRules(), today.now.date()) for pack in case.get("scan", [])
    ]
    assert all(isinstance(one, DrugPack) for one in found), found
    return tuple(one for one in found if isinstance(one, DrugPack))


def judge(case: Json) -> dict[str, Verdict]:
    """The verdict of every gate that the case expects something of."""
    if "chart" in case:
        refused = gather.situation(case_read(line(of_corpus(case))), Setting())
        assert isinstance(refused, Verdict)
        return {"release": refused}
    s = situation(case)
    scanned = packs(case, s)
    amount = None
    if "amount" in case:
        value, unit = case["amount"].split(" ", 1)
        amount = Quantity(value=Decimal(value), unit=unit)
    asked = {
        "release": release.check(s),
        "verify": verify.check(s, scanned, amount),
        "give": give.check(s, scanned, amount),
    }
    return {gate: verdict for gate, verdict in asked.items() if gate in case}


def witnessed(case: Json) -> str:
    """What comes of the dose that the witness says without seeing it: yes, no or not asked."""
    s = situation(case)
    wanted = blind_dose(s, packs(case, s))
    value, unit = case["witness_says"].split(" ", 1)
    if wanted is None:
        return "not asked"
    return "yes" if agrees(wanted, Quantity(value=Decimal(value), unit=unit)) else "no"


def said(verdict: Verdict) -> list[str]:
    """`STOP WRONG_DRUG`, one for each finding, sorted."""
    return sorted(f"{one.severity} {one.code}" for one in verdict.findings)


def _band(text: str) -> Wristband | None:
    if text == "none":
        return None
    return Wristband(gsrn=text) if text.isdigit() else Wristband(number=text)


def _dose(case: Json, chart: Chart, policy: Policy) -> Dose:
    """The dose of `dose_time`, else the one nearest to now."""
    order = chart.order("order")
    assert order is not None
    meant = utc(str(case.get("dose_time", case["now"])))
    try:
        found = nearest_dose(order, policy, ZONE, meant)
    except Unschedulable:
        found = None
    due = meant if "dose_time" in case else None
    return found or Dose(order_id="order", due=due, dosage=next(iter(order.dosages), Dosage()))
