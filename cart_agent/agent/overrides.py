"""Overrides and break-glass on this cart: judged by ward policy, written down, watched until they end."""

from datetime import timedelta
from functools import partial
from zoneinfo import ZoneInfo

from msgspec import Struct

from cart_agent.agent import reasons
from cart_agent.agent.facts import NoteKind
from cart_agent.agent.items import OpenItem, OpenItems
from cart_agent.agent.knowledge import Knowledge
from cart_agent.agent.outcome import REASON
from cart_agent.agent.recorder import Recorder, new_id, who
from cart_agent.api import requests as ask
from cart_agent.core import record
from cart_agent.core.chart import Code
from cart_agent.core.identify import DrugPack
from cart_agent.core.orders import classes, product_of
from cart_agent.core.override import (
    UNKNOWN,
    Grant,
    Moment,
    covered,
    dose_problem,
    glass_problem,
    is_over,
)
from cart_agent.core.policy import OverridePolicy
from cart_agent.core.quantity import Quantity
from cart_agent.core.session import Session
from cart_agent.core.session import effects as fx
from cart_agent.core.session.state import Asked, Glass, Person
from cart_agent.his.messages import EventKind, Instant

Whose = Asked | Glass


class NotAllowed(Exception):
    """The override is refused; `problem` is a key of `words.LINES`."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


class Judged(Struct, frozen=True, kw_only=True):
    """What is allowed: the findings to pass over, and the tightest of the policies that speak."""

    codes: frozenset[str]
    minutes: int
    review_hours: int


class Overrides:
    """For the store's thread only."""

    def __init__(
        self, knowledge: Knowledge, recorder: Recorder, items: OpenItems, drawers: tuple[int, ...]
    ) -> None:
        self._knowledge = knowledge
        self._recorder = recorder
        self._items = items
        self._drawers = drawers

    # May she?

    def tap_problem(self, tap: ask.Tap, session: Session) -> str:
        """Refused before a PIN is asked for; what is committed is judged once more."""
        if isinstance(tap, ask.Override):
            return self.dose_problem(session)
        if isinstance(tap, ask.BreakGlass):
            encounter_id = tap.encounter_id or session.encounter_id
            return self.glass_problem(session.person, tap.drawer, encounter_id)
        return ""

    def dose_problem(self, session: Session) -> str:
        """Why the STOP in sight can not be passed over by who is logged in; empty: it can."""
        person, dose = session.person, session.dose
        if person is None or dose is None:
            return "not-now"
        (policy,) = self._policies(session.encounter_id)
        return dose_problem(policy, person.id, person.roles, dose.release, self._classes(session))

    def glass_problem(self, person: Person | None, drawer: int, encounter_id: str) -> str:
        """Why this drawer can not be opened in an emergency by this person; empty: it can."""
        if person is None:
            return "not-now"
        if drawer not in self._drawers:
            return "glass-not-listed"
        return glass_problem(
            self._policies(encounter_id), person.id, person.roles, drawer, self._held(drawer)
        )

    def _classes(self, session: Session) -> frozenset[str]:
        """The flags of the drug in hand."""
        chart = self._knowledge.chart(session.encounter_id)
        order = chart.order(session.dose.order_id) if chart and session.dose else None
        return classes(order, self._knowledge.book.formulary) if order else frozenset({UNKNOWN})

    def _held(self, drawer: int) -> frozenset[str]:
        """The flags of all that pharmacy loaded into a drawer."""
        book = self._knowledge.book
        products = [book.formulary.named(item.codes) for item in book.stock if item.drawer == drawer]
        return frozenset(flag for one in products for flag in (one.classes if one else (UNKNOWN,)))

    def drawers(self, session: Session) -> tuple[int, ...]:
        """The emergency drawers that who is logged in may open now."""
        may = partial(self.glass_problem, session.person, encounter_id=session.encounter_id)
        return tuple(drawer for drawer in self._drawers if not may(drawer))

    def _policies(self, encounter_id: str) -> tuple[OverridePolicy, ...]:
        """The policy of the patient's ward; of a patient nobody knows, those of all this cart's wards."""
        book = self._knowledge.book
        ward = book.ward_of(encounter_id) if encounter_id else None
        return tuple(book.policy(one).override for one in ((ward,) if ward else book.wards))

    # On record

    def commit(self, asked: Asked, session: Session, at: Instant) -> Grant:
        """Judge it once more and write it down, with its open item. Raises NotAllowed, StoreError."""
        assert session.person is not None
        judged = self._judge(asked, session)
        detail = {
            "reason": asked.reason,
            "minutes": str(judged.minutes),
            "codes": ",".join(sorted(judged.codes)),
        }
        subtype = "dose" if asked.drawer is None else "break-glass"
        kind = NoteKind(kind=EventKind.OVERRIDE, subtype=subtype, outcome=record.SERIOUS)
        drawer = asked.drawer or (session.dose.drawer if session.dose else None)
        encounter_id = self.encounter(asked) or session.encounter_id
        event_id = self._recorder.fact(
            kind, session, at, drawer=drawer, detail=detail, encounter_id=encounter_id
        )
        self._items.add(self._item(event_id, subtype, asked, judged, session.person, encounter_id, at))
        return Grant(
            id=event_id,
            by=session.person.id,
            reason=asked.reason,
            codes=judged.codes,
            since=moment(at),
            minutes=judged.minutes,
        )

    def _judge(self, asked: Asked, session: Session) -> Judged:
        if asked.drawer is None:
            problem = self.dose_problem(session)
        else:
            problem = self.glass_problem(session.person, asked.drawer, self.encounter(asked))
        if problem:
            raise NotAllowed(problem)
        policies = self._policies(self.encounter(asked) if asked.drawer else session.encounter_id)
        release = session.dose.release if session.dose and asked.drawer is None else None
        return Judged(
            codes=covered(release) if release else frozenset(),
            minutes=min(one.minutes for one in policies),
            review_hours=min(one.review_hours for one in policies),
        )

    def _item(
        self,
        event_id: str,
        subtype: str,
        asked: Asked,
        judged: Judged,
        person: Person,
        encounter_id: str,
        at: Instant,
    ) -> OpenItem:
        until = at.now + timedelta(hours=judged.review_hours)
        shown = until.astimezone(ZoneInfo(self._knowledge.zone)).strftime("%H:%M %d/%m")
        facts = {
            "drawer": str(asked.drawer or ""),
            "codes": ", ".join(sorted(judged.codes)),
            "by": person.name,
            "until": shown,
            "reason": asked.reason,
        }
        return OpenItem(
            id=event_id,
            kind=f"override-{subtype}",
            facts=facts,
            since=at.now,
            encounter_id=encounter_id,
            by=person.id,
            review_by=until,
        )

    def taken(self, effect: fx.CommitTaken, session: Session, at: Instant) -> None:
        """Each pack that was given, as a record of its own. Raises StoreError; ValueError without a giver."""
        amount = effect.amount
        told = Quantity(value=amount.value, unit=amount.unit) if amount else None
        for pack in effect.glass.packs:
            resource = self._emergency(effect.glass, pack, told, session, at)
            event_id = str(resource["identifier"][0]["value"])
            around = Session(person=session.person, encounter_id=self.encounter(effect.glass))
            self._recorder.later(EventKind.OVERRIDE, event_id, resource, "", around, at)

    def _emergency(
        self, glass: Glass, pack: DrugPack, amount: Quantity | None, session: Session, at: Instant
    ) -> record.Json:
        encounter_id = self.encounter(glass)
        chart = self._knowledge.chart(encounter_id) if encounter_id else None
        reason = reasons.words(reasons.BREAK_GLASS, glass.grant.reason)
        return record.emergency(
            record.Emergency(
                event_id=new_id(at),
                override=glass.grant.id,
                at=at.now,
                zone=self._knowledge.zone,
                cart=self._recorder.cart,
                performer=who(session.person),
                reason=Code(system=REASON, code=glass.grant.reason, display=reason),
                pack=pack,
                product=product_of(pack, self._knowledge.book.formulary),
                amount=amount,
                patient_id=chart.patient.id if chart else "",
                encounter_id=encounter_id,
                wristband=glass.wristband,
            )
        )

    def encounter(self, whose: Whose | None) -> str:
        """The encounter that it is for; empty when nobody knows."""
        if whose is None or whose.encounter_id or whose.wristband is None:
            return whose.encounter_id if whose else ""
        found = self._knowledge.book.find_patient(whose.wristband)
        return found[0] if len(found) == 1 else ""


def moment(at: Instant) -> Moment:
    """The present as the core's rules about overrides take it."""
    return Moment(now=at.now, monotonic=at.monotonic, boot_id=at.boot_id)


def running(session: Session) -> Grant | None:
    """The override that holds now, if there is one."""
    if session.glass is not None and not session.glass.over:
        return session.glass.grant
    return session.dose.override if session.dose else None


def time_is_up(session: Session, at: Instant) -> bool:
    """Whether an override holds whose time has passed."""
    grant = running(session)
    return grant is not None and is_over(grant, moment(at))
