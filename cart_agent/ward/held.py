"""A chart as it lies on the shelf: whose it is, which version, and whether it can be read."""

from datetime import datetime

import msgspec
from msgspec import Struct

from cart_agent.core.chart import Chart, Identifier
from cart_agent.core.identify import DrugPack, Wristband
from cart_agent.core.piece import mention_of
from cart_agent.his.topics import Topics
from cart_agent.store import DocumentEntry

_GSRN = "urn:mc:gsrn"
_PLAIN = ("urn:mc:mrn", "urn:mc:wristband")


class ClosedChart(Struct, frozen=True, kw_only=True):
    """Discharged or transferred."""

    encounter_id: str
    ward: str
    version: int
    as_of: datetime


class UnreadableChart(Struct, frozen=True, kw_only=True):
    """The newest document of this patient is not understood: the drawers stay shut.

    `name` and `bed` are from the last chart that was, where there was one.
    """

    encounter_id: str
    ward: str
    reason: str
    name: str = ""
    bed: str = ""


class Person(Struct, frozen=True, kw_only=True):
    """Whose chart it is."""

    name: str = ""
    identifiers: tuple[Identifier, ...] = ()


class Dose(Struct, frozen=True, kw_only=True):
    """The codes of one dose, as they were scanned."""

    scanned: tuple[bytes, ...] = ()


class Outline(Struct, frozen=True, kw_only=True):
    """The part of a chart that is kept in memory for every patient, and beside its bytes in the store."""

    as_of: datetime
    closed: bool = False
    bed: str = ""
    patient: Person = Person()
    administrations: tuple[Dose, ...] = ()


class Held(Struct, frozen=True, kw_only=True):
    """The outside of the chart in force on one topic. `version` None: its message had no readable version."""

    topic: str
    ward: str
    encounter_id: str
    version: int | None
    sha256: str
    reason: str
    outline: Outline | None

    @property
    def closed(self) -> bool:
        return not self.reason and self.outline is not None and self.outline.closed


def outline_of(chart: Chart) -> Outline:
    """What is kept of a chart that was understood."""
    return Outline(
        as_of=chart.as_of,
        closed=chart.closed,
        bed=chart.bed,
        patient=Person(name=chart.patient.name, identifiers=chart.patient.identifiers),
        administrations=tuple([Dose(scanned=one.scanned) for one in chart.administrations if one.scanned]),
    )


def held_of(entry: DocumentEntry, topics: Topics) -> Held:
    """The outside of a stored chart."""
    outline = msgspec.json.decode(entry.understood, type=Outline) if entry.understood else None
    return held_as(entry.topic, topics, entry.version, entry.sha256, entry.reason, outline)


def held_as(
    topic: str, topics: Topics, version: int | None, sha256: str, reason: str, outline: Outline | None
) -> Held:
    """The outside of a chart that is stored with these."""
    address = topics.parse(topic)
    assert address is not None  # only topics that were parsed are ever stored
    return Held(
        topic=topic,
        ward=address.ward,
        encounter_id=address.name,
        version=version,
        sha256=sha256,
        reason=reason,
        outline=outline,
    )


def unreadable(held: Held, reason: str) -> UnreadableChart:
    """What the cart says instead of a chart, with the name and bed it last knew."""
    outline = held.outline
    return UnreadableChart(
        encounter_id=held.encounter_id,
        ward=held.ward,
        reason=reason,
        name=outline.patient.name if outline else "",
        bed=outline.bed if outline else "",
    )


def numbers(wristband: Wristband) -> set[tuple[str, str]]:
    """The identifiers, system and value, that a wristband may stand for."""
    if wristband.gsrn:
        return {(_GSRN, wristband.gsrn)}
    return {(system, wristband.number) for system in _PLAIN if wristband.number}


def mentions(held: Held, pack: DrugPack) -> bool:
    """Whether a code that was scanned for a dose of this chart may be this very piece's."""
    doses = held.outline.administrations if held.outline else ()
    may_be = mention_of(pack)
    return any(may_be(code) for dose in doses for code in dose.scanned)


def identifiers(held: Held) -> set[tuple[str, str]]:
    """The identifiers, system and value, of whose chart it is."""
    known = held.outline.patient.identifiers if held.outline else ()
    return {(identifier.system, identifier.value) for identifier in known}
