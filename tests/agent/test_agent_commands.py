"""The hospital's signed commands, each obeyed or refused, and told either way."""

import json
from datetime import timedelta
from importlib.metadata import version
from typing import Any

import msgspec

from cart_agent.api import requests as ask
from cart_agent.api.pushes import Publish
from cart_agent.demo.files import KID
from cart_agent.his.messages import Command, CommandKind
from cart_agent.his.signing import sign
from cart_agent.hospital.wire import Publication
from drivers.interfaces import DrawerState
from tests.agent.cart_help import Cart
from tests.agent.hospital_desk import KEY
from tests.support.keys import private_pem


def orders(cart: Cart, kind: CommandKind, name: str = "", minutes: float = 10) -> None:
    """A command of the hospital arrives."""
    end = cart.clock.now() + timedelta(minutes=minutes)
    command = Command(
        command_id=name or f"c-{kind}", kind=kind, not_after=end, cart="cart-01", site=cart.topics.site
    )
    payload = sign(msgspec.json.encode(command), KID, private_pem(KEY))
    assert cart.hears(Publication(topic="mc/v1/bv-vi-du/cart/cart-01/command", payload=payload)).ok


def answers(cart: Cart) -> list[dict[str, str]]:
    """What the cart told the hospital about commands."""
    told = [one for one in cart.resources("system") if one["subtype"][0]["code"].startswith("command-")]
    return [
        {"what": one["subtype"][0]["code"]}
        | {detail["type"]: detail["valueString"] for detail in one["entity"][0]["detail"]}
        for one in told
    ]


def lock_down(cart: Cart) -> None:
    orders(cart, CommandKind.LOCKDOWN)


def test_the_carts_state_tells_which_software_it_has(cart: Cart) -> None:
    said = json.loads(cart.service.snapshot().state.payload)["versions"]

    assert said == {"agent": version("cart-agent")}


def test_a_lock_down_shuts_every_drawer_and_says_why(cart: Cart) -> None:
    lock_down(cart)
    cart.log_in()
    cart.scan("band:p1")

    assert cart.view.state == "release"
    assert cart.drawers.asked == []
    assert "LOCKED THIS CART DOWN" in cart.notice
    assert any("LOCKED THIS CART DOWN" in alarm["en"] for alarm in cart.status.alarms)
    assert json.loads(cart.service.snapshot().state.payload)["state"] == "alert"


def test_a_lock_down_takes_back_the_drawer_that_is_unlocked(cart: Cart) -> None:
    cart.log_in()
    cart.scan("band:p1")
    cart.drawers.answer()
    drawer = cart.view.drawer
    assert cart.view.state == "fetch"
    lock_down(cart)

    assert drawer is not None
    assert cart.drawers.states[drawer] is DrawerState.LOCKED
    assert cart.tap(ask.Reopen).ok
    assert (cart.view.state, "LOCKED" in cart.notice) == ("release", True)
    assert "lockdown" in cart.facts("system")


def test_nobody_at_the_cart_ends_a_lock_down_and_no_restart_does(cart: Cart) -> None:
    lock_down(cart)
    cart.log_in("thao")
    assert "clear-fault" not in cart.view.actions
    cart.tap(ask.ClearFault, reason="drawers-checked")
    cart.crash()
    cart.hears_manifest()

    cart.scan("band:p1")
    assert (cart.view.state, cart.drawers.asked) == ("release", [])


def test_the_hospital_ends_its_lock_down(cart: Cart) -> None:
    lock_down(cart)
    cart.log_in()
    cart.scan("band:p1")
    orders(cart, CommandKind.RELEASE_LOCKDOWN)
    assert "ended the lock-down" in cart.notice

    assert cart.tap(ask.Reopen).ok
    assert cart.view.state == "unlocking"
    assert cart.facts("system").count("lockdown-released") == 1
    assert not any("LOCKED" in alarm["en"] for alarm in cart.status.alarms)


def test_a_release_without_a_lock_down_is_refused_with_the_reason(cart: Cart) -> None:
    orders(cart, CommandKind.RELEASE_LOCKDOWN, "c9")

    (told,) = answers(cart)
    assert told["what"] == "command-refused"
    assert (told["command"], told["reason"]) == ("c9", "the cart is not locked down")


def test_a_command_heard_again_is_obeyed_once(cart: Cart) -> None:
    orders(cart, CommandKind.LOCKDOWN, "c1")
    orders(cart, CommandKind.RELEASE_LOCKDOWN, "c2")
    orders(cart, CommandKind.LOCKDOWN, "c1")
    assert cart.agent.session.lockdown == ""
    assert [told["command"] for told in answers(cart)] == ["c1", "c2"]

    cart.passes(3600)
    orders(cart, CommandKind.LOCKDOWN, "c1", minutes=-1)
    assert cart.agent.session.lockdown == ""


def test_refresh_asks_the_hospital_for_what_differs(cart: Cart) -> None:
    cart.service.changes()
    orders(cart, CommandKind.REFRESH)

    pushes = [push for push, _ in cart.service.changes() if isinstance(push, Publish)]
    reasons = [json.loads(push.payload)["reason"] for push in pushes if push.topic == "sync"]
    assert set(reasons) == {"refresh"}
    assert answers(cart)[0]["what"] == "command-obeyed"


def test_an_update_is_refused_since_there_is_no_updater(cart: Cart) -> None:
    orders(cart, CommandKind.UPDATE)

    (told,) = answers(cart)
    assert (told["what"], told["kind"]) == ("command-refused", "update")
    assert "by hand" in told["reason"]


def collected(cart: Cart) -> tuple[dict[str, str], bytes]:
    orders(cart, CommandKind.COLLECT_DIAGNOSTICS)
    told = answers(cart)[-1]
    return told, (cart.files.directory / "diagnostics" / told["file"]).read_bytes()


def test_diagnostics_say_how_the_cart_is_and_name_no_patient(cart: Cart) -> None:
    cart.log_in()
    cart.scan("band:p1")
    told, content = collected(cart)

    said: dict[str, Any] = json.loads(content)
    assert told["what"] == "command-obeyed"
    assert int(told["size"]) == len(content)
    assert said["journal"]["outbox"]["pending"] == len(cart.events()) - 1
    assert said["wards"]["noi-a"]["charts"] == 7
    assert said["drawers"]["1"] in ("locked", "unlocked")
    for encounter_id in cart.agent.knowledge.book.encounters():
        chart = cart.agent.knowledge.chart(encounter_id)
        assert chart is not None
        secrets = [encounter_id, chart.patient.name, *(one.value for one in chart.patient.identifiers)]
        secrets += [order.id for order in chart.orders]
        assert not [secret for secret in secrets if json.dumps(secret).encode() in content]
        assert chart.patient.name.encode() not in content
    assert b"NV1001" not in content


def test_only_the_newest_diagnostics_are_kept(cart: Cart) -> None:
    for number in range(7):
        cart.passes(1)
        orders(cart, CommandKind.COLLECT_DIAGNOSTICS, f"c{number}")

    assert len(list((cart.files.directory / "diagnostics").iterdir())) == 5


def test_diagnostics_that_cannot_be_written_are_refused(cart: Cart) -> None:
    (cart.files.directory / "diagnostics").write_bytes(b"a file where the directory should be")
    orders(cart, CommandKind.COLLECT_DIAGNOSTICS)

    assert answers(cart)[0]["what"] == "command-refused"
