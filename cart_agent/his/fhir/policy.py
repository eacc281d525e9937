"""A ward policy document to Policy."""

import msgspec

from cart_agent.core.policy import DRUG_CLASSES, Policy
from cart_agent.core.units import UnitError, parse_unit
from cart_agent.his.fhir.errors import Unreadable


def read_policy(document: bytes) -> Policy:
    """The policy. Raises Unreadable, naming the key, for an unknown key or a value looser than the rules
    allow."""
    try:
        policy: Policy = msgspec.json.decode(document, type=Policy)
        for limit in policy.ingredient_limits:
            parse_unit(limit.unit)
    except (msgspec.MsgspecError, UnitError, RecursionError) as error:
        raise Unreadable(f"policy: {error}") from error
    unknown = (policy.witness_classes | policy.blind_dose_classes) - set(DRUG_CLASSES)
    if unknown:
        raise Unreadable(f"policy: unknown drug class {', '.join(sorted(unknown))}")
    return policy
