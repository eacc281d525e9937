"""The configuration files of a simulated cart and hospital, written into one directory."""

import os
from pathlib import Path

from msgspec import Struct
from msgspec.structs import asdict

from cart_agent.demo.broker import HOST
from cart_agent.demo.place import WARD_DIRECTORY, demo_ward
from cart_agent.his.link.settings import TlsSettings

KID = "demo-1"

CART = """\
simulate = true

[cart]
id = "{ward.cart}"
site = "{ward.site}"
wards = ["{ward.ward}"]
zone = "{ward.zone}"
language = "{language}"

[store]
path = "{directory}/cart.db"
reserve_mib = 1

[socket]
path = "{directory}/agent.sock"
ui_user = {uid}
link_user = {uid}
camera_user = {uid}
printer_user = {uid}
admin_user = {uid}

[clock]
driver = "clock_simulated"
file = "{directory}/clock.json"

[hospital]
host = "{host}"
port = {port}
mqtt = "{mqtt}"
{identity}
backoff_min = 0.2
backoff_max = 2.0
resend_after = 3.0

[keys]
{kid} = "{directory}/hospital.pem"

[[scanners]]
driver = "scanner_serial"
name = "scanner"
port = "{directory}/scanner"

[drawers]
driver = "drawer_controller"
port = "{directory}/drawers"
drawers = {drawers}

[session]
logout_seconds = {logout_seconds}

[ui]
bench = "{directory}/bench.sock"
"""

HOSPITAL = """\
site = "{ward.site}"
carts = ["{ward.cart}"]
database = "{directory}/hospital.db"
manifest_seconds = 20
control = "{directory}/hospital.sock"

[broker]
host = "{host}"
port = {port}
mqtt = "{mqtt}"
{identity}
backoff_min = 0.2
backoff_max = 2.0

[clock]
driver = "clock_simulated"
file = "{directory}/clock.json"

[signing]
key = "{directory}/hospital.key"
kid = "{kid}"
public_key = "{directory}/hospital.pem"

[[wards]]
id = "{ward.ward}"
directory = "{documents}"
"""


class Files(Struct, frozen=True, kw_only=True):
    """Where everything of one simulated cart is."""

    directory: Path

    @property
    def cart(self) -> Path:
        return self.directory / "cart.toml"

    @property
    def hospital(self) -> Path:
        return self.directory / "hospital.toml"

    @property
    def clock(self) -> Path:
        return self.directory / "clock.json"

    @property
    def agent_socket(self) -> Path:
        return self.directory / "agent.sock"

    @property
    def bench_socket(self) -> Path:
        return self.directory / "bench.sock"

    @property
    def hospital_control(self) -> Path:
        return self.directory / "hospital.sock"

    @property
    def scanner(self) -> Path:
        return self.directory / "scanner"

    @property
    def drawers(self) -> Path:
        return self.directory / "drawers"


class Setting(Struct, frozen=True, kw_only=True):
    """What differs between demonstrations. `cart_port` is where the cart's cable leads.

    Without certificates both sides name themselves with a username.
    """

    broker_port: int
    cart_port: int
    mqtt: str
    cart_tls: TlsSettings | None = None
    hospital_tls: TlsSettings | None = None
    drawers: int = 12
    language: str = "vi"
    logout_seconds: int = 3600


def write(files: Files, setting: Setting) -> None:
    """Write both configuration files."""
    common = {
        "ward": demo_ward(),
        "directory": files.directory,
        "documents": WARD_DIRECTORY,
        "host": HOST,
        "uid": os.getuid(),
        "kid": KID,
        "mqtt": setting.mqtt,
        "drawers": list(range(1, setting.drawers + 1)),
        "language": setting.language,
        "logout_seconds": setting.logout_seconds,
    }
    cart = {"port": setting.cart_port, "identity": _identity(setting.cart_tls, demo_ward().cart)}
    files.cart.write_text(CART.format(**cart, **common), encoding="utf-8")
    hospital = {"port": setting.broker_port, "identity": _identity(setting.hospital_tls, "hospital")}
    files.hospital.write_text(HOSPITAL.format(**hospital, **common), encoding="utf-8")


def _identity(tls: TlsSettings | None, username: str) -> str:
    if tls is None:
        return f'username = "{username}"'
    named = (f'{name} = "{value}"' for name, value in asdict(tls).items())
    return f"tls = {{ {', '.join(named)} }}"
