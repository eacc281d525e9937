"""Chart documents: which one is in force, and whose wristband it answers to."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from hashlib import sha256

import msgspec

from cart_agent.core.chart import Administration, Chart
from cart_agent.core.identify import DrugPack, Wristband
from cart_agent.his import fhir
from cart_agent.his.messages import Instant
from cart_agent.his.signing import NothingSigned, SignatureRefused, body_of, open_signed
from cart_agent.his.topics import Kind, Topics
from cart_agent.store import NewDocument, Store
from cart_agent.ward.held import (
    ClosedChart,
    Held,
    UnreadableChart,
    held_as,
    held_of,
    identifiers,
    mentions,
    numbers,
    unreadable,
)
from cart_agent.ward.reading import Reading, read
from cart_agent.ward.received import Notice, NoticeCode, Received

_CACHED = 8


class Charts:
    """All charts of this cart's wards. Whole charts are read from the store when asked for."""

    def __init__(
        self,
        store: Store,
        topics: Topics,
        wards: tuple[str, ...],
        keys: Mapping[str, bytes],
        *,
        signed: bool = False,
    ) -> None:
        """`signed`: a chart counts only with a signature."""
        self._signed = signed
        self._store = store
        self._topics = topics
        self._prefixes = tuple(topics.chart(ward, "x").removesuffix("x") for ward in wards)
        self._keys = keys
        self._held: dict[str, Held] = {}
        self._cache: dict[str, Chart] = {}

    def restore(self) -> None:
        """Take everything from the store anew."""
        found: dict[str, Held] = {}
        for prefix in self._prefixes:
            for entry in self._store.documents(prefix):
                found[entry.topic] = held_of(entry, self._topics)
        self._held = found

    # Receiving

    def receive(self, topic: str, encounter_id: str, payload: bytes, at: Instant) -> Received:
        """Apply the contract's rule: only a higher version replaces a chart."""
        held = self._held.get(topic)
        if not payload and (held is None or held.closed):
            return Received()  # what was closed is cleared away after its time
        if not payload:
            return _noticed(NoticeCode.CHART_EMPTY, "an empty message", topic, encounter_id)
        digest = sha256(payload).hexdigest()
        if held is not None and held.sha256 == digest and not held.reason:
            return Received()
        try:
            reading = self._open(payload, encounter_id)
        except SignatureRefused as refused:
            return _noticed(NoticeCode.SIGNATURE_REFUSED, f"{refused}, sha256 {digest}", topic, encounter_id)
        if held is not None and held.sha256 == digest and reading.reason:
            return Received()  # not readable then, nor now that the software may know more
        return self._apply(topic, encounter_id, payload, digest, reading, at)

    def _open(self, payload: bytes, encounter_id: str) -> Reading:
        """Raises SignatureRefused. What is no signed document either is a chart that can not be read."""
        try:
            opened = open_signed(payload, self._keys)
        except NothingSigned as rubbish:
            if self._signed:
                raise
            return Reading(reason=str(rubbish))
        if self._signed and not opened.kid:
            raise SignatureRefused("not signed")
        return read(opened.body, encounter_id)

    def _apply(
        self, topic: str, encounter_id: str, payload: bytes, digest: str, reading: Reading, at: Instant
    ) -> Received:
        newest = self._newest(topic)
        version = reading.version
        if version is None or version > newest:
            return self._replace(topic, encounter_id, payload, reading, at)
        if version == newest and (
            self._store.hash_of(topic, version) == digest or self._signed_anew(topic, payload)
        ):
            return self._replace(topic, encounter_id, payload, reading, at)  # or back after an unreadable one
        if self._store.knows(topic, digest) or (reading.closed and self.erased(topic, version)):
            return Received()
        self._store.put_document(_document(topic, payload, reading, at, in_force=False))
        code = NoticeCode.CHART_CONFLICT if version == newest else NoticeCode.CHART_OLDER
        detail = f"version {version} with sha256 {digest}; in force is version {newest}"
        return _noticed(code, detail, topic, encounter_id)

    def _signed_anew(self, topic: str, payload: bytes) -> bool:
        """Whether this is the chart in force under another signature: the hospital's key may be another."""
        held = self._store.document(topic)
        return held is not None and not held.reason and body_of(held.message) == body_of(payload)

    def _newest(self, topic: str) -> int:
        """The highest version ever seen, also of a chart that was erased."""
        held = self._held.get(topic)
        if held is not None and held.version is not None:
            return held.version  # only a higher version, or one that cannot be read, has ever replaced it
        newest = self._store.newest_version(topic)
        return newest if held is not None else max(newest, self._erased_version(topic))

    def _erased_version(self, topic: str) -> int:
        return int(self._store.get_state(_tombstone(topic)) or -1)

    def erased(self, topic: str, version: int) -> bool:
        """Whether this cart had the chart closed in this version and has forgotten it, as it shall: the
        hospital may keep it for longer.
        """
        return topic not in self._held and self._erased_version(topic) == version

    def _replace(
        self, topic: str, encounter_id: str, payload: bytes, reading: Reading, at: Instant
    ) -> Received:
        if reading.reason:
            reading = self._recognisable(topic, reading)
        digest = self._store.put_document(_document(topic, payload, reading, at))
        self._held[topic] = held_as(
            topic, self._topics, reading.version, digest, reading.reason, reading.outline
        )
        if reading.chart is not None:
            self._at_hand(digest, reading.chart)
        changed = Received(changed=frozenset({Kind.CHART}), charts=(encounter_id,))
        if not reading.reason:
            return changed
        notices = _noticed(NoticeCode.CHART_UNREADABLE, reading.reason, topic, encounter_id).notices
        return msgspec.structs.replace(changed, notices=notices)

    def _recognisable(self, topic: str, reading: Reading) -> Reading:
        """Keep what was last understood of the patient, so that the wristband still finds the bad chart."""
        before = self._held.get(topic)
        return msgspec.structs.replace(reading, outline=before.outline if before else None)

    def forget_closed(self, before: datetime) -> int:
        """Delete the charts that were closed before this time, with their history; returns how many.

        A number stays, so that an old version of a broker that comes back is not taken for a new chart.
        """
        old = [
            one for one in self._held.values() if one.closed and one.outline and one.outline.as_of < before
        ]
        for held in old:
            self._store.put_state(_tombstone(held.topic), str(self._newest(held.topic)).encode())
            self._store.forget_document(held.topic)
            del self._held[held.topic]
        return len(old)

    # Looking up

    def versions(self, ward: str) -> dict[str, int]:
        """What the cart has of a ward, for a sync request."""
        mine = (held for held in self._held.values() if held.ward == ward)
        return {held.encounter_id: held.version for held in mine if held.version is not None}

    def hashes(self, ward: str) -> dict[str, tuple[int | None, str]]:
        """Version and hash of what is in force for each encounter of a ward."""
        mine = (held for held in self._held.values() if held.ward == ward)
        return {held.encounter_id: (held.version, held.sha256) for held in mine}

    def digest(self, topic: str) -> str | None:
        """The hash of what is in force on this topic."""
        held = self._held.get(topic)
        return held.sha256 if held else None

    def held(self, encounter_id: str) -> Held | None:
        """The one in force; after a transfer between two wards of this cart, the one that is not closed."""
        topics = [prefix + encounter_id for prefix in self._prefixes]
        found = [self._held[topic] for topic in topics if topic in self._held]
        return max(found, key=lambda held: (not held.closed, held.version or 0), default=None)

    def encounters(self) -> tuple[str, ...]:
        """All encounters that are not closed."""
        return tuple(sorted({held.encounter_id for held in self._held.values() if not held.closed}))

    def chart(self, encounter_id: str) -> Chart | ClosedChart | UnreadableChart | None:
        held = self.held(encounter_id)
        if held is None:
            return None
        if held.closed and held.outline is not None:
            return ClosedChart(
                encounter_id=encounter_id,
                ward=held.ward,
                version=held.version or 0,
                as_of=held.outline.as_of,
            )
        if held.reason:
            return unreadable(held, held.reason)
        return self._load(held)

    def all(self) -> Iterator[Chart | ClosedChart | UnreadableChart]:
        """Every chart that is not closed, one at a time."""
        for encounter_id in self.encounters():
            found = self.chart(encounter_id)
            if found is not None:
                yield found

    def find(self, wristband: Wristband) -> tuple[str, ...]:
        """Encounters whose patient has this number; closed ones only when there is no other."""
        wanted = numbers(wristband)
        matching = [held for held in self._held.values() if identifiers(held) & wanted]
        chosen = [held for held in matching if not held.closed] or matching
        return tuple(sorted({held.encounter_id for held in chosen}))

    def doses_of(self, pack: DrugPack, but: str) -> Iterator[Administration]:
        """Doses of all encounters but one, closed ones too, where this very piece may be among the codes."""
        for held in self._held.values():
            chart = self._load(held) if held.encounter_id != but and mentions(held, pack) else None
            if isinstance(chart, Chart):
                yield from chart.administrations

    def _load(self, held: Held) -> Chart | UnreadableChart:
        cached = self._cache.get(held.sha256)
        if cached is not None:
            return cached
        stored = self._store.document(held.topic)
        if stored is None:
            return unreadable(held, "not in the store")
        try:
            chart = fhir.read_chart(body_of(stored.message))
        except ValueError as error:  # a newer version of this software may understand less
            return unreadable(held, str(error))
        self._at_hand(held.sha256, chart)
        return chart

    def _at_hand(self, sha256: str, chart: Chart) -> None:
        """Keep it parsed. By its bytes' hash it stays true whatever becomes of the transaction."""
        while len(self._cache) >= _CACHED:
            self._cache.pop(next(iter(self._cache)))
        self._cache[sha256] = chart


def _tombstone(topic: str) -> str:
    """The store's key for an erased chart; whose it was cannot be read from it."""
    return f"erased/{sha256(topic.encode()).hexdigest()}"


def _document(
    topic: str, payload: bytes, reading: Reading, at: Instant, *, in_force: bool = True
) -> NewDocument:
    return NewDocument(
        topic=topic,
        message=payload,
        received_at=at.now,
        version=reading.version,
        reason=reading.reason,
        understood=msgspec.json.encode(reading.outline) if reading.outline else b"",
        in_force=in_force,
    )


def _noticed(code: NoticeCode, detail: str, topic: str, encounter_id: str) -> Received:
    return Received(notices=(Notice(code=code, detail=detail, topic=topic, encounter_id=encounter_id),))
