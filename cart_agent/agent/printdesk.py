"""What the printer's process asks and reports. Each label that was printed, or was not, is an event."""

from collections.abc import Callable
from functools import partial
from typing import Any

from cart_agent.agent.agent import Agent, Refusal
from cart_agent.agent.facts import NoteKind
from cart_agent.agent.recorder import NOBODY
from cart_agent.agent.views.prepared import prepared_view
from cart_agent.agent.views.status import Outside
from cart_agent.api import pushes as push
from cart_agent.api import requests as ask
from cart_agent.api.views import DeviceView
from cart_agent.core.label import Preparation
from cart_agent.core.record import MINOR
from cart_agent.his.messages import EventKind, Instant
from drivers.interfaces import DeviceState

DEVICE = "label-printer"
PRINTED = NoteKind(kind=EventKind.SYSTEM, subtype="label-printed")
FAILED = NoteKind(kind=EventKind.SYSTEM, subtype="label-not-printed", outcome=MINOR)


class PrintDesk:
    """For the store's thread only."""

    def __init__(self, agent: Agent, outside: Outside) -> None:
        self._agent = agent
        self._outside = outside
        self.handlers: dict[type, Callable[[Any], push.Reply]] = {
            ask.WaitingLabels: self._waiting,
            ask.LabelPrinted: self._reported,
        }

    def _waiting(self, request: ask.WaitingLabels) -> push.Reply:
        agent = self._agent
        waiting = agent.prints.waiting(agent.present().now)
        labels = tuple(prepared_view(one, agent.knowledge.zone, agent.recorder.cart) for one in waiting)
        return push.Reply(id=request.id, ok=True, data=push.LabelBatch(labels=labels))

    def _reported(self, report: ask.LabelPrinted) -> push.Reply:
        """Written when the disk can be written; a printer's news are never lost and never in the way."""
        made = self._agent.knowledge.labels.find(report.number)
        if made is None:
            raise Refusal("label-unknown")
        self._agent.memory.note(partial(self._write, report, made, self._agent.present()))
        state = DeviceState.FAULTY if report.problem else DeviceState.READY
        view = DeviceView(name=DEVICE, state=state.value, detail=report.detail)
        self._outside.devices = self._outside.devices | {DEVICE: view}
        return push.Reply(id=report.id, ok=True)

    def _write(self, report: ask.LabelPrinted, made: Preparation, at: Instant) -> None:
        prints = self._agent.prints
        about = {"label": made.number}
        if not report.problem:
            about["copy"] = str(prints.printed(made))
        elif prints.failed(made, report.problem):
            about["problem"] = report.problem
        else:
            return
        kind = FAILED if report.problem else PRINTED
        self._agent.recorder.fact(kind, NOBODY, at, detail=about, encounter_id=made.encounter_id)
