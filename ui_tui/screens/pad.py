"""A pad of digits on the right, what they are for on the left. What is typed stays in this screen."""

from collections.abc import Iterable, Sequence

from msgspec import Struct
from textual.containers import Container, Grid, Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget

from ui_tui.commands import Command, Digit, EnterDigits
from ui_tui.i18n import _, clean
from ui_tui.model import Model
from ui_tui.paging import TURN, in_turns, rows_of
from ui_tui.screens.base import CartScreen, news
from ui_tui.widgets import banner
from ui_tui.widgets.banner import Banner
from ui_tui.widgets.bar import Button
from ui_tui.widgets.paged import Paged
from ui_tui.widgets.tap import Tap
from ui_tui.widgets.words import Words

LONGEST = 12
"""Keys taken; more are ignored."""
ROOMY = 5
"""Digits that stand apart on a small panel; more are drawn close, in one row."""
_PAD = "123456789"
FOOT, DOTS, AIR = 3, 11, 6
"""What the style sheet takes: rows of the button that leaves, cells of what is typed on a small panel, empty
rows around the question and below it."""


class Left(Struct, frozen=True, kw_only=True):
    """The left side. `cancel`: the button that leaves, if there is one."""

    title: str
    about: str | Content = ""
    cancel: tuple[str, Command] | None = None
    other: tuple[str, Command] | None = None
    """Another way from here; only where digits are secret, since a number needs that place."""


class PadScreen(CartScreen):
    """A PIN is never shown and never kept; a number is shown, with `.` before its decimals.

    The last three keys stand below the others, and on a small panel beside them: three rows, not four.
    """

    SECRET = True
    WHOLE = False
    """Pieces, which have no decimals."""
    TIGHT = True
    NOTICE = False

    def __init__(self) -> None:
        super().__init__()
        self._typed = ""
        self._scene: tuple[object, ...] = ()
        self._about: Sequence[Content] = (Content(""),)
        self._turn = 0

    def body(self) -> Iterable[Widget]:
        with Horizontal(id="pin"):
            with Paged(id="pin-left"):
                yield Banner()
                with Vertical(id="pin-asked"):
                    yield Words("pin-title")
                    yield Words("pin-dots")
                yield Words("pin-dose")
                yield Words("pin-hint")
                yield Words(classes="notice")
                with Horizontal(id="pin-foot"):
                    yield Tap("pin-cancel")
                    yield Tap("pin-wipe", hint=False)
            with Container(id="pad"):
                with Grid(id="pad-digits"):
                    yield from (Tap(classes="key", fixed_key=digit, hint=False) for digit in _PAD)
                with Grid(id="pad-others"):
                    yield Tap("pad-back", "key", "backspace", hint=False)
                    yield Tap(classes="key", fixed_key="0", hint=False)
                    yield Tap("pad-ok", "key")

    def left(self, model: Model) -> Left:
        """What the digits are for."""
        raise NotImplementedError

    def done(self, model: Model, typed: str) -> Command:
        """What OK does with them."""
        raise NotImplementedError

    def shown(self, typed: str) -> str:
        """How they are seen."""
        close = self.has_class("-small") and len(typed) > ROOMY
        return ("●" if close else "● ") * len(typed) or "◦ ◦ ◦ ◦"

    def fill(self, model: Model) -> Sequence[Button]:
        if model.scene != self._scene:
            self._typed, self._scene = "", model.scene
        other = self._left(model).other
        for tap in self.query("#pad Tap").results(Tap):
            if tap.fixed_key.isdigit():
                tap.offer(tap.fixed_key, Digit(tap.fixed_key), "key")
        corner, wipe = self.query_one("#pad-back", Tap), self.query_one("#pin-wipe", Tap)
        if self.SECRET or self.WHOLE:
            corner.offer("←", Digit(""), "key")
            wipe.offer(*other, "warn") if other else wipe.withdraw()
        else:
            corner.offer(".", Digit("."), "key", "full_stop")
            wipe.offer("←", Digit(""), "page", "backspace")
        self.query_one("#pad-ok", Tap).offer(_("OK"), EnterDigits() if self._typed else None, "key good")
        return []

    def forget(self) -> None:
        self._typed = ""

    def press(self, digit: str) -> None:
        """One key of the pad; empty takes the last one back."""
        if digit == "." and (self.WHOLE or "." in self._typed):
            return
        self._typed = (self._typed + digit)[:LONGEST] if digit else self._typed[:-1]

    def entered(self, model: Model) -> Command:
        """What OK does; the digits are forgotten here."""
        typed, self._typed = self._typed, ""
        return self.done(model, typed)

    def _left(self, model: Model) -> Left:
        left = self.left(model)
        self.query_one("#pin-title", Words).show(left.title)
        self.query_one("#pin-dots", Words).show(self.shown(self._typed))
        hint = _("Simulation: {hint}").format(hint=clean(model.hint)) if model.hint and self.SECRET else ""
        self.query_one("#pin-hint", Words).show(hint)
        self._fit(model, left, hint)
        cancel = self.query_one("#pin-cancel", Tap)
        if left.cancel:
            cancel.offer(*left.cancel)
        else:
            cancel.withdraw()
        return left

    def tick(self, model: Model, now: float) -> None:
        super().tick(model, now)
        self._turn = int(now // TURN)
        self._say()

    def _say(self) -> None:
        """Beside a pad there is little room: what does not fit at once takes turns."""
        for words in self.query("#pin-dose").results(Words):
            words.show(self._about[self._turn % len(self._about)])

    def _fit(self, model: Model, left: Left, hint: str) -> None:
        """First the air around the title goes; then the allergies go to what takes turns."""
        small, column = self.has_class("-small"), self.query_one("#pin-left", Paged)
        height, width = column.measure(), column.size.width - 2
        told = [(hint, width), (news(model)[0], width - 2)]
        height -= FOOT + sum(rows_of(text, cells) for text, cells in told if text)
        about = Content(left.about) if isinstance(left.about, str) else left.about
        blocks = about.split("\n") if about.plain else []
        wanted = sum(rows_of(block.plain, width) for block in blocks)
        room, flat, brief = 0, small, False
        for flat, brief in ((small, False), (True, False), (True, True)):
            above = banner.rows(model, width if small else width - 2, brief=brief)
            room = height - above - self._asked_rows(left.title, width, flat)
            if wanted <= room:
                break
        self.query_one(Banner).show(model, brief=brief)
        self.set_class(flat, "flat")
        self._about = in_turns([*blocks, *(banner.left_out(model) if brief else [])], width, room)
        self._say()

    def _asked_rows(self, title: str, width: int, flat: bool) -> int:
        """Rows of the question and of what was typed, with the empty ones around them."""
        if self.has_class("-small"):
            return rows_of(title, width - DOTS)
        return rows_of(title, width) + 1 + (0 if flat else AIR)


def plain(typed: str) -> str:
    """`.5` and `5.` as `0.5` and `5`."""
    whole, _dot, part = typed.partition(".")
    return f"{whole or '0'}.{part}" if part else whole or "0"
