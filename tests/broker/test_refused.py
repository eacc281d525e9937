"""What a cart or a stranger must not do at the real broker with its real access rules is refused."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import msgspec
import pytest

from cart_agent.doctor.visitor import Refused, Visitor
from cart_agent.his.link.credentials import tls_context
from cart_agent.his.link.settings import TlsSettings
from tests.support.guarded import Guarded, Hospital

ROOT = "mc/v1/demo"
VERSIONS = pytest.mark.parametrize("mqtt", ["5", "3.1.1"])


class Ward:
    """Connections to one broker by name."""

    def __init__(self, broker: Guarded, hospital: Hospital, mqtt: str, stack: ExitStack) -> None:
        self._broker = broker
        self._hospital = hospital
        self._mqtt = mqtt
        self._stack = stack

    def connect(self, name: str, client_id: str = "", identity: TlsSettings | None = None) -> Visitor:
        """Connected with the certificate of `name`. Raises Refused, OSError."""
        identity = identity or self._hospital.identity(name)
        settings = self._broker.settings(identity, self._mqtt)
        visitor = Visitor(settings, client_id or name, tls_context(identity))
        return self._stack.enter_context(visitor)


@contextmanager
def ward_of(broker: Guarded, hospital: Hospital, mqtt: str) -> Iterator[Ward]:
    with ExitStack() as stack:
        yield Ward(broker, hospital, mqtt, stack)


def comes(visitor: Visitor, *payloads: bytes) -> bool:
    """Whether exactly these have come, and nothing beside them, when the last one has."""
    visitor.until(lambda: any(one.payload == payloads[-1] for one in visitor.heard))
    return [one.payload for one in visitor.heard] == list(payloads)


@VERSIONS
def test_a_stolen_client_id_gives_no_session_and_no_message(
    broker: Guarded, hospital: Hospital, mqtt: str
) -> None:
    with ward_of(broker, hospital, mqtt) as ward:
        victim = ward.connect("cart-1")
        assert victim.subscribe(f"{ROOT}/cart/cart-1/ack") == "taken"
        thief = ward.connect("cart-2", client_id="cart-1")
        assert thief.subscribe(f"{ROOT}/cart/cart-1/ack") == "taken"
        assert thief.subscribe(f"{ROOT}/cart/cart-2/ack") == "taken"
        his = ward.connect("hospital")
        his.publish(f"{ROOT}/cart/cart-1/ack", b"for the first")
        his.publish(f"{ROOT}/cart/cart-2/ack", b"for the second")

        assert not thief.session_present
        assert comes(victim, b"for the first")
        assert comes(thief, b"for the second")
        assert not victim.closed


FORGED = {
    "a chart of its own ward": "ward/W1/chart/E1",
    "a chart of another ward": "ward/W2/chart/E1",
    "a manifest": "ward/W1/manifest",
    "a staff list": "ward/W1/staff",
    "a policy": "ward/W1/policy",
    "a formulary": "formulary/a",
    "its own acknowledgement": "cart/cart-1/ack",
    "its own stock": "cart/cart-1/stock",
    "its own command": "cart/cart-1/command",
    "another cart's event": "cart/cart-2/event",
    "another cart's state": "cart/cart-2/state",
    "another cart's sync": "cart/cart-2/sync",
    "the hospital's state": "host/state",
    "something of another hospital": "../other/ward/W1/manifest",
}


@pytest.mark.parametrize("topic", FORGED.values(), ids=FORGED.keys())
def test_a_cart_is_told_that_it_may_not_publish(broker: Guarded, hospital: Hospital, topic: str) -> None:
    with ward_of(broker, hospital, "5") as ward:
        assert ward.connect("cart-1").publish(f"{ROOT}/{topic}", b"{}", retain=True) == "refused"


@VERSIONS
def test_a_forged_chart_or_acknowledgement_reaches_nobody_and_is_not_kept(
    broker: Guarded, hospital: Hospital, mqtt: str
) -> None:
    with ward_of(broker, hospital, mqtt) as ward:
        other, his = ward.connect("cart-2"), ward.connect("hospital")
        for topic in ("ward/W2/chart/+", "cart/cart-2/ack"):
            other.subscribe(f"{ROOT}/{topic}")
        forger = ward.connect("cart-1")
        for topic in ("ward/W2/chart/E1", "cart/cart-2/ack"):
            forger.publish(f"{ROOT}/{topic}", b"forged", retain=True)
        his.publish(f"{ROOT}/ward/W2/chart/E1", b"true", retain=True)

        assert comes(other, b"true")


@VERSIONS
def test_another_carts_event_does_not_reach_the_hospital(
    broker: Guarded, hospital: Hospital, mqtt: str
) -> None:
    with ward_of(broker, hospital, mqtt) as ward:
        his = ward.connect("hospital")
        his.subscribe(f"{ROOT}/cart/+/event")
        cart = ward.connect("cart-1")
        cart.publish(f"{ROOT}/cart/cart-2/event", b"forged")
        cart.publish(f"{ROOT}/cart/cart-1/event", b"own")

        assert comes(his, b"own")


@VERSIONS
def test_another_wards_charts_do_not_come_whatever_is_subscribed_to(
    broker: Guarded, hospital: Hospital, mqtt: str
) -> None:
    with ward_of(broker, hospital, mqtt) as ward:
        his, cart = ward.connect("hospital"), ward.connect("cart-1")
        his.publish(f"{ROOT}/ward/W2/chart/E2", b"kept", retain=True)
        for topic in ("#", f"{ROOT}/#", f"{ROOT}/ward/+/chart/+", f"{ROOT}/ward/W2/chart/E2", "$SYS/#"):
            cart.subscribe(topic)
            cart.unsubscribe(topic)
        cart.subscribe(f"{ROOT}/ward/#")
        his.publish(f"{ROOT}/ward/W2/chart/E2", b"new", retain=True)
        his.publish(f"{ROOT}/ward/W1/chart/E1", b"own", retain=True)

        assert comes(cart, b"own")


@VERSIONS
def test_a_cart_that_is_not_in_the_fleet_may_nothing(broker: Guarded, hospital: Hospital, mqtt: str) -> None:
    with ward_of(broker, hospital, mqtt) as ward:
        his, stranger = ward.connect("hospital"), ward.connect("cart-77")
        his.subscribe(f"{ROOT}/cart/+/event")
        stranger.subscribe("#")
        stranger.publish(f"{ROOT}/cart/cart-77/event", b"mine")
        ward.connect("cart-1").publish(f"{ROOT}/cart/cart-1/event", b"known")

        assert comes(his, b"known")
        assert stranger.heard == []


def _revoked(broker: Guarded, hospital: Hospital, _: Path) -> TlsSettings:
    identity = hospital.identity("cart-1")
    with ward_of(broker, hospital, "5") as ward:
        ward.connect("cart-1", identity=identity)  # it was good
    hospital.revoke(identity)
    broker.update_crl(hospital)
    broker.read_again()
    return identity


def _expired(_: Guarded, hospital: Hospital, __: Path) -> TlsSettings:
    return hospital.identity("cart-1", days=90, ago=91)


def _of_the_future(_: Guarded, hospital: Hospital, __: Path) -> TlsSettings:
    return hospital.identity("cart-1", ago=-2)


def _of_another_authority(_: Guarded, hospital: Hospital, folder: Path) -> TlsSettings:
    """Its authority has the very name of the hospital's."""
    stranger = Hospital(folder / "stranger").identity("cart-1")
    return msgspec.structs.replace(stranger, ca_file=str(hospital.folder / "ca.pem"))


