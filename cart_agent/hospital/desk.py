"""What is done with each message from a cart, all of a batch in one transaction."""

import logging
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

import peewee
from msgspec import Struct

from cart_agent.his.messages import Envelope, Rejection, decode
from cart_agent.hospital.apply import Unreadable, concerns_chart, superseded, with_event
from cart_agent.hospital.documents import Document, TooLong, content
from cart_agent.hospital.inbox import Inbox
from cart_agent.hospital.ledger import Ledger
from cart_agent.hospital.library import Library
from cart_agent.hospital.seen import Lookout

log = logging.getLogger(__name__)


class Arrived(Struct, frozen=True, kw_only=True):
    """An event's message with the cart that its topic names."""

    cart: str
    message: bytes


class Answers(Struct, frozen=True, kw_only=True):
    """What to tell: to each cart its settled event ids and rejections, in order; to all the new charts."""

    carts: dict[str, list[str | Rejection]]
    charts: tuple[Document, ...] = ()


class Desk:
    """Commits events and keeps the charts in step with them."""

    def __init__(self, database: peewee.SqliteDatabase, library: Library, carts: Iterable[str] = ()) -> None:
        self._database = database
        self._library = library
        self._inbox = Inbox(database, carts)
        self._ledger = Ledger(database)
        self._lookout = Lookout(database)

    def take(self, arrived: Iterable[Arrived], now: datetime) -> Answers:
        """Everything is on the disk when it returns."""
        answers: dict[str, list[str | Rejection]] = defaultdict(list)
        changed: dict[str, Document] = {}
        with self._database.atomic("IMMEDIATE"):
            for one in arrived:
                answers[one.cart].extend(self._one(one, now, changed))
            for cart in answers:
                self._lookout.event(cart, now)
        return Answers(carts=dict(answers), charts=tuple(changed.values()))

    def _one(self, one: Arrived, now: datetime, changed: dict[str, Document]) -> Iterable[str | Rejection]:
        result = self._inbox.receive(one.cart, one.message, now)
        if isinstance(result, Rejection):
            log.warning("event of %s refused: %s", one.cart, result.code)
            return [result] if result.event_id else []
        if result.fresh:
            flags, chart = self._chart_after(result.envelope, now)
            try:
                if chart:
                    changed[chart.topic] = self._library.put(chart)
            except TooLong as error:
                log.warning("an event could not go into its chart: it would be %s long", error.length)
                flags.append("not-in-chart")
            if flags:
                self._inbox.flag(result.envelope.event_id, flags)
        return [result.envelope.event_id]

    def _chart_after(self, envelope: Envelope, now: datetime) -> tuple[list[str], Document | None]:
        """A fact is settled whatever becomes of the chart; what went wrong is flagged for a person."""
        if not concerns_chart(envelope):
            return [], None
        chart = self._library.chart(envelope.encounter_id or "")
        if chart is None:
            return ["unknown-encounter"], None
        try:
            flags = ["superseded-order"] if superseded(content(chart), envelope) else []
            return flags, with_event(chart, envelope, now)
        except (Unreadable, KeyError, TypeError, AttributeError, ValueError) as error:
            log.warning("an event could not go into its chart: %s", type(error).__name__)
            return ["not-in-chart"], None

    def replay(self, documents: Iterable[Document], now: datetime) -> None:
        """Put the doses that are already settled into charts that came anew. Raises TooLong."""
        with self._database.atomic("IMMEDIATE"):
            for document in documents:
                for message in self._ledger.messages(encounter_id=document.name):
                    _, chart = self._chart_after(decode(message, Envelope), now)
                    if chart:
                        self._library.put(chart)
