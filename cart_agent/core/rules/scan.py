"""A code that is not what it should be, before anything is looked up for it."""

from cart_agent.core.identify import Identified, Reason, Unreadable, Wristband
from cart_agent.core.rules.facts import finding
from cart_agent.core.verdict import Finding, Severity


def suspect(found: Identified, wanted: str) -> Finding:
    """CODE_SUSPECT: an unreadable code, or one that is no `wanted` (wristband or drug)."""
    case = f"unreadable-{found.reason}" if isinstance(found, Unreadable) else f"not-a-{wanted}"
    return finding("CODE_SUSPECT", Severity.STOP, case=case)


def plain_number(found: Identified) -> Wristband | None:
    """Text that matches no pattern of the ward may still be a patient's own number: ask whose it is."""
    if not isinstance(found, Unreadable) or found.reason is not Reason.UNKNOWN:
        return None
    return Wristband(number=found.raw.decode("utf-8", "replace"))
