"""The app: model in, taps out. The only place where Textual, the socket and the touch rules meet."""

import asyncio
import select
import signal
import sys
from collections.abc import Callable, Coroutine
from time import monotonic
from typing import Any, ClassVar, TextIO

from textual import events
from textual.app import App
from textual.binding import BindingType
from textual.errors import NoWidget
from textual.screen import Screen

from cart_agent.api.pushes import AnyPush, SimItems
from ui_tui import theme
from ui_tui.bench import Bench
from ui_tui.client import Connection
from ui_tui.commands import Command, Digit, EnterDigits, Hold, Send, Speak
from ui_tui.i18n import LANGUAGES, N_, _, both
from ui_tui.keys import QUIET, LoneKeys, key_name
from ui_tui.letters import missing
from ui_tui.model import Agent, Model, answered, change, closed, reduce, sent
from ui_tui.screens import SCREENS, screen_of
from ui_tui.screens.base import CartScreen
from ui_tui.screens.pad import PadScreen
from ui_tui.settings import UiSettings
from ui_tui.touch import Touch
from ui_tui.widgets.paged import Paged
from ui_tui.widgets.tap import Tap

FINGER = 1
"""The mouse button that a finger is; two at once are another one to some panels."""
FUNCTION_KEYS = [*(f"f{number}" for number in range(1, 10)), *"abcdefghijklmnopqrstuvwxyz"]
"""Given to the targets of a screen from top to bottom; F10 to F12 belong to the strip."""
FIRST_PAINT = 0.3
"""Seconds that the agent has to say what to paint first; then its absence is painted."""
LEAVE_WITHIN = 2.0
"""Seconds within which a second Ctrl+C ends the screen."""
END_WITHIN = 10
"""Seconds from being told to end until the process is gone, also where its terminal takes no byte more."""
LEAVE = N_("Press Ctrl+C once more to end the screen")


