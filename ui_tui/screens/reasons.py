"""Coded reasons: for going on, for not giving, for clearing a fault, for closing an open item."""

from collections.abc import Iterable, Sequence

from textual.content import Content
from textual.widget import Widget

from cart_agent.api.requests import ClearFault, Confirm, NotGiven, Resolve, Review
from cart_agent.api.views import OpenItemView, OutcomeChoice
from ui_tui.commands import Command, Send
from ui_tui.flows import begin
from ui_tui.i18n import N_, _
from ui_tui.model import Model, Overlay, change, offers, opened
from ui_tui.paging import shortened
from ui_tui.screens.base import CartScreen
from ui_tui.screens.common import back
from ui_tui.screens.rejected import rejected_button
from ui_tui.subject import headed, subject
from ui_tui.widgets.bar import Button, page_buttons
from ui_tui.widgets.choices import Choice, Choices
from ui_tui.widgets.words import Words

TITLES = {
    Overlay.CONFIRM: N_("Why do you go on?"),
    Overlay.NOT_GIVEN: N_("Why was it not given?"),
    Overlay.CLEAR: N_("Why is the fault over?"),
    Overlay.ITEMS: N_("Open items: tap one to close it"),
    Overlay.RESOLVE: N_("Why can this item be closed?"),
}

ABOUT_THE_DOSE = {Overlay.CONFIRM, Overlay.NOT_GIVEN}

EDGE, ROOM = 4, 3
"""Cells left and right of the title that the style sheet takes; rows that what it is about may have."""

OUTCOMES = {
    "held": N_("HELD"),
    "refused": N_("REFUSED"),
    "not-available": N_("NOT AVAILABLE"),
}


class ReasonsScreen(CartScreen):
    """One list, one tap."""

    BANNER = True
    QUESTION = True

    def body(self) -> Iterable[Widget]:
        yield Words("reasons-title", "title")
        yield Choices()

    def fill(self, model: Model) -> Sequence[Button]:
        about = shortened(_about(model), self.app.size.width - EDGE, ROOM)
        title = headed(_(TITLES.get(model.overlay, "")), about)
        self.query_one("#reasons-title", Words).show(title, "title")
        page, pages = self.query_one(Choices).show(_choices(model), model.page, dense=True)
        return [back(), *page_buttons(page, pages)]


def _about(model: Model) -> Content:
    """The dose, or the open item that is to be closed; empty for none."""
    if model.overlay in ABOUT_THE_DOSE:
        return subject(model, {})
    item = next((one for one in _open_items(model) if one.id == model.about), None)
    return Content(_.pick(item.text)) if item and model.overlay is Overlay.RESOLVE else Content("")


def _choices(model: Model) -> list[Choice]:
    if model.overlay is Overlay.ITEMS:
        return _items(model)
    return [Choice(_label(reason), _command(model, reason)) for reason in _reasons(model)]


def _reasons(model: Model) -> tuple[OutcomeChoice, ...]:
    session = model.session
    if session is None:
        return ()
    kind = next((one.kind for one in _open_items(model) if one.id == model.about), "")
    fitting = tuple(one for one in session.resolve_reasons if one.outcome and one.outcome == kind)
    usual = tuple(one for one in session.resolve_reasons if not one.outcome)
    return {
        Overlay.CONFIRM: session.confirm_reasons,
        Overlay.NOT_GIVEN: session.not_given_reasons,
        Overlay.CLEAR: session.clear_reasons,
        Overlay.RESOLVE: fitting or usual,
    }.get(model.overlay, ())


def _command(model: Model, reason: OutcomeChoice) -> Command:
    match model.overlay:
        case Overlay.NOT_GIVEN:
            return Send(NotGiven, {"outcome": reason.outcome, "reason": reason.code})
        case Overlay.CLEAR:
            return Send(ClearFault, {"reason": reason.code})
        case Overlay.RESOLVE:
            return Send(Resolve, {"item": model.about, "reason": reason.code})
    return Send(Confirm, {"reason": reason.code})


def _label(reason: OutcomeChoice) -> Content:
    outcome = OUTCOMES.get(reason.outcome)
    return Content.assemble((f"{_(outcome)}  ", "bold") if outcome else "", _.pick(reason.text))


def _items(model: Model) -> list[Choice]:
    refused = [Choice(Content(str(one.label)), one.command) for one in rejected_button(model)]
    return [*refused, *open_items(model, Overlay.ITEMS)]


def open_items(model: Model, behind: Overlay) -> list[Choice]:
    """One line for each; `behind` is the list that they stand in."""
    return [Choice(Content(_.pick(one.text)), _close(model, one, behind)) for one in _open_items(model)]


def _open_items(model: Model) -> tuple[OpenItemView, ...]:
    return model.status.open_items if model.status else ()


def _close(model: Model, item: OpenItemView, behind: Overlay) -> Command | None:
    """A review is signed by somebody else than who did it; a prepared label is given or thrown away."""
    person = model.session.person if model.session else None
    if item.review_by is not None:
        if person is None or not offers(model, Review) or person.id == item.by:
            return None
        return from_list(begin(model, "review", item=item.id, staff=person.id), behind)
    if not offers(model, Resolve):
        return None
    return lambda m: opened(m, Overlay.RESOLVE, item.id, behind)


def from_list(command: Command | None, behind: Overlay) -> Command | None:
    """The same, and behind its questions comes the list that it stands in."""
    return (lambda m: change(command(m), behind=behind)) if callable(command) else command
