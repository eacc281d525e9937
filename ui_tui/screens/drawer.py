"""A drawer is asked for, open, or still to be closed."""

from collections.abc import Callable, Iterable, Sequence

from textual.content import Content
from textual.widget import Widget

from cart_agent.api.views import SessionView, StatusView
from ui_tui.compare import NOTHING, ordered_parts
from ui_tui.i18n import N_, _, clean
from ui_tui.menu import folded
from ui_tui.model import Model
from ui_tui.paging import TURN, in_turns, rows_of
from ui_tui.screens.base import CartScreen
from ui_tui.screens.common import leave, not_given, put_back_done, reopen, unable
from ui_tui.widgets.bar import Button
from ui_tui.widgets.paged import Paged
from ui_tui.widgets.words import Words
from ui_tui.wording import instruction

TALL = 3
"""Rows left from which on the call is tall: the drawers, and two empty rows."""


class DrawerScreen(CartScreen):
    """Which drawer and what to do with it; the dose below."""

    BANNER = True

    def __init__(self) -> None:
        super().__init__()
        self._said: Sequence[Content] = (Content(""),)
        self._turn = 0

    def body(self) -> Iterable[Widget]:
        with Paged(id="drawer"):
            yield Words("drawer-call", "call")
            yield Words("drawer-next")
            yield Words("drawer-dose")
            yield Words("drawer-said")
            yield Words("drawer-map")

    def fill(self, model: Model) -> Sequence[Button]:
        session = model.session
        if session is None:
            return []
        call, follow, kind = STEPS.get(session.state, _wait)(session)
        dose = ordered_parts(session.dose) if session.dose else _taken_out(session)
        said = [text for text in [instruction(session.dose) if session.dose else NOTHING] if text.plain]
        room, least = self._room(), (1 if self.has_class("-small") else 2) if follow else 0
        if session.notice and room - self._rows([*dose, *said]) < least:
            follow, least = "", 0
        left = self._show_dose(dose, said, room - least)
        self.query_one("#drawer-call", Words).show(call, f"call {kind}{' flat' if left < TALL else ''}")
        self.query_one("#drawer-next", Words).show(follow)
        self.query_one("#drawer-map", Words).show(_map(model.status, session.drawer) if left > 0 else "")
        more = [*leave(model), *folded(model, "drawer"), *put_back_done(model)]
        return [*not_given(model), *unable(model), *reopen(model), *more]

    def tick(self, model: Model, now: float) -> None:
        super().tick(model, now)
        self._turn = int(now // TURN)
        self._say()

    def _say(self) -> None:
        """Words of an order, and a dose, that have no room all at once take turns: nothing is left out."""
        for words in self.query("#drawer-said").results(Words):
            words.show(self._said[self._turn % len(self._said)])

    def _show_dose(self, dose: Sequence[Content], said: Sequence[Content], room: int) -> int:
        """Returns the rows that are left. The dose stands still where it has room beside a row of words."""
        fixed = room - self._rows(dose) >= len(said)
        self.query_one("#drawer-dose", Words).show(Content("\n").join(dose if fixed else []))
        left = room - self._rows(dose) if fixed else room
        self._said = in_turns(said if fixed else [*dose, *said], self.size.width - 4, left)
        self._say()
        return left - self._rows(said) if fixed else 0

    def _room(self) -> int:
        """Rows beside a flat call."""
        return self.query_one("#drawer", Paged).measure() - (1 if self.has_class("-small") else 4)

    def _rows(self, texts: Sequence[Content]) -> int:
        return sum(rows_of(text.plain, self.size.width - 4) for text in texts)


def _taken_out(session: SessionView) -> list[Content]:
    """The drug in hand, where its order is not on the list any more."""
    pack = session.scanned
    return [Content.assemble((clean(pack.name), "bold"), f" {clean(pack.strength)}")] if pack else []


Step = tuple[str, str, str]
"""The call, what to do, the style sheet class of the call."""


def _wait(_session: SessionView) -> Step:
    return "… " + _("ONE MOMENT"), "", "wait"


def _opening(session: SessionView) -> Step:
    return "… " + _("OPENING DRAWER {number}").format(number=session.drawer or ""), "", "wait"


def _fetch(session: SessionView) -> Step:
    if session.drawer is None:
        return _("BRING THE DRUG AND SCAN IT"), _("No drawer of this cart holds it"), "go"
    call, follow, kind = FETCH.get(session.drawer_state, NOT_KNOWN)
    return _(call).format(number=session.drawer), _(follow), kind


LOCKED = (N_("DRAWER {number} IS LOCKED"), N_("Scan the drug, or ask for the drawer again"), "go")
FETCH = {
    "open": (N_("DRAWER {number} IS OPEN"), N_("Take the drug and scan its code"), "go"),
    "unlocked": (N_("DRAWER {number} IS UNLOCKED"), N_("Pull it open, take the drug, scan its code"), "go"),
    "locked": LOCKED,
    "selected": LOCKED,
}
"""Call, next step and style sheet class by the drawer's state."""
NOT_KNOWN = (N_("DRAWER {number}: STATE NOT KNOWN"), N_("Look at the drawer and close it"), "close")
"""For every other state: a drawer that cannot be sensed is never called locked."""


def _put_back(session: SessionView) -> Step:
    call, follow, kind = PUT_BACK.get(session.drawer_state, NOT_KNOWN)
    return _(call).format(number=session.drawer or ""), _(follow), kind


INSIDE = (N_("DRAWER {number} IS LOCKED"), N_("Open it again, or tap IT IS BACK if it is inside"), "go")
PUT_BACK = {
    "open": (N_("DRAWER {number} IS OPEN"), N_("Put the drug back, then tap IT IS BACK"), "go"),
    "unlocked": (
        N_("DRAWER {number} IS UNLOCKED"),
        N_("Pull it open, put the drug back, then tap IT IS BACK"),
        "go",
    ),
    "locked": INSIDE,
    "selected": INSIDE,
}
"""The same for what goes back."""


def _closing(session: SessionView) -> Step:
    call = _("CLOSE DRAWER {number}").format(number=session.drawer or "")
    return call, _("The round goes on when it is closed"), "close"


STEPS: dict[str, Callable[[SessionView], Step]] = {
    "intent": _opening,
    "unlocking": _opening,
    "fetch": _fetch,
    "closing": _closing,
    "put-back-opening": _opening,
    "put-back": _put_back,
    "glass-opening": _opening,
}


def _map(status: StatusView | None, chosen: int | None) -> Content:
    """All drawers of the cart in a row, with the one in question and those that are not locked marked."""
    if status is None or chosen is None:
        return Content("")
    cells = []
    for drawer in status.drawers:
        sign = {"open": "◦", "locked": "", "selected": "", "unlocked": "◌"}.get(drawer.state, "?")
        style = "bold $mc-warn-ink on $mc-warn" if drawer.number == chosen else "$mc-idle-ink on $mc-idle"
        cells.append(Content.styled(f" {drawer.number}{sign} ", style))
    return Content(" ").join(cells)
