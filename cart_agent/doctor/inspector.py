"""Whether the inspector sees anything. One that is blind would take everything for refused."""

from cart_agent.broker.access import PROBE
from cart_agent.doctor.case import Answer, Case, answer
from cart_agent.doctor.refused import words
from cart_agent.doctor.visitor import Refused, Visitor
from cart_agent.doctor.visits import as_inspector
from cart_agent.his.link.settings import TlsSettings
from cart_agent.his.topics import ROOT

ECHO = 5.0
"""Seconds in which a message that the broker has taken comes out again; waited for, so it may be long."""


def blindness(case: Case, identity: TlsSettings) -> Answer | None:
    """Why the inspector is of no use; None: it hears what it publishes."""
    try:
        with as_inspector(case, identity) as inspector:
            inspector.subscribe(f"{ROOT}/{case.site}/ward/{PROBE}/#")
            return None if echo(case, inspector) else answer("INSPECTOR_BLIND")
    except (Refused, OSError) as error:
        return answer("INSPECTOR_OUT", reason=words(error))


def echo(case: Case, inspector: Visitor) -> bool:
    """Publish to the inspector's own ward and wait until it comes: what was published before came first."""
    topic = f"{ROOT}/{case.site}/ward/{PROBE}/echo"
    before = len(inspector.heard)
    inspector.publish(topic, b"{}")
    return inspector.until(lambda: any(one.topic == topic for one in inspector.heard[before:]), ECHO)
