"""RabbitMQ (3.10, 4.0) with its MQTT plug-in for medication carts, one node or a cluster, over MQTT 3.1.1."""

import re
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from cart_agent.broker.access import Access, rules
from cart_agent.broker.fleet import Fleet

CONF = """\
# RabbitMQ for medication carts. Made by `cart broker-profile rabbitmq`; make it anew instead of editing it.
# In the carts' and the hospital's configuration: mqtt = "3.1.1".

# MQTT over TLS only; nothing without.
listeners.tcp = none
mqtt.listeners.tcp = none
mqtt.listeners.ssl.1 = {listen}
ssl_options.cacertfile = {files}/ca.pem
ssl_options.certfile = {files}/broker.pem
ssl_options.keyfile = {files}/broker.key
ssl_options.versions.1 = tlsv1.3
ssl_options.versions.2 = tlsv1.2

# Who connects has a certificate of the hospital's authority; its common name (CN) is the user. No revocation
# list is read here: a stolen cart is shut out with `rabbitmqctl delete_user cart-7`, on any node.
ssl_options.verify = verify_peer
ssl_options.fail_if_no_peer_cert = true
mqtt.allow_anonymous = false
mqtt.ssl_cert_login = true
ssl_cert_login_from = common_name

# Users, and what each may read and write. The client id is free here, but a session's queue is named by it,
# and a cart may only open its own: with another's id it can interrupt that cart, and read nothing.
load_definitions = {files}/definitions.json

# The queue of a cart that is away is kept on most nodes, for 30 days. A node that is cut off serves nobody.
mqtt.durable_queue_type = quorum
{kept}
mqtt.prefetch = 20
cluster_partition_handling = pause_minority

# Otherwise a second small packet waits for the cart's delayed ACK: 44 ms for each message.
mqtt.tcp_listen_options.nodelay = true

# Room for the largest document that a cart takes (8 MiB).
max_message_size = 16777216

# Retained messages are kept by each node for itself, and none is sent for a wildcard: a cart gets the charts
# by its `sync` request instead, which it makes on each connect.
mqtt.retained_message_store = rabbit_mqtt_retained_msg_store_dets
"""

KEPT_30_DAYS = {
    (3, 13): "mqtt.max_session_expiry_interval_seconds = 2592000",
    (0, 0): "mqtt.subscription_ttl = 2592000000",
}
"""By the first release that knows it, newest first. A release does not start with the other's."""
PLUGINS = "[rabbitmq_mqtt,rabbitmq_auth_mechanism_ssl].\n"


class Places(Struct, frozen=True, kw_only=True):
    """Where RabbitMQ listens and where its files are."""

    port: int = 8883
    bind: str = "0.0.0.0"  # noqa: S104 - the carts come from outside
    files: Path = Path("/etc/rabbitmq")
    """ca.pem, broker.pem, broker.key and definitions.json."""
    release: tuple[int, int] = (3, 10)
    """Of RabbitMQ."""


def profile(fleet: Fleet, places: Places) -> dict[str, str]:
    """File name -> text."""
    access = rules(fleet)
    definitions: dict[str, Any] = {
        "vhosts": [{"name": "/"}],
        "users": [{"name": one.name, "password_hash": "", "tags": ""} for one in access],
        "permissions": [_queues(one) for one in access],
        "topic_permissions": [_topics(one) for one in access],
    }
    kept = next(line for since, line in KEPT_30_DAYS.items() if places.release >= since)
    listen = f"{places.bind}:{places.port}"
    return {
        "rabbitmq.conf": CONF.format(listen=listen, files=places.files, kept=kept),
        "enabled_plugins": PLUGINS,
        "definitions.json": msgspec.json.format(msgspec.json.encode(definitions)).decode() + "\n",
    }


def _queues(access: Access) -> dict[str, str]:
    """A client's own two queues (QoS 0 and 1), and the exchange that all topics go through."""
    queue = f"mqtt-subscription-({'|'.join(map(re.escape, access.client_ids))})qos[01]"
    both = f"^(amq\\.topic|{queue})$"
    return {"user": access.name, "vhost": "/", "configure": f"^{queue}$", "write": both, "read": both}


def _topics(access: Access) -> dict[str, str]:
    return {
        "user": access.name,
        "vhost": "/",
        "exchange": "amq.topic",
        "write": _pattern(access.write),
        "read": _pattern(access.read),
    }


def _pattern(filters: tuple[str, ...]) -> str:
    """MQTT filters as one regular expression over routing keys, where `.` and `/` have changed places."""
    return f"^({'|'.join('[.]'.join(map(_level, one.split('/'))) for one in filters)})$"


def _level(level: str) -> str:
    """RabbitMQ asks with the filter that was subscribed to: a wildcard must match itself."""
    return {"+": "[^.]+", "#": ".+"}.get(level) or re.escape(level.replace(".", "/"))
