"""Try a ward round on this machine: hospital, scanner and drawers are simulated, by real bytes.

cart demo                                     the touchscreen in this terminal
cart demo --broker mosquitto                  with a real mosquitto instead of the built-in broker
cart demo --headless morning_round            a scripted nurse, no screen
cart demo --headless my.toml --report r.json  your own script; everything that happened as JSON
cart demo --list                              the scripts that come with it
"""

import argparse
import asyncio
import sys
from pathlib import Path

import msgspec

from cart_agent.config import ConfigError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--broker", choices=["embedded", "mosquitto"], default="embedded")
    parser.add_argument("--headless", metavar="SCENARIO", help="a shipped script by name, or a TOML file")
    parser.add_argument("--report", type=Path, metavar="FILE", help="write what happened as JSON (headless)")
    parser.add_argument("--list", action="store_true", help="list the shipped scripts")
    parser.add_argument("--language", choices=["vi", "en"], default="vi", help="of the screen at start")


def run(options: argparse.Namespace) -> int:
    from cart_agent.demo import scenario  # noqa: PLC0415 - only what is used

    if options.list:
        for name in scenario.shipped():
            print(f"{name:32} {scenario.load(name).title}")
        return 0
    try:
        return _headless(options) if options.headless else _screen(options)
    except (ConfigError, RuntimeError, OSError) as error:
        print(f"cart demo: {error}", file=sys.stderr)
        return 1


def _headless(options: argparse.Namespace) -> int:
    from cart_agent.demo import scenario  # noqa: PLC0415
    from cart_agent.demo.headless import play  # noqa: PLC0415

    script = scenario.load(options.headless)
    report = asyncio.run(play(script, options.broker, lambda line: print(line, flush=True)))
    if options.report:
        options.report.write_bytes(msgspec.json.format(msgspec.json.encode(report)) + b"\n")
    verdict = "every step held" if report.ok else "NOT every step held"
    print(f"{verdict}; {report.settled} of {report.committed} events settled by the hospital")
    return 0 if report.ok else 1


def _screen(options: argparse.Namespace) -> int:
    from cart_agent.demo.screen import show  # noqa: PLC0415

    try:
        return asyncio.run(show(options.broker, options.language))
    except asyncio.CancelledError:
        return 0
