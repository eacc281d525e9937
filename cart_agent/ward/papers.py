"""Staff, policy, formulary and stock: the documents that are not about one patient."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any, Protocol

from msgspec import Struct

from cart_agent.core.chart import Formulary, Product, StockItem
from cart_agent.core.policy import DEFAULT, Policy
from cart_agent.his import fhir
from cart_agent.his.doubled import refuse_doubled
from cart_agent.his.fhir.medication import INACTIVE
from cart_agent.his.messages import Instant, Manifest, StaffList, decode
from cart_agent.his.signing import NothingSigned, Opened, SignatureRefused, body_of, open_signed
from cart_agent.his.topics import Kind, Topics
from cart_agent.store import DocumentEntry, NewDocument, Store
from cart_agent.ward.missing import named_papers
from cart_agent.ward.outside import Outside, read_outside
from cart_agent.ward.received import Notice, NoticeCode, Received

_TOLD = 5


class _Header(Protocol):
    @property
    def version(self) -> int: ...
    @property
    def not_after(self) -> datetime | None: ...
    @property
    def site(self) -> str: ...
    @property
    def ward(self) -> str: ...


class _Refusal(Exception):
    """This document does not come into force."""

    def __init__(self, code: NoticeCode, detail: str, *, archive: bool = False) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.archive = archive


class _Rule(Struct, frozen=True, kw_only=True):
    """How one kind of document is read. A `signed` one has a version that never goes back and may expire."""

    reader: Callable[[bytes], Any]
    signed: bool


def _read_staff(body: bytes) -> StaffList:
    return decode(body, StaffList)


_RULES = {
    Kind.STAFF: _Rule(reader=_read_staff, signed=True),
    Kind.POLICY: _Rule(reader=fhir.read_policy, signed=True),
    Kind.FORMULARY: _Rule(reader=fhir.read_formulary_part, signed=False),
    Kind.STOCK: _Rule(reader=fhir.read_stock, signed=False),
}


class Papers:
    """The documents in force, read when first asked for."""

    def __init__(
        self, store: Store, topics: Topics, keys: Mapping[str, bytes], signed: frozenset[Kind] = frozenset()
    ) -> None:
        """`signed`: kinds that count only with a signature, beside staff and policy."""
        self._store = store
        self._topics = topics
        self._keys = keys
        self._signed = signed
        self._read: dict[str, Any] = {}
        self._entries: dict[str, DocumentEntry | None] = {}
        self._formulary: Formulary | None = None
        self._named: frozenset[str] | None = None
        self._older: set[str] = set()
        """Documents that went back and were told of, by hash: once in a run."""

    def restore(self) -> None:
        """Forget what was read; the store is asked again."""
        self._read.clear()
        self._entries.clear()
        self._formulary = None

    def receive(self, topic: str, kind: Kind, payload: bytes, at: Instant) -> Received:
        """Bring a document into force, or say why not and keep the one before."""
        digest = sha256(payload).hexdigest()
        held = self._store.document(topic)
        if held is not None and held.sha256 == digest:
            return Received()
        try:
            version, notices = self._judge(topic, kind, payload, at)
        except _Refusal as refusal:
            return self._refused(topic, payload, refusal, at)
        self._store.put_document(
            NewDocument(topic=topic, message=payload, received_at=at.now, version=version)
        )
        self._read.pop(topic, None)
        self._entries.pop(topic, None)
        if kind is Kind.FORMULARY:
            self._formulary = None
        return Received(changed=frozenset({kind}), notices=notices)

    def _judge(
        self, topic: str, kind: Kind, payload: bytes, at: Instant
    ) -> tuple[int | None, tuple[Notice, ...]]:
        """Its version, and what of it is not understood. Raises _Refusal."""
        rule = _RULES[kind]
        due = rule.signed or kind in self._signed
        opened = self._open(payload, due=due)
        if due and not opened.kid:
            raise _Refusal(NoticeCode.SIGNATURE_REFUSED, "not signed")
        content = _understood(rule.reader, opened.body)
        if rule.signed:
            return self._in_order(topic, content, opened.body, at), ()
        if kind is Kind.FORMULARY:
            return None, _partly(topic, content)  # the manifest names each part by its bytes
        version = self._stock_version(opened.body)
        return version, (*self._doubled(topic, version, payload), *_partly(topic, content))

    def _stock_version(self, body: bytes) -> int | None:
        """None: it says none."""
        if body.lstrip().startswith(b"["):
            return None
        head: Outside = _understood(read_outside, body)
        if head.cart not in ("", self._topics.cart):
            raise _Refusal(NoticeCode.DOCUMENT_UNREADABLE, f"it is for cart {head.cart}", archive=True)
        return head.version

    def _doubled(self, topic: str, version: int | None, payload: bytes) -> tuple[Notice, ...]:
        """One version of stock with two contents is told of, and the one that came last counts: what lies in
        a drawer is scanned. A lower version is refused: no manifest names it.
        """
        if version is None or not self._is_newest(topic, version):
            return ()
        digest = sha256(payload).hexdigest()
        if self._store.knows(topic, digest) or self._holds(topic, body_of(payload)):
            return ()
        detail = f"version {version} came before with other content; sha256 {digest}"
        return (Notice(code=NoticeCode.DOCUMENT_CONFLICT, detail=detail, topic=topic),)

    def _is_newest(self, topic: str, version: int) -> bool:
        """Whether there was this version before. Raises _Refusal when there was a higher one."""
        newest = self._store.newest_version(topic)
        if version < newest:
            detail = f"version {version}; in force is {newest}"
            raise _Refusal(NoticeCode.DOCUMENT_OLDER, detail, archive=True)
        return version == newest

    def _holds(self, topic: str, body: bytes) -> bool:
        """Whether this is what is in force: the hospital may sign it anew, with another key."""
        held = self._store.document(topic)
        return held is not None and body_of(held.message) == body

    def _open(self, payload: bytes, *, due: bool) -> Opened:
        if not payload:
            raise _Refusal(NoticeCode.DOCUMENT_UNREADABLE, "an empty message")
        if payload.lstrip().startswith(b"["):
            return Opened(body=payload)  # a bare list of resources
        try:
            return open_signed(payload, self._keys)
        except SignatureRefused as refused:
            if isinstance(refused, NothingSigned) and not due:
                raise _Refusal(NoticeCode.DOCUMENT_UNREADABLE, str(refused), archive=True) from refused
            raise _Refusal(NoticeCode.SIGNATURE_REFUSED, str(refused)) from refused

    def _in_order(self, topic: str, content: _Header, body: bytes, at: Instant) -> int:
        self._in_place(topic, content)
        end = content.not_after
        if end is not None and (end.tzinfo is None or end <= at.now):
            raise _Refusal(NoticeCode.DOCUMENT_EXPIRED, f"not to be used after {end}")
        if self._is_newest(topic, content.version) and not self._holds(topic, body):
            raise _Refusal(NoticeCode.DOCUMENT_CONFLICT, f"another version {content.version}", archive=True)
        return content.version

    def _in_place(self, topic: str, content: _Header) -> None:
        """A good signature does not make one ward's staff list another ward's."""
        where = self._topics.parse(topic)
        for said, here in ((content.site, self._topics.site), (content.ward, where.ward if where else "")):
            if said not in ("", here):
                raise _Refusal(NoticeCode.SIGNATURE_REFUSED, f"it is for {said}, not for {here}")

    def _refused(self, topic: str, payload: bytes, refusal: _Refusal, at: Instant) -> Received:
        digest = sha256(payload).hexdigest()
        known = refusal.archive and self._store.knows(topic, digest)
        if known and (refusal.code is not NoticeCode.DOCUMENT_OLDER or digest in self._older):
            return Received()
        if refusal.code is NoticeCode.DOCUMENT_OLDER:
            self._older.add(digest)
        if refusal.archive and not known:
            kept = NewDocument(
                topic=topic, message=payload, received_at=at.now, reason=refusal.detail, in_force=False
            )
            self._store.put_document(kept)
        detail = f"{refusal.detail}; sha256 {digest}"
        return Received(notices=(Notice(code=refusal.code, detail=detail, topic=topic),))

    def overtaken(self, topic: str, payload: bytes) -> bool:
        """Whether this was taken in before, and another one since."""
        digest = sha256(payload).hexdigest()
        return self.digest(topic) != digest and self._store.knows(topic, digest)

    # Looking up

    def staff(self, ward: str) -> StaffList | None:
        found: StaffList | None = self._content(self._topics.ward(ward, Kind.STAFF), Kind.STAFF)
        return found

    def policy(self, ward: str) -> Policy:
        """The ward's own, else the documented defaults."""
        found: Policy | None = self._content(self._topics.ward(ward, Kind.POLICY), Kind.POLICY)
        return DEFAULT if found is None else found

    def run_out(self, ward: str, at: Instant) -> Iterator[Notice]:
        """What is in force past its end. A policy stays so: without it the defaults might allow more. Who is
        on the list cannot log in any more.
        """
        held = {Kind.STAFF: self.staff(ward), Kind.POLICY: self.policy(ward)}
        for kind, content in held.items():
            end = content.not_after if content else None
            if end is not None and end <= at.now:
                detail = f"in force, and not to be used after {end}"
                yield Notice(
                    code=NoticeCode.DOCUMENT_EXPIRED, detail=detail, topic=self._topics.ward(ward, kind)
                )

    def stock(self) -> tuple[StockItem, ...]:
        found: tuple[StockItem, ...] | None = self._content(self._topics.own(Kind.STOCK), Kind.STOCK)
        return found or ()

    def formulary(self, named: frozenset[str] | None = None) -> Formulary:
        """All products of these parts; None: of every part that came, since nobody has named any."""
        if self._formulary is None or self._named != named:
            self._formulary, self._named = Formulary(self._products(named)), named
        return self._formulary

    def _products(self, named: frozenset[str] | None) -> tuple[Product, ...]:
        parts = self._store.documents(self._topics.formulary("x").removesuffix("x"))
        found: list[Product] = []
        for part in parts:
            if named is not None and part.topic.rpartition("/")[2] not in named:
                continue  # pharmacy withdrew it
            stored = self._store.document(part.topic)
            if stored is not None:
                found += fhir.read_formulary_part(body_of(stored.message))
        return tuple(found)

    def _content(self, topic: str, kind: Kind) -> Any:
        if topic not in self._read:
            stored = self._store.document(topic)
            self._read[topic] = None if stored is None else _RULES[kind].reader(body_of(stored.message))
        return self._read[topic]

    def as_named(self, ward: str, manifest: Manifest) -> bool:
        """Whether the cart holds exactly the formulary and the policy that the manifest names."""
        named = named_papers(self._topics, ward, manifest)
        return all(self.digest(topic) == digest for topic, digest in named.items())

    def held_staff(self, ward: str) -> DocumentEntry | None:
        """The outside of a ward's staff list."""
        return self._entry(self._topics.ward(ward, Kind.STAFF))

    def digest(self, topic: str) -> str | None:
        """The hash of what is in force on this topic."""
        entry = self._entry(topic)
        return entry.sha256 if entry else None

    def _entry(self, topic: str) -> DocumentEntry | None:
        if topic not in self._entries:
            found = self._store.documents(topic)
            self._entries[topic] = next((one for one in found if one.topic == topic), None)
        return self._entries[topic]


def _partly(topic: str, content: Any) -> tuple[Notice, ...]:
    """The drugs and lines that are not understood are not used; the hospital is told."""
    if not isinstance(content, tuple):
        return ()
    problems = [one.problem for one in content if one.problem and not one.problem.startswith(INACTIVE)]
    if not problems:
        return ()
    detail = f"{len(problems)} of {len(content)}: {'; '.join(problems[:_TOLD])}"
    return (Notice(code=NoticeCode.DOCUMENT_PARTLY, detail=detail, topic=topic),)


def _understood(reader: Callable[[bytes], Any], body: bytes) -> Any:
    try:
        refuse_doubled(body)
        return reader(body)
    except ValueError as error:
        raise _Refusal(NoticeCode.DOCUMENT_UNREADABLE, str(error), archive=True) from error
    except Exception as error:  # a fault of the reader must not stop the agent
        detail = f"the cart failed to read it: {error!r}"
        raise _Refusal(NoticeCode.DOCUMENT_UNREADABLE, detail, archive=True) from error
