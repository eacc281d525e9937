"""Makes the pictures of this folder: the real app on a pseudo-terminal, drawn by a real xterm.

    python -m docs.screens.make [NAME...]

What the app writes goes to xterm byte for byte; its taps are those of the tests. The only font that xterm
sees is the bundled one, as in the kiosk. Needs xterm, Xvfb and ImageMagick. Every picture is
NAME-COLUMNSxROWS-LANGUAGE.png.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from docs.screens.scenes import SCENES, Scene
from tests.ui.fake_agent import FakeAgent
from tests.ui.terminal import Terminal
from tests.ui.views import STATUS, session
from ui_tui.i18n import LANGUAGES, _
from ui_tui.settings import UiSettings

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
SIZES = {(80, 22): 20, (60, 15): 20}
"""Point size of the font by columns and rows: cells of 16 x 35 pixels."""
PAGES = 8
"""Pages of a list that are looked through."""
STILL = 0.7
"""Seconds without a byte of the app after which its picture stands."""


def kiosk_fonts(folder: Path) -> Path:
    """The kiosk's fontconfig, with this folder as the installed one."""
    text = (ROOT / "systemd/kiosk/fonts.conf").read_text(encoding="utf-8")
    file = folder / "fonts.conf"
    file.write_text(
        text.replace("/opt/cart", str(ROOT)).replace("/run/cart-kiosk", str(folder)), encoding="utf-8"
    )
    return file


@contextmanager
def running(*command: str, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process that ends with the block."""
    process = subprocess.Popen(command, env={**os.environ, **environment}, cwd=ROOT)  # noqa: S603 - our own words
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


@contextmanager
def display() -> Iterator[str]:
    """A headless display of its own; its name."""
    said, says = os.pipe()
    server = ("Xvfb", "-screen", "0", "1400x900x24", "-displayfd", str(says))
    process = subprocess.Popen(server, pass_fds=(says,))  # noqa: S603 - our own words
    os.close(says)
    try:
        with os.fdopen(said) as number:
            yield f":{number.readline().strip()}"
    finally:
        process.terminate()
        process.wait()


def xterm(columns: int, rows: int, *child: str) -> tuple[str, ...]:
    """The command of a terminal without any edge that shows `child`."""
    look = ("-fa", "JetBrains Mono", "-fs", str(SIZES[columns, rows]), "-b", "0", "+sb", "-bw", "0")
    return ("xterm", "-tn", "xterm-256color", *look, "-geometry", f"{columns}x{rows}+0+0", "-e", *child)


def shoot(screen: str, path: Path) -> None:
    """Save what is on the display `screen`."""
    look = ("-window", "root", "-trim", "+repage", "-colors", "48")
    subprocess.run(["import", "-display", screen, *look, f"png8:{path}"], check=True)  # noqa: S603, S607 - our own words


def wait_until_still(terminal: Terminal) -> None:
    """The app has drawn something and says no more; the clock in the strip stands still for a minute."""
    terminal.read(5.0)
    while terminal.read(STILL):
        pass


def tap(terminal: Terminal, label: str) -> None:
    """Tap the target with this label, turning pages; on the small glass it may go on in the next row."""
    words = label.split()
    parts = [" ".join(words[:count]) for count in range(len(words), 0, -1)]
    for _page in range(PAGES):
        seen = next((part for part in parts if part in terminal.text), None)
        if seen:
            terminal.tap(seen)
            return
        terminal.tap("▼")
        wait_until_still(terminal)
    raise SystemExit(f"{label!r} is not on the glass:\n{terminal.text}")


def play(scene: Scene, agent: FakeAgent, terminal: Terminal) -> None:
    """Lead the app to this scene."""
    agent.show(session("off"), STATUS)
    wait_until_still(terminal)
    agent.show(scene.view, scene.status)
    wait_until_still(terminal)
    for message in scene.taps:
        if message.isdigit():
            terminal.settle()
            terminal.type(message.encode())
        else:
            tap(terminal, _(message))
        wait_until_still(terminal)
    if scene.later is not None:
        agent.show(scene.later)
        wait_until_still(terminal)


@contextmanager
def drawn(screen: str, columns: int, rows: int, settings: UiSettings) -> Iterator[Terminal]:
    """The app, and an xterm on the display `screen` that draws all it writes."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        pipe = folder / "pipe"
        os.mkfifo(pipe)
        command = xterm(columns, rows, "sh", "-c", f"stty raw -echo; exec cat {pipe}")
        fonts = str(kiosk_fonts(folder))
        stack.enter_context(running(*command, DISPLAY=screen, FONTCONFIG_FILE=fonts))
        picture = stack.enter_context(pipe.open("wb", buffering=0))
        terminal = Terminal(settings, columns, rows)
        stack.callback(terminal.close)
        terminal.copy = picture.write
        yield terminal


def main(names: list[str]) -> None:
    """All pictures, or those named."""
    with display() as screen:
        for size, language in [(size, language) for size in SIZES for language in LANGUAGES]:
            _.speak(language)
            for theme in ("day", "night"):
                chosen = [name for name in names or SCENES if SCENES[name].theme == theme]
                if chosen:
                    pictures(screen, chosen, size, theme)


def pictures(screen: str, names: list[str], size: tuple[int, int], theme: str) -> None:
    """These scenes by one app, in the language that is spoken."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        agent = FakeAgent(folder / "agent")
        stack.callback(agent.close)
        settings = UiSettings(socket=agent.path, language=_.language, theme=theme)
        terminal = stack.enter_context(drawn(screen, *size, settings))
        for name in names:
            play(SCENES[name], agent, terminal)
            time.sleep(1.0)  # xterm's turn to draw
            shoot(screen, HERE / f"{name}-{size[0]}x{size[1]}-{_.language}.png")


if __name__ == "__main__":
    main(sys.argv[1:])
