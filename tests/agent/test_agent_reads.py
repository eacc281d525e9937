"""The counts of reads: by day of the ward, kept over a restart, forgotten with the records."""

from datetime import timedelta
from pathlib import Path

from cart_agent.agent.scans import today
from cart_agent.api import requests as ask
from cart_agent.api.views import DayReads, ReadCounts
from tests.agent.cart_help import Cart

DAY = 86400.0


def days(cart: Cart, back: int) -> tuple[DayReads, ...]:
    """What the cart says of today and of `back` days before it."""
    day = today(cart.agent.present(), cart.agent.knowledge.zone)
    reply = cart.service.request(ask.GetReads(id=1, since=day - timedelta(days=back)))
    assert reply.ok
    found: tuple[DayReads, ...] = reply.data.days
    return found


def test_reads_are_counted_by_day_and_outlive_a_restart(tmp_path: Path) -> None:
    before = Cart(tmp_path)
    before.scan_raw(b"\xff", "]C0")
    before.passes(DAY)
    before.log_in()
    before.service.close()

    again = Cart(tmp_path)
    again.passes(DAY)
    again.scan_raw(b"\xff", "]C0")

    assert [one.scanners for one in days(again, 1)] == [
        {"scanner": ReadCounts(unreadable=1)},
        {"scanner": ReadCounts(good=1, unreadable=1)},
    ]
    assert [one.scanners["scanner"].good for one in days(again, 0)] == [1]
    again.close()


def test_the_counts_of_a_day_go_with_its_records(tmp_path: Path) -> None:
    cart = Cart(tmp_path)
    cart.scan_raw(b"\xff", "]C0")
    cart.service.tick()
    assert len(days(cart, 200)) == 1

    cart.passes(91 * DAY)

    assert days(cart, 200) == ()
    cart.close()
