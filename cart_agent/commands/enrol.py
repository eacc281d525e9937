"""Get this cart its certificate. The key is made here and never leaves the cart; files go there and back.

    cart enrol request cart-7 --token TOKEN --dir /etc/cart/enrol
        writes cart-7.key and cart-7.csr; carry cart-7.csr to the authority (`cart hospital enrol`)
    cart enrol finish cart-7 --certificate cart-7.pem --ca ca.pem --dir /etc/cart/enrol
        checks that the answer fits, and says how to put it in place

A certificate is good for 90 days. When two thirds of them are over it is renewed, without a token:

    cart enrol renew --config /etc/cart/cart.toml --dir /var/lib/cart-renew
        writes a new key and cart-7.renewal, proven with the certificate that is still good; once the
        authority's answer (`cart hospital enrol`) lies beside them as cart-7.pem, puts it in place

cart-renew.timer does so every day. Somebody has to carry the two files, or a share does. A certificate that
has run out is not renewed: begin with a token again.
Exit status: 0 done; 1 refused; 2 used wrongly.
"""

import argparse
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from cart_agent.commands.cartfile import add_config
from cart_agent.config import ConfigError, load
from cart_agent.his.link.settings import TlsSettings
from cart_agent.pki import files, install, renew, request

_NEXT = """\
The certificate fits. Put it in place, then delete {key}:
  install -m 644 {certificate} /etc/cart/cart.pem
  install -m 644 {authority} /etc/cart/ca.pem
  systemd-creds encrypt --name=tls-key {key} /etc/cart/credentials/tls-key
  systemctl restart cart-link"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """First the two of a new cart, then those of one that has its configuration."""
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True, dest="action")
    for name, words in (("request", "make a key and a request for it"), ("finish", "check the answer")):
        action = actions.add_parser(name, help=words)
        action.add_argument("cart", help="the cart's id, as in its configuration")
        action.add_argument("--dir", type=Path, required=True, help="where the key and the request are")
    actions.choices["request"].add_argument("--token", required=True, help="from `cart authority token`")
    for option, words in (("--certificate", "the answer"), ("--ca", "the authority's ca.pem")):
        actions.choices["finish"].add_argument(option, type=Path, required=True, metavar="FILE", help=words)
    renew = actions.add_parser("renew", help="ask for the next certificate, or put it in place")
    add_config(renew)
    renew.add_argument("--dir", type=Path, required=True, help="where the new key, request and answer are")
    renew.add_argument("--credential", type=Path, metavar="FILE", help="the key is this encrypted credential")
    renew.add_argument("--restart", metavar="UNIT", help="restart this service when there is a new one")


def run(options: argparse.Namespace) -> int:
    try:
        _ACTIONS[options.action](options)
    except (ConfigError, files.PkiError, OSError) as error:
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
    print(_NEXT.format(certificate=options.certificate, authority=options.ca, key=key))


def _own(options: argparse.Namespace) -> tuple[str, TlsSettings]:
    config = load(options.config)
    if config.hospital.tls is None:
        raise files.PkiError(f"{options.config} names no certificate: there is no [hospital.tls]")
    return config.cart.id, config.hospital.tls


def _renew(options: argparse.Namespace) -> None:
    name, tls = _own(options)
    place = Path(tls.key_file)
    key = renew.Credential(options.credential) if options.credential else renew.PlainKey(place)
    done = renew.step(name, tls, key, options.dir, datetime.now(UTC))
    print(done.words)
    if done.renewed and options.restart:
        command = ("systemctl", "try-restart", options.restart)
        subprocess.run(command, check=False)  # noqa: S603  (the unit's own file names it)


_ACTIONS = {"request": _request, "finish": _finish, "renew": _renew}
