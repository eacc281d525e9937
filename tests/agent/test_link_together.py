"""Requests of the link that wait together share one commit, and nothing else."""

import json
import logging
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from cart_agent.agent.linkdesk import COMMITTED
from cart_agent.api import requests as ask
from cart_agent.api.pushes import EventBatch, StatusChanged
from cart_agent.his.messages import Ack, encode
from cart_agent.hospital.wire import Publication
from tests.agent.cart_help import Cart


def documents(*publications: Publication) -> list[ask.Document]:
    """As the link hands them over."""
    return [
        ask.Document(id=number, topic=one.topic, payload=one.payload, retained=one.retain)
        for number, one in enumerate(publications, start=1)
    ]


def ack(cart: Cart, *event_ids: str) -> Publication:
    return Publication(topic=f"{own(cart)}/ack", payload=encode(Ack(settled=event_ids)), retain=False)


def own(cart: Cart) -> str:
    return f"mc/v1/{cart.topics.site}/cart/{cart.topics.cart}"


def unsettled(cart: Cart, least: int) -> list[str]:
    """Ids of events that the hospital has not settled."""
    while cart.status.unsettled < least:
        cart.scan_raw(b"no code of ours", "A")
    return [one.event_id for one in cart.agent.store.unsettled(0, 100)]


def commits(cart: Cart) -> list[str]:
    """Grows with every commit from now on."""
    seen: list[str] = []
    database: Any = cart.agent.store._database
    database.connection().set_trace_callback(lambda sql: seen.append(sql) if sql == "COMMIT" else None)
    return seen


def test_many_answers_of_the_hospital_are_one_commit(cart: Cart) -> None:
    ids = unsettled(cart, 5)
    seen = commits(cart)
    replies = cart.service.link(documents(*(ack(cart, one) for one in ids)))

    assert [reply.id for reply in replies if reply.ok] == list(range(1, len(ids) + 1))
    assert seen == ["COMMIT"]
    assert cart.status.unsettled == 0


def test_requests_of_all_kinds_are_answered_in_order(cart: Cart) -> None:
    first, second = unsettled(cart, 2)[:2]
    document = documents(ack(cart, first))[0]
    sent = ask.MarkSent(id=2, event_ids=(second,))
    replies = cart.service.link((document, sent, ask.NextEvents(id=3, after=0, limit=1)))

    assert [reply.id for reply in replies] == [1, 2, 3]
    batch = replies[2].data
    assert isinstance(batch, EventBatch)
    assert [(one.event_id, one.state) for one in batch.events] == [(second, "sent")]


def test_a_document_that_the_disk_has_no_room_for_spoils_no_other(cart: Cart) -> None:
    first, second = unsettled(cart, 2)[:2]
    database = cart.agent.store._database
    database.pragma("max_page_count", int(database.pragma("page_count")) + 2)
    chart = cart.hospital.library.chart("E26-0001")
    assert chart is not None
    huge = Publication(topic=chart.topic, payload=b"{" + b"x" * 2**20)
    replies = cart.service.link(documents(ack(cart, first), huge, ack(cart, second)))

    assert [(reply.ok, reply.code) for reply in replies] == [(True, ""), (False, "disk-full"), (True, "")]
    left = [one.event_id for one in cart.agent.store.unsettled(0, 100)]
    assert first not in left
    assert second not in left
    assert cart.agent.knowledge.chart("E26-0001") is not None, "what was in force is in force again"


def test_no_drawer_opens_before_the_commit(cart: Cart, monkeypatch: pytest.MonkeyPatch) -> None:
    first = unsettled(cart, 1)[0]
    cart.hears(cart.hospital.change_order("E26-0001", "o101"))
    cart.log_in()
    cart.scan("band:p1")
    unlock = cart.drawers.unlock
    open_transactions: list[bool] = []

    def watched(drawer: int, token: int) -> None:
        open_transactions.append(cart.agent.store.in_transaction)
        unlock(drawer, token)

    monkeypatch.setattr(cart.drawers, "unlock", watched)
    manifest = cart.hospital.manifest(cart.clock.now())
    assert all(reply.ok for reply in cart.service.link(documents(manifest, ack(cart, first))))

    assert cart.view.state == "unlocking"
    assert open_transactions == [False]


def test_counts_that_acks_change_are_shown_at_the_next_tick(cart: Cart) -> None:
    ids = unsettled(cart, 3)
    cart.service.changes()
    cart.service.link(documents(*(ack(cart, one) for one in ids)))
    assert cart.service.changes() == ()

    cart.passes(1)
    shown = [push.status.unsettled for push, _ in cart.service.changes() if isinstance(push, StatusChanged)]
    assert shown == [0]


def test_other_news_is_told_at_once_also_among_acks(cart: Cart) -> None:
    ids = unsettled(cart, 1)
    cart.service.changes()
    connected = ask.LinkChanged(id=9, state="connected")
    cart.service.link((*documents(ack(cart, *ids)), connected))

    shown = [push.status.link for push, _ in cart.service.changes() if isinstance(push, StatusChanged)]
    assert shown == ["connected"]


class Watching(logging.Handler):
    """At each line about committed charts: the version that the gates decide by, and the one on the disk."""

    def __init__(self, cart: Cart, encounter_id: str, file: Path) -> None:
        super().__init__(logging.DEBUG)
        self._cart, self._encounter_id, self._file = cart, encounter_id, file
        self.seen: list[tuple[int, int]] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.msg != COMMITTED:
            return
        chart = self._cart.agent.knowledge.chart(self._encounter_id)
        assert chart is not None
        with closing(sqlite3.connect(self._file)) as beside:
            sql = "SELECT version FROM document WHERE current = 1 AND topic LIKE ?"
            on_disk = beside.execute(sql, (f"%/chart/{self._encounter_id}",)).fetchone()[0]
        self.seen.append((chart.version, on_disk))


def test_the_log_tells_the_moment_from_which_a_new_chart_decides(cart: Cart) -> None:
    changed = cart.hospital.change_order("E26-0001", "o101")
    version = json.loads(changed.payload)["version"]
    log = logging.getLogger("cart_agent.agent.linkdesk")
    watching = Watching(cart, "E26-0001", cart.files.directory / "cart.db")
    log.addHandler(watching)
    before = log.level
    log.setLevel(logging.DEBUG)
    try:
        cart.service.link(documents(changed))
    finally:
        log.removeHandler(watching)
        log.setLevel(before)

    assert watching.seen == [(version, version)]
