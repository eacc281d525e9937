"""An order whose length is a range: 5 to 10 days."""

from cart_agent.core.rules.facts import finding, local_time
from cart_agent.core.rules.order import order_active
from cart_agent.core.schedule.local import last_instant
from cart_agent.core.situation import Situation
from cart_agent.core.verdict import Finding, Severity


def order_may_be_over(s: Situation) -> Finding | None:
    """ORDER_NOT_ACTIVE, between the two ends of the range: only the prescriber knows whether the dose is
    still wanted (CONFIRM). Beyond the range the order is over, which is `order_active`'s to say."""
    timing = s.dose.dosage.timing
    if timing is None or timing.certain_end is None:
        return None
    certain = last_instant(timing.certain_end, s.zone)
    if (s.dose.due or s.now) <= certain or order_active(s) is not None:
        return None
    until = local_time(certain, s.zone)
    return finding("ORDER_NOT_ACTIVE", Severity.CONFIRM, case="may-be-over", order=s.order.text, until=until)
