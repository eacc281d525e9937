"""The strip that is always on top: link, age of the orders, what does not work or who is here, SIMULATED."""

import textwrap

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content

from cart_agent.api.views import StatusView
from ui_tui import wording
from ui_tui.commands import Speak
from ui_tui.i18n import _, clean
from ui_tui.model import Agent, Model, Overlay, change, closed, opened
from ui_tui.paging import TURN
from ui_tui.widgets.tap import Tap
from ui_tui.widgets.words import Words

LARGE, SMALL = (14, 8, 8), (12, 6, 6)
"""Cells that the style sheet gives to each switch with its margin."""


WARNING = "✕⚠"
"""What a fact begins with that is a trouble too."""


class Strip(Horizontal, can_focus=False):
    """Three rows: facts on the left, switches for bench, language and colours on the right."""

    def __init__(self) -> None:
        super().__init__()
        self._facts, self._who, self._simulated = Words(), Words(), Words(classes="banner-simulated")
        self._switches = [Tap(fixed_key=key) for key in ("f10", "f11", "f12")]
        self._bench, self._language, self._theme = self._switches

    def compose(self) -> ComposeResult:
        yield Vertical(self._facts, self._who, self._simulated)
        yield from self._switches

    def show(self, model: Model, now: float) -> None:
        """`now` is monotonic seconds."""
        status = model.status
        self._offer_switches(model)
        facts = _facts(status, now - model.status_at) if status else []
        if model.agent is not Agent.LIVE:
            facts = facts[:1]  # the time goes on; all else was true when the agent last spoke
        troubles = wording.troubles(status) if status else []
        if self._narrow and not self._bench.display:
            self._say_in_one_row(facts, troubles, now)
        else:
            fitting = _fitting(facts, self._room)
            self._facts.show(_line(facts[:fitting]))
            self._say_who(_who(model), troubles, now, facts[fitting:])
        simulated = status is not None and status.simulated
        self._simulated.show(
            self._words_that_fit("■ " + _("SIMULATED - not for real patients")) if simulated else ""
        )

    @property
    def _narrow(self) -> bool:
        return self.screen.has_class("-small") and self.screen.has_class("tight")

    @property
    def _room(self) -> int:
        """Cells of a row, known before the layout is."""
        small, edges = self.screen.has_class("-small"), 2
        taken = SMALL if small else LARGE
        shown = [cells for tap, cells in zip(self._switches, taken, strict=True) if tap.display]
        return self.app.size.width - edges - sum(shown)

    def _words_that_fit(self, words: str) -> str:
        """All of them, else those before the dash."""
        return words if len(words) <= self._room else words.partition(" - ")[0]

    def _offer_switches(self, model: Model) -> None:
        """On a small panel some screens need their room: then only the bench is left, where a scan counts."""
        if self._narrow:
            self._language.withdraw()
            self._theme.withdraw()
        else:
            self._language.offer(_("VI"), Speak(), "switch")
            self._theme.offer(_("Night") if model.theme == "day" else _("Day"), _other_theme, "switch")
        if model.bench is None or (self._narrow and self.screen.has_class("question")):
            self._bench.withdraw()
        else:
            self._bench.offer(_("SIMULATE"), _toggle_bench, "switch bench")

    def _say_who(self, who: list[str], troubles: list[str], now: float, left: list[str]) -> None:
        """What does not work and facts without room, in turns, each row whole; else who is here."""
        width = self._room
        rows = [(row, "alarm") for told in (*left, *troubles) for row in textwrap.wrap(told, max(1, width))]
        if not troubles and (left or not self._narrow):
            rows.insert(0, (" · ".join(who[: _fitting(who, width, 1)]), "who"))
        self._who.show(*(rows[int(now // TURN) % len(rows)] if rows else ("", "who")))

    def _say_in_one_row(self, facts: list[str], troubles: list[str], now: float) -> None:
        """The time and the link, behind them what does not work, in turns: the screen needs the other row."""
        self._who.show("")
        first = facts[: _fitting(facts[:2], self._room)]
        told = [*troubles, *(one for one in facts[2:] if not troubles or one[0] in WARNING)]
        if not troubles and _fitting(facts, self._room) >= len(facts):
            self._facts.show(_line(facts))
            return
        width = max(1, self._room - len(" · ".join([*first, ""])))
        rows = [row for one in told for row in textwrap.wrap(one, width)] or [""]
        style = "bold $mc-late" if troubles else ""
        self._facts.show(Content.assemble(_line(first), " · ", (rows[int(now // TURN) % len(rows)], style)))


def _facts(status: StatusView, elapsed: float) -> list[str]:
    parts = [f"{wording.local_now(status, elapsed):%H:%M}", wording.link_words(status)]
    parts.append(wording.age_words(status))
    if status.unsettled:
        parts.append(_("{count} to send").format(count=status.unsettled))
    if status.rejected:
        parts.append("✕ " + _("{count} rejected").format(count=status.rejected))
    if not status.clock_synced:
        parts.append("⚠ " + _("CLOCK NOT SET"))
    return parts


def _fitting(facts: list[str], width: int, least: int = 2) -> int:
    """How many of them one row holds; the first ones, such as the time and the link, always stand there."""
    return max(least, sum(len(" · ".join(facts[:count])) <= width for count in range(1, len(facts) + 1)))


def _line(facts: list[str]) -> Content:
    first, *rest = facts or [""]
    return Content.assemble((first, "bold"), *(f" · {fact}" for fact in rest))


def _who(model: Model) -> list[str]:
    status = model.status
    if status is None:
        return []
    person = model.session.person if model.session else None
    return [*([clean(person.name)] if person else []), clean(status.ward), clean(status.cart)]


def _other_theme(model: Model) -> Model:
    return change(model, theme="night" if model.theme == "day" else "day")


def _toggle_bench(model: Model) -> Model:
    return closed(model) if model.overlay is Overlay.BENCH else opened(model, Overlay.BENCH)
