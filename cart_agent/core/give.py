"""The last check: do release and verify still hold, on the newest chart, at the moment of giving?"""

from collections.abc import Mapping

from cart_agent.core import release, verify
from cart_agent.core.identify import DrugPack
from cart_agent.core.quantity import Quantity
from cart_agent.core.rules.changed import order_changed
from cart_agent.core.situation import Situation
from cart_agent.core.verdict import Finding, Gate, Severity, Verdict, combine


def check(
    situation: Situation,
    packs: tuple[DrugPack, ...],
    amount: Quantity | None = None,
    acknowledged: Mapping[str, Severity] | None = None,
) -> Verdict:
    """Everything asked again, and whether the order is still the one that was released.

    A code in `acknowledged` is left out up to the severity that a person took on; a STOP never is. A
    situation whose chart no longer has the order is refused as ORDER_NOT_ACTIVE.
    """
    changed = order_changed(situation)
    found = [*release.findings(situation), *verify.findings(situation, packs, amount)]
    once = {(one.code, one.severity): one for one in [*found, *([changed] if changed else [])]}
    return combine(Gate.GIVE, [one for one in once.values() if not _taken(one, acknowledged or {})])


def before_scan(situation: Situation) -> Verdict:
    """What may be asked before a drug was scanned: release again, and whether the order has changed."""
    changed = order_changed(situation)
    return combine(Gate.GIVE, [*release.findings(situation), *([changed] if changed else [])])


def _taken(one: Finding, acknowledged: Mapping[str, Severity]) -> bool:
    taken = acknowledged.get(one.code, Severity.ALLOW)
    return one.severity is not Severity.STOP and one.severity.rank <= taken.rank
