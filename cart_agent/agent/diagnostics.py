"""What an engineer far away needs to know of this cart, as one JSON file without a patient in it."""

import os
import platform
from collections import Counter
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from cart_agent import __version__
from cart_agent.agent.agent import Agent
from cart_agent.agent.views.status import Outside
from cart_agent.config import CartConfig
from cart_agent.his.messages import Envelope, Instant

KEPT = 5
"""Files; older ones are deleted."""
LAST_EVENTS = 500


class Collected(Struct, frozen=True, kw_only=True):
    """The file written: its name, size in bytes and SHA-256 (hex)."""

    name: str
    size: int
    sha256: str


class Diagnostics:
    """For the store's thread only."""

    def __init__(self, agent: Agent, outside: Outside, config: CartConfig) -> None:
        self._agent = agent
        self._outside = outside
        self._config = config
        beside = Path(config.store.path).parent / "diagnostics"
        self._directory = Path(config.store.diagnostics) if config.store.diagnostics else beside

    def collect(self, at: Instant) -> Collected:
        """Write the file, whole or not at all. Raises OSError or StoreError."""
        content = msgspec.json.format(msgspec.json.encode(self.content(at), enc_hook=str))
        name = f"diagnostics-{at.now:%Y%m%dT%H%M%S.%fZ}.json"
        self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = self._directory / f".{name}"
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.rename(self._directory / name)
        for old in sorted(self._directory.glob("diagnostics-*.json"))[:-KEPT]:
            old.unlink()
        return Collected(name=name, size=len(content), sha256=sha256(content).hexdigest())

    def content(self, at: Instant) -> dict[str, Any]:
        """States, versions and counts. No name, no number of a patient, no encounter, no order, no badge."""
        agent, outside, store = self._agent, self._outside, self._agent.store
        head = store.head()
        return {
            "cart": outside.cart,
            "time": at,
            "versions": {"cart-agent": __version__, "python": platform.python_version()},
            "machine": {"system": platform.platform(), "processor": platform.machine()},
            "journal": {"seq": head.seq, "hash": head.hash, "outbox": store.counts()},
            "recent": _recent(agent, head.seq),
            "session": {
                "state": agent.session.state,
                "fault": agent.session.fault.kind if agent.session.fault else "",
                "lockdown": agent.session.lockdown,
                "diskFailed": agent.memory.failed,
            },
            "drawers": {str(number): str(state) for number, state in agent.drawers.states.items()},
            "drawerGuarantees": "full" if agent.drawers.guards_itself else "reduced",
            "devices": list(outside.devices.values()),
            "link": {"state": outside.link, "hospital": outside.hospital},
            "wards": {ward: _ward(agent, ward, at) for ward in outside.wards},
            "openItems": dict(Counter(item.kind for item in agent.items)),
            "config": _config(self._config),
        }


def _recent(agent: Agent, seq: int) -> list[dict[str, object]]:
    """What happened last, by kind: when and what, not to whom."""
    events = agent.store.events(max(0, seq - LAST_EVENTS), LAST_EVENTS)
    envelopes = ((event, msgspec.json.decode(event.message, type=Envelope)) for event in events)
    return [
        {
            "seq": event.seq,
            "at": one.occurred_at,
            "kind": one.kind,
            "what": _subtype(one),
            "state": event.state,
        }
        for event, one in envelopes
    ]


def _subtype(envelope: Envelope) -> str:
    resource = envelope.resource or {}
    if resource.get("resourceType") != "AuditEvent":
        return str(resource.get("status", ""))
    return ",".join(str(one.get("code", "")) for one in resource.get("subtype", ()))


def _ward(agent: Agent, ward: str, at: Instant) -> dict[str, object]:
    book = agent.knowledge.book
    return {
        "manifestAgeMinutes": book.manifest_age(ward, at),
        "staffAgeMinutes": book.people.age_minutes(ward, at),
        "policyVersion": book.policy(ward).version,
        "complete": book.complete(ward),
        "suspect": book.suspect(ward),
        "charts": sum(book.ward_of(one) == ward for one in book.encounters()),
    }


def _config(config: CartConfig) -> dict[str, object]:
    """Names and numbers; secrets are in files of their own, and their places are not told either."""
    link = config.hospital
    return {
        "site": config.cart.site,
        "wards": config.cart.wards,
        "zone": config.cart.zone,
        "simulate": config.simulate,
        "keys": sorted(config.keys),
        "broker": {"host": link.host, "port": link.port, "mqtt": link.mqtt, "tls": link.tls is not None},
        "drivers": [config.clock.driver, config.drawers.driver, *(one.driver for one in config.scanners)],
        "logoutSeconds": config.session.logout_seconds,
    }
