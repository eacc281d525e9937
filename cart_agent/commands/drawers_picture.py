"""The cart's drawers as a picture in the terminal, once or live."""

import argparse
import sys
from collections.abc import Callable
from contextlib import suppress
from time import monotonic

import msgspec
from rich.columns import Columns
from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.panel import Panel
from rich.text import Text

from cart_agent.commands.drawers_unit import Talk
from drivers.interfaces import DrawerState

COLOURS = {
    DrawerState.LOCKED: "green",
    DrawerState.SELECTED: "bold green",
    DrawerState.UNLOCKED: "yellow",
    DrawerState.OPEN: "bold yellow",
    DrawerState.FAULT: "bold red",
    DrawerState.UNKNOWN: "bold magenta",
}
WIDTH = 22
ALARMS_SHOWN = 8


def list_once(talk: Talk, options: argparse.Namespace) -> int:
    """Every drawer's state. 0: the unit is ready and no drawer is unknown or at fault."""
    ready = talk.is_ready()
    states = {number: talk.drawers.states[number] for number in talk.drawers.numbers}
    if options.json:
        guarantees = "full" if talk.drawers.guards_itself else "reduced"
        said = {"device": talk.device, "guarantees": guarantees, "drawers": states, "alarms": talk.alarms}
        print(msgspec.json.format(msgspec.json.encode(said)).decode())
    else:
        Console().print(picture(talk))
    return 0 if ready and not {DrawerState.UNKNOWN, DrawerState.FAULT} & set(states.values()) else 1


def watch(talk: Talk, options: argparse.Namespace) -> int:
    """Until Ctrl-C, or for so many seconds. Drawn anew at every change and once a second."""
    end = monotonic() + options.seconds if options.seconds else float("inf")
    with (
        suppress(KeyboardInterrupt),
        Live(picture(talk), console=Console(file=sys.stdout), auto_refresh=False) as live,
    ):
        while (left := end - monotonic()) > 0:
            talk.wait(_changed_since(talk), min(left, 1.0))
            live.update(picture(talk), refresh=True)
    return 0


def _changed_since(talk: Talk) -> Callable[[], bool]:
    before = _look(talk)
    return lambda: _look(talk) != before


def _look(talk: Talk) -> object:
    return talk.device, dict(talk.drawers.states), len(talk.alarms)


def picture(talk: Talk) -> RenderableType:
    """The unit, a box for each drawer, the newest alarms."""
    say, device = talk.say, talk.device
    head = say("unit", name=device.device, state=say(device.state.value), detail=device.detail)
    boxes = [_box(talk, number, talk.drawers.states[number]) for number in talk.drawers.numbers]
    alarms = [
        Text(say("alarm", what=say(alarm.kind.value, drawer=alarm.drawer), detail=alarm.detail), "bold red")
        for alarm in talk.alarms[-ALARMS_SHOWN:]
    ]
    reduced = [] if talk.drawers.guards_itself else [Text(say("reduced"), "dim")]
    return Group(Text(head), *reduced, Columns(boxes, width=WIDTH), *alarms)


def _box(talk: Talk, number: int, state: DrawerState) -> Panel:
    title = talk.say("drawer", number=number)
    return Panel(Text(talk.say(state.value)), title=title, border_style=COLOURS[state], width=WIDTH)
