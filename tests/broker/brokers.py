"""The same link and the same hospital over each make of broker, always as its profile says."""

from typing import Any, Protocol

import msgspec

from cart_agent.doctor.visitor import Visitor
from cart_agent.his.link.credentials import tls_context
from cart_agent.his.link.settings import LinkSettings, TlsSettings
from tests.support.guarded import Hospital
from tests.support.hospital_fake import ROOT, HospitalFake

KEPT = {"hospital": ("ward/W1/manifest", "ward/W1/chart/E1", "host/state"), "cart-1": ("cart/cart-1/state",)}
"""What tests leave behind on a broker that they share."""


class Made(Protocol):
    """A running broker of any make."""

    port: int

    def settings(self, identity: TlsSettings, mqtt: str) -> LinkSettings: ...


class Served:
    """A broker, and the version of MQTT that is spoken with it."""

    def __init__(self, broker: Made, hospital: Hospital, mqtt: str) -> None:
        self._broker = broker
        self._hospital = hospital
        self.mqtt = mqtt
        self.port = broker.port

    def settings(self, name: str = "cart-1", **fields: Any) -> LinkSettings:
        """How `name` connects."""
        made = self._broker.settings(self._hospital.identity(name), self.mqtt)
        return msgspec.structs.replace(made, **fields)

    def fake_hospital(self, **fields: Any) -> HospitalFake:
        return HospitalFake(self.port, identity=self._hospital.identity("hospital"), **fields)

    def forget(self) -> None:
        """Nothing is left of an earlier test: no session, no retained message."""
        for name, topics in KEPT.items():
            using = self.settings(name)
            assert using.tls
            with Visitor(using, name, tls_context(using.tls), forget=True) as visitor:
                for topic in topics:
                    visitor.publish(f"{ROOT}/{topic}", b"", retain=True)
