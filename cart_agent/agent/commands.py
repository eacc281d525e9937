"""The hospital's signed commands: each is carried out or refused, and either is told the hospital."""

import logging
from collections.abc import Callable
from functools import partial

from msgspec import Struct

from cart_agent.agent.agent import Agent
from cart_agent.agent.diagnostics import Diagnostics
from cart_agent.core.session import events as ev
from cart_agent.his.messages import Command, CommandKind, Instant
from cart_agent.store import StoreError

log = logging.getLogger(__name__)


class Outcome(Struct, frozen=True, kw_only=True):
    """What became of a command. `refused` empty: it was carried out."""

    refused: str = ""
    detail: dict[str, str] = {}


class Commands:
    """For the store's thread only. There is no remote unlock."""

    def __init__(self, agent: Agent, diagnostics: Diagnostics, refresh: Callable[[str], None]) -> None:
        self._agent = agent
        self._diagnostics = diagnostics
        self._refresh = refresh
        self._carry_out: dict[CommandKind, Callable[[Command, Instant], Outcome]] = {
            CommandKind.REFRESH: self._ask_again,
            CommandKind.LOCKDOWN: self._lock_down,
            CommandKind.RELEASE_LOCKDOWN: self._release,
            CommandKind.COLLECT_DIAGNOSTICS: self._collect,
            CommandKind.UPDATE: lambda *_: Outcome(refused="not supported: this cart is updated by hand"),
        }

    def obey(self, command: Command) -> None:
        """Once, in this process or the next: it stays due until its outcome is on the disk.

        Rather a lock-down twice than none.
        """
        at = self._agent.present()
        outcome = self._carry_out[command.kind](command, at)
        log.info("command %s: %s", command.kind.value, outcome.refused or "done")
        self._agent.memory.note(partial(self._done, command, outcome, at))

    def _done(self, command: Command, outcome: Outcome, at: Instant) -> None:
        self._agent.recorder.command(command, outcome.refused, outcome.detail, at)
        self._agent.knowledge.book.obeyed(command)

    def wake(self) -> None:
        """After a start: obey what the agent took in and did not live to obey."""
        for command in self._agent.knowledge.book.due_commands():
            self.obey(command)

    def _ask_again(self, command: Command, _: Instant) -> Outcome:
        self._refresh(command.kind.value)
        return Outcome()

    def _lock_down(self, command: Command, _: Instant) -> Outcome:
        self._agent.feed(ev.LockedDown(command=command.command_id))
        return Outcome()

    def _release(self, command: Command, _: Instant) -> Outcome:
        if not self._agent.session.lockdown:
            return Outcome(refused="the cart is not locked down")
        self._agent.feed(ev.LockdownReleased(command=command.command_id))
        return Outcome()

    def _collect(self, _: Command, at: Instant) -> Outcome:
        try:
            file = self._diagnostics.collect(at)
        except (OSError, StoreError) as error:
            return Outcome(refused=f"the file could not be written: {error}")
        return Outcome(detail={"file": file.name, "size": str(file.size), "sha256": file.sha256})
