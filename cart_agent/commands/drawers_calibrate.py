"""Which polarity the sensors have and how long a drawer takes to open, as a suggestion for the
configuration."""

import argparse
import math
import sys
from typing import Any

from cart_agent.commands.drawers_test import in_words, test_one
from cart_agent.commands.drawers_unit import Talk
from drivers.interfaces import DrawerState

SLOWEST_HAND = 3
"""A nurse gets this many times as long as the engineer took."""
WINDOW_S = (10, 120)
"""An unlock's shortest and longest window that is suggested."""


def calibrate(talk: Talk, options: argparse.Namespace) -> int:
    """With all drawers shut, then with each opened and closed once. 0: nothing is wrong."""
    say = talk.say
    if not talk.is_ready():
        print(say("not-ready", detail=talk.device.detail), file=sys.stderr)
        return 1
    print(say("shut-all"), file=sys.stderr, flush=True)
    talk.wait(lambda: not _open(talk), options.patience)
    still_open = _open(talk)
    settings = talk.config.drawers.settings
    if len(still_open) == len(talk.drawers.numbers):
        print(say("inverted"), file=sys.stderr)
        return _suggest(talk, inverted(settings), options)
    if still_open:
        print(say("mixed", drawers=", ".join(map(str, still_open))), file=sys.stderr)
        return 1
    print(say("polarity-right" if inverted(settings) else "no-polarity"))
    return _timings(talk, options)


def _timings(talk: Talk, options: argparse.Namespace) -> int:
    tested = [test_one(talk, drawer, options.patience) for drawer in talk.drawers.numbers]
    failed = [one for one in tested if one.result != "passed"]
    for one in failed:
        print(in_words(talk, one))
    seconds = [one.seconds for one in tested if one.seconds is not None]
    if failed or not seconds:
        return 1
    print(talk.say("slowest", seconds=max(seconds)))
    low, high = WINDOW_S
    window = float(min(high, max(low, math.ceil(SLOWEST_HAND * max(seconds)))))
    if talk.drawers.guards_itself:
        print(talk.say("suggest-board", window_ms=round(window * 1000)))
        return 0
    return _suggest(talk, {"never_opened_s": window}, options)


def _open(talk: Talk) -> list[int]:
    states = talk.drawers.states
    return [number for number in talk.drawers.numbers if states[number] is DrawerState.OPEN]


def inverted(settings: dict[str, Any]) -> dict[str, Any]:
    """The polarity keys turned round; empty for a unit that has none."""
    if "open_bit" in settings:
        return {"open_bit": 1 - settings["open_bit"]}
    if "pin_factory" in settings:
        return {"polarity.shut_low": not settings.get("polarity", {}).get("shut_low", True)}
    return {}


def _suggest(talk: Talk, keys: dict[str, Any], options: argparse.Namespace) -> int:
    """Print the lines for `[drawers]`, and write them where asked. 1 when they correct something."""
    lines = [f"{key} = {str(value).lower()}" for key, value in keys.items()]
    print(talk.say("suggested"), *lines, sep="\n")
    if options.out:
        options.out.write_text("\n".join(["[drawers]", *lines, ""]), encoding="utf-8")
    return 0 if set(keys) == {"never_opened_s"} else 1
