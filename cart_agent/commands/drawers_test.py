"""Each drawer unlocked, pulled and pushed by the engineer's hand; the sensors say whether it worked."""

import argparse
import sys
from time import monotonic

import msgspec
from msgspec import Struct

from cart_agent.commands.drawers_unit import Talk
from cart_agent.commands.drawers_words import WORDS
from drivers.interfaces import DrawerState


class Tested(Struct, frozen=True, kw_only=True):
    """One drawer. `seconds`: from the unlock until it was sensed open."""

    drawer: int
    result: str
    """passed, refused, not-opened, not-closed or alarmed."""
    reason: str = ""
    seconds: float | None = None


def test(talk: Talk, options: argparse.Namespace) -> int:
    """0: every drawer that was asked for has passed."""
    say = talk.say
    if options.all is (options.drawer is not None):
        print(say("which"), file=sys.stderr)
        return 2
    wanted = talk.drawers.numbers if options.all else (options.drawer,)
    if missing := set(wanted) - set(talk.drawers.numbers):
        print(say("no-drawer", drawer=missing.pop()), file=sys.stderr)
        return 2
    if not talk.is_ready():
        print(say("not-ready", detail=talk.device.detail), file=sys.stderr)
        return 1
    tested = [test_one(talk, drawer, options.patience) for drawer in wanted]
    _report(talk, tested, as_json=options.json)
    return 0 if all(one.result == "passed" for one in tested) else 1


def test_one(talk: Talk, drawer: int, patience: float) -> Tested:
    """Guide one drawer through opening and closing."""
    before, start = len(talk.alarms), monotonic()
    if reason := talk.unlock(drawer):
        return Tested(drawer=drawer, result="refused", reason=reason)
    _tell(talk.say("pull", drawer=drawer))
    opened = talk.wait(lambda: talk.is_in(drawer, DrawerState.OPEN) or len(talk.alarms) > before, patience)
    seconds = round(monotonic() - start, 2)
    if alarms := talk.alarms[before:]:
        reason = ", ".join(talk.say(alarm.kind.value, drawer=alarm.drawer) for alarm in alarms)
        return Tested(drawer=drawer, result="alarmed", reason=reason)
    if not opened:
        talk.drawers.lock(drawer)
        return Tested(drawer=drawer, result="not-opened")
    _tell(talk.say("push", drawer=drawer))
    closed = talk.wait(lambda: talk.is_in(drawer, DrawerState.LOCKED, DrawerState.SELECTED), patience)
    return Tested(drawer=drawer, result="passed" if closed else "not-closed", seconds=seconds)


def in_words(talk: Talk, one: Tested) -> str:
    """A line of the report. A unit's own words of why it refused stay as they are."""
    reason = talk.say(one.reason) if one.reason in WORDS else one.reason
    return f"{one.drawer:4}  {talk.say(one.result, reason=reason)}"


def _tell(line: str) -> None:
    """Beside the report, which may be JSON."""
    print(line, file=sys.stderr, flush=True)


def _report(talk: Talk, tested: list[Tested], *, as_json: bool) -> None:
    if as_json:
        print(msgspec.json.format(msgspec.json.encode(tested)).decode())
        return
    for one in tested:
        print(in_words(talk, one))
    passed = sum(one.result == "passed" for one in tested)
    print(talk.say("report", passed=passed, all=len(tested)))
