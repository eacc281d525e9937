"""Which labels are to be printed. A printer is a help: nothing here can hold up a dose or lose a label.

A label that was not printed within minutes is not printed by itself any more. By then it was written by hand,
and a second label that comes out later could be stuck on something else. A person may still ask for it.
"""

from datetime import datetime, timedelta

import msgspec
from msgspec import Struct

from cart_agent.agent.labels import Labels
from cart_agent.agent.words import Texts, line
from cart_agent.api.requests import PrintLabel
from cart_agent.core.label import Preparation
from cart_agent.core.session import Session
from cart_agent.his.messages import Instant
from cart_agent.labels.problems import PROBLEMS
from cart_agent.store import Store

PRINTS = "label-prints"
"""Key in the store's small values."""
WITHIN = timedelta(minutes=10)
"""After this nobody expects the label to come out any more."""
PATIENCE = timedelta(seconds=15)
"""After this the nurse is told that it did not come out."""
NO_PROBLEM: Texts = {"vi": "", "en": ""}


class Print(Struct, frozen=True, kw_only=True):
    """What became of one label at the printer."""

    wanted: datetime
    copies: int = 0
    """How often it was printed."""
    done: bool = False
    """Printed as often as it was wanted."""
    problem: str = ""
    """Code of what kept it from being printed; empty when nothing has been heard."""


class Prints:
    """For the store's thread only. Changes join the caller's transaction, or are one of their own."""

    def __init__(self, store: Store, labels: Labels) -> None:
        self._store = store
        self._labels = labels
        self.enabled = False
        """This cart has a printer."""

    def state(self, made: Preparation, now: datetime) -> str:
        """waiting, printed or not-printed; empty where there is no printer."""
        if not self.enabled:
            return ""
        known = self._of(made)
        if known.done:
            return "printed"
        return "waiting" if now - known.wanted < WITHIN else "not-printed"

    def waiting(self, now: datetime) -> tuple[Preparation, ...]:
        """Prepared, not given, and to be printed now."""
        if not self.enabled:
            return ()
        return tuple(one for one in self._labels.open() if self.state(one, now) == "waiting")

    def waiting_numbers(self, now: datetime) -> tuple[str, ...]:
        return tuple(one.number for one in self.waiting(now))

    def alarms(self, now: datetime) -> tuple[Texts, ...]:
        """Labels that should have come out by now, and why they did not where that is known."""
        return tuple(
            _not_printed(one.number, known.problem)
            for one in self.waiting(now)
            if (known := self._of(one)).problem or now - known.wanted > PATIENCE
        )

    def again(self, tap: PrintLabel, session: Session, at: Instant) -> str:
        """A person wants it printed. Empty, or why it can not be."""
        made = self._labels.find(tap.number)
        problems = {
            "no-printer": not self.enabled,
            "not-now": session.person is None,
            "label-unknown": made is None or made.status != "open",
        }
        if problem := next((code for code, holds in problems.items() if holds), ""):
            return problem
        assert made is not None
        self._put(made, msgspec.structs.replace(self._of(made), wanted=at.now, done=False, problem=""))
        return ""

    def printed(self, made: Preparation) -> int:
        """It came out; the number of copies so far."""
        known = self._of(made)
        copies = known.copies + 1
        self._put(made, msgspec.structs.replace(known, copies=copies, done=True, problem=""))
        return copies

    def failed(self, made: Preparation, problem: str) -> bool:
        """It did not come out. False when that was known: the same trouble is told once."""
        known = self._of(made)
        if known.problem == problem:
            return False
        self._put(made, msgspec.structs.replace(known, problem=problem))
        return True

    def _of(self, made: Preparation) -> Print:
        return self._all().get(made.number, Print(wanted=made.made))

    def _all(self) -> dict[str, Print]:
        saved = self._store.get_state(PRINTS)
        return msgspec.json.decode(saved, type=dict[str, Print]) if saved else {}

    def _put(self, made: Preparation, state: Print) -> None:
        """What belongs to labels that are forgotten is forgotten too."""
        known = {one.number for one in self._labels}
        kept = {number: one for number, one in self._all().items() if number in known}
        self._store.put_state(PRINTS, msgspec.json.encode(kept | {made.number: state}))


def _not_printed(number: str, problem: str) -> Texts:
    why = PROBLEMS.get(problem, NO_PROBLEM)
    return {lang: line("label-not-printed", label=number, problem=why[lang])[lang] for lang in why}
