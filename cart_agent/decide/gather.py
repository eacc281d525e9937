"""From a case to the situation that the gates are asked about, or the refusal where there is none."""

from datetime import UTC

from msgspec import Struct

from cart_agent.core import gates
from cart_agent.core.chart import Dosage, Dose, Order
from cart_agent.core.identify import Identified, IdentifyRules, Wristband, identify
from cart_agent.core.policy import Policy
from cart_agent.core.rules.scan import plain_number, suspect
from cart_agent.core.schedule import Unschedulable, dose_times, merge, nearest_dose
from cart_agent.core.schedule.local import day_of
from cart_agent.core.situation import Freshness, Situation
from cart_agent.core.verdict import Gate, Verdict, combine
from cart_agent.decide import documents
from cart_agent.decide.case import Case, Link, Scanned


class Setting(Struct, frozen=True, kw_only=True):
    """What all cases of a run share."""

    rules: IdentifyRules = IdentifyRules()
    zone: str = "Asia/Ho_Chi_Minh"


def situation(case: Case, setting: Setting) -> Situation | Verdict:
    """Everything about the dose that is meant. Raises Malformed.

    A refusal says that there is no chart to be read, no wristband, or no such order: then no gate has
    anything to be asked about.
    """
    formulary, policy, stock = documents.formulary(case), documents.policy(case), documents.stock(case)
    chart = documents.chart(case)
    if isinstance(chart, Verdict):
        return chart
    band = wristband(case, setting)
    if isinstance(band, Verdict):
        return band
    order = chart.order(case.order)
    if order is None:
        return gates.gone(Gate.RELEASE)
    zone, link = case.zone or setting.zone, case.link or Link()
    return Situation(
        now=case.now.astimezone(UTC),
        zone=zone,
        policy=policy,
        formulary=formulary,
        chart=chart,
        order=order,
        dose=dose_meant(case, order, policy, zone),
        wristband=band,
        freshness=Freshness(
            age_minutes=None if link.manifest_age_minutes is None else int(link.manifest_age_minutes),
            verified=link.verified,
            clock_synced=link.clock_synced,
        ),
        history=merge(chart.administrations, ()),
        stock=stock,
    )


def scanned(scan: Scanned, case: Case, setting: Setting) -> Identified:
    """What one scan is."""
    day = day_of(case.now, case.zone or setting.zone)
    return identify(scan.data, scan.symbology, setting.rules, day)


def wristband(case: Case, setting: Setting) -> Wristband | Verdict | None:
    """Whose wristband it is, as far as the band itself says; None: not scanned. Plain text of any kind is a
    number, which is the patient's or not."""
    if case.wristband is None:
        return None
    found = scanned(case.wristband, case, setting)
    if isinstance(found, Wristband):
        return found
    return plain_number(found) or combine(Gate.RELEASE, [suspect(found, "wristband")])


def dose_meant(case: Case, order: Order, policy: Policy, zone: str) -> Dose:
    """The dose at `doseTime`; else the one nearest to now, so that a dose given a moment ago is refused as
    given and not taken for the next one. An order without such a dose gets one for the gates to refuse."""
    try:
        if case.dose_time is None:
            found = nearest_dose(order, policy, zone, case.now)
        else:
            found = next(iter(dose_times(order, policy, zone, case.dose_time, case.dose_time)), None)
    except Unschedulable:
        found = None
    due = case.dose_time.astimezone(UTC) if case.dose_time else None
    return found or Dose(order_id=order.id, due=due, dosage=next(iter(order.dosages), Dosage()))
