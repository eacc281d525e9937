"""The outside of a stock document: its version, and whose it is."""

from msgspec import Struct

from cart_agent.his.messages import Version, decode


class Outside(Struct, frozen=True, kw_only=True):
    """As far as the document has one; what a FHIR server counts in `meta` is no version of ours."""

    version: Version | None = None
    cart: str = ""


def read_outside(body: bytes) -> Outside:
    """Raises ValueError."""
    return decode(body, Outside)
