"""The first gate: may this drawer open for this patient and this dose now?"""

from collections.abc import Callable

from cart_agent.core.rules import (
    allergy,
    bounds,
    classes,
    freshness,
    given,
    hold,
    lifetime,
    order,
    patch,
    patient,
    prn,
    timing,
)
from cart_agent.core.rules.facts import finding
from cart_agent.core.situation import Situation
from cart_agent.core.verdict import Finding, Gate, Severity, Verdict, combine

RULES: tuple[Callable[[Situation], Finding | None], ...] = (
    patient.wrong_patient,
    patient.patient_not_scanned,
    patient.chart_closed,
    freshness.chart_stale,
    freshness.chart_unverified,
    freshness.clock_untrusted,
    order.order_readable,
    order.order_active,
    bounds.order_may_be_over,
    order.route_known,
    order.dose_known,
    order.dose_maximum,
    given.already_given,
    given.duplicate_ingredient,
    patch.patch_not_removed,
    prn.prn_too_soon,
    prn.prn_max,
    lifetime.lifetime_max,
    timing.too_early,
    timing.late,
    allergy.allergy,
    classes.high_alert,
    classes.controlled,
    hold.hold_parameter,
)


def check(situation: Situation) -> Verdict:
    """Ask every rule of the release gate. Raises nothing for any data that `his.fhir` can read."""
    return combine(Gate.RELEASE, findings(situation))


def findings(situation: Situation) -> list[Finding]:
    """What the rules say, in the table's order."""
    return [found for rule in RULES if (found := rule(situation)) is not None]


def refuse(code: str, **facts: str) -> Verdict:
    """The verdict where there is no chart to ask: PATIENT_UNKNOWN, CHART_CLOSED or CHART_UNREADABLE.

    `facts` fill the sentence of `core.texts` (`reason` for CHART_UNREADABLE, `patient` for CHART_CLOSED).
    """
    return combine(Gate.RELEASE, [finding(code, Severity.STOP, **facts)])
