"""The last check: do release and verify still hold, on the newest chart, at the moment of giving?"""

from collections.abc import Mapping

from cart_agent.core.identify import DrugPack
from cart_agent.core.quantity import Quantity
from cart_agent.core.situation import Situation
from cart_agent.core.verdict import Severity, Verdict


def check(
    situation: Situation,
    packs: tuple[DrugPack, ...],
    amount: Quantity | None,
    acknowledged: Mapping[str, Severity],
) -> Verdict:
    """Everything asked again. A code in `acknowledged` is left out up to the severity it was taken on; STOP
    never is."""
    raise NotImplementedError(situation, packs, amount, acknowledged)
