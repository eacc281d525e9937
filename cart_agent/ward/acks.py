"""The hospital's acknowledgements: what is settled, what a person has to work off, what time it is there."""

from collections.abc import Iterable

import msgspec
from msgspec import Struct

from cart_agent.his.messages import Ack, EventKind, Instant, Rejection, decode
from cart_agent.store import Store
from cart_agent.ward.hospital_time import HospitalTime
from cart_agent.ward.received import Notice, NoticeCode, Received

UNKNOWN_EVERY = 60.0
"""Seconds between two events about unknown ids, or about answers that cannot be read: a hospital that answers
each of them with another one must not keep the cart writing."""
_SHOWN = 5
_ID = 50
"""Characters of an id that is not ours."""


class _Written(Struct, frozen=True, kw_only=True, rename="camel"):
    """When an event was written, out of its message."""

    boot_id: str
    monotonic: float


class Acks:
    """For the store's thread only."""

    def __init__(self, store: Store, time: HospitalTime) -> None:
        self._store = store
        self._time = time
        self._said: dict[NoticeCode, float] = {}

    def receive(self, topic: str, payload: bytes, at: Instant) -> Received:
        """Settle and reject; doubled and late acknowledgements change nothing."""
        try:
            ack = decode(payload, Ack)
        except ValueError as error:
            unreadable = Notice(code=NoticeCode.DOCUMENT_UNREADABLE, detail=str(error), topic=topic)
            return Received(notices=self._seldom(unreadable, at))
        asked = {one.event_id: one for one in ack.rejected}.values()
        fresh = [one for one in asked if self._store.rejected_event(one.event_id) is None]
        unknown = (*self._store.settle(ack.settled, at.now), *self._store.reject(ack.rejected, at.now))
        settled = tuple(event_id for event_id in ack.settled if event_id not in unknown)
        rejected = tuple(one for one in ack.rejected if one.event_id not in unknown)
        self._learn_time(ack, settled, at)
        told = (*self._unknown(unknown, topic, at), *self._rejections(fresh, topic))
        return Received(notices=told, settled=settled, rejected=rejected)

    def _learn_time(self, ack: Ack, settled: tuple[str, ...], at: Instant) -> None:
        """From the newest event that the acknowledgement names, where this boot wrote it."""
        event = self._store.event(settled[-1]) if ack.time is not None and settled else None
        if event is None or not event.message:
            return
        written = msgspec.json.decode(event.message, type=_Written)
        if ack.time is not None and written.boot_id == at.boot_id:
            self._time.heard(ack.time, written.monotonic, at)

    def _unknown(self, unknown: tuple[str, ...], topic: str, at: Instant) -> tuple[Notice, ...]:
        if not unknown:
            return ()
        detail = f"{len(unknown)} unknown: {', '.join(one[:_ID] for one in unknown[:_SHOWN])}"
        return self._seldom(Notice(code=NoticeCode.ACK_UNKNOWN, detail=detail, topic=topic), at)

    def _seldom(self, notice: Notice, at: Instant) -> tuple[Notice, ...]:
        said = self._said.get(notice.code)
        if said is not None and 0 <= at.monotonic - said < UNKNOWN_EVERY:
            return ()
        self._said[notice.code] = at.monotonic
        return (notice,)

    def _rejections(self, fresh: Iterable[Rejection], topic: str) -> tuple[Notice, ...]:
        """An event about each that was not on the list before.

        None about the cart's own notices: that event might be refused too, for ever. On the list are all.
        """
        found = ((one, self._store.rejected_event(one.event_id)) for one in fresh)
        return tuple(
            Notice(
                code=NoticeCode.EVENT_REJECTED,
                detail=f"{one.event_id}: {one.code} {one.text}".rstrip(),
                topic=topic,
            )
            for one, listed in found
            if listed is not None and listed.kind != EventKind.SYSTEM.value
        )
