"""A command counts as taken in from the commit that receives it; an agent that dies then still obeys it."""

import msgspec
import pytest

from cart_agent.demo.files import KID
from cart_agent.his.messages import Command, CommandKind
from cart_agent.his.signing import sign
from tests.agent.cart_help import Cart
from tests.agent.hospital_desk import KEY
from tests.support.keys import private_pem


def take_in_and_die(cart: Cart, kind: CommandKind) -> None:
    """The commit that receives the command is the last thing that the agent does."""
    end = cart.clock.now().replace(year=2027)
    body = msgspec.json.encode(Command(command_id="c1", kind=kind, not_after=end))
    topic = "mc/v1/bv-vi-du/cart/cart-01/command"
    at = cart.agent.present()
    cart.agent.knowledge.book.receive(topic, sign(body, KID, private_pem(KEY)), at)
    cart.crash()


def test_a_lock_down_that_the_agent_died_over_is_obeyed_at_the_start(cart: Cart) -> None:
    take_in_and_die(cart, CommandKind.LOCKDOWN)
    assert cart.agent.session.lockdown == "c1"
    told = [one for one in cart.stored() if b'"c1"' in one.message]
    assert len(told) == 2  # the lock-down itself, and that the command was obeyed

    cart.crash()
    assert cart.agent.knowledge.book.due_commands() == ()
    assert cart.agent.session.lockdown == "c1"
    assert [one for one in cart.stored() if b'"c1"' in one.message] == told


@pytest.mark.parametrize("kind", [CommandKind.REFRESH, CommandKind.UPDATE, CommandKind.COLLECT_DIAGNOSTICS])
def test_every_command_is_done_with_after_one_start(cart: Cart, kind: CommandKind) -> None:
    take_in_and_die(cart, kind)
    assert cart.agent.knowledge.book.due_commands() == ()
    answered = [fact for fact in cart.facts("system") if fact.startswith("command-")]
    assert answered == ["command-refused" if kind is CommandKind.UPDATE else "command-obeyed"]

    cart.crash()
    assert [fact for fact in cart.facts("system") if fact.startswith("command-")] == answered
