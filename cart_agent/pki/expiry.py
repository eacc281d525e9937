"""How long a certificate is still good, and when it is time for a new one."""

from datetime import datetime
from pathlib import Path

from msgspec import Struct

from cart_agent.pki.authority import read_certificate


class Expiry(Struct, frozen=True, kw_only=True):
    """`due`: two thirds of its time are over, and it is renewed. Days are whole, at least 0."""

    until: datetime
    days_left: int
    due: bool
    expired: bool


def expiry(path: Path, now: datetime) -> Expiry:
    """Of the first certificate of a PEM file. Raises PkiError."""
    certificate = read_certificate(path)
    return between(certificate.not_valid_before_utc, certificate.not_valid_after_utc, now)


def between(since: datetime, until: datetime, now: datetime) -> Expiry:
    """Of a certificate that is good from `since` to `until`. All aware."""
    return Expiry(
        until=until,
        days_left=max(0, (until - now).days),
        due=now >= since + (until - since) * 2 / 3,
        expired=now >= until,
    )
