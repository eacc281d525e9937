"""A clock time is never shown as today's when it is another day's."""

from datetime import UTC, datetime

import pytest

from cart_agent.agent.views.day import day
from cart_agent.api import requests as ask
from tests.agent.cart_help import Cart

ZONE = "Asia/Ho_Chi_Minh"
NOW = datetime(2026, 3, 2, 0, 50, tzinfo=UTC)
"""Ten to eight in the ward."""


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (datetime(2026, 3, 2, 16, 59, tzinfo=UTC), ""),
        (datetime(2026, 3, 1, 17, 0, tzinfo=UTC), ""),
        (datetime(2026, 3, 1, 16, 59, tzinfo=UTC), "hôm qua"),
        (datetime(2026, 2, 28, 16, 59, tzinfo=UTC), "28/02"),
        (datetime(2026, 3, 2, 17, 0, tzinfo=UTC), "ngày mai"),
        (datetime(2026, 3, 3, 17, 0, tzinfo=UTC), "04/03"),
        (None, ""),
    ],
)
def test_the_day_is_the_wards_and_today_is_not_said(moment: datetime | None, said: str) -> None:
    assert day(moment, NOW, ZONE).get("vi", "") == said


def listed(cart: Cart, order: str) -> list[tuple[str, str, str]]:
    patient = cart.view.patient
    assert patient is not None
    doses = (one for one in patient.doses if one.order_id == order)
    return [(one.day.get("vi", ""), one.due_label, one.status) for one in doses]


def refuse(cart: Cart) -> None:
    """The first dose of the first bed; the next drawer is shut again before it is asked for."""
    cart.log_in()
    cart.scan("band:p1")
    drawer = cart.view.drawer
    cart.open_drawer()
    assert cart.tap(ask.NotGiven, outcome="refused", reason="patient-refused").ok
    assert cart.tap(ask.Logout).ok
    assert drawer is not None
    cart.drawers.push(drawer)


def test_after_a_refusal_yesterdays_dose_is_yesterdays(cart: Cart) -> None:
    refuse(cart)

    cart.log_in()

    assert listed(cart, "o101") == [("hôm qua", "08:00", "given"), ("", "08:00", "not-given")]
    patient = cart.view.patient
    assert patient is not None
    assert [one.day for one in patient.records] == [{}]


def test_at_midnight_today_becomes_yesterday(cart: Cart) -> None:
    refuse(cart)
    cart.passes(16 * 3600 + 600)
    cart.log_in()
    cart.scan("band:p1")

    assert ("hôm qua", "08:00", "not-given") in listed(cart, "o101")
    assert ("", "08:00", "upcoming") in listed(cart, "o101")
    patient = cart.view.patient
    assert patient is not None
    assert [one.day.get("en") for one in patient.records] == ["yesterday"]
