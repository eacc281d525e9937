"""Imported documents into the library: the next version, unless they say nothing new."""

import hashlib
from datetime import datetime
from typing import Literal

from cart_agent.his.topics import Kind, Topics
from cart_agent.hospital.desk import Desk
from cart_agent.hospital.documents import Document, content, rewritten
from cart_agent.hospital.intake import papers
from cart_agent.hospital.intake.charts import Draft, encode
from cart_agent.hospital.intake.files import Item, Resource
from cart_agent.hospital.intake.pool import contained
from cart_agent.hospital.intake.report import Taken
from cart_agent.hospital.library import Library

What = Literal["new", "changed", "unchanged", "closed", "moved"]


class Shelf:
    """Where an import is put. The caller opens the transaction."""

    def __init__(self, library: Library, desk: Desk, site: str) -> None:
        self._library = library
        self._desk = desk
        self._topics = Topics(site=site, cart="-")

    def fits(self, ward: str, encounter_id: str) -> bool:
        """Whether such a chart can have a topic."""
        try:
            return bool(self._topics.chart(ward, encounter_id))
        except ValueError:
            return False

    def chart(self, draft: Draft, ward: str, now: datetime) -> Taken:
        """A whole chart. In another ward than before, the former ward's is closed first."""
        name = draft.encounter_id
        known = self._library.chart(name)
        digest = _digest(draft.content(0, ward))
        if known and self._library.source(f"{Kind.CHART}/{name}") == digest:
            return _taken(known, "unchanged")
        moved = known is not None and known.ward != ward
        version = (self._close(known, now) if moved else known.version) + 1 if known else 1
        self._library.put(self._document(draft, ward, version, now))
        self._library.set_source(f"{Kind.CHART}/{name}", digest)
        what: What = "closed" if draft.closed else "moved" if moved else "changed" if known else "new"
        return self._replayed(name, what, now)

    def edited(self, chart: Document, changed: Resource, now: datetime) -> Taken:
        """A chart of which a part was changed."""
        if encode(changed) == encode(content(chart)):
            return _taken(chart, "unchanged")
        self._library.put(rewritten(chart, changed, now.isoformat()))
        self._library.set_source(f"{Kind.CHART}/{chart.name}", "")
        return self._replayed(chart.name, "changed", now)

    def paper(self, kind: Kind, name: str, items: list[Item]) -> Taken:
        """A formulary part or a cart's stock."""
        formulary = kind is Kind.FORMULARY
        topics = Topics(site=self._topics.site, cart=name)
        topic = topics.formulary(name) if formulary else topics.own(kind)
        known = self._library.get(topic)
        digest = _digest(papers.bundle(items, 0))
        if known and self._library.source(f"{kind}/{name}") == digest:
            return _taken(known, "unchanged")
        version = known.version + 1 if known else 1
        bundle = papers.bundle(items, version)
        body = encode(bundle if formulary else {"version": version, "cart": name, "bundle": bundle})
        document = Document(topic=topic, kind=kind, name=name, version=version, source=body, payload=body)
        self._library.put(document)
        self._library.set_source(f"{kind}/{name}", digest)
        return _taken(document, "changed" if known else "new")

    def _document(self, draft: Draft, ward: str, version: int, now: datetime) -> Document:
        body = encode(draft.content(version, now.isoformat()))
        return Document(
            topic=self._topics.chart(ward, draft.encounter_id),
            kind=Kind.CHART,
            ward=ward,
            name=draft.encounter_id,
            version=version,
            source=body,
            payload=body,
        )

    def _close(self, chart: Document, now: datetime) -> int:
        """The version under which the former ward's carts hear that the patient has left."""
        over = content(chart) | {"closed": True}
        return self._library.put(rewritten(chart, over, now.isoformat())).version

    def _replayed(self, name: str, what: What, now: datetime) -> Taken:
        """What carts recorded stays in the chart, each with a version of its own."""
        chart = self._library.chart(name)
        assert chart is not None
        self._desk.replay((chart,), now)
        return _taken(self._library.chart(name) or chart, what)


_COUNTED = {Kind.CHART: "MedicationRequest", Kind.FORMULARY: "Medication", Kind.STOCK: "MedicationDispense"}


def _taken(document: Document, what: What) -> Taken:
    kinds = [one.get("resourceType") for one in contained(content(document))]
    return Taken(
        kind=document.kind.value,
        name=document.name,
        ward=document.ward,
        version=document.version,
        what=what,
        count=kinds.count(_COUNTED[document.kind]),
    )


def _digest(found: Resource) -> str:
    return hashlib.sha256(encode(found)).hexdigest()
