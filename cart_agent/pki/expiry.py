"""How long a certificate is still good, and when it is time for a new one.

`python -m cart_agent.pki.expiry FILE` says it as JSON, for programs that do not load the library.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path

import msgspec
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


if __name__ == "__main__":
    print(msgspec.json.encode(expiry(Path(sys.argv[1]), datetime.now(UTC))).decode())
