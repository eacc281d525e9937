"""Doses of this cart that are on record, and what is said about them later."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import msgspec
from msgspec import Struct

from cart_agent.agent import reasons
from cart_agent.agent.effects import Effects
from cart_agent.agent.knowledge import Knowledge
from cart_agent.agent.outcome import REASON
from cart_agent.agent.recorder import Recorder, new_id, who
from cart_agent.core import record
from cart_agent.core.chart import Chart, Code
from cart_agent.core.course import goes_on
from cart_agent.core.followup import EFFECT, KINDS, FollowUp, Recorded, amount_fits, possible
from cart_agent.core.schedule import merge
from cart_agent.core.session import Session
from cart_agent.his.fhir import read_administration
from cart_agent.his.messages import EventKind, Instant
from cart_agent.store import Store

UNDO = "undo"
_decoder = msgspec.json.Decoder(dict[str, Any], float_hook=Decimal)


class OnRecord(Struct, frozen=True, kw_only=True):
    """One dose with its newest resource. `id` is the id of the event that it began with."""

    id: str
    resource: record.Json
    recorded: Recorded


class Records:
    """For the store's thread only."""

    def __init__(self, store: Store, knowledge: Knowledge, recorder: Recorder, effects: Effects) -> None:
        self._store = store
        self._knowledge = knowledge
        self._recorder = recorder
        self._effects = effects
        self._seen: tuple[object, tuple[OnRecord, ...]] = (None, ())

    def of(self, chart: Chart, at: Instant) -> tuple[OnRecord, ...]:
        """The doses of one patient, newest first. Read anew when something was written."""
        state = (chart.encounter_id, chart.version, self._store.head().seq)
        if self._seen[0] != state:
            self._seen = (state, self._read(chart, at))
        return self._seen[1]

    def commit(self, said: FollowUp, session: Session, at: Instant) -> str:
        """Write it down; or why not, as a key of `words.LINES`. Raises StoreError."""
        one, problem = self._named(said, session, at), self.problem(said, session, at)
        if one is None or problem:
            return problem
        self._write(one, said, session, at)
        return ""

    def problem(self, said: FollowUp, session: Session, at: Instant) -> str:
        """Why it can not be said, as a key of `words.LINES`; empty when it can."""
        one, person = self._named(said, session, at), session.person
        if one is None or person is None:
            return "not-now"
        if said.kind not in possible(one.recorded, person.id, person.roles):
            return "not-yours" if said.kind == UNDO else "not-now"
        if not amount_fits(said, one.recorded):
            return "more-than-begun"
        return ""

    def _named(self, said: FollowUp, session: Session, at: Instant) -> OnRecord | None:
        chart = self._knowledge.chart(session.encounter_id)
        return next((one for one in self.of(chart, at) if one.id == said.record), None) if chart else None

    def _write(self, one: OnRecord, said: FollowUp, session: Session, at: Instant) -> None:
        listed = reasons.FOLLOW_UP.get(said.kind, ())
        code = Code(system=REASON, code=said.reason, display=reasons.words(listed, said.reason))
        if said.kind in (EFFECT, UNDO):
            self._effects.told(one.id)
        if said.kind == UNDO:
            self._knowledge.labels.taken_back(one.id)
        if said.kind == EFFECT:
            self._write_effect(one, said, code, session, at)
        else:
            self._write_dose(one, said, code, session, at)

    def _write_effect(self, one: OnRecord, said: FollowUp, code: Code, session: Session, at: Instant) -> None:
        told = record.Effect(
            event_id=new_id(at),
            record=one.id,
            original=one.resource,
            effect=code,
            score=said.score,
            by=who(session.person),
            at=at.now,
        )
        order_id = one.recorded.administration.order_id
        resource = record.prn_effect(told)
        self._recorder.later(EventKind.PRN_EFFECT, told.event_id, resource, order_id, session, at)

    def _write_dose(self, one: OnRecord, said: FollowUp, code: Code, session: Session, at: Instant) -> None:
        later = record.Later(
            event_id=new_id(at),
            kind=said.kind,
            status=KINDS[said.kind].after,
            by=who(session.person),
            at=at.now,
            reason=code if said.reason else None,
            amount=said.amount,
        )
        self._recorder.later(
            EventKind.CORRECTED if said.kind == UNDO else EventKind.ADMINISTRATION,
            later.event_id,
            record.followed_up(one.resource, later),
            one.recorded.administration.order_id,
            session,
            at,
        )

    def _read(self, chart: Chart, at: Instant) -> tuple[OnRecord, ...]:
        found: dict[str, OnRecord] = {}
        awaited = frozenset(one.record for one in self._effects)
        for resource in self._knowledge.own_doses(chart.encounter_id, at):
            one = _on_record(resource, chart, awaited)
            found[one.id] = one
        found |= {one.id: one for one in _elsewhere(chart, found)}
        return tuple(reversed(found.values()))


def _elsewhere(chart: Chart, own: Mapping[str, OnRecord]) -> list[OnRecord]:
    """What another cart began or went on with, as the hospital's chart has it: it can be ended here."""
    mine = {id_: one.recorded.administration for id_, one in own.items()}
    return [
        OnRecord(
            id=one.event_id,
            resource=record.as_known(one, chart),
            recorded=Recorded(administration=one),
        )
        for one in merge(chart.administrations, mine.values())
        if one.event_id
        and (one.status != mine[one.event_id].status if one.event_id in mine else goes_on(one))
    ]


def _on_record(raw: msgspec.Raw, chart: Chart, awaited: frozenset[str]) -> OnRecord:
    administration = read_administration(raw, chart.patient.id, ())
    resource = _decoder.decode(raw)
    recorded = Recorded(
        administration=administration,
        followed=record.follow_ups(resource),
        effect_awaited=administration.event_id in awaited,
    )
    return OnRecord(id=administration.event_id, resource=resource, recorded=recorded)
