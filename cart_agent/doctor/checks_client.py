"""Getting in: the version spoken, the name that counts, how quick and how large answers may be."""

from collections.abc import Iterator

from cart_agent.broker.access import PROBE
from cart_agent.doctor import stall
from cart_agent.doctor.case import Answer, Case, answer
from cart_agent.doctor.refused import handshake
from cart_agent.doctor.visitor import Refused
from cart_agent.doctor.visits import as_cart, as_inspector, as_thief
from cart_agent.his.link.credentials import tls_context
from cart_agent.his.link.settings import TlsSettings
from cart_agent.his.topics import LONGEST, ROOT, Kind, Topics

_KICKED = 2.0
"""Seconds in which a broker ends a connection whose name came a second time, and a link comes back."""
_LONGEST_OF_ALL = 268_435_455
"""Bytes; a broker that names no limit has MQTT's own (MQTT 5, 1.5.5)."""


def connection(case: Case) -> Iterator[Answer]:
    """Does the cart get in as it is configured, and is it alone?"""
    if case.broker.tls is not None:
        handshake(case, tls_context(case.broker.tls)).close()  # by ourselves: it says best what is wrong
    with as_cart(case) as cart:
        yield answer("CONNECTED", mqtt=case.broker.mqtt)
        if not cart.until(lambda: cart.closed, _KICKED):
            return
    with as_cart(case):  # or the broker has gone
        yield answer("NOT_ALONE", cart=case.cart)


def versions(case: Case) -> Iterator[Answer]:
    """MQTT 5 says why it refuses; with 3.1.1 a refusal looks like success."""
    try:
        with as_cart(case, mqtt="5"):
            yield answer("MQTT_5" if case.broker.mqtt == "5" else "MQTT_5_UNUSED")
    except Refused:
        yield answer("MQTT_311")


def packet_size(case: Case) -> Iterator[Answer]:
    """The largest document that a cart takes must pass. Only MQTT 5 tells the limit; it holds for both."""
    try:
        with as_cart(case, mqtt="5") as cart:
            most = cart.longest or _LONGEST_OF_ALL
    except Refused:
        most = 0
    if 0 < most < LONGEST:
        yield answer("PACKET_SMALL", bytes=most, wanted=LONGEST)
    elif case.inspector is not None:
        passes = _passes(case, case.inspector)
        yield answer("PACKET" if passes else "PACKET_LOST", bytes=max(most, LONGEST))
    else:
        yield answer("PACKET" if most else "PACKET_UNSEEN", bytes=most)


def _passes(case: Case, identity: TlsSettings) -> bool:
    """Whether one comes out again. A broker may have a limit that it tells nobody."""
    topic = f"{ROOT}/{case.site}/ward/{PROBE}/long"
    with as_inspector(case, identity) as inspector:
        inspector.subscribe(topic)
        if inspector.publish(topic, bytes(LONGEST)) != "taken":
            return False
        return inspector.until(lambda: bool(inspector.heard))


def nodelay(case: Case) -> Iterator[Answer]:
    """TCP_NODELAY on the broker's side."""
    with as_cart(case) as cart:
        found = stall.measure(cart.wire())
    yield answer("STALL" if found.present else "NODELAY", one=f"{found.one:.1f}", two=f"{found.two:.1f}")


def client_id(case: Case) -> Iterator[Answer]:
    """Two client ids with one certificate: where the certificate counts, the second ends the first."""
    with as_cart(case) as first, as_cart(case, client_id=f"{case.cart}-doctor"):
        first.until(lambda: first.closed, _KICKED)
        tied = first.closed
    if tied:
        yield answer("CLIENT_ID_TIED")
        return
    with as_cart(case, client_id=f"{case.cart}-doctor", forget=True):
        pass  # leaves nothing behind
    yield from _theft(case)


def _theft(case: Case) -> Iterator[Answer]:
    """The inspector gives the cart's client id. Some brokers let him knock, and guard the session itself."""
    if case.inspector is None:
        yield answer("CLIENT_ID_LOOSE", cart=case.cart)
        return
    with as_cart(case) as cart:
        cart.subscribe(Topics(site=case.site, cart=case.cart).own(Kind.ACK))  # now there is a session
    try:
        with as_thief(case, case.inspector):
            yield answer("CLIENT_ID_FREE", cart=case.cart)
    except Refused:
        yield answer("CLIENT_ID_GUARDED", cart=case.cart)
