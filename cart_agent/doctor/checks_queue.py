"""How much the broker keeps for a client that does not take it."""

import time
from collections.abc import Iterator

from cart_agent.broker.access import PROBE
from cart_agent.doctor.case import Answer, Case, answer
from cart_agent.doctor.visitor import Refused, Visitor
from cart_agent.doctor.visits import as_inspector
from cart_agent.his.topics import ROOT

_MANY = 1200
"""More than mosquitto's default of 1000, which a busy ward fills in a day: its manifest alone is 1,440."""
_TAKEN = 120.0
"""Seconds; a broker that writes its whole store for each message takes its time."""
_AGAIN = 0.5
"""Seconds until the last message is sent once more: while the queue is full it is dropped like the others."""


def queued(case: Case) -> Iterator[Answer]:
    """The inspector takes nothing while it publishes for itself, and then counts what was kept."""
    if case.inspector is None:
        yield answer("QUEUE_UNSEEN")
        return
    topic = f"{ROOT}/{case.site}/ward/{PROBE}/queue"
    with as_inspector(case, case.inspector) as inspector:
        inspector.subscribe(f"{topic}/#")
        if not inspector.publish_many(topic, _MANY, _TAKEN):
            raise Refused("the broker did not take all messages")
        inspector.acknowledge()
        _drain(inspector, f"{topic}/last")
        kept = sum(one.topic == topic for one in inspector.heard)
    yield answer("QUEUE_SMALL" if kept < _MANY else "QUEUE", kept=kept, sent=_MANY)


def _drain(inspector: Visitor, last: str) -> None:
    """Until a message that was sent after all others has come: what has not come before it was not kept."""
    deadline = time.monotonic() + _TAKEN
    while not any(one.topic == last for one in inspector.heard):
        if time.monotonic() > deadline or inspector.publish(last, b"{}") == "closed":
            raise Refused("the broker did not send what it kept")
        inspector.until(lambda: inspector.heard[-1].topic == last, _AGAIN)
