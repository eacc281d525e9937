"""What the broker keeps: retained messages for a wildcard, and everything when it dies."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress

from cart_agent.broker.access import PROBE
from cart_agent.doctor.case import Answer, Case, answer
from cart_agent.doctor.refused import words
from cart_agent.doctor.visitor import Refused
from cart_agent.doctor.visits import as_cart, as_inspector
from cart_agent.his.link.settings import TlsSettings
from cart_agent.his.topics import ROOT, Kind, Topics

_A_WHILE = 1.0
_CHART = f"/{Kind.CHART}/"
_ENDED = 5.0
"""Seconds in which a connection to a broker that was killed ends."""
_BACK = 60.0
"""Seconds that a broker may take to come back."""


def retained(case: Case) -> Iterator[Answer]:
    """Whether the broker sends what it retained to a subscription with a wildcard."""
    if not _retains(case):
        yield answer("RETAIN_REFUSED")
        return
    if case.inspector is None:
        yield answer("WILDCARD" if _charts(case) else "WILDCARD_UNSEEN")
        return
    with as_inspector(case, case.inspector) as inspector:
        topic = f"{ROOT}/{case.site}/ward/{PROBE}/chart/{PROBE}"
        if inspector.publish(topic, b"{}", retain=True) != "taken":
            yield answer("RETAIN_REFUSED")
            return
        inspector.subscribe(topic.removesuffix(PROBE) + "+")
        came = inspector.until(lambda: bool(inspector.heard), _A_WHILE)
        if not came:  # nor for its name? Some brokers take it and keep nothing
            inspector.subscribe(topic)
            kept = inspector.until(lambda: bool(inspector.heard), _A_WHILE)
        inspector.publish(topic, b"", retain=True)
    yield answer("WILDCARD" if came else "WILDCARD_NOT" if kept else "RETAIN_REFUSED")


def _retains(case: Case) -> bool:
    """What the broker says of it; MQTT 3.1.1 has no word for it."""
    with suppress(Refused), as_cart(case, mqtt="5") as cart:
        return cart.retains
    return True


def _charts(case: Case) -> bool:
    """Whether any of this cart's own charts comes for a wildcard.

    First for one that the link does not use, so that no queue of the cart's holds it up; a broker that grants
    only what the access list names refuses that, and is asked for the link's own.
    """
    return _come(case, "#", qos=0) or _come(case, "+", qos=1)


def _come(case: Case, wildcard: str, qos: int) -> bool:
    topics = [f"{ROOT}/{case.site}/ward/{ward}/chart/{wildcard}" for ward in case.wards]
    with as_cart(case) as cart:
        for topic in topics:
            cart.subscribe(topic, qos)
        came = cart.until(lambda: any(_CHART in one.topic and one.retained for one in cart.heard), _A_WHILE)
        for topic in topics if qos == 0 else ():
            cart.unsubscribe(topic)
    return came


def persistence(case: Case) -> Iterator[Answer]:
    """End the broker as a power cut does: the cart's session and a retained message must be there again."""
    if not case.restart:
        yield answer("PERSISTENCE_UNTESTED")
        return
    topic = f"{ROOT}/{case.site}/ward/{PROBE}/manifest"
    if case.inspector is not None:
        with as_inspector(case, case.inspector) as inspector:
            inspector.publish(topic, b"{}", retain=True)
    trouble = _end(case)
    if trouble:
        yield trouble
        return
    try:
        lost = [] if _session_after(case) else ["SESSION_LOST"]
    except (OSError, Refused) as error:
        yield answer("NOT_BACK", seconds=int(_BACK), reason=words(error))
        return
    if case.inspector is not None and not _still_there(case, case.inspector, topic):
        lost.append("RETAINED_LOST")
    yield from (answer(code) for code in lost or ["PERSISTENT"])


def _end(case: Case) -> Answer | None:
    """Run the administrator's command; what is wrong with it, or None when it has ended the broker."""
    with as_cart(case) as cart:
        for _ in range(2):  # mosquitto writes between an answer and the next question
            cart.subscribe(Topics(site=case.site, cart=case.cart).own(Kind.ACK))
        try:
            ended = subprocess.run(case.restart, check=False)  # noqa: S603 - the administrator's own
        except OSError as error:
            return answer("RESTART_FAILED", status=words(error))
        if ended.returncode:
            return answer("RESTART_FAILED", status=ended.returncode)
        return None if cart.until(lambda: cart.closed, _ENDED) or cart.closed else answer("RESTART_NOTHING")


def _session_after(case: Case) -> bool:
    """Whether the broker, once it is back, knows the cart's session. Raises what connecting raises."""
    deadline = time.monotonic() + _BACK
    while True:
        try:
            with as_cart(case) as cart:
                return cart.session_present
        except (OSError, Refused):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def _still_there(case: Case, identity: TlsSettings, topic: str) -> bool:
    with as_inspector(case, identity) as inspector:
        inspector.subscribe(topic)
        found = inspector.until(lambda: any(one.retained for one in inspector.heard), _A_WHILE)
        inspector.publish(topic, b"", retain=True)
    return found
