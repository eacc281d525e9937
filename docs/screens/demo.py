"""Makes the README's pictures: the real demonstration in a real xterm, driven by the scripted nurse.

    python -m docs.screens.demo

Needs xterm, Xvfb and ImageMagick. Every process behind the picture is the real one.
"""

import asyncio
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from cart_agent.demo.cart import simulated_cart
from cart_agent.demo.headless import Stage
from cart_agent.demo.scenario import Expect, Step
from docs.screens.make import HERE, display, kiosk_fonts, running, shoot, xterm

SETTLE = 4.0
"""Seconds until a screen stands still."""
ROUND: tuple[Step | str, ...] = (
    Step(expect=Expect(complete=True, patients=7)),
    Step(scan="badge:lan"),
    Step(pin="badge:lan"),
    Step(expect=Expect(state="round")),
    "round",
    Step(scan="band:p1"),
    Step(expect=Expect(state="fetch")),
    "drawer",
    Step(scan="pack:bisoprolol-5"),
    Step(expect=Expect(verdict="STOP")),
    "stop",
    Step(scan="pack:amlodipine-5"),
    Step(expect=Expect(verdict="ALLOW")),
    "verdict",
)
"""Steps, and between them the names of pictures."""


async def main() -> None:
    """One picture a name, `demo-NAME-80x22-vi.png`."""
    columns, rows = 80, 22
    with ExitStack() as stack:
        screen = stack.enter_context(display())
        fonts = str(kiosk_fonts(Path(stack.enter_context(tempfile.TemporaryDirectory()))))
        async with simulated_cart("mosquitto") as cart:
            child = (sys.executable, "-m", "cart_agent", "ui", "run", "--config", str(cart.files.cart))
            command = xterm(columns, rows, "env", "COLORTERM=truecolor", *child)
            stack.enter_context(running(*command, DISPLAY=screen, FONTCONFIG_FILE=fonts))
            stage = Stage(cart)
            for step in ROUND:
                if isinstance(step, str):
                    await asyncio.sleep(SETTLE)
                    shoot(screen, HERE / f"demo-{step}-{columns}x{rows}-vi.png")
                elif error := await stage.attempt(step):
                    raise SystemExit(error)
            await stage.close()


if __name__ == "__main__":
    asyncio.run(main())
