"""A drawer did what it was not told to do: nothing unlocks until a person has looked."""

from collections.abc import Iterable, Sequence

from textual.content import Content
from textual.widget import Widget

from cart_agent.api.requests import ClearFault
from ui_tui.i18n import N_, _
from ui_tui.model import Model, Overlay, offers, opened
from ui_tui.screens.base import CartScreen
from ui_tui.screens.common import log_out
from ui_tui.widgets.bar import Button
from ui_tui.widgets.words import Words


class FaultScreen(CartScreen):
    """What is wrong, in which drawer, and what to do."""

    BANNER = True

    def body(self) -> Iterable[Widget]:
        yield Words("fault-call", "call")
        yield Words("fault-text")
        yield Words("fault-next")

    def fill(self, model: Model) -> Sequence[Button]:
        call, text, follow = (self.query_one(f"#fault-{part}", Words) for part in ("call", "text", "next"))
        call.show("✕ " + _("FAULT - ALL DRAWERS STAY LOCKED"), "call stop")
        text.show(_causes(model))
        todo = _("Look at the drawers, close and check them; then tap the button and say why it is over.")
        follow.show(f"→ {todo}")
        buttons = list(log_out(model))
        if offers(model, ClearFault):
            buttons.append(Button(_("THE FAULT IS OVER"), lambda m: opened(m, Overlay.CLEAR), "warn"))
        return buttons


def _causes(model: Model) -> Content:
    status = model.status
    lines = [_.pick(alarm) for alarm in status.alarms] if status else []
    findings = model.session.verdict.findings if model.session and model.session.verdict else ()
    lines += [_.pick(finding.text) for finding in findings]
    lines += [
        _(DRAWER_STATES.get(drawer.state, DRAWER_STATES["unknown"])).format(number=drawer.number)
        for drawer in (status.drawers if status else ())
        if drawer.state not in ("locked", "selected")
    ]
    return Content("\n").join([Content(f"■ {line}") for line in lines])


DRAWER_STATES = {
    "unlocked": N_("Drawer {number} is unlocked"),
    "open": N_("Drawer {number} is open"),
    "fault": N_("Drawer {number} does not work"),
    "unknown": N_("Drawer {number}: not known"),
}
