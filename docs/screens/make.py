"""Makes the pictures of this folder: the real app in a real xterm, fed by the tests' agent.

    python -m docs.screens.make [NAME...]

The only font that xterm sees is the bundled one, as in the kiosk. Needs xterm, Xvfb and ImageMagick.
Every picture is NAME-COLUMNSxROWS-LANGUAGE.png.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import msgspec

from tests.ui.fake_agent import FakeAgent
from tests.ui.nurse_views import NURSE
from tests.ui.views import SHOWN
from ui_tui.settings import UiSettings

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
SIZES = {(80, 22): 20, (60, 15): 20}
"""Point size of the font by columns and rows: cells of 16 x 35 pixels."""
DISPLAY = ":97"


VIEWS = SHOWN | {name.replace(" ", "-"): view for name, view in NURSE.items()}


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


def xterm(columns: int, rows: int, settings: UiSettings) -> tuple[str, ...]:
    """The command of a terminal without any edge that shows the app."""
    look = ("-fa", "JetBrains Mono", "-fs", str(SIZES[columns, rows]), "-b", "0", "+sb", "-bw", "0")
    child = (
        "env",
        "COLORTERM=truecolor",
        sys.executable,
        "-m",
        "tests.ui.child",
        msgspec.json.encode(settings, enc_hook=str).decode(),
    )
    return ("xterm", "-tn", "xterm-256color", *look, "-geometry", f"{columns}x{rows}+0+0", "-e", *child)


def shoot(path: Path) -> None:
    """Save what is on the display."""
    command = [
        "import",
        "-display",
        DISPLAY,
        "-window",
        "root",
        "-trim",
        "+repage",
        "-colors",
        "48",
        f"png8:{path}",
    ]
    subprocess.run(command, check=True)  # noqa: S603 - our own words


def main(names: list[str]) -> None:
    """All pictures, or those named."""
    for (columns, rows), language in [(size, language) for size in SIZES for language in ("vi", "en")]:
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            stack.enter_context(running("Xvfb", DISPLAY, "-screen", "0", "1400x900x24"))
            agent = FakeAgent(folder / "agent")
            stack.callback(agent.close)
            time.sleep(1)
            settings = UiSettings(socket=agent.path, language=language)
            fonts = str(kiosk_fonts(folder))
            command = xterm(columns, rows, settings)
            stack.enter_context(running(*command, DISPLAY=DISPLAY, FONTCONFIG_FILE=fonts))
            time.sleep(3)
            for name in names or VIEWS:
                agent.show(VIEWS[name])
                time.sleep(1.0)
                shoot(HERE / f"{name}-{columns}x{rows}-{language}.png")


if __name__ == "__main__":
    main(sys.argv[1:])
