"""Whether the screen says what a scenario expects: one small question a key."""

from collections.abc import Callable
from typing import Any

from cart_agent.api.views import SessionView
from cart_agent.demo.nurse import Screen
from cart_agent.demo.scenario import Expect

QUESTIONS: dict[str, Callable[[Any, Screen], bool]] = {
    "state": lambda wanted, screen: screen.session.state == wanted,
    "verdict": lambda wanted, screen: (
        screen.session.verdict is not None and screen.session.verdict.severity == wanted
    ),
    "finding": lambda wanted, screen: wanted in _codes(screen.session),
    "order": lambda wanted, screen: (
        screen.session.dose is not None and screen.session.dose.order_id == wanted
    ),
    "drawer": lambda wanted, screen: screen.session.drawer == wanted,
    "drawer_state": lambda wanted, screen: screen.session.drawer_state == wanted,
    "locked": lambda wanted, screen: (wanted, "locked") in _drawers(screen),
    "opened": lambda wanted, screen: (wanted, "open") in _drawers(screen),
    "patient": lambda wanted, screen: (
        screen.session.patient is not None and screen.session.patient.encounter_id == wanted
    ),
    "person": lambda wanted, screen: _person(screen.session) == wanted,
    "action": lambda wanted, screen: wanted in screen.session.actions,
    "no_action": lambda wanted, screen: wanted not in screen.session.actions,
    "link": lambda wanted, screen: screen.status.link == wanted,
    "notice": lambda wanted, screen: wanted in (screen.session.notice or {}).get("en", ""),
    "item": lambda wanted, screen: any(wanted in one.text["en"] for one in screen.status.open_items),
    "alarm": lambda wanted, screen: any(wanted in one["en"] for one in screen.status.alarms),
    "open_items": lambda wanted, screen: len(screen.status.open_items) == wanted,
    "complete": lambda wanted, screen: screen.status.complete is wanted,
    "patients": lambda wanted, screen: len(screen.round.patients) == wanted,
    "problem": lambda wanted, screen: wanted in _problems(screen),
    "device": lambda wanted, screen: wanted in {f"{one.name} {one.state}" for one in screen.status.devices},
    "effects_due": lambda wanted, screen: sum(one.effects_due for one in screen.round.patients) == wanted,
    "record": lambda wanted, screen: wanted in _records(screen.session),
    "prepared": lambda wanted, screen: wanted in _prepared(screen.session),
    "given": lambda wanted, screen: wanted in _given(screen.session),
}


def mismatch(expect: Expect, screen: Screen | None) -> tuple[str, ...]:
    """The keys that do not hold; `agent` when nothing can be seen."""
    if screen is None:
        return ("agent",)
    asked = {name: getattr(expect, name) for name in QUESTIONS}
    unasked = {name: getattr(NOTHING, name) for name in QUESTIONS}
    return tuple(
        name
        for name, wanted in asked.items()
        if wanted != unasked[name] and not QUESTIONS[name](wanted, screen)
    )


NOTHING = Expect()


def _drawers(screen: Screen) -> set[tuple[int, str]]:
    return {(one.number, one.state) for one in screen.status.drawers}


def _codes(session: SessionView) -> set[str]:
    return {finding.code for finding in session.verdict.findings} if session.verdict else set()


def _person(session: SessionView) -> str:
    return session.person.id if session.person else "nobody"


def _given(session: SessionView) -> set[str]:
    doses = session.patient.doses if session.patient else ()
    return {dose.order_id for dose in doses if dose.status == "given"}


def _prepared(session: SessionView) -> set[str]:
    return {one.order_id for one in session.patient.prepared} if session.patient else set()


def _records(session: SessionView) -> set[str]:
    records = session.patient.records if session.patient else ()
    newest = {one.order_id: one for one in reversed(records)}
    return {f"{one.order_id} {one.status}" for one in newest.values()}


def _problems(screen: Screen) -> set[str]:
    return {one.encounter_id for one in screen.round.patients if one.problem}
