"""The round as a state machine: `step(session, event) -> Step(session, effects)`.

The nurse's round has one place at a time, and this package says where she is, what may happen there, and
what follows. It decides nothing about drugs: verdicts come in as events. It does nothing: effects go out,
and their results come back as events.

    off -> pin -> round -> [wristband] -> patient -> checking -> (release) -> intent -> unlocking -> fetch
        -> [drug scan] -> verifying -> verify -> [one tap] -> giving -> (give) -> recording -> (closing)
        -> next dose

Four rules hold by construction and are tested as properties:

1. `Unlock` is emitted in three places, never while a fault is latched: after `IntentCommitted`, which follows
   only a release verdict with nothing outstanding; for an emergency drawer, behind a break-glass that is on
   record; and, with its own intent on record, for the drawer that was unlocked for the dose in hand before,
   so that what is not given goes back.
2. `CommitRecord` for a given dose is emitted in one place, after a give check with nothing outstanding.
3. A finding of severity STOP can not be acknowledged. Only an override on record passes it over: by the
   person who is logged in, after her PIN, for a coded reason, for a few minutes.
4. A pair of state and event that `table.TABLE` does not hold raises `Unexpected`.
"""

from cart_agent.core.session.moves import Step
from cart_agent.core.session.places import State
from cart_agent.core.session.state import Session
from cart_agent.core.session.table import Unexpected, restore, step

__all__ = ["Session", "State", "Step", "Unexpected", "restore", "step"]
