"""The cart's own drawer controller: what it says of itself, its self-test, its settings."""

import argparse
import sys

import msgspec
from rich.console import Console
from rich.table import Table

from cart_agent.commands.drawers_unit import record
from cart_agent.commands.drawers_words import Say
from cart_agent.config import CartConfig
from cart_agent.wiring import drawers_configure, drawers_examine, drawers_key
from drivers.interfaces import BoardReport

GOOD = "good"


def board(config: CartConfig, say: Say, options: argparse.Namespace) -> int:
    """0: every self-test is good and the board reports no fault."""
    examine, configure = drawers_examine(config), drawers_configure(config)
    if examine is None or configure is None:
        print(say("board-none"), file=sys.stderr)
        return 2
    if options.set:
        changes = dict(map(_change, options.set))
        detail = {name: str(value) for name, value in changes.items()}
        record(config, say, "board-configured", detail=detail)
        configure(changes)
    if options.new_key and (give_key := drawers_key(config)):
        record(config, say, "board-key-changed")
        give_key(options.new_key)
        print(say("board-key", file=options.new_key))
        return 0
    report = examine()
    if options.json:
        print(msgspec.json.format(msgspec.json.encode(report)).decode())
    else:
        _show(say, report)
    return 0 if not report.flags and all(one.result == GOOD for one in report.drawers) else 1


def _change(words: str) -> tuple[str, int]:
    """`debounce_ms=5`. Raises ValueError."""
    name, _, value = words.partition("=")
    return name, int(value)


def _show(say: Say, report: BoardReport) -> None:
    console = Console()
    version = "-" if report.version is None else report.version
    console.print(say("board-head", board=report.board, firmware=report.firmware, version=version))
    volts = {"supply": f"{report.supply_mv / 1000:.1f}", "battery": f"{report.battery_mv / 1000:.1f}"}
    console.print(say("board-power", **volts))
    for flag in report.flags:
        console.print(say("board-flag", flag=flag), style="bold red")
    for name, value in report.settings.items():
        console.print(f"  {name} = {value}", highlight=False)
    table = Table("", say("board-sensor"), say("board-coil"), say("board-test"))
    for one in report.drawers:
        style = "green" if one.result == GOOD else "bold red"
        words = say(f"test-{one.result}")
        table.add_row(say("drawer", number=one.drawer), str(one.sensor), str(one.coil), words, style=style)
    console.print(table)
