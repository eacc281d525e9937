"""Is the order still the one that was released?"""

from collections.abc import Callable

from cart_agent.core.ordered import Ordered, as_ordered
from cart_agent.core.present import present_range
from cart_agent.core.rules.facts import LANGUAGES, finding
from cart_agent.core.situation import Situation
from cart_agent.core.texts import word
from cart_agent.core.verdict import Finding, Severity


def order_changed(s: Situation) -> Finding | None:
    """ORDER_CHANGED: a newer version of the order arrived after the drawer was released."""
    if s.released_version in ("", s.order.version):
        return None
    return changed(s.order.text, s.released, ordered_of(s))


def ordered_of(s: Situation) -> Ordered:
    """What the order says now about the dose in hand."""
    return as_ordered(s.order, s.dose.dosage, s.policy, s.zone, s.now)


def changed(order: str, before: Ordered | None, now: Ordered) -> Finding:
    """The finding, with each part that differs: old and new. `before` None: not known any more."""
    if before is None:
        return finding("ORDER_CHANGED", Severity.STOP, order=order, dose=now.dose or "?")
    told = {f"change.{lang}": differences(before, now, lang) for lang in LANGUAGES}
    case = "shown" if any(told.values()) else "elsewhere"
    return finding("ORDER_CHANGED", Severity.STOP, case=case, order=order, **told)


def differences(before: Ordered, now: Ordered, lang: str) -> str:
    """`dose 500 mg → 1 000 mg; route by mouth → intravenous`."""
    shown = ((part, say(before, lang), say(now, lang)) for part, say in PARTS)
    return "; ".join(f"{word('part', part, lang)} {old} → {new}" for part, old, new in shown if old != new)


def _dose(ordered: Ordered, lang: str) -> str:
    return present_range(ordered.dose, lang) if ordered.dose else "?"


def _times(ordered: Ordered, lang: str) -> str:
    on_demand = [word("times", "on-demand", lang)] if ordered.on_demand else []
    return ", ".join([*ordered.times, *on_demand]) or word("times", "?", lang)


PARTS: tuple[tuple[str, Callable[[Ordered, str], str]], ...] = (
    ("drug", lambda ordered, _: ordered.drug),
    ("dose", _dose),
    ("route", lambda ordered, lang: word("route", ordered.route or "?", lang)),
    ("times", _times),
    ("status", lambda ordered, lang: word("status", ordered.status, lang)),
)
"""What a nurse acts on, and how it is written."""
