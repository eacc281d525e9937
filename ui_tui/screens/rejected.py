"""What the hospital refused: a list to work off, then how one of them was settled."""

from collections.abc import Iterable, Sequence

from textual.content import Content
from textual.widget import Widget

from cart_agent.api.requests import Reconcile
from cart_agent.api.views import RejectedView
from ui_tui.commands import Command, Send
from ui_tui.i18n import _, clean
from ui_tui.model import Model, Overlay, offers, opened
from ui_tui.screens.base import CartScreen
from ui_tui.screens.common import back
from ui_tui.widgets.bar import Button, page_buttons
from ui_tui.widgets.choices import Choice, Choices
from ui_tui.widgets.words import Words


class RejectedScreen(CartScreen):
    """For the charge nurse. A tap on an event asks what became of it."""

    def body(self) -> Iterable[Widget]:
        yield Words("rejected-title", "title")
        yield Words("rejected-about")
        yield Choices()

    def fill(self, model: Model) -> Sequence[Button]:
        one = _asked(model)
        title = _("What became of it?") if one else _("Refused by the hospital: tap one")
        self.query_one("#rejected-title", Words).show(title, "title")
        self.query_one("#rejected-about", Words).show(_line(one) if one else "")
        choices = _ways(model, one) if one else _events(model)
        page, pages = self.query_one(Choices).show(choices, model.page)
        return [_back() if one else back(), *page_buttons(page, pages)]


def rejected_button(model: Model) -> list[Button]:
    """On the round, where there is something that this person may work off."""
    if not offers(model, Reconcile) or model.status is None:
        return []
    label = _.plural("{count} refused", "{count} refused", model.status.rejected)
    return [Button(f"⚠ {label}", lambda m: opened(m, Overlay.REJECTED), "warn")]


def _asked(model: Model) -> RejectedView | None:
    listed = model.session.rejected if model.session else ()
    if model.overlay is not Overlay.RECONCILE:
        return None
    return next((one for one in listed if one.event_id == model.about), None)


def _events(model: Model) -> list[Choice]:
    listed = model.session.rejected if model.session else ()
    return [Choice(Content(_line(one)), _ask(one.event_id)) for one in listed]


def _ask(event_id: str) -> Command:
    return lambda m: opened(m, Overlay.RECONCILE, event_id)


def _line(one: RejectedView) -> str:
    """`Đã dùng thuốc · A01 ... · 08:04 — Không có y lệnh (no-such-order)`."""
    why = clean(one.text) or clean(one.code)
    return f"{_.pick(one.about)} — {why}"


def _ways(model: Model, one: RejectedView) -> list[Choice]:
    reasons = model.session.reconcile_reasons if model.session else ()
    return [
        Choice(Content(_.pick(way.text)), Send(Reconcile, {"event": one.event_id, "how": way.code}))
        for way in reasons
    ]


def _back() -> Button:
    return Button("◀ " + _("Back"), lambda m: opened(m, Overlay.REJECTED), "page back")
