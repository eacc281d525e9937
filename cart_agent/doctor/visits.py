"""Who visits the broker: the cart itself, or the inspector."""

import msgspec

from cart_agent.doctor.case import Case
from cart_agent.doctor.visitor import Visitor
from cart_agent.his.link.credentials import tls_context
from cart_agent.his.link.settings import LinkSettings, TlsSettings


def as_cart(case: Case, *, client_id: str = "", mqtt: str = "", forget: bool = False) -> Visitor:
    """With the cart's own certificate. Only with another client id may a session be forgotten."""
    context = tls_context(case.broker.tls) if case.broker.tls else None
    return Visitor(case.broker, client_id or case.cart, context, mqtt=mqtt, forget=forget)


def as_inspector(case: Case, identity: TlsSettings) -> Visitor:
    """With the inspector's certificate."""
    return Visitor(_with(case, identity), "inspector", tls_context(identity), forget=True)


def as_thief(case: Case, identity: TlsSettings) -> Visitor:
    """With the inspector's certificate and the cart's client id. The cart's session is left as it is."""
    return Visitor(_with(case, identity), case.cart, tls_context(identity))


def _with(case: Case, identity: TlsSettings) -> LinkSettings:
    return msgspec.structs.replace(case.broker, tls=identity, username="")
