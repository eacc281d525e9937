"""Drugs that need two people."""

from cart_agent.core import orders
from cart_agent.core.rules.facts import finding
from cart_agent.core.situation import Situation
from cart_agent.core.verdict import Finding, Severity

CONTROLLED = ("narcotic", "psychotropic", "precursor")
"""Circular 20/2017/TT-BYT (Vietnam)."""


def high_alert(s: Situation) -> Finding | None:
    """HIGH_ALERT: ISMP's high-alert drugs, as far as ward policy wants a second person."""
    return high_alert_of(orders.classes(s.order, s.formulary), s, s.order.text)


def controlled(s: Situation) -> Finding | None:
    """CONTROLLED: narcotics, psychotropics and precursors."""
    flags = orders.classes(s.order, s.formulary)
    return _offline(flags, s) or controlled_of(flags, s, s.order.text)


def _offline(flags: frozenset[str], s: Situation) -> Finding | None:
    """CONTROLLED, too long without a confirmed staff list; a witness would be of the same old list."""
    found = next((flag for flag in CONTROLLED if flag in flags), "")
    age = s.freshness.staff_age_minutes
    if not found or (age is not None and age <= s.policy.controlled_offline_hours * 60):
        return None
    hours = "?" if age is None else str(age // 60)
    return finding(
        "CONTROLLED", Severity.STOP, case="offline", order=s.order.text, drug_class=found, hours=hours
    )


def high_alert_of(flags: frozenset[str], s: Situation, drug: str) -> Finding | None:
    """HIGH_ALERT for the class flags of `drug`."""
    if "high-alert" not in flags & s.policy.witness_classes:
        return None
    return finding("HIGH_ALERT", Severity.WITNESS, order=drug)


def controlled_of(flags: frozenset[str], s: Situation, drug: str) -> Finding | None:
    """CONTROLLED for the class flags of `drug`."""
    found = next((flag for flag in CONTROLLED if flag in flags & s.policy.witness_classes), "")
    return finding("CONTROLLED", Severity.WITNESS, order=drug, drug_class=found) if found else None
