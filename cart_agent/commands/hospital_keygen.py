"""Make a signing key (Ed25519). The private key stays at the hospital; the public one goes to the carts.

cart hospital keygen /etc/hospital/signing.key --public hospital-1.pem
"""

import argparse
import sys
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file", type=Path, metavar="FILE", help="where the private key goes; never overwritten"
    )
    parser.add_argument(
        "--public", type=Path, metavar="FILE", help="write the public key here, not to the screen"
    )


def run(options: argparse.Namespace) -> int:
    from cart_agent.hospital import keys  # noqa: PLC0415 - only what this command needs

    try:
        keys.create(options.file)
        public = keys.public_of(options.file)
        if options.public:
            options.public.write_bytes(public)
        else:
            print(public.decode(), end="")
    except (OSError, keys.KeyUnusable) as error:
        print(f"cart hospital keygen: {error}", file=sys.stderr)
        return 1
    return 0
