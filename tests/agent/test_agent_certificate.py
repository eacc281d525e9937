"""The screen says in time that the cart's certificate runs out."""

import time
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from cart_agent.agent.certificate import EVERY, FIRST
from cart_agent.pki import authority
from tests.agent.cart_help import WARD, Cart
from tests.support.asynchronous import PATIENCE

TLS = '\n[hospital.tls]\nca_file = "{0}/ca.pem"\ncert_file = "{0}/cart.pem"\nkey_file = "{0}/cart.key"\n'


def issue(folder: Path, days_ago: int) -> None:
    made = authority.Authority(folder).client(
        WARD.cart, ec.generate_private_key(ec.SECP256R1()).public_key(), WARD.start - timedelta(days_ago), 90
    )
    (folder / "cart.pem").write_bytes(made)


@pytest.fixture
def certified(cart: Cart, tmp_path: Path) -> Cart:
    """A cart whose configuration names a certificate in `tmp_path`."""
    authority.create(tmp_path / "ca", "Test", WARD.start - timedelta(100))
    with cart.files.cart.open("a") as config:
        config.write(TLS.format(tmp_path / "ca"))
    return cart


def said(cart: Cart, wanted: str) -> bool:
    """Tick until an alarm says so, or long enough that it would have."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        cart.passes(0)
        told = [one["en"] for one in cart.status.alarms if "certificate" in one["en"]]
        if any(wanted in one for one in told) or (not wanted and not told):
            return True
        time.sleep(0.02)
    return False


@pytest.mark.parametrize(("days_ago", "words"), [(80, "ends in 9 days"), (91, "is over")])
def test_an_end_that_is_near_is_said_until_it_is_renewed(
    certified: Cart, tmp_path: Path, days_ago: int, words: str
) -> None:
    issue(tmp_path / "ca", days_ago)
    certified.crash()
    certified.passes(FIRST)

    assert said(certified, words)
    issue(tmp_path / "ca", 0)
    certified.passes(EVERY)
    assert said(certified, "")


def test_an_end_that_is_far_is_not_said(certified: Cart, tmp_path: Path) -> None:
    issue(tmp_path / "ca", 70)
    certified.crash()
    certified.passes(FIRST)
    assert not any("certificate" in one["en"] for one in certified.status.alarms)
    certified.passes(7 * 86400.0)

    assert said(certified, "ends in 12 days")
