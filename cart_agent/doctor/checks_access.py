"""The broker's access rules: what a cart must not publish, and must not get to read."""

from collections.abc import Iterator
from contextlib import ExitStack

from cart_agent.broker.access import PROBE
from cart_agent.doctor.case import Answer, Case, answer
from cart_agent.doctor.inspector import echo
from cart_agent.doctor.visitor import Refused, Visitor
from cart_agent.doctor.visits import as_cart, as_inspector
from cart_agent.his.messages import CartState, encode
from cart_agent.his.topics import ROOT, Kind, Topics

_A_WHILE = 1.0
"""Seconds in which a message that the broker has taken comes out again, where nothing says that it has."""


def own(case: Case) -> Iterator[Answer]:
    """What is this cart's it must write and get to read: a list made for other carts shuts it out."""
    topics = Topics(site=case.site, cart=case.cart)
    if _writes(case, topics.own(Kind.STATE)):
        yield answer("OWN_TAKEN")
    else:
        yield answer("OWN_REFUSED", topic=topics.own(Kind.STATE), cart=case.cart)
    missing = [ward for ward in case.wards if not _arrives(case, topics.ward(ward, Kind.MANIFEST))]
    if missing:
        yield answer("MANIFEST_UNSEEN", wards=", ".join(missing))
    else:
        yield answer("MANIFEST", wards=", ".join(case.wards))


def _writes(case: Case, topic: str) -> bool:
    """On MQTT 5 where the broker has it: a refusal is told there."""
    state = encode(CartState(state="disconnected", session=0))  # and so the link is
    try:
        with as_cart(case, mqtt="5") as cart:
            return cart.publish(topic, state) == "taken"
    except Refused:
        with as_cart(case) as cart:
            return cart.publish(topic, state) == "taken"


def _arrives(case: Case, topic: str) -> bool:
    """Past the cart's queue (QoS 0); then the session is left as the link has it."""
    with as_cart(case) as cart:
        cart.subscribe(topic, qos=0)
        came = cart.until(lambda: any(one.topic == topic for one in cart.heard), _A_WHILE)
        cart.subscribe(topic)
    return came


def publishing(case: Case) -> Iterator[Answer]:
    """A forged message must be refused, each on a topic where it harms nobody if it is not."""
    with ExitStack() as stack:
        watcher = _watcher(case, stack)
        results = [_forge(case, topic, watcher) for topic in _forbidden(case)]
    open_topics = [topic for topic, seen in zip(_forbidden(case), results, strict=True) if seen]
    if open_topics:
        yield answer("PUBLISH_OPEN", topics=", ".join(open_topics))
    elif None in results:
        yield answer("PUBLISH_UNSEEN")
    else:
        yield answer("PUBLISH_REFUSED")


def _forbidden(case: Case) -> tuple[str, ...]:
    root = f"{ROOT}/{case.site}"
    return (
        f"{root}/ward/{PROBE}/manifest",
        f"{root}/ward/{PROBE}/chart/{PROBE}",
        *(f"{root}/ward/{ward}/{PROBE}" for ward in case.wards),
        f"{root}/host/{PROBE}",
        f"{root}/formulary/{PROBE}/{PROBE}",  # one level deeper than carts listen
        f"{root}/cart/{PROBE}/event",
    )


def _forge(case: Case, topic: str, watcher: Visitor | None) -> bool | None:
    """True: it went through. None: nobody can tell. A connection each: a refusal may end it."""
    with as_cart(case) as cart:
        outcome = cart.publish(topic, b"{}")
    if outcome != "taken":
        return False
    if watcher is None:
        return True if case.broker.mqtt == "5" else None
    echo(case, watcher)
    return any(one.topic == topic for one in watcher.heard)


def _watcher(case: Case, stack: ExitStack) -> Visitor | None:
    if case.inspector is None:
        return None
    watcher = stack.enter_context(as_inspector(case, case.inspector))
    root = f"{ROOT}/{case.site}"
    for topic in ("ward/{}/#", "ward/+/{}", "host/{}", "cart/{}/#", "formulary/{}/#"):
        watcher.subscribe(f"{root}/{topic.format(PROBE)}")
    return watcher


def reading(case: Case) -> Iterator[Answer]:
    """What is not this cart's must not reach it, whatever it subscribes to."""
    root = f"{ROOT}/{case.site}"
    granted = [one for one in (f"{root}/#", f"{root}/ward/{PROBE}/#", "#") if _grants(case, one)]
    if not granted:
        yield answer("READ_REFUSED")
        return
    leaked = sorted(_leaks(case, granted))
    if leaked:
        yield answer("READ_OPEN", topics=", ".join(leaked[:3]))
    elif case.inspector is None:
        yield answer("READ_UNSEEN")
    else:
        yield answer("READ_FILTERED")


def _grants(case: Case, topic: str) -> bool:
    with as_cart(case) as cart:
        granted = cart.subscribe(topic, qos=0) == "taken"
        cart.unsubscribe(topic)
    return granted


def _leaks(case: Case, granted: list[str]) -> set[str]:
    """The topics of messages that came and should not have: what lies there, and two that are made now."""
    topics = Topics(site=case.site, cart=case.cart)
    own = {*topics.subscriptions(case.wards)}
    with as_cart(case) as cart, ExitStack() as stack:
        for one in granted:
            cart.subscribe(one, qos=0)
        state = encode(CartState(state="disconnected", session=0))  # it stays, and so the link is
        cart.publish(topics.own(Kind.STATE), state)  # a cart writes it and does not read it
        if case.inspector is not None:
            inspector = stack.enter_context(as_inspector(case, case.inspector))
            inspector.publish(f"{ROOT}/{case.site}/ward/{PROBE}/manifest", b"{}")
        cart.until(lambda: False, _A_WHILE)
        for one in granted:
            cart.unsubscribe(one)
    topics_heard = {one.topic for one in cart.heard}
    return {topic for topic in topics_heard if not any(_matches(topic, filter_) for filter_ in own)}


def _matches(topic: str, wanted: str) -> bool:
    """The contract's filters have `+` at their end only."""
    if not wanted.endswith("/+"):
        return topic == wanted
    return topic.rpartition("/")[0] == wanted.removesuffix("/+")
