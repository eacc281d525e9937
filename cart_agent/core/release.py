"""The first gate: may this drawer open for this patient and this dose now?"""

from cart_agent.core.situation import Situation
from cart_agent.core.verdict import Verdict


def check(situation: Situation) -> Verdict:
    """Ask every rule of the release gate."""
    raise NotImplementedError(situation)


def refuse(code: str, **facts: str) -> Verdict:
    """The verdict where there is no chart to ask: PATIENT_UNKNOWN, CHART_CLOSED or CHART_UNREADABLE."""
    raise NotImplementedError(code, facts)
