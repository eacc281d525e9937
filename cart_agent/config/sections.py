"""The sections of the cart's file. The sentence under a key is its documentation: docs/configuration.md
and systemd/cart.example.toml are made from here.
"""

from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from msgspec import Meta, Struct

from cart_agent.config.reader import Open
from cart_agent.config.words import AbsolutePath
from cart_agent.core.identify import IdentifyRules
from cart_agent.his.link.settings import LinkSettings

TopicLevel = Annotated[
    str,
    Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$", description="a name of letters, digits, dot, _ and -"),
]
"""One level of an MQTT topic: no slash, no wildcard."""
User = Annotated[str, Meta(min_length=1, description="a user name")] | Annotated[int, Meta(ge=0)]
DriverName = Annotated[
    str, Meta(pattern=r"^[a-z][a-z0-9_]*$", description="the name of a file in drivers/ without .py")
]
DeviceName = Annotated[
    str, Meta(pattern=r"^([a-z0-9][a-z0-9-]{0,31})?$", description="a name of small letters, digits and -")
]
PathOrNone = Annotated[str, Meta(pattern="^(/.*)?$", description="a path that begins with /, or empty")]
TimeOfDay = Annotated[
    str, Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", description="a time of day such as 21:00")
]
KeyId = Annotated[str, Meta(min_length=1)]


