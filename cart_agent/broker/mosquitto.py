"""The complete configuration of a mosquitto (2.0 or newer) for medication carts, with the reasons in it."""

from pathlib import Path

from msgspec import Struct

from cart_agent.broker.access import rules
from cart_agent.broker.fleet import Fleet

CONF = """\
# mosquitto for medication carts. Made by `cart broker-profile mosquitto`; make it anew instead of editing it.
# This is the whole configuration: start mosquitto with this file, not with another one beside it.

# One listener, with TLS only. There is none without: whoever reads along reads patients' names.
listener {port}{bind}
tls_version tlsv1.2
cafile {files}/ca.pem
certfile {files}/broker.pem
keyfile {files}/broker.key

# A stolen cart is shut out here. After `cart authority revoke`, copy crl.pem and restart mosquitto: that also
# ends the connection it has, and nothing is lost. On SIGHUP mosquitto 2.0.11 crashes now and then.
crlfile {files}/crl.pem

# Who connects has a certificate of the hospital's authority; its common name (CN) is the cart's id.
# There are no passwords: they would have to be kept on the cart.
require_certificate true
allow_anonymous false
use_identity_as_username true

# Without this a cart could give another cart's client id and take over its session and its queued messages.
use_username_as_clientid true

# What each name may read and write. Everything else is refused.
acl_file {files}/acl

# Otherwise the broker's second small packet waits for the cart's delayed ACK: 44 ms for each message.
set_tcp_nodelay true

# What was acknowledged is on the disk a moment later: after each change, not every half an hour. A default
# mosquitto that lost its power has forgotten what it acknowledged, and serves older charts than before.
persistence true
persistence_location {data}/
autosave_on_changes true
autosave_interval 1

# Orders and acknowledgements wait for a cart that is away: several days of a busy ward. Then the session
# ends, and the cart asks for what it missed.
max_queued_messages 100000
max_queued_bytes 0
max_inflight_messages 20
persistent_client_expiration 30d

# Room for the largest document that a cart takes (8 MiB).
max_packet_size 16777216

# No message is dropped to a lower quality of service, and retained messages are what the contract builds on.
upgrade_outgoing_qos false
retain_available true

# Names of carts, no topics: a topic names an encounter.
log_dest file {log}
log_type error
log_type warning
log_type notice
connection_messages true
{user}"""


class Places(Struct, frozen=True, kw_only=True):
    """Where mosquitto listens and where its files are."""

    port: int = 8883
    bind: str = ""
    """Address to listen on; empty: all."""
    files: Path = Path("/etc/mosquitto/cart")
    """ca.pem, crl.pem, broker.pem, broker.key and acl."""
    data: Path = Path("/var/lib/mosquitto")
    log: Path = Path("/var/log/mosquitto/mosquitto.log")
    user: str = ""
    """The user to become when it is started as root; empty: mosquitto's own default."""


def profile(fleet: Fleet, places: Places) -> dict[str, str]:
    """File name -> text."""
    conf = CONF.format(
        port=places.port,
        bind=f" {places.bind}" if places.bind else "",
        files=places.files,
        data=places.data,
        log=places.log,
        user=f"\nuser {places.user}\n" if places.user else "",
    )
    return {"mosquitto.conf": conf, "acl": _acl(fleet)}


def _acl(fleet: Fleet) -> str:
    """Each name has its own list: mosquitto's patterns know the cart's id but not its wards."""
    lines = [
        f"# Access rules of the site {fleet.site}, made by `cart broker-profile`. Any other name has none.",
        "# Restart mosquitto after a change.",
    ]
    for access in rules(fleet):
        lines += ["", f"user {access.name}"]
        both = set(access.read) & set(access.write)
        lines += [f"topic readwrite {topic}" for topic in access.read if topic in both]
        lines += [f"topic read {topic}" for topic in access.read if topic not in both]
        lines += [f"topic write {topic}" for topic in access.write if topic not in both]
    return "\n".join(lines) + "\n"
