"""Makes the README's pictures: the real demonstration in a real xterm, driven by the scripted nurse.

    python -m docs.screens.demo

Needs xterm, Xvfb, ImageMagick and fonts-jetbrains-mono. Every process behind the picture is the real one.
"""

import asyncio
import sys
from contextlib import ExitStack

from cart_agent.demo.cart import simulated_cart
from cart_agent.demo.headless import Stage
from cart_agent.demo.scenario import Expect, Step
from docs.screens.make import DISPLAY, HERE, SIZES, running, shoot

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
        stack.enter_context(running("Xvfb", DISPLAY, "-screen", "0", "1400x900x24"))
        await asyncio.sleep(1)
        async with simulated_cart("mosquitto") as cart:
            look = ("-fa", "JetBrains Mono", "-fs", str(SIZES[columns, rows]), "-b", "0", "+sb", "-bw", "0")
            child = (sys.executable, "-m", "cart_agent", "ui", "run", "--config", str(cart.files.cart))
            place = ("-tn", "xterm-256color", "-geometry", f"{columns}x{rows}+0+0")
            command = ("xterm", *place, *look, "-e", "env", "COLORTERM=truecolor", *child)
            stack.enter_context(running(*command, DISPLAY=DISPLAY))
            stage = Stage(cart)
            for step in ROUND:
                if isinstance(step, str):
                    await asyncio.sleep(SETTLE)
                    shoot(HERE / f"demo-{step}-{columns}x{rows}-vi.png")
                elif error := await stage.attempt(step):
                    raise SystemExit(error)
            await stage.close()


if __name__ == "__main__":
    asyncio.run(main())
