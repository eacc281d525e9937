"""A rare question that is answered in own words: letters to tap, Vietnamese by Telex."""

from collections.abc import Iterable, Sequence

from textual.containers import Grid, Horizontal
from textual.widget import Widget

from ui_tui.commands import Command, Digit, EnterDigits
from ui_tui.flows import answer, asked
from ui_tui.i18n import _
from ui_tui.model import Model
from ui_tui.questions import one_back
from ui_tui.screens.pad import Left, PadScreen
from ui_tui.telex import erased, typed
from ui_tui.widgets.banner import Banner
from ui_tui.widgets.bar import Button
from ui_tui.widgets.tap import Tap
from ui_tui.widgets.words import Words

LETTERS = "qwertyuiopasdfghjkl←⇧zxcvbnm,±"
SIGNS = "1234567890()-+:/?!%←⇧.;'\"=<>,±"
"""Three rows of ten. ⇧ makes the next letter a capital, ± changes between letters and signs."""
KEYBOARD = {"←": "backspace"}
"""How a keyboard calls a key whose name is not its sign: who types does not tap."""
LONGEST = 500
"""Letters taken, as many as the agent keeps."""
SEEN = 90
"""Letters that are shown: the end of what was typed."""


class TextScreen(PadScreen):
    """What is typed on top with what it is for; the keys below fill the rest."""

    SECRET = False
    QUESTION = True
    NOTICE = True

    def __init__(self) -> None:
        super().__init__()
        self._signs = False
        self._capital = True
        self._telex = True

    def body(self) -> Iterable[Widget]:
        yield Banner(short=True)
        with Horizontal(id="text-top"):
            yield Tap("text-back", hint=False)
            yield Words("text-typed")
            yield Tap("text-telex", hint=False)
            yield Tap("text-space", hint=False)
            yield Tap("text-ok", hint=False)
        with Grid(id="keys"):
            for _key in LETTERS:
                yield Tap(classes="key", hint=False)

    def left(self, model: Model) -> Left:
        _answers, question = asked(model)
        return Left(title=_(question.title) if question else "")

    def done(self, model: Model, typed: str) -> Command:
        _answers, question = asked(model)
        return answer(model, {question.field: " ".join(typed.split())}) if question else one_back

    def fill(self, model: Model) -> Sequence[Button]:
        if model.scene != self._scene:
            self._typed, self._scene = "", model.scene
            self._signs, self._capital = False, True
        end = self._typed[-SEEN:]
        shown = f"{'…' if end != self._typed else ''}{end}▏" if self._typed else self.left(model).title
        self.query_one("#text-typed", Words).show(shown)
        self.query_one("#text-back", Tap).offer("◀", one_back, "page")
        self.query_one("#text-telex", Tap).offer("Telex" if self._telex else "abc", Digit("~"), "switch")
        self.query_one("#text-space", Tap).offer("└──┘", Digit(" "), "page")
        ready = EnterDigits() if self._typed.strip() else None
        self.query_one("#text-ok", Tap).offer(_("OK"), ready, "good")
        keys = SIGNS if self._signs else LETTERS
        for tap, key in zip(self.query("#keys Tap").results(Tap), keys, strict=True):
            label = key.upper() if self._capital else key
            tap.fixed_key = tap.key = KEYBOARD.get(key, key)
            tap.offer("123" if key == "±" and not self._signs else "abc" if key == "±" else label, Digit(key))
        return []

    def press(self, digit: str) -> None:
        """One key: a letter, space, or one of ← ⇧ ± and ~ (Telex on or off)."""
        match digit:
            case "←":
                self._typed = erased(self._typed)
            case "⇧":
                self._capital = not self._capital
            case "±":
                self._signs = not self._signs
            case "~":
                self._telex = not self._telex
            case _ if len(self._typed) < LONGEST:
                letter = digit.upper() if self._capital else digit
                self._typed = typed(self._typed, letter) if self._telex else self._typed + letter
                self._capital = False
