"""Labels from a file of the pharmacy: unit doses, wristbands, drawer tags, badges.

cart label unit-dose --csv doses.csv --out doses.pdf
cart label wristband --csv bands.csv --out bands.zpl --dpi 300
cart label unit-dose --csv doses.csv --printer socket://10.1.2.3 --journal printed.ndjson
cart label unit-dose --template > doses.csv      the headings, and an example
cart label stocks                                the rolls that each kind goes on
cart label test --printer socket://10.1.2.3      one label that means nothing

The file is CSV in UTF-8 with a heading line. A row whose code the cart would not take as exactly this is
reported and not printed; the status is then 1. Labels of prepared syringes are the cart's: `cart printer`.
"""

import argparse
import sys
from pathlib import Path

KINDS = ("unit-dose", "wristband", "drawer-tag", "badge")
ENDINGS = (".pdf", ".png", ".zpl")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=[*KINDS, "stocks", "test"])
    parser.add_argument("--csv", type=Path, metavar="FILE", help="the rows; - reads them from standard input")
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--out", type=Path, metavar="FILE", help="one of .pdf, .png, .zpl")
    where.add_argument("--printer", metavar="URL", help="socket://HOST:9100, file:///PATH or lp://QUEUE")
    where.add_argument("--template", action="store_true", help="write the headings and an example")
    parser.add_argument("--journal", type=Path, metavar="FILE", help="where it is recorded what was printed")
    parser.add_argument("--stock", default="", help="the roll; default: the first that `stocks` shows")
    parser.add_argument("--dpi", type=int, choices=[203, 300, 600], default=203)
    parser.add_argument("--language", choices=["vi", "en"], default="vi")
    parser.add_argument("--from-line", type=int, default=1, metavar="N", help="go on after a printer's fault")
    parser.add_argument("--config", type=Path, metavar="FILE", help="a cart's file: its patterns of codes")


def run(options: argparse.Namespace) -> int:
    from cart_agent.commands.label_batch import batch  # noqa: PLC0415 - only what this command needs
    from cart_agent.config import ConfigError  # noqa: PLC0415
    from cart_agent.labels.port import PrinterError  # noqa: PLC0415

    if wrong := _misused(options):
        print(f"cart label: {wrong}", file=sys.stderr)
        return 2
    try:
        if options.what == "stocks":
            return _stocks()
        if options.what == "test":
            return _test(options)
        return _template(options.what) if options.template else batch(options)
    except (ConfigError, PrinterError, OSError, ValueError) as error:
        print(f"cart label: {error}", file=sys.stderr)
        return 1


def _misused(options: argparse.Namespace) -> str:
    if options.what == "stocks" or options.template:
        return ""
    if options.what == "test":
        return "" if options.printer else "test needs --printer"
    if not options.csv or not (options.out or options.printer):
        return f"{options.what} needs --csv, and --out or --printer"
    if options.printer and not options.journal:
        return "--printer needs --journal: what is printed is recorded"
    if options.out and options.out.suffix not in ENDINGS:
        return f"{options.out.name}: one of {', '.join(ENDINGS)}"
    return ""


def _stocks() -> int:
    from cart_agent.labels.stocks import FITS  # noqa: PLC0415

    for kind, names in FITS.items():
        print(f"{kind:12} {', '.join(names)}")
    return 0


def _template(kind: str) -> int:
    from cart_agent.labels.examples import EXAMPLES  # noqa: PLC0415

    print(",".join(EXAMPLES[kind]))
    print(",".join(EXAMPLES[kind].values()))
    return 0


def _test(options: argparse.Namespace) -> int:
    from cart_agent.labels.label import nonsense  # noqa: PLC0415
    from cart_agent.labels.layout import lay_out  # noqa: PLC0415
    from cart_agent.labels.port import send  # noqa: PLC0415
    from cart_agent.labels.stocks import STOCKS  # noqa: PLC0415
    from cart_agent.labels.zpl import zpl  # noqa: PLC0415

    if options.stock and options.stock not in STOCKS:
        raise ValueError(f"--stock is one of {', '.join(STOCKS)}")
    stock = STOCKS[options.stock or "50x30"]
    send(options.printer, zpl(lay_out(nonsense(), stock, options.dpi), turned=stock.turned))
    print(f"the printer has taken it: hold a {options.dpi} dpi label against a ruler, the code reads TEST")
    return 0
