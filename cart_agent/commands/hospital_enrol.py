"""Answer a cart's request for a certificate; the certificate goes to standard output.

    cart authority token --dir /srv/cart-ca cart-7                    first a token, for `cart enrol request`
    cart hospital enrol --dir /srv/cart-ca cart-7.csr > cart-7.pem    then the answer to its request

The token in the request is used up. Exit status: 0 issued; 1 refused; 2 used wrongly.
"""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from cart_agent.pki import authority, desk, files


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("request", type=Path, metavar="REQUEST", help="made by `cart enrol request`")
    parser.add_argument("--dir", type=Path, required=True, help="the authority's directory")
    parser.add_argument(
        "--days", type=int, default=authority.CART_DAYS, help="how long it is good (default: %(default)s)"
    )


def run(options: argparse.Namespace) -> int:
    try:
        asked = options.request.read_bytes()
        name, certificate = desk.enrol(options.dir, asked, datetime.now(UTC), options.days)
    except (files.PkiError, OSError) as error:
        print(f"cart hospital enrol: {error}", file=sys.stderr)
        return 1
    print(certificate.decode(), end="")
    print(f"issued for {name}, {options.days} days", file=sys.stderr)
    return 0
