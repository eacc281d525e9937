"""A cart as an independent vendor would write it: plain paho and plain JSON, none of our structs."""

import hashlib
import json
import uuid
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

from cart_agent.his.link.credentials import tls_context
from tests.support.asynchronous import until
from tests.support.site import identity

SITE = "bv-vi-du"
PREFIX = f"mc/v1/{SITE}"


class Chain:
    """Writes the event messages of one cart, chained as the contract says."""

    def __init__(self, cart: str = "cart-01") -> None:
        self.cart = cart
        self.seq = 0
        self.previous = "0" * 64

    def next(self, **fields: Any) -> bytes:
        """The next event's exact bytes; `fields` replace or add to a login's."""
        self.seq += 1
        own = zlib.crc32(self.cart.encode()) << 24
        event = {
            "eventId": str(uuid.UUID(int=(0x0195A0 << 104) | (7 << 76) | (2 << 62) | own | self.seq)),
            "cart": self.cart,
            "seq": self.seq,
            "prevHash": self.previous,
            "occurredAt": "2026-03-02T07:55:00+07:00",
            "bootId": "boot-1",
            "monotonic": 12.5,
            "clock": {"synced": True},
            "kind": "login",
        }
        message = json.dumps(event | fields).encode()
        self.previous = hashlib.sha256(message).hexdigest()
        return message

    def dose(self, order: str = "o101", **fields: Any) -> bytes:
        """A given dose of patient p1."""
        resource = {
            "resourceType": "MedicationAdministration",
            "status": "completed",
            "medicationCodeableConcept": {"coding": [{"system": "urn:mc:drug", "code": "AMLO5"}]},
            "subject": {"reference": "Patient/p1"},
            "effectiveDateTime": "2026-03-02T07:55:00+07:00",
            "request": {"reference": f"MedicationRequest/{order}"},
            "dosage": {"dose": {"value": 5, "system": "http://unitsofmeasure.org", "code": "mg"}},
        }
        about: dict[str, Any] = {
            "kind": "administration",
            "encounterId": "E26-0001",
            "orderId": order,
            "orderVersionSeen": "1",
            "resource": resource,
        }
        return self.next(**(about | fields))


class ScriptedCart:
    """One connection that keeps what it hears. `retained` holds the newest message of each topic."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.retained: dict[str, bytes] = {}
        self.heard: list[tuple[str, bytes]] = []
        self.client: mqtt.Client

    def on_message(self, _client: mqtt.Client, _data: object, message: mqtt.MQTTMessage) -> None:
        self.retained[message.topic] = bytes(message.payload)
        self.heard.append((message.topic, bytes(message.payload)))

    def send(self, message: bytes, word: str = "event", cart: str = "") -> None:
        self.client.publish(f"{PREFIX}/cart/{cart or self.name}/{word}", message, qos=1)

    def document(self, topic: str) -> dict[str, Any]:
        """The newest message below the site's prefix, as JSON."""
        found: dict[str, Any] = json.loads(self.retained[f"{PREFIX}/{topic}"])
        return found

    def payloads(self, topic: str) -> list[bytes]:
        return [payload for heard, payload in self.heard if heard == f"{PREFIX}/{topic}"]

    @property
    def acks(self) -> list[dict[str, Any]]:
        return [json.loads(payload) for payload in self.payloads(f"cart/{self.name}/ack")]

    @property
    def settled(self) -> list[str]:
        return [event_id for ack in self.acks for event_id in ack["settled"]]

    @property
    def rejected(self) -> list[dict[str, str]]:
        return [rejection for ack in self.acks for rejection in ack["rejected"]]

    async def settles(self, *messages: bytes) -> None:
        """Send and wait for the acks."""
        for message in messages:
            self.send(message)
        wanted = [json.loads(message)["eventId"] for message in messages]
        await until(lambda: set(wanted) <= set(self.settled), "the hospital's ack")


@contextmanager
def scripted_cart(
    port: int, name: str = "cart-01", mqtt_version: str = "5", *, named: bool = False
) -> Iterator[ScriptedCart]:
    """Connected with its certificate (`named`: a broker without TLS knows it by its name alone).

    Subscribed to the whole site: it gets what the broker lets it read.
    """
    cart = ScriptedCart(name)
    protocol = MQTTProtocolVersion.MQTTv5 if mqtt_version == "5" else MQTTProtocolVersion.MQTTv311
    cart.client = client = mqtt.Client(CallbackAPIVersion.VERSION2, f"scripted-{name}", protocol=protocol)
    if named:
        client.username_pw_set(name)
    else:
        client.tls_set_context(tls_context(identity(name)))
    client.on_message = cart.on_message
    client.on_connect = lambda one, *_: one.subscribe(f"{PREFIX}/#", qos=1)
    client.connect("127.0.0.1", port, keepalive=15)
    client.loop_start()
    try:
        yield cart
    finally:
        client.disconnect()
        client.loop_stop()
