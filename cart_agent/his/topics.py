"""The contract's topics: `mc/v1/{site}/...`, built and taken apart."""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

ROOT = "mc/v1"
LONGEST = 8 * 2**20
"""Bytes of a message. Over MQTT 5 a broker drops a longer one for each cart, and tells nobody."""
_FORBIDDEN = frozenset("/+#\0")
Level = Annotated[str, Meta(pattern=r"^[^/+#\x00]+$")]
"""One level of a topic, as a hospital may name an encounter or a part."""


class Kind(StrEnum):
    """What a message on a topic is. The value is the topic's own word."""

    HOST_STATE = "host/state"
    MANIFEST = "manifest"
    CHART = "chart"
    STAFF = "staff"
    POLICY = "policy"
    FORMULARY = "formulary"
    STOCK = "stock"
    EVENT = "event"
    ACK = "ack"
    SYNC = "sync"
    STATE = "state"
    COMMAND = "command"


_OF_WARD = frozenset({Kind.MANIFEST, Kind.STAFF, Kind.POLICY})
_OF_CART = frozenset({Kind.STOCK, Kind.EVENT, Kind.ACK, Kind.SYNC, Kind.STATE, Kind.COMMAND})


class Address(Struct, frozen=True, kw_only=True):
    """A topic taken apart. `name` is the encounter id of a chart, the formulary's part or the cart's id."""

    kind: Kind
    ward: str = ""
    name: str = ""


class Topics(Struct, frozen=True, kw_only=True):
    """The topics of one cart. Raises ValueError for a name that does not fit into one topic level."""

    site: str
    cart: str

    def __post_init__(self) -> None:
        _level(self.site)
        _level(self.cart)

    @property
    def host_state(self) -> str:
        return f"{ROOT}/{self.site}/host/state"

    def ward(self, ward: str, kind: Kind) -> str:
        """The manifest, staff or policy of a ward."""
        if kind not in _OF_WARD:
            raise ValueError(f"a ward has no {kind}")
        return f"{ROOT}/{self.site}/ward/{_level(ward)}/{kind}"

    def chart(self, ward: str, encounter_id: str) -> str:
        return f"{ROOT}/{self.site}/ward/{_level(ward)}/chart/{_level(encounter_id)}"

    def formulary(self, part: str) -> str:
        return f"{ROOT}/{self.site}/formulary/{_level(part)}"

    def own(self, kind: Kind) -> str:
        """This cart's own stock, event, ack, sync, state or command."""
        if kind not in _OF_CART:
            raise ValueError(f"a cart has no {kind}")
        return f"{ROOT}/{self.site}/cart/{self.cart}/{kind}"

    def subscriptions(self, wards: tuple[str, ...]) -> tuple[str, ...]:
        """All that this cart listens to, the short answers first.

        Wildcards only where names are not known: some brokers return no retained message for a wildcard.
        """
        own = (self.own(kind) for kind in (Kind.ACK, Kind.COMMAND, Kind.STOCK))
        papers = (
            self.ward(ward, kind) for ward in wards for kind in (Kind.MANIFEST, Kind.STAFF, Kind.POLICY)
        )
        charts = (f"{ROOT}/{self.site}/ward/{ward}/chart/+" for ward in wards)
        return (self.host_state, *own, *papers, f"{ROOT}/{self.site}/formulary/+", *charts)

    def parse(self, topic: str) -> Address | None:
        """Take a topic of this site apart; None when it is not one that this cart has to do with."""
        prefix = f"{ROOT}/{self.site}/"
        if not topic.startswith(prefix):
            return None
        levels = topic.removeprefix(prefix).split("/")
        return self._address(levels) if all(levels) else None

    def _address(self, levels: list[str]) -> Address | None:
        match levels:
            case ["host", "state"]:
                return Address(kind=Kind.HOST_STATE)
            case ["formulary", part]:
                return Address(kind=Kind.FORMULARY, name=part)
            case ["ward", ward, "chart", encounter_id]:
                return Address(kind=Kind.CHART, ward=ward, name=encounter_id)
            case ["ward", ward, word] if word in _OF_WARD:
                return Address(kind=Kind(word), ward=ward)
            case ["cart", cart, word] if cart == self.cart and word in _OF_CART:
                return Address(kind=Kind(word), name=cart)
        return None


def _level(name: str) -> str:
    if not name or _FORBIDDEN & set(name):
        raise ValueError(f"{name!r} cannot be one level of an MQTT topic")
    return name
