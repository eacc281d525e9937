"""The round: all patients of this ward, late critical ones first; a wristband is awaited."""

from collections.abc import Iterable, Sequence

from textual.widget import Widget

from ui_tui.i18n import _, clean
from ui_tui.menu import folded
from ui_tui.model import Model, Overlay, opened, refreshed
from ui_tui.roundlist import changes, in_order
from ui_tui.screens.base import CartScreen
from ui_tui.screens.rejected import rejected_button
from ui_tui.widgets.bar import Button, page_buttons
from ui_tui.widgets.patients import Patients
from ui_tui.widgets.words import Words

_BAR = 20
"""Cells of the progress bar."""


class RoundScreen(CartScreen):
    """Who is next, how far the round is, and what is left open."""

    def body(self) -> Iterable[Widget]:
        yield Words("round-title")
        yield Patients()
        yield Words("round-offline", "changed")  # below the list: its lines must not move under a finger
        yield Words("round-changed", "changed")

    def fill(self, model: Model) -> Sequence[Button]:
        self.query_one("#round-title", Words).show(_progress(model))
        page, pages = self.query_one(Patients).show(model.patients, model.page)
        prompt = Button(_("SCAN THE PATIENT'S WRISTBAND"), None, "prompt")
        self.query_one("#round-changed", Words).show(_what_changed(model), "changed")
        self.query_one("#round-offline", Words).show(_offline(model), "changed")
        first = _changed(model) or [prompt]
        return [*first, *page_buttons(page, pages), *_open(model), *folded(model, "round")]


def _progress(model: Model) -> str:
    given, total = (model.round.given, model.round.total) if model.round else (0, 0)
    filled = _BAR * given // total if total else 0
    ward = clean(model.status.ward) if model.status else ""
    done = _("{given} of {total} doses done").format(given=given, total=total)
    return f"{ward}   {'█' * filled}{'░' * (_BAR - filled)}   {done}"


def _changed(model: Model) -> list[Button]:
    if not model.stale:
        return []
    return [Button("▲ " + _("Changed - tap to see"), refreshed, "warn")]


def _what_changed(model: Model) -> str:
    if not model.stale or model.round is None:
        return ""
    newer = in_order(model.round.patients, model.by)
    return "▲ " + _("The list changed") + ": " + changes(model.patients, newer)


def _offline(model: Model) -> str:
    """The hospital is not there: the round goes on with the orders that the cart has."""
    status = model.status
    if status is None or (status.link == "connected" and status.hospital != "lost"):
        return ""
    return "✕ " + _("No hospital: go on with these orders; records are kept and sent later")


def _open(model: Model) -> list[Button]:
    return _items(model) or rejected_button(model)


def _items(model: Model) -> list[Button]:
    count = len(model.status.open_items) if model.status else 0
    if not count:
        return []
    label = _.plural("{count} open item", "{count} open items", count)
    return [Button(f"⚠ {label}", lambda m: opened(m, Overlay.ITEMS), "warn")]
