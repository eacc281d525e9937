"""Resources to chart documents, one for each Encounter."""

from collections.abc import Iterable

import msgspec
from msgspec import Struct

from cart_agent.core.chart import Chart
from cart_agent.his.fhir import Unreadable
from cart_agent.his.opening import chart_of, header_of
from cart_agent.hospital.intake.files import CLINICAL, Item, Resource
from cart_agent.hospital.intake.pool import Pool, dig, owner_of, reference
from cart_agent.hospital.intake.report import ANYBODY, Problem

_OVER = ("finished", "cancelled", "entered-in-error")
_WARD = "urn:mc:ward"
_encoder = msgspec.json.Encoder(decimal_format="number")


class Draft(Struct, frozen=True, kw_only=True):
    """A chart without its version."""

    encounter_id: str
    owner: str
    """`Patient/id`."""
    ward: str
    """Empty: the resources do not say."""
    closed: bool
    items: tuple[Item, ...]
    """Patient, Encounter, then the rest."""

    @property
    def stay(self) -> Item:
        """The Encounter."""
        return self.items[1]

    def content(self, version: int, as_of: str) -> Resource:
        """The chart document (docs/his-contract.md)."""
        entries = [{"resource": item.resource} for item in self.items]
        bundle = {"resourceType": "Bundle", "type": "collection", "entry": entries}
        outside = {"version": version, "asOf": as_of, "encounterId": self.encounter_id, "closed": self.closed}
        return outside | {"bundle": bundle}


def drafts(pool: Pool) -> tuple[list[Draft], list[Problem]]:
    """Every chart that the resources make, and those of them that fit into none."""
    people = {item.key for item in pool.of("Patient")}
    stays = pool.of("Encounter")
    problems = [item.problem("no-patient", reference(item.resource, "subject"))
                for item in stays if owner_of(item) not in people]  # fmt: skip
    stays = [item for item in stays if owner_of(item) in people]
    with_stay = {owner_of(item) for item in stays}
    problems += [
        one.problem("no-encounter", owner=one.key) for one in pool.of("Patient") if one.key not in with_stay
    ]
    placed: dict[str, list[Item]] = {item.key: [] for item in stays}
    for item in (one for kind in CLINICAL for one in pool.of(kind)):
        found = _stays_of(item, stays, people)
        if isinstance(found, Problem):
            problems.append(found)
        else:
            for stay in found:
                placed[stay.key].append(item)
    return [_draft(pool, stay, placed[stay.key]) for stay in stays], problems


def _stays_of(item: Item, stays: list[Item], people: set[str]) -> list[Item] | Problem:
    """The encounters whose chart it belongs into: an order into one, an allergy into all of its patient's."""
    owner = owner_of(item)
    named = reference(item.resource, "encounter") or reference(item.resource, "context")
    if owner not in people:
        return item.problem("no-patient", owner, _whose(owner, named, stays))
    mine = [stay for stay in stays if owner_of(stay) == owner]
    chosen = [stay for stay in mine if stay.key == named]
    if chosen or item.resource["resourceType"] != "MedicationRequest":
        return chosen or mine
    if named:
        return item.problem("other-encounter", named, owner)
    current = [stay for stay in mine if not _over(stay.resource)] or mine
    return current if len(current) == 1 else item.problem("which-encounter", owner=owner)


def _whose(owner: str, named: str, stays: list[Item]) -> str:
    """Whose chart lacks what names a patient that is not there: its encounter's, else the named one's."""
    staying = [owner_of(stay) for stay in stays if stay.key == named]
    return staying[0] if staying else owner if owner.startswith("Patient/") else ANYBODY


def _draft(pool: Pool, stay: Item, items: list[Item]) -> Draft:
    located = msgspec.structs.replace(stay, resource=pool.located(stay.resource))
    drugs = {reference(item.resource, "medicationReference") for item in items}
    medications = [pool.items[key] for key in sorted(drugs) if key in pool.items]
    return Draft(
        encounter_id=stay.resource["id"],
        owner=owner_of(stay),
        ward=_ward(located.resource),
        closed=_over(stay.resource),
        items=(pool.items[owner_of(stay)], located, *items, *medications),
    )


def _over(encounter: Resource) -> bool:
    return encounter.get("status") in _OVER


def _ward(encounter: Resource) -> str:
    """Where the patient is now: the last place that is not over."""
    places = encounter.get("location")
    current = [
        one for one in (places if isinstance(places, list) else ()) if dig(one, "status") in (None, "active")
    ]
    named = [dig(one, "location", "identifier") for one in current]
    found = [str(dig(one, "value")) for one in named if dig(one, "system") == _WARD]
    return found[-1] if found else ""


def check(draft: Draft) -> tuple[list[Problem], list[Problem]]:
    """What keeps carts from reading the chart, by resource; and the orders that they will show as blocked."""
    try:
        chart = read(draft)
    except Unreadable:
        return list(_unreadable(draft)), []
    orders = {item.resource["id"]: item for item in draft.items if item.key.startswith("MedicationRequest/")}
    blocked = [order for order in chart.orders if order.problem]
    return [], [orders[one.id].problem("order-blocked", one.problem, draft.owner) for one in blocked]


def _unreadable(draft: Draft) -> Iterable[Problem]:
    """Each resource beside the patient alone shows which of them it is."""
    patient, *rest = draft.items
    if (problem := _beside(draft, patient)) is not None:
        return [problem]
    found = [problem for one in rest if (problem := _beside(draft, one, patient))]
    return found or [patient.problem("not-readable", "the resources do not fit together", draft.owner)]


def _beside(draft: Draft, item: Item, *others: Item) -> Problem | None:
    try:
        read(msgspec.structs.replace(draft, items=(*others, item)))
    except Unreadable as error:
        return item.problem("not-readable", error.reason, draft.owner)
    return None


def read(draft: Draft) -> Chart:
    """As carts understand it. Raises Unreadable."""
    body = encode(draft.content(1, "2000-01-01T00:00:00Z"))
    return chart_of(body, header_of(body))


def encode(content: Resource) -> bytes:
    """As JSON; decimals as they were written."""
    return _encoder.encode(content)
