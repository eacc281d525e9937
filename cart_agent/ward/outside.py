"""The outside of stock or of a formulary part: its version, and whose it is."""

import re
from typing import Any

from msgspec import Struct

from cart_agent.his.messages import Version, decode

_NUMBER = re.compile("[0-9]{1,15}")


class Outside(Struct, frozen=True, kw_only=True):
    """As far as the document has one."""

    version: Version | None = None
    cart: str = ""
    meta: Any = None
    """Of a Bundle: its `versionId` is a version where it is a number."""

    @property
    def number(self) -> int | None:
        """The version; None: it says none."""
        if self.version is not None or not isinstance(self.meta, dict):
            return self.version
        said = str(self.meta.get("versionId"))
        return int(said) if _NUMBER.fullmatch(said) else None


def read_outside(body: bytes) -> Outside:
    """Raises ValueError."""
    return decode(body, Outside)