class CartSection(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which cart this is and where it works."""

    id: TopicLevel
    """The cart's name in the hospital's topics and in its certificate (CN)."""
    site: TopicLevel
    """The hospital's name in its topics."""
    wards: Annotated[tuple[TopicLevel, ...], Meta(min_length=1)]
    """The wards whose patients this cart may serve."""
    signed: tuple[Literal["chart", "formulary", "stock"], ...] = ()
    """Documents that count only with the hospital's signature, beside staff list, policy and commands."""
    zone: str
    """IANA time zone of the wards; dose times and `NGAY_TH_YL` are told in it."""
    language: Literal["vi", "en"] = "vi"
    """The language that the screen starts in."""

    def __post_init__(self) -> None:
        try:
            ZoneInfo(self.zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError(
                f'zone "{self.zone}" is not an IANA time zone such as Asia/Ho_Chi_Minh'
            ) from None


class StoreSection(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The cart's records."""

    path: AbsolutePath = "/var/lib/cart-agent/cart.db"
    """The SQLite file; it is made when it is not there. Its directory must be on a local disk."""
    keep_charts_days: Annotated[int, Meta(ge=1, le=3650)] = 30
    """Days after which a closed chart, and what a newer document replaced, is erased."""
    keep_events_days: Annotated[int, Meta(ge=7, le=3650)] = 90
    """Days after which an event that the hospital has settled is erased; its hash stays in the chain."""
    reserve_mib: Annotated[int, Meta(ge=1, le=4096)] = 32
    """MiB of the disk that are kept for records of a cart whose disk is full."""
    diagnostics: PathOrNone = ""
    """Directory for the files of the hospital's command `collect-diagnostics`; empty: beside `path`."""


class SocketSection(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The agent's local socket. The user of the process at the other end decides what it may ask."""

    path: AbsolutePath = "/run/cart-agent/agent.sock"
    """The Unix socket that the agent listens on."""
    ui_user: User = "cart-ui"
    """User name or number that may ask what the screen asks."""
    link_user: User = "cart-link"
    """User name or number that may hand in the hospital's messages and fetch events."""
    camera_user: User = "cart-camera"
    """User name or number that may hand in scans; needed only where there is a camera."""
    printer_user: User = "cart-printer"
    """User name or number that may fetch labels to print them; needed only where there is a printer."""
    admin_user: User = "root"
    """User name or number that may look into the cart (`cart state`, `cart events`)."""


class Device(Open, frozen=True, kw_only=True):
    """A device and the settings of its driver, which `device_settings` turns into the driver's own struct."""

    driver: DriverName
    """The driver that speaks to it; its own keys stand in the same section."""
    name: DeviceName = ""
    """What people call it; it stands in records and messages. Empty: a name by its place."""


class SessionSection(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """People at the cart."""

    logout_seconds: Annotated[int, Meta(ge=15, le=3600)] = 60
    """A person who does nothing for this long is logged out; a dose that was begun is kept."""
    keep_minutes: Annotated[int, Meta(ge=1, le=60)] = 10
    """How long after a log-out the same person may go on with that dose without scanning the wristband again.
    Then it becomes an open item."""


class UiSection(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The touchscreen."""

    theme: Literal["day", "night"] = "day"
    """The colours that the screen starts with."""
    bench: PathOrNone = ""
    """Simulation only: the socket through which the screen holds codes before the simulated scanner."""
    serve: Annotated[
        str,
        Meta(pattern=r"^([A-Za-z0-9.-]+:[0-9]{1,5})?$", description="HOST:PORT, or empty"),
    ] = ""
    """Where `cart ui serve` shows the screen to browsers, `127.0.0.1:8000`; empty: it does not. Whoever
    reaches it sees patients: put a server with log-in and TLS before it."""
    serve_taps: bool = False
    """Simulation only: browsers may tap, for training. Else they only look on."""


class SoundSection(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How loud the sounder is. Night is told in the ward's own time."""

    volume: Annotated[int, Meta(ge=0, le=100)] = 80
    """By day, in percent; 0 is silent."""
    night_volume: Annotated[int, Meta(ge=0, le=100)] = 30
    """By night, in percent."""
    night_from: TimeOfDay = "21:00"
    """When the night begins."""
    night_until: TimeOfDay = "06:00"
    """When it ends; the same as `night_from`: there is no night."""


class PaperSection(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Printable sheets of the wards, made again and again so that they exist when the cart dies."""

    directory: PathOrNone = ""
    """Where they go, each as WARD.pdf, readable by the agent's user only; empty: none are made. They name
    patients and are not encrypted."""
    minutes: Annotated[float, Meta(gt=0, le=1440)] = 15.0
    """Minutes between two sets of sheets."""


class PrinterSection(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The printer for the labels of prepared syringes and infusions. `cart printer run` speaks to it."""

    url: Annotated[
        str,
        Meta(
            pattern="^((socket|lp)://[^/]+/?|file:///.+)?$",
            description="socket://HOST:9100, file:///PATH or lp://QUEUE, or empty",
        ),
    ] = ""
    """Where it is: `socket://HOST:9100`, a device such as `file:///dev/usb/lp0`, or `lp://QUEUE` of CUPS; it
    must understand ZPL II. Empty: labels are written by hand."""
    dpi: Literal[203, 300, 600] = 203
    """Its dots per inch."""
    stock: Literal["60x40", "80x50"] = "60x40"
    """The labels that are in it, width x height in mm."""


class CartConfig(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole file. These two stand before the first section."""

    simulate: bool = False
    """True allows simulated devices; the screen then always says so. Never on a ward."""
    cart: CartSection
    store: StoreSection = StoreSection()
    socket: SocketSection = SocketSection()
    clock: Device = Device(driver="clock_system", name="clock")
    """What the cart takes the time from."""
    hospital: LinkSettings
    keys: dict[KeyId, AbsolutePath] = {}
    """The hospital's public Ed25519 keys: key id (`kid`) -> PEM file. Without one, no staff list counts."""
    scanners: tuple[Device, ...] = ()
    """A scanner; one section each."""
    camera: Device | None = None
    """A camera that reads codes. `cart camera run` speaks to it, and hands its scans to the agent."""
    drawers: Device
    """The unit that locks and unlocks the drawers."""
    sounder: Device | None = None
    """A buzzer or a loudspeaker."""
    sound: SoundSection = SoundSection()
    identify: IdentifyRules = IdentifyRules()
    session: SessionSection = SessionSection()
    paper: PaperSection = PaperSection()
    printer: PrinterSection = PrinterSection()
    ui: UiSection = UiSection()
