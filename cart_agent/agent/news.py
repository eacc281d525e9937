"""What a newer order says of a dose whose drawer is still shut: no STOP tells it."""

from cart_agent.agent.words import Texts, line
from cart_agent.core.rules.changed import differences
from cart_agent.core.session.state import DoseInHand


def changed_before_release(before: DoseInHand | None, after: DoseInHand | None) -> Texts | None:
    """One line for the nurse; None where nothing changed that she has read."""
    if before is None or after is None or before.key != after.key or after.opened:
        return None
    if before.ordered is None or after.ordered is None or before.ordered == after.ordered:
        return None
    vi, en = (differences(before.ordered, after.ordered, lang) for lang in ("vi", "en"))
    return line("order-differs", change={"vi": vi, "en": en})
