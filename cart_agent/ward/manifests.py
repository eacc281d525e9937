"""Manifests: what the hospital says is true now. One that goes back makes the whole ward unverified."""

from hashlib import sha256

import msgspec
from msgspec import Struct

from cart_agent.his.doubled import refuse_doubled
from cart_agent.his.messages import Instant, Manifest, SyncRequest, decode
from cart_agent.his.topics import Kind, Topics
from cart_agent.store import NewDocument, Store
from cart_agent.ward.charts import Charts
from cart_agent.ward.freshness import Stamp
from cart_agent.ward.missing import Missing, named_papers
from cart_agent.ward.papers import Papers
from cart_agent.ward.received import Notice, NoticeCode, Received

Epoch = int | str
_EPOCHS_KEPT = 100


class Heard(Struct, frozen=True, kw_only=True):
    """The last manifest that came over the network."""

    epoch: Epoch
    seq: int


class _Standing(Struct, frozen=True, kw_only=True):
    """What is known of a ward beside its newest manifest. `suspect`: why the ward is unverified, or empty."""

    stamp: Stamp
    past_epochs: tuple[Epoch, ...] = ()
    suspect: str = ""
    heard: Heard | None = None
    """Where a file brought the newest manifest: how far the network had come."""


class _Ward(Struct, frozen=True, kw_only=True):
    manifest: Manifest
    sha256: str
    standing: _Standing


