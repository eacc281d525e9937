"""What is to be examined, and what was found."""

from datetime import datetime
from typing import Literal

from msgspec import Struct

from cart_agent.his.link.settings import LinkSettings, TlsSettings

State = Literal["good", "note", "bad", "unknown"]


class Case(Struct, frozen=True, kw_only=True):
    """A broker as one cart is configured for it."""

    broker: LinkSettings
    site: str
    cart: str
    wards: tuple[str, ...]
    now: datetime
    """Aware."""
    inspector: TlsSettings | None = None
    """A second certificate, of the fleet's inspector: what the cart alone cannot see, it can."""
    revoked: TlsSettings | None = None
    """A certificate that was revoked and must be refused."""
    restart: tuple[str, ...] = ()
    """A command that ends the broker without warning and starts it again; empty: it is not ended."""


class Answer(Struct, frozen=True, kw_only=True):
    """One property. `code` is a key of `texts.TEXTS`; `given` fills in its sentence."""

    code: str
    given: dict[str, str] = {}


def answer(code: str, **given: object) -> Answer:
    """An answer with what its sentence names."""
    return Answer(code=code, given={name: str(value) for name, value in given.items()})
