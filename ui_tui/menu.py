"""What else can be done, place by place: it has no room among the buttons and is two taps away."""

from collections.abc import Callable

from ui_tui.i18n import _
from ui_tui.model import Model, Overlay, opened
from ui_tui.screens import common
from ui_tui.widgets.bar import Button

Entry = Callable[[Model], list[Button]]


def _records_behind_rest(model: Model) -> list[Button]:
    """Where a rest to be thrown away has taken the place of the button of the records."""
    return common.records(model) if common.rest(model) else []


_WORDS: tuple[Entry, ...] = (common.ask_prescriber, common.note, common.notes)
_TO_GO_BACK: tuple[Entry, ...] = (
    common.prepare,
    common.records,
    common.prepared,
    common.waste_in_hand,
    common.rest,
    *_WORDS,
    common.log_out,
)
_IN_HAND: tuple[Entry, ...] = (common.put_back, *_TO_GO_BACK)
MENUS: dict[str, tuple[Entry, ...]] = {
    "round": (
        common.break_glass,
        common.log_out,
        common.sorting,
        common.summary,
        common.no_band,
        common.count,
    ),
    "patient": (
        common.break_glass,
        _records_behind_rest,
        common.prepare,
        common.prepared,
        *_WORDS,
        common.log_out,
    ),
    "drawer": _IN_HAND,
    "give": (common.unable, common.reopen, common.leave, *_IN_HAND),
    "give-paged": (common.in_part, common.unable, common.reopen, common.leave, *_IN_HAND),
    "give-stopped": (common.unable, common.reopen, common.leave, *_TO_GO_BACK),
    "verdict": (common.unable, *_IN_HAND),
    "verdict-stopped": (common.unable, common.reopen, *_TO_GO_BACK),
    "stopped": (common.break_glass, common.log_out),
    "mix": (common.reopen, common.put_back, common.waste_in_hand, *_WORDS, common.log_out),
    "mix-paged": (
        common.leave,
        common.reopen,
        common.put_back,
        common.waste_in_hand,
        *_WORDS,
        common.log_out,
    ),
    "glass": (common.log_out,),
}
"""By place; `give` where the commit button takes most of the room, `paged` where those of pages take some,
`stopped` without a dose, `-stopped` with one whose drug goes back. An emergency is never on a second page.
"""


def folded(model: Model, place: str) -> list[Button]:
    """The button that shows the menu of a place; a menu of one entry is that entry."""
    found = entries(model, place)
    if len(found) < 2:
        return found
    return [Button(_("More") + " …", lambda m: opened(m, Overlay.MENU, place), "more")]


def entries(model: Model, place: str) -> list[Button]:
    """All that can be done there now."""
    return [button for entry in MENUS.get(place, ()) for button in entry(model)]
