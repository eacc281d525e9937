"""Whatever nurse, drawers, hospital and power do: no drawer without its record, no dose twice."""

import logging
from collections import Counter
from pathlib import Path
from typing import get_args

import msgspec
import pytest

from cart_agent.api.pushes import Reply
from cart_agent.api.requests import Reconcile, UiRequest
from tests.agent.cart_help import Cart
from tests.agent.random_nurse import RandomNurse
from tests.agent.random_taps import FIELDS

pytestmark = pytest.mark.slow

FEW = (300, range(2))
MANY = (3000, range(10, 30))
"""Steps, and seeds."""
OPENED_FOR = {"release", "break-glass", "put-back"}
"""Subtypes of the events after which a drawer may be told to open."""
FOLLOW_UP, SCHEDULED = "urn:mc:ext:follow-up", "urn:mc:ext:scheduled"


ROUNDS = [
    *(pytest.param(seed, FEW[0]) for seed in FEW[1]),
    *(pytest.param(seed, MANY[0], marks=pytest.mark.soak) for seed in MANY[1]),
]


def test_she_knows_every_tap() -> None:
    """But one: the hospital of these tests refuses no record that could be worked off."""
    assert set(FIELDS) == set(get_args(UiRequest)) - {Reconcile}


@pytest.mark.parametrize(("seed", "steps"), ROUNDS)
def test_a_random_round_harms_nobody(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, seed: int, steps: int
) -> None:
    cart = Cart(tmp_path)
    replies: list[Reply] = []
    nurse = RandomNurse(cart, seed, replies.append)
    try:
        for _ in range(steps):
            told, known = cart.drawers, len(cart.stored())
            asked = len(told.asked)
            nurse.step()
            view = cart.service.snapshot()
            assert msgspec.json.encode(view.session)
            assert msgspec.json.encode(view.status)
            if cart.drawers is told:
                opened = [drawer for drawer, _ in told.asked[asked:]]
                assert set(opened) <= {*_released(cart, known), *_broken(cart)}, nurse.done[-20:]
    finally:
        cart.close()
    assert [one.message for one in caplog.records if one.levelno >= logging.ERROR] == []
    assert [reply for reply in replies if reply.code == "internal"] == []
    assert _given_twice(cart) == []


def _released(cart: Cart, known: int) -> list[int]:
    """The drawers that events later than these name as to be opened."""
    messages = [msgspec.json.decode(one.message) for one in cart.stored()[known:]]
    audits = [one["resource"] for one in messages if one["resource"]["resourceType"] == "AuditEvent"]
    return [
        int(detail["valueString"])
        for audit in audits
        if audit["subtype"][0]["code"] in OPENED_FOR
        for entity in audit["entity"]
        for detail in entity.get("detail", ())
        if detail["type"] == "drawer"
    ]


def _broken(cart: Cart) -> list[int]:
    """The emergency drawer, which a break-glass on record opens as often as it takes in its minutes."""
    glass = cart.agent.session.glass
    return [glass.drawer] if glass is not None else []


def _given_twice(cart: Cart) -> list[tuple[str, str]]:
    """Orders and times for which a dose was begun while one stood on record already."""
    standing: Counter[tuple[str, str]] = Counter()
    twice: list[tuple[str, str]] = []
    for event in cart.stored():
        message = msgspec.json.decode(event.message)
        resource = message["resource"]
        said = {one["url"]: one for one in resource.get("extension", ())}
        if resource["resourceType"] != "MedicationAdministration" or SCHEDULED not in said:
            continue
        key = (message["orderId"], said[SCHEDULED]["valueDateTime"])
        if resource["status"] == "entered-in-error":
            standing[key] -= 1
        elif resource["status"] in ("completed", "in-progress") and FOLLOW_UP not in said:
            twice += [key] if standing[key] > 0 else []
            standing[key] += 1
    return twice
