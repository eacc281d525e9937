"""An agent that is killed at one point of an alarm's way: `python doomed_agent.py POINT CONFIG`."""

import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from cart_agent.agent.alarms import Alarms
from cart_agent.agent.recorder import Recorder
from cart_agent.cli import main

POINTS: dict[str, tuple[type, str, bool]] = {
    "before-the-record": (Recorder, "note", False),
    "before-the-commit": (Alarms, "remember", True),
    "before-the-confirmation": (Alarms, "confirm_written", False),
}
"""Where -> class, method, and whether the method does its work first."""


def doom(point: str) -> None:
    """The process ends there as by a power cut."""
    kind, name, after = POINTS[point]
    original: Callable[..., Any] = getattr(kind, name)

    def last(self: Any, *arguments: Any) -> Any:
        if name == "confirm_written" and not set(self._written()) & self._unwritten:
            return original(self, *arguments)
        if after:
            original(self, *arguments)
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError("unreachable")

    setattr(kind, name, last)


if __name__ == "__main__":
    doom(sys.argv[1])
    sys.exit(main(["agent", "run", "--config", sys.argv[2]]))
