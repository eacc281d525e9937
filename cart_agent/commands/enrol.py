"""Get this cart its certificate. The key is made here and never leaves the cart; files go there and back.

    cart enrol request cart-7 --token TOKEN --dir /etc/cart/enrol
        writes cart-7.key and cart-7.csr; carry cart-7.csr to the authority (`cart hospital enrol`)
    cart enrol finish cart-7 --certificate cart-7.pem --ca ca.pem --dir /etc/cart/enrol
        checks that the answer fits, and says how to put it in place

A certificate is good for 90 days; `cart state` and `cart doctor` say when two thirds of them are over. Then
ask again, with a new token and a new directory: the old one works until the new one is in place.
Exit status: 0 done; 1 refused; 2 used wrongly.
"""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from cart_agent.pki import files, install, request

_NEXT = """\
The certificate fits. Put it in place, then delete {key}:
  install -m 644 {certificate} /etc/cart/cart.pem
  systemd-creds encrypt --name=tls-key {key} /etc/cart/credentials/tls-key
  systemctl restart cart-link"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True, dest="action")
    for name, words in (("request", "make a key and a request for it"), ("finish", "check the answer")):
        action = actions.add_parser(name, help=words)
        action.add_argument("cart", help="the cart's id, as in its configuration")
        action.add_argument("--dir", type=Path, required=True, help="where the key and the request are")
    actions.choices["request"].add_argument("--token", required=True, help="from `cart authority token`")
    for option, words in (("--certificate", "the answer"), ("--ca", "the authority's ca.pem")):
        actions.choices["finish"].add_argument(option, type=Path, required=True, metavar="FILE", help=words)


def run(options: argparse.Namespace) -> int:
    try:
        _request(options) if options.action == "request" else _finish(options)
    except (files.PkiError, OSError) as error:
        print(f"cart enrol: {error}", file=sys.stderr)
        return 1
    return 0


def _request(options: argparse.Namespace) -> None:
    key, asked = request.make(options.cart, options.token)
    options.dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    key_file = options.dir / f"{options.cart}.key"
    if key_file.exists():
        raise files.PkiError(f"{key_file} is there already; take another --dir for a new request")
    files.write(key_file, key, files.PRIVATE)
    files.write(key_file.with_suffix(".csr"), asked)
    print(key_file.with_suffix(".csr"))


def _finish(options: argparse.Namespace) -> None:
    key = options.dir / f"{options.cart}.key"
    install.accept(options.certificate, key, options.ca, options.cart, datetime.now(UTC))
    print(_NEXT.format(certificate=options.certificate, key=key))
