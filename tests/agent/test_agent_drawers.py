"""Drawers that fail, are forced, or stay shut."""

import pytest

from cart_agent.api import requests as ask
from drivers.interfaces import AlarmKind, DeviceChanged, DeviceState, DrawerChanged, DrawerState
from tests.agent.cart_help import Cart

LATCHING = (
    AlarmKind.FORCED_OPEN,
    AlarmKind.OPENED_BY_KEY,
    AlarmKind.FOUND_OPEN,
    AlarmKind.WRONG_DRAWER,
    AlarmKind.TAMPER,
)


@pytest.fixture
def asked(cart: Cart) -> Cart:
    """Drawer 1 has been asked for."""
    cart.log_in()
    cart.scan("band:p1")
    return cart


def test_an_unlock_that_fails_latches_a_fault_until_a_person_has_looked(asked: Cart) -> None:
    asked.drawers.answer(ok=False, reason="link-lost")
    assert asked.view.state == "release"
    (item,) = asked.status.open_items
    assert item.text["en"].startswith("Drawer 1 did not unlock.")

    asked.tap(ask.Reopen)
    assert "fault" in asked.notice.lower()
    assert len(asked.drawers.asked) == 1

    assert asked.tap(ask.ClearFault, reason="no idea").code == "reason-missing"
    assert asked.tap(ask.ClearFault, reason="drawers-checked").ok
    assert asked.tap(ask.Reopen).ok
    assert len(asked.drawers.asked) == 2


def test_a_fault_survives_a_power_cut(asked: Cart) -> None:
    asked.drawers.answer(ok=False, reason="link-lost")
    asked.crash()

    assert "clear-fault" in asked.view.actions


@pytest.mark.parametrize("kind", list(LATCHING))
def test_an_alarm_while_the_drawer_is_on_its_way_withdraws_the_unlock(asked: Cart, kind: AlarmKind) -> None:
    asked.drawers.alarm(kind, 7)
    asked.drawers.answer()
    assert len(asked.status.open_items) == 1

    assert asked.view.state == "release"
    assert asked.drawers.states[1] == "locked"
    assert asked.events("tamper" if kind is not AlarmKind.WRONG_DRAWER else "drawer")


def test_a_drawer_found_open_at_the_start_is_an_open_item_and_a_fault(cart: Cart) -> None:
    cart.drawers.alarm(AlarmKind.FOUND_OPEN, 4)

    (item,) = cart.status.open_items
    assert "ngăn 4" in item.text["vi"].lower()
    assert "clear-fault" in cart.log_in().actions
    assert len(cart.events("tamper")) == 1


def test_a_drawer_that_the_nurse_left_open_is_no_fault_when_the_agent_comes_back(cart: Cart) -> None:
    cart.log_in()
    cart.scan("band:p1")
    cart.open_drawer()
    (drawer,) = cart.agent.session.open_drawers
    cart.crash()
    cart.drawers.alarm(AlarmKind.FOUND_OPEN, drawer)
    assert cart.agent.session.fault is None

    cart.service.device(DrawerChanged(drawer=drawer, state=DrawerState.OPEN))
    assert cart.agent.session.open_drawers == {drawer}
    cart.service.device(DrawerChanged(drawer=drawer, state=DrawerState.LOCKED))
    cart.drawers.alarm(AlarmKind.FOUND_OPEN, drawer)
    assert cart.agent.session.fault is not None


def test_a_drawer_never_opened_may_be_asked_for_again(asked: Cart) -> None:
    asked.drawers.answer()
    asked.drawers.lock(1)
    asked.drawers.alarm(AlarmKind.NEVER_OPENED, 1)
    assert "locked again" in asked.notice

    assert asked.tap(ask.Reopen).ok
    assert len(asked.drawers.asked) == 2
    assert asked.drawers.asked[0][1] != asked.drawers.asked[1][1]


def test_a_drawer_open_for_too_long_is_told_and_recorded_also_with_nobody_there(cart: Cart) -> None:
    cart.drawers.alarm(AlarmKind.OPEN_TOO_LONG, 4)

    assert "drawer 4" in cart.notice.lower()
    assert cart.facts("drawer") == ["open-too-long"]
    (item,) = cart.status.open_items
    assert "drawer 4" in item.text["en"].lower()


def test_the_next_dose_in_another_drawer_waits_for_the_open_one(cart: Cart) -> None:
    cart.log_in()
    cart.scan("band:p4")
    for pack in ("ceftriaxone-1g", "salbutamol-neb"):
        if cart.drawers.waiting:
            cart.open_drawer()
        cart.scan(f"pack:{pack}")
        assert cart.tap(ask.Give).ok
    assert cart.view.state == "closing"

    cart.drawers.alarm(AlarmKind.FORCED_OPEN, 7)
    cart.drawers.push(4)
    assert cart.view.state == "release"
    cart.tap(ask.ClearFault, reason="drawers-checked")
    cart.tap(ask.Reopen)
    assert (cart.view.state, cart.view.drawer) == ("unlocking", 9)


