"""A hospital behind the broker, written by the contract alone: it keeps events and acknowledges."""

import json
import threading
from typing import Any

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion

from cart_agent.his.link.credentials import tls_context
from cart_agent.his.link.settings import TlsSettings

ROOT = "mc/v1/demo"


class HospitalFake:
    """`events` are distinct ids in the order they first came; `copies` counts all deliveries."""

    def __init__(self, port: int, *, acknowledge: bool = True, identity: TlsSettings | None = None) -> None:
        self.acknowledge = acknowledge
        self.lock = threading.Lock()
        self.events: list[str] = []
        self.sequences: list[int] = []
        self.copies = 0
        self.states: list[dict[str, Any]] = []
        self.syncs: list[dict[str, Any]] = []
        self.ready = threading.Event()
        self.client = paho.Client(CallbackAPIVersion.VERSION2, "hospital", clean_session=False)
        self.client.max_inflight_messages_set(0)
        self.client.reconnect_delay_set(1, 1)
        self.client.on_connect = lambda client, *_: client.subscribe(
            [(f"{ROOT}/cart/+/{end}", 1) for end in _ENDS]
        )
        self.client.on_subscribe = lambda *_: self.ready.set()
        self.client.on_message = self._message
        if identity is not None:
            self.client.tls_set_context(tls_context(identity))
        self.client.connect("127.0.0.1", port)
        self.client.loop_start()
        assert self.ready.wait(30)

    def stop(self) -> None:
        self.client.disconnect()
        self.client.loop_stop()

    def publish(self, topic: str, payload: bytes, *, retain: bool = True) -> None:
        self.client.publish(f"{ROOT}/{topic}", payload, 1, retain).wait_for_publish(30)

    def _message(self, _: Any, __: Any, message: Any) -> None:
        body = json.loads(message.payload)
        with self.lock:
            if message.topic.endswith("/state"):
                self.states.append(body)
            elif message.topic.endswith("/sync"):
                self.syncs.append(body)
            else:
                self._event(body)

    def _event(self, envelope: dict[str, Any]) -> None:
        self.copies += 1
        if envelope["eventId"] not in self.events:
            self.events.append(envelope["eventId"])
            self.sequences.append(envelope["seq"])
        if self.acknowledge:
            ack = {"settled": [envelope["eventId"]], "rejected": [], "time": "2026-03-02T01:00:00Z"}
            self.client.publish(f"{ROOT}/cart/{envelope['cart']}/ack", json.dumps(ack), 1)


_ENDS = ("event", "state", "sync")
