"""Is what the cart knows still true? (docs/his-contract.md, freshness)"""

from datetime import timedelta

from cart_agent.core import orders
from cart_agent.core.rules.facts import finding
from cart_agent.core.situation import Situation
from cart_agent.core.verdict import Finding, Severity


def chart_stale(s: Situation) -> Finding | None:
    """CHART_STALE: by the age of the last manifest that named this chart; limits are ward policy."""
    age, limits = s.freshness.age_minutes, s.policy.stale
    if age is None:
        return finding("CHART_STALE", _second_person_if_high_alert(s), case="never")
    if age < limits.confirm_minutes:
        return None
    witness = age >= limits.witness_minutes
    severity = _second_person_if_high_alert(s) if witness else Severity.CONFIRM
    if age >= limits.downtime_minutes:
        return finding("CHART_STALE", severity, case="downtime", hours=str(age // 60))
    return finding("CHART_STALE", severity, length=timedelta(minutes=age))


def chart_unverified(s: Situation) -> Finding | None:
    """CHART_UNVERIFIED: the newest manifest does not name this chart's version and content."""
    if s.freshness.verified:
        return None
    return finding("CHART_UNVERIFIED", _second_person_if_high_alert(s))


def clock_untrusted(s: Situation) -> Finding | None:
    """CLOCK_UNTRUSTED: not set from a time server since boot; time windows are not judged from it."""
    return None if s.freshness.clock_synced else finding("CLOCK_UNTRUSTED", Severity.CONFIRM)


def _second_person_if_high_alert(s: Situation) -> Severity:
    high = "high-alert" in orders.classes(s.order, s.formulary)
    return Severity.WITNESS if high else Severity.CONFIRM