def test_a_device_that_fails_and_comes_back_is_recorded_twice(cart: Cart) -> None:
    for state in (DeviceState.READY, DeviceState.FAULTY, DeviceState.FAULTY, DeviceState.READY):
        cart.service.device(DeviceChanged(device="scanner", state=state, detail="d"))

    assert cart.facts("system") == ["device-faulty", "device-ready"]
    assert [device.state for device in cart.status.devices] == ["ready"]


def test_rubbish_from_the_scanner_is_told_and_recorded_without_what_it_said(cart: Cart) -> None:
    cart.log_in()
    endless = "unreadable: 4096 bytes without an end"
    cart.service.device(DeviceChanged(device="scanner", state=DeviceState.READY, detail=endless))
    assert "broken data" in cart.notice or "not" in cart.notice
    for raw in (b"", b"\x00\xff" * 50, b"BN0001\x1d", "ĐỖ THỊ BÍ MẬT".encode(), b"8" * 10_000):
        cart.scan_raw(raw)

    assert cart.view.state == "round"
    assert len(cart.events("unreadable-code")) == 5
    assert not any(b"B\xc3\x8d M" in event.message for event in cart.stored())


def test_a_drawer_opened_by_the_emergency_key_is_nobodys_deed_and_the_key_is_told(asked: Cart) -> None:
    asked.drawers.alarm(AlarmKind.KEY_TURNED, 0)
    assert asked.agent.session.fault is None
    assert "emergency key" in asked.notice

    asked.drawers.alarm(AlarmKind.OPENED_BY_KEY, 7)
    assert asked.agent.session.fault is not None
    assert "drawer 7" in asked.status.alarms[0]["en"].lower()
    assert asked.facts("tamper") == ["key-turned", "opened-by-key"]
    assert {(event.actor, event.order_id) for event in asked.events("tamper")} == {(None, None)}


def test_a_fault_stands_on_the_strip_with_its_cause_until_it_is_cleared(cart: Cart) -> None:
    cart.drawers.alarm(AlarmKind.FORCED_OPEN, 7)
    assert "ngăn 7" in cart.status.alarms[0]["vi"].lower()

    cart.log_in()
    assert cart.tap(ask.ClearFault, reason="key-used").ok
    assert cart.status.alarms == ()
    (cleared,) = [one for one in cart.resources("drawer") if one["subtype"][0]["code"] == "fault-cleared"]
    said = {one["type"]: one["valueString"] for entity in cleared["entity"] for one in entity["detail"]}
    assert said == {"fault": "forced-open", "person": "NV1001", "reason": "key-used"}


def test_nobody_says_that_all_drawers_are_closed_while_one_reads_open(cart: Cart) -> None:
    cart.drawers.pull(7)
    cart.drawers.alarm(AlarmKind.FORCED_OPEN, 7)
    cart.log_in()

    assert cart.tap(ask.ClearFault, reason="drawers-checked").code == "close-drawer"
    cart.drawers.push(7)
    assert cart.tap(ask.ClearFault, reason="drawers-checked").ok


def test_a_drawer_asked_for_twice_is_locked_and_unlocked_again(asked: Cart) -> None:
    asked.drawers.answer()
    assert asked.tap(ask.Reopen).ok
    assert asked.drawers.states[1] == "locked"

    asked.drawers.answer()
    assert (asked.view.state, asked.drawers.states[1]) == ("fetch", "unlocked")
    assert asked.agent.session.fault is None


def test_a_fault_takes_back_that_the_drug_is_to_be_taken(asked: Cart) -> None:
    asked.drawers.answer()
    assert "Take the drug" in asked.notice
    asked.drawers.alarm(AlarmKind.FORCED_OPEN, 7)

    assert asked.notice == ""


def test_what_was_said_of_an_open_drawer_is_over_when_it_is_shut(asked: Cart) -> None:
    asked.open_drawer()
    asked.drawers.alarm(AlarmKind.OPEN_TOO_LONG, 1)
    assert "too long" in asked.notice
    asked.drawers.push(1)

    assert asked.notice == ""


@pytest.mark.parametrize(("who", "left"), [("lan", []), ("hung", ["no-outcome"])])
def test_a_dose_left_behind_by_an_idle_nurse_is_an_open_item_until_somebody_comes(
    asked: Cart, who: str, left: list[str]
) -> None:
    asked.open_drawer()
    asked.drawers.push(1)
    asked.passes(3600)
    (item,) = asked.status.open_items
    assert (
        item.text["en"]
        == "A01 · 08:50 · Amlodipin 5 mg, viên nén: drawer 1 was unlocked and no outcome was recorded."
    )

    asked.crash()
    asked.log_in(who)
    assert [item.kind for item in asked.status.open_items] == left
