"""What goes out: the ward's documents, its manifest, acknowledgements and the hospital's own state."""

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

from cart_agent.his.messages import (
    Ack,
    FormularyPins,
    HostState,
    Manifest,
    Pinned,
    Rejection,
    SyncRequest,
    encode,
)
from cart_agent.his.topics import Kind, Topics
from cart_agent.hospital.documents import Document
from cart_agent.hospital.library import Library
from cart_agent.hospital.wire import Publication


class Publisher:
    """Builds the messages of one site. Time is passed in, aware UTC."""

    def __init__(self, site: str, library: Library) -> None:
        self._topics = Topics(site=site, cart="-")
        self._library = library

    def everything(self, ward: str, now: datetime) -> tuple[Publication, ...]:
        """All documents of a ward, then the manifest that names them."""
        documents = self._library.of_ward(ward)
        return (*map(as_publication, documents), self.manifest(ward, now))

    def missing(self, request: SyncRequest, now: datetime) -> tuple[Publication, ...]:
        """The answer to a cart's sync: every document but the charts that it has, then the manifest."""
        wanted = [
            document
            for document in self._library.of_ward(request.ward)
            if document.kind is not Kind.CHART or request.have.get(document.name) != document.version
        ]
        return (*map(as_publication, wanted), self.manifest(request.ward, now))

    def manifest(self, ward: str, now: datetime) -> Publication:
        """The ward's next manifest. Its number is on the disk before anyone sees it."""
        manifest = _manifest(self._library, ward, now)
        return Publication(topic=self._topics.ward(ward, Kind.MANIFEST), payload=encode(manifest))

    def ack(self, cart: str, answers: Iterable[str | Rejection], now: datetime) -> Publication:
        """What was committed (event ids) and what was refused. Only to be sent after the commit."""
        answers = tuple(answers)
        message = Ack(
            settled=tuple(one for one in answers if isinstance(one, str)),
            rejected=tuple(one for one in answers if isinstance(one, Rejection)),
            time=now,
        )
        topic = Topics(site=self._topics.site, cart=cart).own(Kind.ACK)
        return Publication(topic=topic, payload=encode(message), retain=False)

    def command(self, cart: str, payload: bytes) -> Publication:
        """A signed command; only for who listens now or whose session the broker keeps."""
        topic = Topics(site=self._topics.site, cart=cart).own(Kind.COMMAND)
        return Publication(topic=topic, payload=payload, retain=False)

    def host_state(self, state: Literal["ready", "lost"], session: int, now: datetime | None) -> Publication:
        """Birth, and the will that the broker sends when the hospital is gone."""
        message = HostState(state=state, session=session, time=now)
        return Publication(topic=self._topics.host_state, payload=encode(message))


def as_publication(document: Document) -> Publication:
    """A document's exact bytes."""
    return Publication(topic=document.topic, payload=document.payload)


def _manifest(library: Library, ward: str, now: datetime) -> Manifest:
    documents = library.of_ward(ward)
    return Manifest(
        epoch=library.epoch(now),
        seq=library.next(f"manifest {ward}"),
        as_of=now,
        charts={one.name: _pin(one) for one in documents if one.kind is Kind.CHART},
        formulary=_formulary(documents),
        staff=next((_pin(one) for one in documents if one.kind is Kind.STAFF), None),
        policy=next((_pin(one) for one in documents if one.kind is Kind.POLICY), None),
    )


def _pin(document: Document) -> Pinned:
    return Pinned(version=document.version, sha256=document.sha256)


def _formulary(documents: Iterable[Document]) -> FormularyPins | None:
    """Its version is the sum of its parts' versions: it rises whenever one of them does."""
    parts = [one for one in documents if one.kind is Kind.FORMULARY]
    if not parts:
        return None
    return FormularyPins(
        version=sum(one.version for one in parts), parts={one.name: one.sha256 for one in parts}
    )
