"""A hospital written from docs/his-contract.md alone: paho, json, hashlib, Ed25519. Nothing of ours."""

import base64
import hashlib
import json
import ssl
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import paho.mqtt.client as mqtt
from cryptography.hazmat.primitives import serialization as forms
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

SITE, WARD, CART, KID = "site-x", "w1", "cart-x", "key-x"
AS_OF = "2026-03-02T07:50:00+07:00"
Json = dict[str, Any]


def part(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class LoneHospital:
    """Publishes what a test gives it, settles every event unless the test says otherwise."""

    def __init__(
        self, port: int, files: Path, version: MQTTProtocolVersion = MQTTProtocolVersion.MQTTv5
    ) -> None:
        self.key = Ed25519PrivateKey.generate()
        self.events: list[bytes] = []
        """Every event's exact bytes, once each, in the order of arrival."""
        self.resent: list[bytes] = []
        """Every copy of an event beyond the first."""
        self.syncs: list[Json] = []
        self.states: list[Json] = []
        self.verdict: Callable[[Json], str] = lambda _: ""
        """The rejection code for an event; empty: it is settled."""
        self.answer = b""
        """What is said to every event instead of an acknowledgement; empty: nothing else."""
        self.lock = threading.Lock()
        self._pins: Json = {"charts": {}, "formulary": {"version": 1, "parts": {}}}
        self._seq = 0
        self._client = mqtt.Client(CallbackAPIVersion.VERSION2, "hospital", protocol=version)
        self._client.will_set(self._topic("host/state"), json.dumps({"state": "lost", "session": 1}), 1, True)
        self._client.on_message = self._on_message
        self._client.on_connect = lambda client, *_: client.subscribe(
            [(self._topic(f"cart/+/{word}"), 1) for word in ("event", "sync", "state")]
        )
        secret = ssl.create_default_context(cafile=files / "ca.pem")
        secret.load_cert_chain(files / "hospital.pem", files / "hospital.key")
        self._client.tls_set_context(secret)
        self._client.connect("127.0.0.1", port, keepalive=30)
        self._client.loop_start()

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()

    @property
    def public_key(self) -> bytes:
        return self.key.public_key().public_bytes(forms.Encoding.PEM, forms.PublicFormat.SubjectPublicKeyInfo)

    # Publishing

    def _topic(self, rest: str) -> str:
        return f"mc/v1/{SITE}/{rest}"

    def publish(self, rest: str, payload: bytes, *, retain: bool = True) -> str:
        """Returns the SHA-256 that a manifest has to name."""
        self._client.publish(self._topic(rest), payload, qos=1, retain=retain)
        return hashlib.sha256(payload).hexdigest()

    def ready(self) -> None:
        self.publish("host/state", json.dumps({"state": "ready", "session": 1, "time": AS_OF}).encode())

    def signed(self, document: Json, key: Ed25519PrivateKey | None = None) -> bytes:
        """JWS in compact form (RFC 7515), EdDSA (RFC 8037)."""
        header = part(json.dumps({"alg": "EdDSA", "kid": KID}).encode())
        text = f"{header}.{part(json.dumps(document).encode())}"
        return f"{text}.{part((key or self.key).sign(text.encode()))}".encode()

    def paper(self, name: str, document: Json) -> None:
        """Publish the ward's staff or policy, signed; the next manifest names it."""
        digest = self.publish(f"ward/{WARD}/{name}", self.signed(document))
        self._pins[name] = {"version": document["version"], "sha256": digest}

    def formulary(self, *medications: Json) -> None:
        entry = [{"resource": one} for one in medications]
        bundle = {"resourceType": "Bundle", "type": "collection", "meta": {"versionId": "1"}, "entry": entry}
        self._pins["formulary"]["parts"]["a"] = self.publish("formulary/a", json.dumps(bundle).encode())

    def stock(self, *dispensed: Json) -> None:
        entry = [{"resource": one} for one in dispensed]
        bundle = {"resourceType": "Bundle", "type": "collection", "entry": entry}
        document = {"version": 1, "cart": CART, "bundle": bundle}
        self.publish(f"cart/{CART}/stock", json.dumps(document).encode())

    def chart(self, document: Json, *, named: bool = True) -> None:
        """Publish a chart document; `named` false: no manifest will know of it."""
        encounter = document["encounterId"]
        digest = self.publish(f"ward/{WARD}/chart/{encounter}", json.dumps(document).encode())
        if named:
            self._pins["charts"][encounter] = {"version": document["version"], "sha256": digest}

    def manifest(self) -> None:
        self._seq += 1
        document = {"epoch": 1, "seq": self._seq, "asOf": AS_OF} | self._pins
        self.publish(f"ward/{WARD}/manifest", json.dumps(document).encode())

    def ack(self, settled: list[str], rejected: list[Json]) -> None:
        document = {"settled": settled, "rejected": rejected, "time": AS_OF}
        self.publish(f"cart/{CART}/ack", self.answer or json.dumps(document).encode(), retain=False)

    def command(self, document: Json, key: Ed25519PrivateKey | None = None) -> None:
        self.publish(f"cart/{CART}/command", self.signed(document, key), retain=False)

    # Hearing

    def _on_message(self, _client: mqtt.Client, _data: object, message: mqtt.MQTTMessage) -> None:
        word = message.topic.rsplit("/", 1)[-1]
        if word == "event":
            self._event(bytes(message.payload))
        elif word == "sync":
            self.syncs.append(json.loads(message.payload))
            self.manifest()
        elif word == "state":
            self.states.append(json.loads(message.payload))

    def _event(self, payload: bytes) -> None:
        event = json.loads(payload)
        with self.lock:
            (self.resent if payload in self.events else self.events).append(payload)
        code = self.verdict(event)
        rejected = [{"eventId": event["eventId"], "code": code, "text": "mẫu"}] if code else []
        self.ack([] if code else [event["eventId"]], rejected)

    def envelopes(self, kind: str = "", subtype: str = "") -> list[Json]:
        """The events heard, of a kind and of an AuditEvent's subtype."""
        with self.lock:
            found = [json.loads(one) for one in self.events]
        found = [one for one in found if kind in ("", one["kind"])]
        return [one for one in found if not subtype or _subtype(one) == subtype]


def _subtype(event: Json) -> str:
    listed = (event.get("resource") or {}).get("subtype") or [{}]
    return str(listed[0].get("code", ""))
