"""Orders that come in by a signed file: judged as a whole, then taken in on the way of any other message."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from hashlib import sha256

import msgspec

from cart_agent.agent.agent import Agent, Refusal
from cart_agent.agent.facts import NoteKind
from cart_agent.agent.hospital import HospitalDesk
from cart_agent.api.pushes import ImportReport
from cart_agent.core import record
from cart_agent.core.session import Session
from cart_agent.his.messages import EventKind, Instant
from cart_agent.his.orderfile import Opened, OrderFileRefused, OrderIndex, unpack
from cart_agent.his.topics import Kind, Topics
from cart_agent.ward import Received

AHEAD = timedelta(minutes=5)
"""The hospital's clock and the cart's may differ by so much."""
OF_WARD = frozenset({Kind.CHART, Kind.STAFF, Kind.POLICY, Kind.MANIFEST})
TAKEN = NoteKind(kind=EventKind.SYSTEM, subtype="orders-imported")
REFUSED = NoteKind(kind=EventKind.SYSTEM, subtype="orders-refused", outcome=record.MINOR)


class _OnlyTried(Exception):
    """Ends the transaction of a dry run, which keeps nothing."""


class FileOrders:
    """For the store's thread only. `changed` is told the encounters that look different now, "" for all."""

    def __init__(
        self,
        agent: Agent,
        hospital: HospitalDesk,
        topics: Topics,
        keys: Mapping[str, bytes],
        changed: Callable[[str], None],
    ) -> None:
        self._agent = agent
        self._hospital = hospital
        self._topics = topics
        self._keys = keys
        self._changed = changed

    def take(self, file: bytes, by: str, *, dry_run: bool = False) -> ImportReport:
        """Take a file in, whole. Raises Refusal with the reason, or StoreError; then nothing has changed."""
        at = self._agent.present()
        detail = {"sha256": sha256(file).hexdigest(), "console": by}
        try:
            opened = unpack(file, self._keys)
            self._judge(opened, at)
        except OrderFileRefused as refused:
            if not dry_run:
                said = {**detail, "reason": str(refused)}
                self._agent.recorder.fact(REFUSED, Session(), at, detail=said)
            raise Refusal("orders-refused", reason=str(refused)) from refused
        return self._keep(opened, detail, at, dry_run=dry_run)

    def _judge(self, opened: Opened, at: Instant) -> None:
        index = opened.index
        for problem in (self._misplaced(index), _out_of_time(index, at), self._foreign(opened)):
            if problem:
                raise OrderFileRefused(problem)
        manifest = opened.documents.get(self._topics.ward(index.ward, Kind.MANIFEST))
        if manifest is None:
            raise OrderFileRefused("it has no manifest")
        if self._agent.knowledge.book.outdated_manifest(index.ward, manifest):
            raise OrderFileRefused(
                "it is older than what this cart has already; make a new file if the cart has no network"
            )

    def _misplaced(self, index: OrderIndex) -> str:
        if index.site != self._topics.site:
            return f"it is for site {index.site}"
        return (
            "" if index.ward in self._agent.knowledge.book.wards else f"this cart does not serve {index.ward}"
        )

    def _foreign(self, opened: Opened) -> str:
        """A file brings documents. It settles no event and gives no command."""
        for topic in opened.documents:
            where = self._topics.parse(topic)
            ours = where is not None and (
                (where.kind in OF_WARD and where.ward == opened.index.ward)
                or where.kind in (Kind.FORMULARY, Kind.STOCK)
            )
            if not ours and not self._of_another_cart(topic):
                return f"{topic} has no place in it"
        return ""

    def _of_another_cart(self, topic: str) -> bool:
        levels = topic.removeprefix(f"mc/v1/{self._topics.site}/").split("/")
        return len(levels) == 3 and levels[0] == "cart" and levels[2] == Kind.STOCK.value

    def _keep(self, opened: Opened, detail: dict[str, str], at: Instant, *, dry_run: bool) -> ImportReport:
        ours = [topic for topic in opened.documents if self._topics.parse(topic)]
        book, ward = self._agent.knowledge.book, opened.index.ward
        heard = book.heard(ward)
        received: dict[str, Received] = {}
        try:
            with self._agent.store.transaction():
                for topic in sorted(ours, key=lambda one: one.endswith(f"/{Kind.MANIFEST}")):
                    received[topic] = self._hospital.keep(topic, opened.documents[topic])
                book.came_by_file(ward, heard)
                report = _report(opened, received, detail["sha256"])
                self._note(report, detail, at)
                if dry_run:
                    raise _OnlyTried
        except _OnlyTried:
            self._hospital.undo()
            return msgspec.structs.replace(report, dry_run=True)
        except BaseException:
            self._hospital.undo()
            raise
        for one in received.values():
            for encounter_id in self._hospital.act(one):
                self._changed(encounter_id)
        return report

    def _note(self, report: ImportReport, detail: dict[str, str], at: Instant) -> None:
        said = {"ward": report.ward, "asOf": report.as_of.isoformat(), "taken": str(report.taken)}
        said |= {"problems": str(len(report.problems))}
        self._agent.recorder.fact(TAKEN, Session(), at, detail={**detail, **said})


def _out_of_time(index: OrderIndex, at: Instant) -> str:
    if index.not_after <= at.now:
        return f"it was to be used until {index.not_after.isoformat()}"
    if at.clock.synced and index.as_of > at.now + AHEAD:
        return f"it is of {index.as_of.isoformat()}, which is still to come"
    return ""


def _report(opened: Opened, received: dict[str, Received], digest: str) -> ImportReport:
    problems = [
        f"{topic}: {notice.code.value} {notice.detail}"
        for topic, one in received.items()
        for notice in one.notices
    ]
    taken = sum(bool(one.changed) for one in received.values())
    quiet = sum(not one.changed and not one.notices for one in received.values())
    return ImportReport(
        ward=opened.index.ward,
        as_of=opened.index.as_of,
        sha256=digest,
        taken=taken,
        unchanged=quiet,
        not_ours=len(opened.documents) - len(received),
        problems=tuple(problems),
    )
