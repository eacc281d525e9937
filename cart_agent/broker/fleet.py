"""The list of a hospital's carts, from which a broker's access rules are made."""

from pathlib import Path
from typing import Annotated

from msgspec import Meta, Struct

from cart_agent.config.reader import read
from cart_agent.config.sections import TopicLevel

Wards = Annotated[tuple[TopicLevel, ...], Meta(min_length=1)]


class Fleet(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One site: who may connect to its broker. A name is the common name (CN) of a certificate."""

    site: TopicLevel
    """The hospital's name in the topics."""
    hospital: TopicLevel = "hospital"
    """The name of the hospital's side, which publishes orders and settles events."""
    inspector: TopicLevel = "inspector"
    """Of `cart doctor --inspector`: it may use the topics of `doctor-probe`, which nobody else reads."""
    carts: dict[TopicLevel, Wards]
    """Each cart and the wards whose charts it may read."""

    def __post_init__(self) -> None:
        names = (self.hospital, self.inspector, *self.carts)
        if len(set(names)) < len(names):
            raise ValueError("the hospital's side, the inspector and the carts must have different names")


def load(path: Path) -> Fleet:
    """Read a TOML file. Raises ConfigError, naming every key and line that is wrong."""
    return read(path, Fleet)
