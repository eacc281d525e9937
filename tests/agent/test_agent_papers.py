"""A staff list and a policy that run out in force are told, once, and the policy stays."""

from datetime import datetime

from tests.agent.cart_help import WARD, Cart

END = datetime.fromisoformat("2026-04-01T00:00:00+07:00")
"""Of the demo ward's staff list and policy."""


def told(cart: Cart) -> list[str]:
    """The last words of the topics."""
    found = cart.resources("system")
    expired = [one for one in found if one["subtype"][0]["code"] == "document-expired"]
    details = [{d["type"]: d["valueString"] for d in one["entity"][-1]["detail"]} for one in expired]
    return sorted(one["topic"].rpartition("/")[2] for one in details)


def test_what_runs_out_in_force_is_told_once_and_the_policy_stays(cart: Cart) -> None:
    before = cart.agent.knowledge.book.policy(WARD.ward)
    left = (END - cart.clock.now()).total_seconds()
    cart.passes(left - 5)
    cart.passes(0)
    assert told(cart) == []

    cart.passes(65)
    for _ in range(3):
        cart.passes(65)
    assert told(cart) == ["policy", "staff"]
    assert any("document-expired" in one["en"] for one in cart.status.alarms)
    assert cart.agent.knowledge.book.policy(WARD.ward) == before
