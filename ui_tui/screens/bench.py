"""Simulation only: things to hold before the scanner. Their bytes go through the real scanner driver."""

from collections.abc import Iterable, Sequence

from textual.content import Content
from textual.widget import Widget

from cart_agent.api.pushes import SimItem
from ui_tui.commands import Hold
from ui_tui.i18n import N_, _, clean
from ui_tui.model import Model, Overlay, opened
from ui_tui.screens.base import CartScreen
from ui_tui.screens.common import back
from ui_tui.widgets.bar import Button, page_buttons
from ui_tui.widgets.choices import Choice, Choices
from ui_tui.widgets.words import Words

GROUPS = {
    "badge": N_("Badges"),
    "wristband": N_("Wristbands"),
    "pack": N_("Drugs"),
    "other": N_("Other"),
}
ROLES = {
    "nurse": N_("Nurse"),
    "charge-nurse": N_("Charge nurse"),
    "witness": N_("Witness"),
    "pharmacist": N_("Pharmacist"),
    "biomedical": N_("Biomedical engineer"),
}
"""What stands below the name of a badge."""
_USUAL = {
    "off": "badge",
    "pin": "badge",
    "round": "wristband",
    "patient": "wristband",
    "second": "badge",
    "stopped": "wristband",
    "release": "wristband",
}
"""The group that is wanted most in each state; packs otherwise. Of a second person, badges."""


class BenchScreen(CartScreen):
    """A list by group; it closes itself after a scan."""

    def body(self) -> Iterable[Widget]:
        yield Words("bench-title", "title")
        yield Choices()

    def fill(self, model: Model) -> Sequence[Button]:
        self.query_one("#bench-title", Words).show(_("SIMULATION: what is held before the scanner?"), "title")
        group = model.about or _usual(model)
        items = [item for item in (model.bench.items if model.bench else ()) if _group(item) == group]
        choices = [Choice(item_text(model, item), Hold(item.id)) for item in items]
        page, pages = self.query_one(Choices).show(choices, model.page)
        return [back(), *self._tabs(group), *page_buttons(page, pages)]

    def _tabs(self, group: str) -> list[Button]:
        """All groups; on a small panel the next one only, since pages need their buttons too."""
        if not self.has_class("-small"):
            return [_tab(name, group) for name in GROUPS]
        names = list(GROUPS)
        following = names[(names.index(group) + 1) % len(names)]
        return [_tab(following, group)]


def _usual(model: Model) -> str:
    session = model.session
    if session and session.verdict and session.verdict.severity == "WITNESS":
        return "badge"
    return _USUAL.get(session.state if session else "off", "pack")


def _group(item: SimItem) -> str:
    return item.group if item.group in GROUPS else "other"


def _tab(name: str, chosen: str) -> Button:
    kind = "chosen" if name == chosen else "page"
    return Button(_(GROUPS[name]), lambda model: opened(model, Overlay.BENCH, name), kind)


def item_text(model: Model, item: SimItem) -> Content:
    hint = model.bench.hints.get(item.id, "") if model.bench else ""
    subtitle = _(ROLES[item.subtitle]) if item.subtitle in ROLES else clean(item.subtitle)
    below = " · ".join(filter(None, (subtitle, clean(hint))))
    return Content.assemble((clean(item.title), "bold"), f"\n{below}" if below else "")
