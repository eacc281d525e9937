"""The hospital's own certificate authority, for a pilot without one: it is a directory of files.

    cart authority create --dir /srv/cart-ca --name "Hospital"
    cart authority broker --dir /srv/cart-ca --to /etc/mosquitto/cart broker.hospital.example 10.0.0.5
    cart authority client --dir /srv/cart-ca --to /etc/cart-hospital hospital
    cart authority token --dir /srv/cart-ca cart-7             a one-time token, good for a day
    cart authority revoke --dir /srv/cart-ca cart-7.pem        then copy crl.pem to the broker

Keep the directory on a machine without a network, or at least not on the broker's: who has ca.key can make
himself any cart. A cart asks with `cart enrol request`, and `cart hospital enrol` answers.
Exit status: 0 done; 1 refused; 2 used wrongly.
"""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from cart_agent.pki import authority, desk, files, tokens


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True, dest="action")
    create = _action(actions, "create", "make a new authority")
    create.add_argument("--name", default="Medication carts", help="its name (default: %(default)s)")
    broker = _action(actions, "broker", "key and certificate for the broker")
    broker.add_argument("names", nargs="+", metavar="HOST", help="a name or address that carts connect to")
    _to(broker)
    client = _action(actions, "client", "key and certificate for a program, such as the hospital's side")
    client.add_argument("name", help="its common name")
    _to(client)
    _days(client)
    token = _action(actions, "token", "a one-time token for a cart")
    token.add_argument("cart", help="the cart's id")
    revoke = _action(actions, "revoke", "shut a certificate out")
    revoke.add_argument("certificate", type=Path, metavar="FILE")


def _action(
    actions: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, words: str
) -> argparse.ArgumentParser:
    added = actions.add_parser(name, help=words)
    added.add_argument("--dir", type=Path, required=True, help="the authority's directory")
    return added


def _to(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--to", type=Path, default=Path(), metavar="DIR", help="where to write the files")


def _days(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--days", type=int, default=authority.CART_DAYS, help="how long it is good (default: %(default)s)"
    )


def run(options: argparse.Namespace) -> int:
    try:
        _ACTIONS[options.action](options, datetime.now(UTC))
    except (files.PkiError, OSError) as error:
        print(f"cart authority: {error}", file=sys.stderr)
        return 1
    return 0


def _create(options: argparse.Namespace, now: datetime) -> None:
    authority.create(options.dir, options.name, now)
    print(f"{options.dir}: ca.pem and crl.pem are for everybody, ca.key is for nobody")


def _broker(options: argparse.Namespace, now: datetime) -> None:
    desk.broker(options.dir, tuple(options.names), options.to, now)
    print(f"{options.to / 'broker.pem'}, {options.to / 'broker.key'}")


def _client(options: argparse.Namespace, now: datetime) -> None:
    desk.client(options.dir, options.name, options.to, now, options.days)
    print(f"{options.to / options.name}.pem, {options.to / options.name}.key")


def _token(options: argparse.Namespace, now: datetime) -> None:
    print(tokens.create(options.dir / desk.TOKENS, options.cart, now))


def _revoke(options: argparse.Namespace, now: datetime) -> None:
    desk.revoke(options.dir, options.certificate, now)
    print(f"revoked; copy {options.dir / 'crl.pem'} to the broker, then restart it")


_ACTIONS = {
    "create": _create,
    "broker": _broker,
    "client": _client,
    "token": _token,
    "revoke": _revoke,
}
