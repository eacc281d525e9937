"""The gates are asked here. A question may wait a little for the manifest that names a new chart."""

from cart_agent.agent.knowledge import Knowledge
from cart_agent.core.session import Session
from cart_agent.core.session import effects as fx
from cart_agent.core.session import events as ev
from cart_agent.core.verdict import Gate
from cart_agent.his.messages import Instant

MANIFEST_FOLLOWS = 3.0
"""Seconds that a new chart may wait for the manifest that names it, before it counts as unverified."""


class Questions:
    """What is asked, and what is still to be answered."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._waiting: dict[Gate, fx.Ask] = {}
        self._chart_came: dict[str, float] = {}
        """When a chart last changed, by encounter, on the monotonic clock."""

    def charts_came(self, encounters: tuple[str, ...], monotonic: float) -> None:
        """These charts have just changed."""
        self._chart_came |= dict.fromkeys(encounters, monotonic)

    def ask(self, question: fx.Ask, session: Session, at: Instant) -> ev.Checked | None:
        """The answer; None when it waits, and `waiting` gives the question out again."""
        answer = self._knowledge.ask(question.gate, session, question.key, at)
        if self._awaits_manifest(answer, session, at):
            self._waiting[question.gate] = question
            return None
        self._waiting.pop(question.gate, None)
        return answer

    def waiting(self, session: Session) -> tuple[fx.Ask, ...]:
        """The questions to ask once more, about the dose in hand only. They wait no longer here."""
        waiting, self._waiting = tuple(self._waiting.values()), {}
        key = session.dose.key if session.dose else ""
        return tuple(question for question in waiting if question.key == key)

    def _awaits_manifest(self, answer: ev.Checked, session: Session, at: Instant) -> bool:
        """A chart that has just come is named by the manifest right behind it: no reason to alarm a nurse."""
        unverified = any(finding.code == "CHART_UNVERIFIED" for finding in answer.verdict.findings)
        age = at.monotonic - self._chart_came.get(session.encounter_id, -MANIFEST_FOLLOWS)
        return unverified and age < MANIFEST_FOLLOWS
