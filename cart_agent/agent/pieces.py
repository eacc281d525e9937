"""Whose doses the pieces in hand were scanned for before, by what this cart can know."""

from collections.abc import Iterator
from datetime import datetime

import msgspec
from msgspec import Struct

from cart_agent.agent.owndoses import DOSE_KINDS, HISTORY, dose_in
from cart_agent.api.pushes import StoredEvent
from cart_agent.core.chart import Administration
from cart_agent.core.identify import DrugPack
from cart_agent.core.piece import mention_of
from cart_agent.core.schedule import merge
from cart_agent.core.session import Session
from cart_agent.his.fhir import read_administration
from cart_agent.his.messages import Instant
from cart_agent.store import Store
from cart_agent.ward import WardBook


class _About(Struct, frozen=True, kw_only=True, rename="camel"):
    """The part of an event that says when, and whose it is."""

    occurred_at: datetime
    encounter_id: str | None = None


class _Scan(Struct, frozen=True, kw_only=True):
    """The codes of one event about a dose."""

    event_id: str
    about: _About
    codes: tuple[bytes, ...]


class Pieces:
    """For the store's thread only.

    The codes of this cart's own doses are kept in memory: they are looked through at each scan of a piece.
    """

    def __init__(self, store: Store, book: WardBook) -> None:
        self._store = store
        self._book = book
        self._scans: list[_Scan] = []
        """The oldest first."""
        self._seen = 0
        """Place of the newest event that was looked at."""

    def elsewhere(self, session: Session, at: Instant) -> tuple[Administration, ...]:
        """Doses of other patients, and of nobody known, among whose codes the pieces in hand may be."""
        dose = session.dose
        scanned = (*dose.packs, *((dose.diluent,) if dose.diluent else ())) if dose else ()
        pieces = [pack for pack in scanned if pack.serial is not None]
        if not pieces:
            return ()
        self._catch_up(at)
        mine = session.encounter_id
        charts = [one for pack in pieces for one in self._book.doses_of(pack, but=mine)]
        return merge(charts, [one for pack in pieces for one in self._own(pack, but=mine)])

    def _catch_up(self, at: Instant) -> None:
        """What is not committed yet is looked at later: its place may still become another event's."""
        if self._store.in_transaction:
            return
        since = at.now - HISTORY
        for event in self._store.events_since(DOSE_KINDS, since, self._seen):
            self._scans += _scan_of(event)
            self._seen = event.seq
        while self._scans and self._scans[0].about.occurred_at < since:
            del self._scans[0]

    def _own(self, pack: DrugPack, but: str) -> Iterator[Administration]:
        may_be = mention_of(pack)
        for scan in self._scans:
            if scan.about.encounter_id == but or not any(map(may_be, scan.codes)):
                continue
            event = self._store.event(scan.event_id)
            if event is not None and event.message and (resource := dose_in(event)) is not None:
                yield read_administration(resource, None, ())


def _scan_of(event: StoredEvent) -> list[_Scan]:
    resource = dose_in(event)
    codes = read_administration(resource, None, ()).scanned if resource is not None else ()
    about = msgspec.json.decode(event.message, type=_About)
    return [_Scan(event_id=event.event_id, about=about, codes=codes)] if codes else []
