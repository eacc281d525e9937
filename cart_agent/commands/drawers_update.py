"""A new signed program for the cart's own drawer controller, with what happens on the way."""

import argparse
import sys

import msgspec
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from cart_agent.commands.drawers_unit import record
from cart_agent.commands.drawers_words import WORDS, Say
from cart_agent.config import CartConfig
from cart_agent.wiring import drawers_update
from drivers.interfaces import UpdateResult, UpdateStep


def update(config: CartConfig, say: Say, options: argparse.Namespace) -> int:
    """0: the new program runs and was kept. Begin and end are on the cart's records."""
    install = drawers_update(config)
    if install is None:
        print(say("update-none"), file=sys.stderr)
        return 2
    record(config, say, "board-update-begun", detail={"file": options.image.name})
    shown = _Shown(say)
    with shown.bar:
        result = install(options.image, shown.tell)
    ended = "board-update-kept" if result.ok else "board-update-failed"
    detail = {"reason": result.reason, "version": str(result.version or "")}
    record(config, say, ended, detail=detail)
    _report(say, result, as_json=options.json)
    return 0 if result.ok else 1


class _Shown:
    """A bar on the error stream; where that is no terminal, a line at each step and each tenth."""

    def __init__(self, say: Say) -> None:
        console = Console(stderr=True)
        columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
        self.bar = Progress(*columns, console=console, disable=not console.is_terminal)
        self._say = say
        self._task = self.bar.add_task(say(f"update-{UpdateStep.SENDING}"), total=None)
        self._told = ""

    def tell(self, step: UpdateStep, done: int, of: int) -> None:
        """From `UpdateProgress`."""
        words = self._say(f"update-{step}")
        self.bar.update(self._task, description=words, completed=done, total=of)
        line = f"{words} {done * 10 // of * 10} %" if step is UpdateStep.SENDING else words
        if self.bar.disable and line != self._told:
            self._told = line
            print(line, file=sys.stderr, flush=True)


def _report(say: Say, result: UpdateResult, *, as_json: bool) -> None:
    if as_json:
        print(msgspec.json.format(msgspec.json.encode(result)).decode())
        return
    if result.ok:
        print(say("update-done", version=result.version))
        return
    code = f"update-{result.reason}"
    print(say(code if code in WORDS else "update-refused", reason=result.reason, detail=result.detail))
    print(say("update-unknown") if result.version is None else say("update-still", version=result.version))