class Manifests:
    """The newest manifest of each ward."""

    def __init__(
        self, store: Store, topics: Topics, wards: tuple[str, ...], charts: Charts, papers: Papers
    ) -> None:
        self._store = store
        self._topics = topics
        self._wards = wards
        self._charts = charts
        self._papers = papers
        self._known: dict[str, _Ward] = {}
        self._gone: dict[str, Stamp] = {}
        self._missing: dict[str, Missing] = {}

    def restore(self) -> None:
        """Take everything from the store anew."""
        loaded = ((ward, self._load(ward)) for ward in self._wards)
        self._known = {ward: known for ward, known in loaded if known is not None}
        self._missing = {ward: Missing(self._topics) for ward in self._wards}
        gone = self._store.states("last-named/")
        self._gone = {key: msgspec.json.decode(value, type=Stamp) for key, value in gone.items()}

    def _load(self, ward: str) -> _Ward | None:
        document = self._store.document(self._topics.ward(ward, Kind.MANIFEST))
        standing = self._store.get_state(f"manifest/{ward}")
        if document is None or standing is None:
            return None
        return _Ward(
            manifest=decode(document.message, Manifest),
            sha256=document.sha256,
            standing=msgspec.json.decode(standing, type=_Standing),
        )

    # Receiving

    def receive(self, topic: str, ward: str, payload: bytes, at: Instant) -> Received:
        known = self._known.get(ward)
        digest = sha256(payload).hexdigest()
        if known is not None and known.sha256 == digest:
            return Received()
        try:
            refuse_doubled(payload)
            manifest = decode(payload, Manifest)
        except ValueError as error:
            return Received(notices=(_notice(NoticeCode.DOCUMENT_UNREADABLE, str(error), topic),))
        if known is not None:
            if _behind_the_file(known, manifest):
                self._set_heard(ward, known, Heard(epoch=manifest.epoch, seq=manifest.seq))
                return Received()
            code = _misfit(known, manifest)
            if code is not None:
                return self._suspect(ward, known, manifest, code)
        return self._accept(topic, ward, payload, manifest, at)

    def turned_away(self, topic: str, payload: bytes) -> None:
        """A document came and changed nothing: where a manifest names it, it was refused."""
        digest = sha256(payload).hexdigest()
        for missing in self._missing.values():
            missing.turned_away(topic, digest)

    def heard(self, ward: str) -> Heard | None:
        """How far the network has come; None: no manifest came over it."""
        known = self._known.get(ward)
        if known is None or known.standing.heard is not None:
            return known.standing.heard if known else None
        return Heard(epoch=known.manifest.epoch, seq=known.manifest.seq)

    def came_by_file(self, ward: str, heard: Heard | None) -> None:
        """The newest manifest is a file's; before it the network had come as far as `heard`."""
        if (known := self._known.get(ward)) is not None:
            self._set_heard(ward, known, heard or Heard(epoch=known.manifest.epoch, seq=-1))

    def _set_heard(self, ward: str, known: _Ward, heard: Heard) -> None:
        standing = msgspec.structs.replace(known.standing, heard=heard)
        self._keep(ward, msgspec.structs.replace(known, standing=standing))

    def outdated(self, ward: str, payload: bytes) -> bool:
        """Whether this message is not the newest manifest and can not follow it either."""
        known = self._known.get(ward)
        if known is None or known.sha256 == sha256(payload).hexdigest():
            return False
        try:
            return _misfit(known, decode(payload, Manifest)) is not None
        except ValueError:
            return True

    def overtaken(self, ward: str, payload: bytes) -> bool:
        """Whether a newer manifest of the same epoch is known."""
        known = self.newest(ward)
        try:
            manifest = decode(payload, Manifest)
        except ValueError:
            return False
        return known is not None and manifest.epoch == known.epoch and manifest.seq < known.seq

    def _suspect(self, ward: str, known: _Ward, manifest: Manifest, code: NoticeCode) -> Received:
        if known.standing.suspect:
            return Received()  # said already; the sync that was asked for brings a newer manifest
        standing = msgspec.structs.replace(known.standing, suspect=code.value)
        self._keep(ward, msgspec.structs.replace(known, standing=standing))
        before, now = (f"{one.epoch}/{one.seq}" for one in (known.manifest, manifest))
        topic = self._topics.ward(ward, Kind.MANIFEST)
        return Received(
            notices=(_notice(code, f"epoch/seq {now} came after {before}", topic),),
            changed=frozenset({Kind.MANIFEST}),
            sync=self.sync(ward, code.value),
        )

    def _accept(self, topic: str, ward: str, payload: bytes, manifest: Manifest, at: Instant) -> Received:
        known = self._known.get(ward)
        if known is not None:
            self._remember_gone(ward, known, manifest)
        new = NewDocument(topic=topic, message=payload, received_at=at.now, keep_history=False)
        digest = self._store.put_document(new)
        standing = _Standing(
            stamp=Stamp(as_of=manifest.as_of, received=at), past_epochs=_past(known, manifest)
        )
        self._keep(ward, _Ward(manifest=manifest, sha256=digest, standing=standing))
        missing = self._missing[ward]
        missing.look(self._absent(ward, manifest), at.monotonic)
        return Received(
            changed=self._changed(known, manifest),
            notices=missing.tell(at.monotonic),
            sync=self.sync(ward, "differs") if missing.due() else None,
        )

    def _changed(self, before: _Ward | None, manifest: Manifest) -> frozenset[Kind]:
        """A part of the formulary that is no longer named is withdrawn."""
        if before is None or _parts(before.manifest) == _parts(manifest):
            return frozenset({Kind.MANIFEST})
        return frozenset({Kind.MANIFEST, Kind.FORMULARY})

    def _keep(self, ward: str, new: _Ward) -> None:
        self._store.put_state(f"manifest/{ward}", msgspec.json.encode(new.standing))
        self._known[ward] = new

    def _remember_gone(self, ward: str, known: _Ward, manifest: Manifest) -> None:
        """A chart that is no longer named ages from the last manifest that named it."""
        for encounter_id in known.manifest.charts.keys() - manifest.charts.keys():
            key = f"last-named/{ward}/{encounter_id}"
            self._gone[key] = known.standing.stamp
            self._store.put_state(key, msgspec.json.encode(known.standing.stamp))

    def _absent(self, ward: str, manifest: Manifest) -> dict[str, str]:
        """What a manifest names and the cart has not got: hashes by topic."""
        papers = named_papers(self._topics, ward, manifest)
        if manifest.staff is not None:
            papers[self._topics.ward(ward, Kind.STAFF)] = manifest.staff.sha256
        absent = {topic: named for topic, named in papers.items() if self._papers.digest(topic) != named}
        charts = {self._topics.chart(ward, name): pin for name, pin in manifest.charts.items()}
        return absent | {
            topic: pin.sha256
            for topic, pin in charts.items()
            if self._charts.digest(topic) != pin.sha256 and not self._charts.erased(topic, pin.version)
        }

    # Looking up

    def sync(self, ward: str, reason: str) -> SyncRequest:
        return SyncRequest(ward=ward, have=self._forgotten(ward) | self._charts.versions(ward), reason=reason)

    def _forgotten(self, ward: str) -> dict[str, int]:
        """Closed charts that the hospital still names and this cart has erased: they shall not come again."""
        manifest = self.newest(ward)
        named = manifest.charts.items() if manifest else ()
        return {
            name: pin.version
            for name, pin in named
            if self._charts.erased(self._topics.chart(ward, name), pin.version)
        }

    def suspect(self, ward: str) -> bool:
        """Whether the ward's newest manifest cannot be relied on, or there is none."""
        known = self._known.get(ward)
        return known is None or bool(known.standing.suspect)

    def formulary_parts(self) -> frozenset[str] | None:
        """The parts of the formulary that the hospital has now, by any ward; None: nobody named any."""
        named = [_parts(known.manifest) for known in self._known.values()]
        told = [parts for parts in named if parts is not None]
        return frozenset().union(*told) if told else None

    def newest(self, ward: str) -> Manifest | None:
        known = self._known.get(ward)
        return known.manifest if known else None

    def stamp(self, ward: str) -> Stamp | None:
        """When the ward's newest manifest was made."""
        known = self._known.get(ward)
        return known.standing.stamp if known else None

    def last_named(self, ward: str, encounter_id: str) -> Stamp | None:
        """When the last manifest that named this encounter was made; None: none ever did."""
        known = self._known.get(ward)
        if known is not None and encounter_id in known.manifest.charts:
            return known.standing.stamp
        return self._gone.get(f"last-named/{ward}/{encounter_id}")


