"""What a newer list of doses changed, in one line for the nurse. Pure."""

from collections.abc import Iterable, Sequence

from cart_agent.api.views import DoseView
from ui_tui.doselist import is_over
from ui_tui.i18n import N_, _, clean

OUTCOMES = {"given": N_("given"), "not-given": N_("not given")}


def changes(old: Sequence[DoseView], new: Sequence[DoseView]) -> str:
    """`đã cho metformin · mới furosemid · đổi paracetamol · ngừng aspirin`. Another day's dose of an order
    that was there is none of it, and a dose that is over is not stopped when it leaves the list.
    """
    before, after = {dose.key: dose for dose in old}, {dose.key: dose for dose in new}
    kept = before.keys() & after.keys()
    over = [after[key] for key in kept if is_over(after[key]) and not is_over(before[key])]
    differing = [
        after[key] for key in kept if after[key] not in over and _read(before[key]) != _read(after[key])
    ]
    dropped = [before[key] for key in before if key not in kept and not is_over(before[key])]
    parts = [
        *((_(word), [dose for dose in over if dose.status == status]) for status, word in OUTCOMES.items()),
        (_("new"), [dose for dose in after.values() if dose.order_id not in _orders(old)]),
        (_("changed"), differing + [dose for dose in dropped if dose.order_id in _orders(new)]),
        (_("gone"), [dose for dose in dropped if dose.order_id not in _orders(new)]),
    ]
    said = [f"{word} {name}" for word, doses in parts for name in _names(doses)]
    return " · ".join(said) or _("another order of doses")


def _orders(doses: Sequence[DoseView]) -> set[str]:
    return {dose.order_id for dose in doses}


def _names(doses: Iterable[DoseView]) -> list[str]:
    return sorted({clean(dose.generic) for dose in doses})


def _read(dose: DoseView) -> tuple[object, ...]:
    order = (dose.generic, dose.strength, dose.amount, dose.rate, dose.route, dose.problem)
    return (*order, is_over(dose))
