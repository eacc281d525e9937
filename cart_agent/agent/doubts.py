"""Doses that may have been given though no record says so: left by another person, or given on paper."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from cart_agent.agent.items import OF_A_DOSE, PRN, OpenItem
from cart_agent.agent.parts import Parts
from cart_agent.agent.words import Texts, line
from cart_agent.core.session import Session
from cart_agent.core.session.state import Doubt
from cart_agent.his.messages import Instant

AS_NEEDED = timedelta(hours=24)
"""Each dose as needed of an order has the same key: an older one is another one."""


def doubt_of(parts: Parts, key: str, at: Instant) -> Doubt | None:
    """Why the dose `key` of the open patient may have been given; None where nothing says so.

    Who left it herself is not asked: she knows, and records it or puts it back. Nobody but her knows of what
    another one left, and whoever wrote on paper is not at the cart: there she is asked too.
    """
    session = parts.session
    left = tuple(one for one in parts.items if one.kind in OF_A_DOSE and not _is_own(one, session))
    about = tuple(one for one in (*left, *parts.items.on_paper) if _is_about(one, session, key, at))
    if not about:
        return None
    newest = about[-1]
    return Doubt(
        items=tuple(one.id for one in about),
        by=newest.facts.get("left", ""),
        since=_left_at(newest),
        drawer=newest.facts.get("drawer", ""),
        on_paper=newest in parts.items.on_paper,
    )


def _is_own(item: OpenItem, session: Session) -> bool:
    return session.person is not None and item.facts.get("left") == session.person.id


def _is_about(item: OpenItem, session: Session, key: str, at: Instant) -> bool:
    same = item.encounter_id == session.encounter_id and item.facts.get("key") == key
    return same and (PRN not in item.facts or at.now - item.since < AS_NEEDED)


def _left_at(item: OpenItem) -> datetime:
    """Of a dose that was kept over her log-out: when she went, not when somebody else came."""
    told = item.facts.get("leftAt")
    return datetime.fromisoformat(told) if told else item.since


def question(parts: Parts) -> tuple[Texts, Texts]:
    """What is said to who comes next, and what she is to do before she answers."""
    dose = parts.session.dose
    assert dose is not None
    assert dose.doubt is not None
    doubt = dose.doubt
    facts = {
        "who": _name(parts, doubt.by),
        "at": _clock(parts, doubt),
        "drawer": doubt.drawer,
    }
    if doubt.on_paper:
        return line("doubt-on-paper", **facts), line("doubt-paper-next", **facts)
    return line("doubt-left", **facts), line("doubt-left-next", **facts)


def _name(parts: Parts, staff: str) -> str | Texts:
    found = parts.knowledge.book.people.by_id(staff) if staff else None
    return found.name if found else line("somebody")


def _clock(parts: Parts, doubt: Doubt) -> str:
    """The day only where it is not today's."""
    zone = ZoneInfo(parts.knowledge.zone)
    since, now = doubt.since.astimezone(zone), parts.present().now.astimezone(zone)
    return since.strftime("%H:%M" if since.date() == now.date() else "%H:%M %d/%m")
