"""Doses as needed whose effect nobody has recorded yet. They outlive a restart."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import msgspec
from msgspec import Struct

from cart_agent.agent.recorder import Recorder
from cart_agent.core.session import effects as fx
from cart_agent.his.messages import Instant
from cart_agent.store import Store

EFFECTS = "prn-effects"
"""Key in the store's small values."""
VARIANCE = timedelta(minutes=960)
"""From here it is a deviation that the hospital is told of, once."""
FORGOTTEN = timedelta(hours=72)
"""As long as a dose is shown at all."""


class Awaited(Struct, frozen=True, kw_only=True):
    """One dose. `record` is the id of the event it was given with."""

    record: str
    encounter_id: str
    order_id: str
    given: datetime
    variance: bool = False
    """The hospital was told."""


class Effects:
    """For the store's thread only."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def __iter__(self) -> Iterator[Awaited]:
        saved = self._store.get_state(EFFECTS)
        return iter(msgspec.json.decode(saved, type=tuple[Awaited, ...]) if saved else ())

    def recorded(self, effect: fx.CommitRecord, record: str, encounter_id: str, at: Instant) -> None:
        """A dose was recorded; of one given as needed the effect is awaited. In the same transaction."""
        dose = effect.dose
        if effect.outcome == "given" and dose.prn_reason:
            one = Awaited(record=record, encounter_id=encounter_id, order_id=dose.order_id, given=at.now)
            self._save((*self, one))

    def told(self, record: str) -> None:
        """Its effect is on record, or the dose was taken back; in the transaction that records that."""
        self._save(tuple(one for one in self if one.record != record))

    def due(self, encounter_id: str, after_minutes: int, at: Instant) -> frozenset[str]:
        """The records of one patient whose effect is to be asked for now."""
        wait = timedelta(minutes=after_minutes)
        ours = (one for one in self if one.encounter_id == encounter_id)
        return frozenset(one.record for one in ours if at.now - one.given >= wait)

    def tell_deviations(self, recorder: Recorder, at: Instant) -> None:
        """The hospital is told, once, of each that nobody has recorded for too long. Raises StoreError."""
        late = tuple(one for one in self if not one.variance and at.now - one.given >= VARIANCE)
        if not late:
            return
        with self._store.transaction():
            self._reported(late, at)
            for one in late:
                recorder.effect_missing(one.record, one.encounter_id, one.order_id, at)

    def _reported(self, late: tuple[Awaited, ...], at: Instant) -> None:
        """Forget also what nobody can see any more."""
        kept = (one for one in self if at.now - one.given < FORGOTTEN)
        self._save(tuple(msgspec.structs.replace(one, variance=one.variance or one in late) for one in kept))

    def _save(self, awaited: tuple[Awaited, ...]) -> None:
        self._store.put_state(EFFECTS, msgspec.json.encode(awaited))
