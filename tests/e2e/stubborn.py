"""A nurse whose cart keeps dying: when the screen does not get where it should, she does things again."""

import msgspec

from cart_agent.demo.headless import Stage
from cart_agent.demo.scenario import Expect, Step

PATIENCE = 4.0
"""Seconds before she tries again."""
TRIES = 8
FLEETING = ("pin", "witness", "blind", "second")
"""A badge waits for its PIN or its number only in memory: after a power cut it is scanned again."""
AT_PATIENT = Step(expect=Expect(state="patient"), within=0.3)
LOOKED = Step(tap="clear-fault", fields={"reason": "drawers-checked"}, within=0.3)
"""A board that lost its power while it unlocked is a fault that a person looks at."""
OPEN_AGAIN = Step(tap="reopen", within=0.3)
VERIFIED = Step(expect=Expect(complete=True))
"""What she was shown before the cart died: without it the cart asks her for a reason, rightly."""


class StubbornNurse:
    """Plays steps; everything since the last expectation that held is done again until the next one holds."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._since: list[Step] = []
        self._wristband: Step | None = None

    async def do(self, step: Step) -> None:
        """One step. Raises AssertionError when nothing helps."""
        step = _without_notice(step)
        if step.scan.startswith("band:"):
            self._wristband = step
        for _ in range(TRIES):
            error = await self._attempt(step)
            if not error:
                break
            await self._again()
        assert not error, f"{step}: {error}"
        if step.expect is None:
            self._since.append(step)
        elif step.expect.state not in FLEETING:
            self._since = []

    async def _again(self) -> None:
        """Scans may always be repeated; a tap that the screen no longer offers is not made."""
        await self._stage.attempt(LOOKED)
        await self._stage.attempt(OPEN_AGAIN)
        if self._wristband is not None and not await self._stage.attempt(AT_PATIENT):
            await self._stage.attempt(self._wristband)
        for step in self._since:
            await self._attempt(step)

    async def _attempt(self, step: Step) -> str:
        await self._stage.attempt(VERIFIED)
        return await self._stage.attempt(msgspec.structs.replace(step, within=PATIENCE))


def _without_notice(step: Step) -> Step:
    """A notice is said once; it does not come back after a power cut."""
    if step.expect is None:
        return step
    return msgspec.structs.replace(step, expect=msgspec.structs.replace(step.expect, notice=""))