def _of_a_broker(_: Guarded, hospital: Hospital, __: Path) -> TlsSettings:
    """Good, and issued for a server: who breaks into one must not become a cart."""
    files = {
        "cert_file": str(hospital.folder / "broker.pem"),
        "key_file": str(hospital.folder / "broker.key"),
    }
    return TlsSettings(ca_file=str(hospital.folder / "ca.pem"), **files)


@VERSIONS
@pytest.mark.parametrize(
    "make",
    [_revoked, _expired, _of_the_future, _of_another_authority, _of_a_broker],
    ids=lambda one: one.__name__,
)
def test_a_certificate_that_does_not_count_is_refused(
    broker: Guarded, hospital: Hospital, tmp_path: Path, mqtt: str, make: object
) -> None:
    assert callable(make)
    identity = make(broker, hospital, tmp_path)
    with ward_of(broker, hospital, mqtt) as ward:
        with pytest.raises((Refused, OSError)):
            ward.connect("cart-1", identity=identity)
        ward.connect("cart-1")  # and a good one still gets in


@VERSIONS
def test_without_a_certificate_nobody_gets_in(broker: Guarded, hospital: Hospital, mqtt: str) -> None:
    context = tls_context(hospital.identity("cart-1"))
    bare = type(context)(context.protocol)
    bare.load_verify_locations(hospital.folder / "ca.pem")
    settings = broker.settings(hospital.identity("cart-1"), mqtt)
    with pytest.raises((Refused, OSError)), Visitor(settings, "cart-1", bare):
        raise AssertionError("it must not get in")
