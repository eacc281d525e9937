"""The `cart` command. Each command is one file of `cart_agent.commands`, imported only when it is used."""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from cart_agent import __version__

COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("demo", "try a ward round on this machine: hospital, scanner and drawers are simulated"),
    "agent": ("agent", "the cart itself: decision, records, scanners, drawers"),
    "link": ("link", "the connection to the hospital (MQTT)"),
    "ui": ("ui", "the nurse's touchscreen, in this terminal"),
    "hospital": ("hospital", "the reference hospital side"),
    "decide": ("decide", "decide cases without a cart: orders, scans and time in, verdicts and record out"),
    "camera": ("camera", "the camera as a scanner; codes in picture files"),
    "identify": ("identify", "tell what scanned codes are: raw bytes in, kind and fields out"),
    "scan": ("scan", "watch a scanner and say what is wrong with its settings"),
    "stats": ("stats", "statistics of a running cart: what could not be scanned"),
    "policy": ("policy", "what a ward policy means, in words"),
    "explain": ("explain", "what a finding code means"),
    "sheet": ("sheet", "print the demo ward's barcodes"),
    "state": ("state", "what a running cart knows"),
    "metrics": ("metrics", "figures of a running cart for Prometheus"),
    "drawers": ("drawers", "list, watch, test and calibrate the drawers of a cart whose agent is stopped"),
    "overrides": ("overrides", "overrides and break-glass that wait for their review"),
    "events": ("events", "what a running cart has recorded"),
    "doctor": ("doctor", "test a live broker for what a cart relies on"),
    "enrol": ("enrol", "ask for a cart's certificate, and take it in"),
    "authority": ("authority", "the hospital's certificates: issue, revoke"),
    "broker-profile": ("broker_profile", "write a broker's complete configuration"),
    "outbox": ("outbox", "work off what the hospital refused"),
    "orders": ("orders", "take orders in from a USB stick"),
    "paper": ("paper", "print what a ward needs when the cart is dead"),
    "report": ("report", "the report of a shift: every dose, for the nurse and for the patient"),
    "label": ("label", "make and print labels: unit doses, wristbands, drawer tags, badges"),
    "printer": ("printer", "the printer of prepared labels, beside the agent"),
    "register": ("register", "the register of controlled drugs of a running cart"),
    "check-config": ("check_config", "check a configuration file"),
}
"""Name on the command line -> module, one line of help."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 0 done, 1 failed, 2 used wrongly."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    name = next((word for word in given if not word.startswith("-")), "")
    parser = _parser(name)
    options = parser.parse_args(given)
    if options.version:
        return _tell_version()
    if not hasattr(options, "run"):
        parser.print_help()
        return 2
    try:
        status: int = options.run(options)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader has seen enough (`| head`); what is left must not be written at the end either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return 130
    return status


def _tell_version() -> int:
    print(f"cart-agent {__version__}")
    return 0


def _parser(name: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="cart",
        description="The smart medication cart. `cart COMMAND --help` has examples.",
        epilog="Start with: cart demo",
    )
    parser.add_argument("--version", action="store_true", help="show the version and exit")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    for command, (module, help_line) in COMMANDS.items():
        _add(commands, command, module, help_line, wanted=command == name)
    return parser


def _add(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    command: str,
    module: str,
    help_line: str,
    *,
    wanted: bool,
) -> None:
    added = commands.add_parser(command, help=help_line, formatter_class=argparse.RawDescriptionHelpFormatter)
    if wanted:
        loaded = import_module(f"cart_agent.commands.{module}")
        added.description = loaded.__doc__
        loaded.add_arguments(added)
        added.set_defaults(run=loaded.run)
