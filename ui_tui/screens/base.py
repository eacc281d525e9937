"""What all screens share: strip, patient, one question, one line of news, one row of buttons."""

from collections.abc import Iterable, Sequence

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.geometry import Size
from textual.screen import Screen
from textual.widget import Widget

from ui_tui.i18n import _
from ui_tui.model import Agent, Model
from ui_tui.widgets.banner import Banner
from ui_tui.widgets.bar import Bar, Button
from ui_tui.widgets.paged import Paged
from ui_tui.widgets.strip import Strip
from ui_tui.widgets.words import Words


class CartScreen(Screen[None], can_focus=False):
    """Base of all screens. A screen is a picture of the model: `show` may be called as often as one likes."""

    AUTO_FOCUS = ""
    ALLOW_SELECT = False
    HORIZONTAL_BREAKPOINTS = [(0, "-small"), (70, "-large")]  # noqa: RUF012 - Textual declares it so
    BANNER = False
    """Whether the patient is on top."""
    QUESTION = False
    """Whether it is a question over another screen."""
    TIGHT = False
    """Whether it needs the room of the strip's switches on a small panel, as questions do."""
    NOTICE = True
    """Whether its notice has a place of its own above the buttons; else it stands in the body."""
    ready = False
    """Whether all widgets are there; before that there is nothing to show a model in."""
    _styled_for: tuple[str, Size] | None = None
    """Theme and size in which it was seen last."""

    def compose(self) -> ComposeResult:
        self.set_class(self.QUESTION or self.TIGHT, "tight")
        self.set_class(self.QUESTION, "question")
        yield Strip()
        if self.BANNER:
            yield Banner()
        with Vertical(classes="body"):
            yield from self.body()
        if self.NOTICE:
            yield Words(classes="notice")
        yield Bar()

    def on_mount(self) -> None:
        """Mounted with everything in it."""
        self.ready = True

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """A screen that comes back looks as it did. The style sheet, two fifths of a picture's work, is asked
        anew only when it is seen for the first time or in another theme or size."""
        look = (self.app.theme, self.app.size)
        event.refresh_styles = look != self._styled_for
        self._styled_for = look

    def on_resize(self) -> None:
        """What is shown depends on the room."""
        self.post_message(Paged.Resized())

    def on_unmount(self) -> None:
        """Going away."""
        self.ready = False

    def body(self) -> Iterable[Widget]:
        """The screen's own widgets."""
        raise NotImplementedError

    def fill(self, model: Model) -> Sequence[Button]:
        """Put the model into the body; returns the buttons of the bar."""
        raise NotImplementedError

    def forget(self) -> None:
        """Another screen comes: what was typed here must not wait for whoever comes back."""

    def show(self, model: Model, now: float) -> None:
        """Show the model; `now` is monotonic seconds."""
        self.tick(model, now)
        for banner in self.query(Banner):
            banner.show(model)
        said, kind = news(model)
        old = self.QUESTION and kind.endswith("good")  # it is of the screen below, and the list needs its row
        self.query_one(".notice", Words).show("" if old else said, kind)
        self.query_one(Bar).offer(self.fill(model))

    def tick(self, model: Model, now: float) -> None:
        """Show that time went on."""
        for strip in self.query(Strip):  # none is left while the app ends
            strip.show(model, now)


def news(model: Model) -> tuple[str, str]:
    """The line above the buttons and its class: why the last tap was refused, else the agent's notice.

    While the agent is silent there is none: "recorded" would be read as said of the tap it did not answer.
    """
    session = model.session if model.agent is Agent.LIVE else None
    if model.refusal:
        return f"✕ {_.pick(model.refusal)}", "notice bad"
    if session is None or not session.notice:
        return "", "notice"
    sign, kind = ("✓", "good") if session.notice_good else ("▲", "bad")
    return f"{sign} {_.pick(session.notice)}", f"notice {kind}"
