"""One part of the formulary: a bundle (or list) of Medication."""

from cart_agent.core.chart import Product
from cart_agent.his.fhir.document import listed
from cart_agent.his.fhir.medication import read_product


def read_formulary_part(document: bytes) -> tuple[Product, ...]:
    """Its products; one that is not understood has a `problem`. Raises Unreadable when it is no formulary
    at all."""
    return tuple(read_product(raw) for raw in listed(document))
