"""When the wall clock stops being trusted, or is trusted again, that is an event."""

from functools import partial

from cart_agent.agent.agent import Agent
from cart_agent.agent.facts import NoteKind
from cart_agent.agent.recorder import NOBODY
from cart_agent.core.record import MINOR
from cart_agent.his.messages import EventKind

TRUSTED = NoteKind(kind=EventKind.CLOCK, subtype="trusted")
NOT_TRUSTED = NoteKind(kind=EventKind.CLOCK, subtype="not-trusted", outcome=MINOR)


class ClockWatch:
    """For the store's thread only. A clock that is not trusted from the start is told too."""

    def __init__(self, agent: Agent) -> None:
        self._agent = agent
        self._trusted = True

    def look(self) -> None:
        """Once in a while."""
        at = self._agent.present()
        if at.clock.synced == self._trusted:
            return
        self._trusted = at.clock.synced
        said = {"offset": at.clock.offset, "uncertainty": at.clock.uncertainty}
        detail = {name: str(value) for name, value in said.items() if value is not None}
        kind = TRUSTED if self._trusted else NOT_TRUSTED
        self._agent.memory.note(partial(self._agent.recorder.fact, kind, NOBODY, at, detail=detail))
