"""Drugs that need two people."""

from cart_agent.core import orders
from cart_agent.core.rules.facts import finding
from cart_agent.core.situation import Situation
from cart_agent.core.verdict import Finding, Severity

CONTROLLED = ("narcotic", "psychotropic", "precursor")
"""Circular 20/2017/TT-BYT (Vietnam)."""


def high_alert(s: Situation) -> Finding | None:
    """HIGH_ALERT: ISMP's high-alert drugs, as far as ward policy wants a second person."""
    return high_alert_of(orders.classes(s.order, s.formulary), s)


def controlled(s: Situation) -> Finding | None:
    """CONTROLLED: narcotics, psychotropics and precursors."""
    return controlled_of(orders.classes(s.order, s.formulary), s)


def high_alert_of(flags: frozenset[str], s: Situation) -> Finding | None:
    """HIGH_ALERT for a set of class flags."""
    if "high-alert" not in flags & s.policy.witness_classes:
        return None
    return finding("HIGH_ALERT", Severity.WITNESS, order=s.order.text)


def controlled_of(flags: frozenset[str], s: Situation) -> Finding | None:
    """CONTROLLED for a set of class flags."""
    found = next((flag for flag in CONTROLLED if flag in flags & s.policy.witness_classes), "")
    return finding("CONTROLLED", Severity.WITNESS, order=s.order.text, drug_class=found) if found else None
