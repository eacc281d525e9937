"""Print the demo ward's barcodes: wristbands, badges, drawer tags and packs, to try a real scanner or camera.

cart sheet                       writes cart-sheet.pdf
cart sheet --out ward.png        a picture a page: ward-1.png, ward-2.png ...
cart sheet --list                the codes by the names that scripts use
"""

import argparse
import sys
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    out = Path("cart-sheet.pdf")
    parser.add_argument("--out", type=Path, default=out, metavar="FILE", help=".pdf or .png")
    parser.add_argument("--list", action="store_true", help="list the codes instead")


def run(options: argparse.Namespace) -> int:
    from cart_agent.demo.items import ward_items  # noqa: PLC0415 - only what this command needs
    from cart_agent.sheet import write_sheet  # noqa: PLC0415

    if options.list:
        for item in ward_items():
            print(f"{item.id:30} {item.kind:15} {item.title}")
        return 0
    try:
        written = write_sheet(ward_items(), options.out)
    except (OSError, ValueError) as error:
        print(f"cart sheet: {error}", file=sys.stderr)
        return 1
    for path in written:
        print(path)
    return 0
