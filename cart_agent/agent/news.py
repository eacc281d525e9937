"""What a newer order says of a dose whose drawer is still shut: no STOP tells it."""

from msgspec.structs import replace

from cart_agent.agent.words import Texts, line
from cart_agent.core.ordered import Ordered
from cart_agent.core.rules.changed import differences
from cart_agent.core.session.state import DoseInHand


def changed_before_release(before: DoseInHand | None, after: DoseInHand | None) -> Texts | None:
    """One line for the nurse; None where nothing changed that she has read."""
    pair = _two_orders(before, after)
    return None if pair is None else _said(_parts(*pair))


def the_same_unseen(before: DoseInHand | None, after: DoseInHand | None) -> Texts | None:
    """That line without the dose, for as long as its witness must not see it."""
    pair = _two_orders(before, after)
    if pair is None:
        return None
    said = _parts(*(replace(one, dose=None) for one in pair))
    if pair[0].dose == pair[1].dose:
        return _said(said)
    hidden = line("dose-not-shown")
    return _said({lang: "; ".join(filter(None, (hidden[lang], text))) for lang, text in said.items()})


def _two_orders(before: DoseInHand | None, after: DoseInHand | None) -> tuple[Ordered, Ordered] | None:
    if before is None or after is None or before.key != after.key or after.opened:
        return None
    if before.ordered is None or after.ordered is None or before.ordered == after.ordered:
        return None
    return before.ordered, after.ordered


def _parts(before: Ordered, after: Ordered) -> Texts:
    return {lang: differences(before, after, lang) for lang in ("vi", "en")}


def _said(change: Texts) -> Texts:
    return line("order-differs", change=change)
