"""The ward book: every message from the hospital goes in here, and the agent looks up what it knows."""

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta

from cart_agent.core.chart import Administration, Chart, Formulary, StockItem
from cart_agent.core.identify import DrugPack, Wristband
from cart_agent.core.policy import Policy
from cart_agent.core.situation import Freshness
from cart_agent.his.messages import Command, HostState, Instant, Manifest, SyncRequest, decode
from cart_agent.his.topics import Address, Kind, Topics
from cart_agent.store import Store
from cart_agent.ward import commands
from cart_agent.ward.acks import Acks
from cart_agent.ward.charts import Charts
from cart_agent.ward.freshness import age_minutes
from cart_agent.ward.held import ClosedChart, UnreadableChart
from cart_agent.ward.hospital_time import HospitalTime
from cart_agent.ward.manifests import Heard, Manifests
from cart_agent.ward.papers import Papers
from cart_agent.ward.people import People
from cart_agent.ward.received import Notice, NoticeCode, Received

_Handler = Callable[[Address, str, bytes, Instant], Received]


class WardBook:
    """For the store's thread only. All that it tells was committed, or is part of the open transaction.

    After a transaction that contained `receive` was rolled back, call `restore`.
    """

    def __init__(
        self,
        store: Store,
        topics: Topics,
        wards: tuple[str, ...],
        keys: Mapping[str, bytes],
        signed: frozenset[Kind] = frozenset(),
    ) -> None:
        """`keys` are the hospital's public keys (PEM) by `kid`; `signed` the kinds of documents that need one
        of them by site policy. No document is parsed yet.
        """
        self._store = store
        self._topics = topics
        self._wards = wards
        self._keys = keys
        self._charts = Charts(store, topics, wards, keys, signed=Kind.CHART in signed)
        self._papers = Papers(store, topics, keys, signed)
        self._manifests = Manifests(store, topics, wards, self._charts, self._papers)
        self.hospital_time = HospitalTime()
        self._acks = Acks(store, self.hospital_time)
        self.people = People(store, self._papers, self._manifests, wards)
        self._handlers: dict[Kind, _Handler] = {
            Kind.CHART: self._chart,
            Kind.MANIFEST: lambda where, *rest: self._manifests.receive(rest[0], where.ward, *rest[1:]),
            Kind.STAFF: self._paper,
            Kind.POLICY: self._paper,
            Kind.FORMULARY: self._paper,
            Kind.STOCK: self._paper,
            Kind.ACK: lambda _, *rest: self._acks.receive(*rest),
            Kind.COMMAND: lambda _, *rest: commands.receive(store, keys, topics, *rest),
            Kind.HOST_STATE: _host_state,
        }
        self.restore()

    def restore(self) -> None:
        """Take everything from the store anew."""
        self._charts.restore()
        self._papers.restore()
        self._manifests.restore()

    @property
    def wards(self) -> tuple[str, ...]:
        """The wards that this cart serves."""
        return self._wards

    def receive(self, topic: str, payload: bytes, at: Instant) -> Received:
        """Take in one message, in the caller's transaction or one of its own. Raises only a StoreError."""
        where = self._topics.parse(topic)
        if where is not None and where.kind in OWN:
            return Received()
        handler = self._handlers.get(where.kind) if where else None
        if where is None or handler is None or (where.ward and where.ward not in self._wards):
            return _noticed(NoticeCode.TOPIC_UNKNOWN, f"{len(payload)} bytes", topic)
        with self._store.transaction():
            received = handler(where, topic, payload, at)
        if where.kind in _NAMED and not received.changed:
            self._manifests.turned_away(topic, payload)
        return received

    def _chart(self, where: Address, topic: str, payload: bytes, at: Instant) -> Received:
        received = self._charts.receive(topic, where.name, payload, at)
        if any(notice.code in _ASK_AGAIN for notice in received.notices):
            sync = self._manifests.sync(where.ward, received.notices[0].code.value)
            return Received(
                notices=received.notices, changed=received.changed, charts=received.charts, sync=sync
            )
        return received

    def _paper(self, where: Address, topic: str, payload: bytes, at: Instant) -> Received:
        return self._papers.receive(topic, where.kind, payload, at)

    def sync(self, ward: str, reason: str) -> SyncRequest:
        """A request to publish again what this cart has not got."""
        return self._manifests.sync(ward, reason)

    def due_commands(self) -> tuple[Command, ...]:
        """Commands taken in that nobody has said to be obeyed."""
        return commands.due(self._store)

    def obeyed(self, command: Command) -> None:
        """In the transaction of what it led to, or after it. Raises StoreError."""
        commands.obeyed(self._store, command)

    def forget_old(self, at: Instant, keep: timedelta) -> int:
        """Delete charts closed, and documents replaced, longer ago than `keep`. Returns how many."""
        before = at.now - keep
        with self._store.transaction():
            return self._charts.forget_closed(before) + self._store.forget_document_history(before)

    # Looking up

    def chart(self, encounter_id: str) -> Chart | ClosedChart | UnreadableChart | None:
        """None: the hospital never told this cart of such a patient."""
        return self._charts.chart(encounter_id)

    def charts(self) -> Iterator[Chart | ClosedChart | UnreadableChart]:
        """Every chart that is not closed, one at a time: they are not all held in memory."""
        return self._charts.all()

    def encounters(self) -> tuple[str, ...]:
        """Ids of all encounters that are not closed."""
        return self._charts.encounters()

    def ward_of(self, encounter_id: str) -> str | None:
        held = self._charts.held(encounter_id)
        return held.ward if held else None

    def find_patient(self, wristband: Wristband) -> tuple[str, ...]:
        """Encounters that this wristband belongs to; closed ones only when there is no other."""
        return self._charts.find(wristband)

    def doses_of(self, pack: DrugPack, but: str) -> Iterator[Administration]:
        """Doses of all encounters but one, closed ones too, where this very piece may be among the codes."""
        return self._charts.doses_of(pack, but)

    @property
    def formulary(self) -> Formulary:
        return self._papers.formulary(self._manifests.formulary_parts())

    def policy(self, ward: str) -> Policy:
        """The ward's own policy, else the documented defaults."""
        return self._papers.policy(ward)

    def run_out(self, at: Instant) -> tuple[Notice, ...]:
        """Staff lists and policies in force past their end."""
        return tuple(notice for ward in self._wards for notice in self._papers.run_out(ward, at))

    @property
    def stock(self) -> tuple[StockItem, ...]:
        return self._papers.stock()

    def freshness(self, encounter_id: str, at: Instant) -> Freshness:
        """How well the cart knows that this chart is the hospital's newest."""
        held = self._charts.held(encounter_id)
        stamp = self._manifests.last_named(held.ward, encounter_id) if held else None
        return Freshness(
            age_minutes=age_minutes(stamp, at) if stamp else None,
            verified=held is not None and self._verified(held.ward, encounter_id),
            clock_synced=at.clock.synced,
            staff_age_minutes=self.people.age_minutes(held.ward, at) if held else None,
        )

    def _verified(self, ward: str, encounter_id: str) -> bool:
        manifest = self._relied_on(ward)
        pin = manifest.charts.get(encounter_id) if manifest else None
        return pin is not None and self._charts.hashes(ward).get(encounter_id) == (pin.version, pin.sha256)

    def _relied_on(self, ward: str) -> Manifest | None:
        """The ward's newest manifest, where it is sound and the cart holds the other documents it names."""
        manifest = self._manifests.newest(ward)
        if manifest is None or self._manifests.suspect(ward) or not self._papers.as_named(ward, manifest):
            return None
        return manifest

    def manifest_age(self, ward: str, at: Instant) -> int | None:
        """Minutes since the ward's newest manifest was made; None: never, or not to be known."""
        stamp = self._manifests.stamp(ward)
        return age_minutes(stamp, at) if stamp else None

    def complete(self, ward: str) -> bool:
        """Whether every chart that the newest manifest names is here, in that version and those bytes."""
        manifest = self._manifests.newest(ward)
        if manifest is None or not manifest.charts:
            return manifest is not None
        held = self._charts.hashes(ward)
        absent = [
            (name, pin.version)
            for name, pin in manifest.charts.items()
            if held.get(name) != (pin.version, pin.sha256)
        ]
        erased = (self._charts.erased(self._topics.chart(ward, name), version) for name, version in absent)
        return self._relied_on(ward) is not None and all(erased)

    def outdated_manifest(self, ward: str, payload: bytes) -> bool:
        """Whether a manifest is not the one that this cart knows and can not follow it either."""
        return self._manifests.outdated(ward, payload)

    def heard(self, ward: str) -> Heard | None:
        """The last manifest that came over the network."""
        return self._manifests.heard(ward)

    def came_by_file(self, ward: str, heard: Heard | None) -> None:
        """A file brought the ward's newest manifest. In the file's transaction. Raises StoreError."""
        self._manifests.came_by_file(ward, heard)

    def overtaken(self, topic: str, payload: bytes) -> bool:
        """Whether this is a manifest that a newer one of its epoch came before, or a replaced staff list or
        policy. Stock and formulary may go back to what they were.

        Of a message that is delivered again that says nothing of the broker: the connection broke after the
        newer one was committed and before the broker heard so.
        """
        where = self._topics.parse(topic)
        if where is None or where.kind not in _NEWEST:
            return False
        if where.kind is Kind.MANIFEST:
            return self._manifests.overtaken(where.ward, payload)
        return self._papers.overtaken(topic, payload)

    def suspect(self, ward: str) -> bool:
        """Whether the ward's newest manifest cannot be relied on, or there is none."""
        return self._manifests.suspect(ward)


OWN = frozenset({Kind.EVENT, Kind.SYNC, Kind.STATE})
"""What this cart itself says. Some brokers hand a cart that comes back its own last will; that is no news."""

_NEWEST = frozenset({Kind.MANIFEST, Kind.STAFF, Kind.POLICY})
"""Which never go back: each has a version that rises."""
_NAMED = frozenset({Kind.CHART, Kind.STAFF, Kind.POLICY, Kind.FORMULARY})
"""What a manifest names."""
_ASK_AGAIN = frozenset({NoticeCode.CHART_CONFLICT, NoticeCode.CHART_EMPTY, NoticeCode.CHART_UNREADABLE})


def _host_state(_: Address, topic: str, payload: bytes, __: Instant) -> Received:
    try:
        return Received(host=decode(payload, HostState))
    except ValueError as error:
        return _noticed(NoticeCode.DOCUMENT_UNREADABLE, str(error), topic)


def _noticed(code: NoticeCode, detail: str, topic: str) -> Received:
    return Received(notices=(Notice(code=code, detail=detail, topic=topic),))
