"""Write a broker's complete configuration: TLS, certificates, access rules, and why each setting is there.

    cart broker-profile mosquitto --fleet fleet.toml                  show it
    cart broker-profile mosquitto --fleet fleet.toml --out /etc/mosquitto/cart
    cart broker-profile rabbitmq --fleet fleet.toml --out /etc/rabbitmq --release 4.0

fleet.toml names the site and who may connect; a name is the common name of a certificate:

    site = "hospital-a"
    hospital = "hospital"
    [carts]
    cart-7 = ["ward-a"]
    cart-8 = ["ward-a", "ward-b"]

Make it anew when a cart comes, goes or changes its wards. `cart doctor --broker` tests what came of it.
Exit status: 0 done; 1 the list or a file is wrong; 2 used wrongly.
"""

import argparse
import re
import sys
from pathlib import Path

from cart_agent.broker import mosquitto, rabbitmq
from cart_agent.broker.fleet import Fleet, load
from cart_agent.config import ConfigError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("make", choices=sorted(_MAKES), help="the broker")
    parser.add_argument("--fleet", type=Path, required=True, metavar="FILE", help="site, hospital, carts")
    parser.add_argument("--out", type=Path, metavar="DIR", help="write the files there (default: show them)")
    parser.add_argument("--port", type=int, default=8883, help="of the TLS listener (default: %(default)s)")
    parser.add_argument("--bind", default="", metavar="ADDRESS", help="listen on this address only")
    parser.add_argument(
        "--files",
        type=_place,
        metavar="DIR",
        help="where ca.pem, crl.pem, broker.pem, broker.key and the written files will be (default: --out)",
    )
    parser.add_argument("--data", type=_place, metavar="DIR", help="where mosquitto keeps its store")
    parser.add_argument("--log", type=_place, metavar="FILE", help="mosquitto's log")
    parser.add_argument("--user", help="the user that mosquitto becomes when root starts it")
    parser.add_argument("--release", type=_release, metavar="X.Y", help="RabbitMQ's (default: 3.10)")


def run(options: argparse.Namespace) -> int:
    if options.out and not options.files:
        options.files = options.out.absolute()
    try:
        texts = _MAKES[options.make](load(options.fleet), options)
        for name, text in texts.items():
            _put(options.out, name, text)
    except (ConfigError, OSError) as error:
        print(f"cart broker-profile: {error}", file=sys.stderr)
        return 1
    return 0


def _place(text: str) -> Path:
    """Whole: a broker does not start where this command is run."""
    return Path(text).absolute()


def _release(text: str) -> tuple[int, int]:
    if (found := re.match(r"(\d+)\.(\d+)", text)) is None:
        raise argparse.ArgumentTypeError("a release is like 3.10 or 4.0; `rabbitmqctl version` says it")
    return int(found[1]), int(found[2])


def _put(out: Path | None, name: str, text: str) -> None:
    if out is None:
        print(f"# ===== {name}\n{text}")
        return
    out.mkdir(parents=True, exist_ok=True)
    (out / name).write_text(text, encoding="utf-8")
    print(out / name)


def _mosquitto(fleet: Fleet, options: argparse.Namespace) -> dict[str, str]:
    """Options that are not given keep the profile's own places."""
    names = ("port", "bind", "files", "data", "log", "user")
    given = {name: value for name in names if (value := getattr(options, name))}
    return mosquitto.profile(fleet, mosquitto.Places(**given))


def _rabbitmq(fleet: Fleet, options: argparse.Namespace) -> dict[str, str]:
    names = ("port", "bind", "files", "release")
    given = {name: value for name in names if (value := getattr(options, name))}
    return rabbitmq.profile(fleet, rabbitmq.Places(**given))


_MAKES = {"mosquitto": _mosquitto, "rabbitmq": _rabbitmq}
