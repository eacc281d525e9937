"""Who may read and write which topics: the contract's access rules, for any make of broker."""

from msgspec import Struct

from cart_agent.broker.fleet import Fleet
from cart_agent.his.topics import ROOT, Kind, Topics

PROBE = "doctor-probe"
"""Ward, cart or last level of the topics that `cart doctor` tries; no cart and no hospital reads them."""


class Access(Struct, frozen=True, kw_only=True):
    """The topic filters of one certificate's name. What is in neither is refused."""

    name: str
    client_ids: tuple[str, ...]
    """For brokers that do not put the name in the place of the client id."""
    read: tuple[str, ...]
    write: tuple[str, ...]


def rules(fleet: Fleet) -> tuple[Access, ...]:
    """The hospital's side and the inspector, then each cart."""
    carts = (_cart(fleet.site, cart, wards) for cart, wards in sorted(fleet.carts.items()))
    return (_hospital(fleet), _inspector(fleet), *carts)


def _cart(site: str, cart: str, wards: tuple[str, ...]) -> Access:
    """A cart reads what its link subscribes to, and writes three topics of its own."""
    topics = Topics(site=site, cart=cart)
    return Access(
        name=cart,
        client_ids=(cart,),
        read=topics.subscriptions(wards),
        write=tuple(topics.own(kind) for kind in (Kind.EVENT, Kind.SYNC, Kind.STATE)),
    )


def _hospital(fleet: Fleet) -> Access:
    root = f"{ROOT}/{fleet.site}"
    documents = (f"{root}/host/state", f"{root}/ward/#", f"{root}/formulary/#")
    return Access(
        name=fleet.hospital,
        client_ids=(fleet.hospital, f"hospital-{fleet.site}"),
        read=tuple(f"{root}/cart/+/{kind}" for kind in (Kind.EVENT, Kind.SYNC, Kind.STATE)),
        write=(*documents, *(f"{root}/cart/+/{kind}" for kind in (Kind.ACK, Kind.STOCK, Kind.COMMAND))),
    )


def _inspector(fleet: Fleet) -> Access:
    """It sees what somebody publishes where he must not, and can publish what nobody may read."""
    root = f"{ROOT}/{fleet.site}"
    ward = f"{root}/ward/{PROBE}/#"
    elsewhere = tuple(
        f"{root}/{one}"
        for one in (f"cart/{PROBE}/#", f"ward/+/{PROBE}", f"host/{PROBE}", f"formulary/{PROBE}/#")
    )
    return Access(name=fleet.inspector, client_ids=(fleet.inspector,), read=(ward, *elsewhere), write=(ward,))