def _misfit(known: _Ward, new: Manifest) -> NoticeCode | None:
    """Why this manifest cannot follow the one that is known; None: it can."""
    old = known.manifest
    if new.epoch == old.epoch:
        if new.seq == old.seq:
            return NoticeCode.MANIFEST_CONFLICT
        return NoticeCode.MANIFEST_WENT_BACK if new.seq < old.seq else None
    if new.epoch in known.standing.past_epochs:
        return NoticeCode.MANIFEST_WENT_BACK
    if isinstance(new.epoch, int) and isinstance(old.epoch, int) and new.epoch < old.epoch:
        return NoticeCode.MANIFEST_WENT_BACK
    return None


def _behind_the_file(known: _Ward, new: Manifest) -> bool:
    """A file was faster than the network: what waited in the broker meanwhile says nothing of one that went
    back.
    """
    heard, old = known.standing.heard, known.manifest
    if heard is None or new.epoch != heard.epoch or new.seq <= heard.seq:
        return False
    return new.epoch != old.epoch or new.seq < old.seq


def _parts(manifest: Manifest) -> frozenset[str] | None:
    return None if manifest.formulary is None else frozenset(manifest.formulary.parts)


def _past(known: _Ward | None, new: Manifest) -> tuple[Epoch, ...]:
    if known is None:
        return ()
    if new.epoch == known.manifest.epoch:
        return known.standing.past_epochs
    return (*known.standing.past_epochs, known.manifest.epoch)[-_EPOCHS_KEPT:]


def _notice(code: NoticeCode, detail: str, topic: str) -> Notice:
    return Notice(code=code, detail=detail, topic=topic)
