"""Resources to a formulary part and to a cart's stock."""

import msgspec

from cart_agent.his.fhir import Unreadable, read_formulary_part, read_stock
from cart_agent.hospital.intake.charts import encode
from cart_agent.hospital.intake.files import Item, Resource
from cart_agent.hospital.intake.pool import Pool
from cart_agent.hospital.intake.report import Problem

MOST = 500
"""Products in one part (docs/his-contract.md)."""


def products(pool: Pool) -> tuple[list[Item], list[Problem]]:
    """The Medication resources that carts can use, and the others: a product left out opens nothing."""
    good: list[Item] = []
    problems: list[Problem] = []
    for item in pool.of("Medication"):
        reason = _product_problem(item)
        if reason:
            problems.append(item.problem("product", reason))
        else:
            good.append(item)
    if len(good) > MOST:
        return [], [*problems, good[0].problem("too-many", str(len(good)))]
    return good, problems


def packs(pool: Pool) -> tuple[list[Item], list[Problem]]:
    """The MedicationDispense resources, all or none: a hole in the list would look like an empty drawer."""
    items = pool.of("MedicationDispense")
    problems = [item.problem("pack", reason) for item in items if (reason := _pack_problem(item))]
    twins = any(key.startswith("MedicationDispense/") for key in pool.twins)
    return ([] if problems or twins else items), problems


def bundle(items: list[Item], version: int) -> Resource:
    """A collection; `meta.versionId` is a formulary part's version."""
    entries = [{"resource": item.resource} for item in items]
    return {
        "resourceType": "Bundle",
        "meta": {"versionId": str(version)},
        "type": "collection",
        "entry": entries,
    }


def _product_problem(item: Item) -> str:
    try:
        return read_formulary_part(encode(bundle([item], 1)))[0].problem
    except (Unreadable, msgspec.MsgspecError) as error:
        return str(error)


def _pack_problem(item: Item) -> str:
    try:
        return "".join(one.problem for one in read_stock(encode(bundle([item], 1))))
    except (Unreadable, msgspec.MsgspecError) as error:
        return str(error)
