"""What the cart need not hold any longer is erased by itself; never by a clock that nobody trusts."""

from cart_agent.his.messages import Ack, encode
from cart_agent.his.topics import Kind
from cart_agent.hospital.wire import Publication
from drivers import clock_simulated
from tests.agent.cart_help import Cart

DAY = 86_400.0


def settle_all(cart: Cart) -> None:
    ids = tuple(event.event_id for event in cart.agent.store.unsettled(0, 500))
    topic = cart.topics.own(Kind.ACK)
    ack = Publication(topic=topic, payload=encode(Ack(settled=ids)), retain=False)
    assert cart.hears(ack).ok


def test_settled_events_are_erased_after_their_time(cart: Cart) -> None:
    for _ in range(450):
        cart.scan_raw(b"no code of ours", "A")
    settle_all(cart)
    cart.passes(89 * DAY)
    assert len(cart.events()) >= 450

    cart.passes(2 * DAY)
    for _ in range(3):
        cart.passes(1)
    assert [one.kind for one in cart.events()] == ["system"] * 2  # of the papers that ran out meanwhile
    assert cart.agent.store.verify_chain().seq >= 450


def test_a_clock_that_is_not_trusted_erases_nothing(cart: Cart) -> None:
    cart.scan_raw(b"no code of ours", "A")
    settle_all(cart)
    clock_simulated.set_synced(cart.files.clock, False)
    cart.passes(400 * DAY)

    assert cart.events() != []
