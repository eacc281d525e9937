"""FHIR R4 to what the core knows. What is not understood is refused with the reason, never
half-understood.

Conventions of codes, extensions and identifiers: docs/his-contract.md.
"""

from cart_agent.his.fhir.administration import read_administration
from cart_agent.his.fhir.chart import read_chart
from cart_agent.his.fhir.errors import Unreadable
from cart_agent.his.fhir.formulary import read_formulary_part
from cart_agent.his.fhir.policy import read_policy
from cart_agent.his.fhir.stock import read_stock

__all__ = [
    "Unreadable",
    "read_administration",
    "read_chart",
    "read_formulary_part",
    "read_policy",
    "read_stock",
]
