"""A drawer did what it was not told to do: nothing unlocks until a person has looked."""

from collections.abc import Iterable, Sequence

from textual.content import Content
from textual.widget import Widget

from cart_agent.api.requests import ClearFault
from cart_agent.api.views import StatusView
from ui_tui import wording
from ui_tui.i18n import N_, _
from ui_tui.model import Model, Overlay, offers, opened
from ui_tui.screens.base import CartScreen
from ui_tui.screens.common import log_out
from ui_tui.widgets.bar import Button
from ui_tui.widgets.words import Words


class FaultScreen(CartScreen):
    """What to do, then what is wrong: the next step is never pushed off the glass by a long list."""

    BANNER = True

    def body(self) -> Iterable[Widget]:
        yield Words("fault-call", "call")
        yield Words("fault-next")
        yield Words("fault-text")

    def fill(self, model: Model) -> Sequence[Button]:
        call, follow, text = (self.query_one(f"#fault-{part}", Words) for part in ("call", "next", "text"))
        call.show("✕ " + _("FAULT - NO DRAWER WILL BE OPENED"), "call stop")
        todo = _("Look at the drawers, close and check them; then tap the button and say why it is over.")
        follow.show(f"→ {todo}")
        text.show(_causes(model))
        buttons = list(log_out(model))
        if offers(model, ClearFault):
            buttons.append(Button(_("THE FAULT IS OVER"), lambda m: opened(m, Overlay.CLEAR), "warn"))
        return buttons


def _causes(model: Model) -> Content:
    status = model.status
    lines = [f"■ {drawers}"] if status and (drawers := _drawers(status)) else []
    lines += wording.troubles(status) if status else []
    findings = model.session.verdict.findings if model.session and model.session.verdict else ()
    lines += [f"■ {_.pick(finding.text)}" for finding in findings]
    return Content("\n").join([Content(line) for line in lines])


def _drawers(status: StatusView) -> str:
    """All drawers that are not locked in one line, `Drawers open 3 · not known 1 2`; empty for none."""
    numbers: dict[str, list[str]] = {}
    for drawer in status.drawers:
        if drawer.state not in ("locked", "selected"):
            state = drawer.state if drawer.state in DRAWER_STATES else "unknown"
            numbers.setdefault(state, []).append(str(drawer.number))
    groups = [
        f"{_(word)} {' '.join(numbers[state])}" for state, word in DRAWER_STATES.items() if state in numbers
    ]
    return _("Drawers: {states}").format(states=" · ".join(groups)) if groups else ""


DRAWER_STATES = {
    "open": N_("open"),
    "unlocked": N_("unlocked"),
    "fault": N_("not working"),
    "unknown": N_("not known"),
}