class CartApp(App[int]):
    """One model, one screen on the glass. Keys and touches never reach a widget; see `touch` and `keys`."""

    CSS_PATH = "cart.tcss"
    TITLE = "cart"
    ENABLE_COMMAND_PALETTE = False
    AUTO_FOCUS = None
    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = []
    SCREENS: ClassVar[dict[str, Callable[[], Any]]] = dict(SCREENS)

    def __init__(self, settings: UiSettings) -> None:
        super().__init__()
        self.animation_level = "none"
        for colours in theme.themes():
            self.register_theme(colours)
        self.model = Model(theme=settings.theme if settings.theme in theme.PALETTES else "day")
        self.theme = self.model.theme
        _.speak(settings.language)
        self._connection = Connection(settings.socket, self._heard, self._became)
        self._bench = Bench(settings.bench, self._offered) if settings.bench else None
        self._watch = settings.watch
        self._touch = Touch()
        self._keys = LoneKeys()
        self._pressed: Tap | None = None
        self._shown: CartScreen | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._left_at = float("-inf")
        self.terminal: TextIO | None = None
        """Where the screen is shown, to notice when it goes away."""
        self._rendering = False

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return theme.variables("day")

    async def on_mount(self) -> None:
        self._end_when_told(asyncio.get_running_loop())
        self._spawn(self._connection.run())
        if self._bench is not None:
            self._spawn(self._bench.run())
        self.set_interval(1.0, self._tick)
        self.set_timer(FIRST_PAINT, self._request_render)

    def on_paged_resized(self, _event: Paged.Resized) -> None:
        """Pages depend on the room."""
        self._request_render()

    # What comes in from the agent and the bench

    def _heard(self, push: AnyPush) -> None:
        self._become(reduce(self.model, push, monotonic()))

    def _became(self, agent: Agent) -> None:
        if agent is not self.model.agent:
            self._become(change(self.model, agent=agent, sending=False))

    def _offered(self, items: SimItems | None) -> None:
        self._become(change(self.model, bench=items))

    def _become(self, model: Model) -> None:
        if model.scene != self.model.scene:
            self._touch.picture_changed(monotonic())
            self._release()
        self.model = model
        self._request_render()

    # What goes out to the glass

    def _request_render(self) -> None:
        if not self._rendering:
            self._rendering = True
            self.call_later(self._render_model)

    async def _render_model(self) -> None:
        self._rendering = False
        name = screen_of(self.model)
        screen = self.get_screen(name)
        assert isinstance(screen, CartScreen)
        if self.theme != self.model.theme:
            self.theme = self.model.theme
        if screen.ready:
            screen.show(self.model, monotonic())  # before it is seen: it may still hold another patient
        if self._shown is not screen:
            if self._shown is not None:
                self._shown.forget()
            self._shown = None  # nothing can be tapped while there is no whole screen
            first = not isinstance(self.screen, CartScreen)
            await (self.push_screen(name) if first else self.switch_screen(name))
            screen.show(self.model, monotonic())
            self._shown = screen
        _give_keys(screen)

    def _tick(self) -> None:
        if self.terminal is not None and hung_up(self.terminal):
            self._end(1)
            return
        if self._shown is not None and self._shown.ready:
            self._shown.tick(self.model, monotonic())
            if any(paged.outgrown for paged in self._shown.query(Paged)):
                self._request_render()

    # What comes in from fingers and keyboards

    async def on_event(self, event: events.Event) -> None:
        if self._watch and isinstance(event, events.InputEvent):
            return
        if isinstance(event, events.Key):
            self._key(event)
        elif isinstance(event, events.MouseEvent):
            self._mouse(event)
        elif not isinstance(event, events.Paste):
            await super().on_event(event)

    def _mouse(self, event: events.MouseEvent) -> None:
        place = (int(event.screen_x), int(event.screen_y))
        if isinstance(event, events.MouseDown):
            self._release()
            counts = self._touch.pressed(place, event.time) and event.button == FINGER
            self._pressed = self._tap_at(place) if counts else None
            if self._pressed is not None:
                self._pressed.add_class("down")
        elif isinstance(event, events.MouseMove):
            self._touch.moved(place)
        elif isinstance(event, events.MouseUp):
            tap, began = self._release(), self._touch.released(place)
            if tap is not None and began is not None and tap is self._tap_at(place):
                self._fire(tap)

    def _release(self) -> Tap | None:
        tap, self._pressed = self._pressed, None
        if tap is not None:
            tap.remove_class("down")
        return tap

    def _tap_at(self, place: tuple[int, int]) -> Tap | None:
        if self._shown is None:
            return None
        try:
            widget, _region = self._shown.get_widget_at(*place)
        except NoWidget:
            return None
        return widget if isinstance(widget, Tap) and widget.command is not None else None

    def _key(self, event: events.Key) -> None:
        if self._keys.typed(key_name(event.key), event.time):
            self.set_timer(QUIET * 1.1, self._lone_key)

    def _lone_key(self) -> None:
        key = self._keys.take(monotonic())
        if key == "ctrl+c":
            self._leave()
        elif key is not None and self._shown is not None and self._touch.settled(monotonic()):
            for tap in self._shown.query(Tap):
                if key in (tap.key, tap.second_key) and tap.display and tap.command is not None:
                    self._fire(tap)
                    return

    def _leave(self) -> None:
        if monotonic() - self._left_at < LEAVE_WITHIN:
            self._end(0)
        self._left_at = monotonic()
        self._become(answered(self.model, both(LEAVE)))

    # The end

    def _end_when_told(self, loop: asyncio.AbstractEventLoop) -> None:
        """A handler of the loop would never run where the loop itself waits for a full terminal."""

        def told(_number: int, _frame: object) -> None:
            signal.alarm(END_WITHIN)
            loop.call_soon_threadsafe(self.exit, 0)

        signal.signal(signal.SIGTERM, told)

    def _end(self, status: int) -> None:
        """Leave the terminal as it was found; the system's alarm ends what can not even do that."""
        if self.terminal is not None:
            signal.alarm(END_WITHIN)
        self.exit(status)

    # What a tap does

    def _fire(self, tap: Tap) -> None:
        if tap.commits:
            self._touch.committed(tap.box, monotonic())
        if tap.command is not None:
            self._do(tap.command)

    def _do(self, command: Command) -> None:
        match command:
            case Send():
                self._send(command)
            case Hold():
                self._hold(command.item)
            case Speak():
                _.speak(LANGUAGES[(LANGUAGES.index(_.language) + 1) % len(LANGUAGES)])
            case Digit() | EnterDigits():
                self._pad(command)
            case _:
                self._become(command(self.model))
        self._request_render()

    def _pad(self, command: Digit | EnterDigits) -> None:
        if not isinstance(self._shown, PadScreen):
            return
        if isinstance(command, Digit):
            self._shown.press(command.digit)
        elif not self.model.busy:
            self._do(self._shown.entered(self.model))

    def _hold(self, item: str) -> None:
        if self._bench is not None and self.model.bench is not None:
            self._bench.hold(item)
            hint = self.model.bench.hints.get(item, self.model.hint)
            self._become(change(closed(self.model), hint=hint))

    def _send(self, command: Send) -> None:
        """Nothing is sent while an answer is awaited: no tap is taken twice."""
        if self.model.session is not None and not self.model.busy:
            self._become(sent(self.model))
            self._spawn(self._ask(command, self.model.session.revision))

    async def _ask(self, command: Send, revision: int) -> None:
        refusal = await self._connection.ask(command, revision)
        self._become(answered(self.model, refusal))

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._handle_exception(error)  # type: ignore[arg-type]


def _give_keys(screen: Screen[Any]) -> None:
    taps = [tap for tap in screen.query(Tap) if tap.display and not tap.fixed_key]
    for tap, key in zip(taps, FUNCTION_KEYS, strict=False):
        tap.bind_key(key)


def hung_up(terminal: TextIO) -> bool:
    """Whether the other end of the terminal is gone: a screen that nobody can see must not go on."""
    poll = select.poll()
    poll.register(terminal, 0)
    return any(event & select.POLLHUP for _, event in poll.poll(0))


def run(settings: UiSettings) -> int:
    """Show the screen in this terminal until it is told to end; returns the exit status."""
    app = CartApp(settings)
    if sys.__stdin__ is not None and sys.__stdin__.isatty():
        app.terminal = sys.__stdin__
        app.model = change(app.model, undrawn=missing(sys.__stdin__.fileno()))
    app.run()
    return app.return_code or 0
