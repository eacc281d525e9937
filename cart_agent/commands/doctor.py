"""Test the hospital's broker for what a cart relies on, from outside, and say what to change.

    cart doctor --broker --config /etc/cart/cart.toml
    cart doctor --broker --config cart.toml --inspector inspector.pem inspector.key
    cart doctor --broker --config cart.toml --restart-command "systemctl kill -s KILL mosquitto"

It connects as this cart: stop its link first (systemctl stop cart-link). What waits for the cart at the
broker stays there. Where a forged message might go through, it is one that nobody reads: its ward, cart or
last level is `doctor-probe`.

--inspector takes the certificate of the fleet's inspector (`cart broker-profile`); with it the doctor also
sees what a cart alone cannot. --restart-command must end the broker without warning and start it again;
without it nothing is ended, and it stays unknown what the broker remembers.
Exit status: 0 nothing bad was found; 1 something is bad; 2 used wrongly.
"""

import argparse
import shlex
import sys
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from cart_agent.commands.cartfile import add_config
from cart_agent.config import CartConfig, ConfigError, load
from cart_agent.doctor.case import Answer, Case, State
from cart_agent.doctor.examine import examine, healthy
from cart_agent.doctor.texts import TEXTS
from cart_agent.his.link.credentials import tls_context
from cart_agent.his.link.settings import TlsSettings

_SIGNS: dict[State, str] = {"good": "✓", "note": "●", "bad": "✕", "unknown": "?"}


class _UsedWrongly(Exception):
    """An option that cannot do what it is for."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--broker", action="store_true", required=True, help="examine the broker")
    add_config(parser)
    parser.add_argument("--inspector", nargs=2, metavar=("CERT", "KEY"), help="the inspector's certificate")
    parser.add_argument("--revoked", nargs=2, metavar=("CERT", "KEY"), help="a certificate that was revoked")
    parser.add_argument(
        "--restart-command", type=shlex.split, default=[], metavar="COMMAND", help="how to end the broker"
    )
    parser.add_argument("--language", choices=("vi", "en"), default="vi", help="default: %(default)s")
    parser.add_argument("--json", action="store_true", help="one JSON object a line, in both languages")


def run(options: argparse.Namespace) -> int:
    try:
        case = _case(load(options.config), options)
    except ConfigError as error:
        print(error, file=sys.stderr)
        return 1
    except _UsedWrongly as error:
        print(f"cart doctor: {error}", file=sys.stderr)
        return 2
    answers: list[Answer] = []
    for one in examine(case):
        answers.append(one)
        print(_json(one) if options.json else _line(one, options.language), flush=True)
    return 0 if healthy(answers) else 1


def _case(config: CartConfig, options: argparse.Namespace) -> Case:
    return Case(
        broker=config.hospital,
        site=config.cart.site,
        cart=config.cart.id,
        wards=config.cart.wards,
        now=datetime.now(UTC),
        inspector=_other(config, "--inspector", options.inspector),
        revoked=_other(config, "--revoked", options.revoked),
        restart=tuple(options.restart_command),
    )


def _other(config: CartConfig, option: str, files: list[str] | None) -> TlsSettings | None:
    """Another certificate for the same broker. Raises _UsedWrongly where it cannot be used."""
    if files is None:
        return None
    if config.hospital.tls is None:
        raise _UsedWrongly(f"{option} is of no use without [hospital.tls]")
    made = msgspec.structs.replace(config.hospital.tls, cert_file=files[0], key_file=files[1])
    try:
        for file in files:
            Path(file).read_bytes()
        tls_context(made)
    except OSError as error:
        raise _UsedWrongly(f"{option}: {error}") from error
    return made


def _texts(one: Answer) -> tuple[dict[str, str], dict[str, str]]:
    text = TEXTS[one.code]
    said = {"vi": text.vi.format(**one.given), "en": text.en.format(**one.given)}
    return said, {"vi": text.vi_next.format(**one.given), "en": text.en_next.format(**one.given)}


def _line(one: Answer, language: str) -> str:
    said, following = _texts(one)
    line = f"{_SIGNS[TEXTS[one.code].state]} {one.code:20} {said[language]}"
    return f"{line}\n{'':22} -> {following[language]}" if following[language] else line


def _json(one: Answer) -> str:
    said, following = _texts(one)
    found = {"code": one.code, "state": TEXTS[one.code].state, "text": said, "next": following}
    return msgspec.json.encode(found | {"given": one.given}).decode()
