"""One question, one answer: a gate asked about a situation, or why there is no situation to ask about."""

import msgspec

from cart_agent.core import give, release, verify
from cart_agent.core.identify import DrugPack
from cart_agent.core.quantity import Quantity
from cart_agent.core.situation import Situation
from cart_agent.core.verdict import Finding, Gate, Severity, Verdict, combine


def ask(
    gate: Gate,
    situation: Situation,
    packs: tuple[DrugPack, ...] = (),
    amount: Quantity | None = None,
    *,
    unscanned: bool = False,
) -> Verdict:
    """What the gate says. `packs` and `amount` as in `core.verify`; a release asks for neither.

    `unscanned`: there are no packs because no code could be read, not because none was scanned yet.
    """
    if gate is Gate.RELEASE:
        return release.check(msgspec.structs.replace(situation, released_version=""))
    if gate is Gate.VERIFY:
        return verify.check(situation, packs, amount)
    if not packs and not unscanned and situation.label is None:
        return give.before_scan(situation)
    return give.check(situation, packs, amount)


def gone(gate: Gate, *why: Finding) -> Verdict:
    """The chart has no such order, or not that dose of it any more; `why` where more is known."""
    absent = Finding(code="ORDER_NOT_ACTIVE", severity=Severity.STOP, facts={"status": "absent"})
    return combine(gate, [*why, absent])
