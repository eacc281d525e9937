"""Watch a scanner and say what is wrong with its settings.

cart scan test --print test.pdf                           the codes to scan (.pdf or .png)
cart scan test --config /etc/cart/cart.toml --device hand     a scanner of the cart; stop cart-agent first
cart scan test --keyboard                                 a scanner that types into this terminal
cart scan opticon --print opticon.pdf                     programming codes of Opticon scanners

The page has a code of each kind that a ward uses; scan one after the other (--scans 4). With --any whatever
code is scanned: then only its frame is judged. Each scan is answered with what to change;
docs/scanners.md says where. The bytes are shown as they came. Ends after --scans of them (default 1), or with
Ctrl-C. Exit status: 0 the last scan was right; 1 it was not, or nothing came; 2 used wrongly.
"""

import argparse
import queue
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec

from cart_agent import wiring
from cart_agent.commands.scan_advice import ADVICE, CODES, Advice, advise
from cart_agent.commands.scan_opticon import OPTICON
from cart_agent.config import CartConfig, ConfigError, load
from cart_agent.sheet import SheetItem
from drivers.interfaces import DeviceChanged, DeviceState, Scan

SETTINGS = {"opticon": OPTICON}
"""Programming codes by maker: those whose symbols the maker has made public."""
AS_IT_COMES = {"terminators": "", "aim": False, "repeat_ms": 0}
"""The driver's settings with which nothing is cut off: silence alone ends a scan."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=("test", *SETTINGS))
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--config", type=Path, metavar="FILE", help="the cart's TOML file")
    source.add_argument("--keyboard", action="store_true", help="a scanner that types into this terminal")
    source.add_argument("--print", type=Path, metavar="FILE", help="write the codes to scan and exit")
    parser.add_argument(
        "--device", default="", metavar="NAME", help="which scanner of it (default: the first)"
    )
    parser.add_argument("--any", action="store_true", help="any code will do: judge the frame only")
    parser.add_argument("--scans", type=int, default=1, metavar="N", help="how many (default: %(default)s)")
    parser.add_argument("--seconds", type=float, default=60.0, metavar="S", help="how long to wait for each")
    parser.add_argument(
        "--silence", type=int, default=500, metavar="MS", help="that ends a scan (default: %(default)s)"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object a scan")


def run(options: argparse.Namespace) -> int:
    if options.print is not None:
        return _print_codes(SETTINGS.get(options.what, CODES), options.print)
    if options.what in SETTINGS:
        print(f"cart scan: {options.what} only prints: add --print FILE.pdf", file=sys.stderr)
        return 2
    try:
        return _watch_keyboard(options) if options.keyboard else _watch(load(options.config), options)
    except ConfigError as error:
        print(error, file=sys.stderr)
        return 2


def _print_codes(codes: Sequence[SheetItem], path: Path) -> int:
    from cart_agent.sheet import write_sheet  # noqa: PLC0415 - numpy and zxing-cpp are large

    try:
        for written in write_sheet(codes, path):
            print(written)
    except (OSError, ValueError) as error:
        print(f"cart scan: {error}", file=sys.stderr)
        return 2
    return 0


def _watch_keyboard(options: argparse.Namespace) -> int:
    """The terminal gives whole lines: the scanner's own terminator has ended each."""
    right = False
    for _ in range(options.scans):
        line = sys.stdin.buffer.readline()
        if not line:
            return 1
        right = _tell(line, options)
    return 0 if right else 1


def _watch(config: CartConfig, options: argparse.Namespace) -> int:
    chosen = [one for one in config.scanners if options.device in ("", one.name)][:1]
    if not chosen:
        names = ", ".join(one.name for one in config.scanners)
        print(f"there is no scanner {options.device!r}; there are: {names}", file=sys.stderr)
        return 2
    as_it_comes = AS_IT_COMES | {"idle_ms": options.silence}
    changed = as_it_comes if chosen[0].driver.startswith("scanner_") else {}
    device = msgspec.structs.replace(chosen[0], settings={**chosen[0].settings, **changed})
    (scanner,) = wiring.open_scanners(msgspec.structs.replace(config, scanners=(device,)))
    reports: queue.SimpleQueue[Scan | DeviceChanged] = queue.SimpleQueue()
    scanner.start(reports.put)
    try:
        return 0 if _listen(reports, options) else 1
    finally:
        scanner.close()


def _listen(reports: "queue.SimpleQueue[Scan | DeviceChanged]", options: argparse.Namespace) -> bool:
    left, right = options.scans, False
    while left:
        try:
            report = reports.get(timeout=options.seconds)
        except queue.Empty:
            print(
                "nothing came: is this the scanner, is its mode (USB CDC, keyboard) that of its driver, and "
                "does it answer at this speed?",
                file=sys.stderr,
            )
            return False
        if isinstance(report, Scan):
            right = _tell(report.raw, options)
            left -= 1
        elif report.detail.startswith("unreadable: "):
            print(f"{report.device}: {report.detail}", file=sys.stderr, flush=True)
            right = _say(b"", [ADVICE["keys"]], options)
            left -= 1
        elif report.state is not DeviceState.CONNECTING:
            told = f"{report.device}: {report.state.value} {report.detail}".rstrip()
            print(told, file=sys.stderr, flush=True)
    return right


def _tell(sent: bytes, options: argparse.Namespace) -> bool:
    return _say(sent, advise(sent, reference=not options.any), options)


def _say(sent: bytes, found: list[Advice], options: argparse.Namespace) -> bool:
    if options.json:
        line = {"raw_hex": sent.hex(), "advice": [msgspec.structs.asdict(one) for one in found]}
        print(msgspec.json.encode(line).decode(), flush=True)
    else:
        print("\n".join([repr(sent)[2:-1], *map(_line, found)] if found else ["✓ đúng / right"]), flush=True)
    return not found


def _line(one: Advice) -> str:
    return f"✕ {one.code}: {one.vi}\n    {one.en}"
