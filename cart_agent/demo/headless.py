"""Runs a scenario on a whole simulated cart and reports what the hospital settled."""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, ClassVar

import msgspec
from msgspec import Struct

from cart_agent.agent.words import line
from cart_agent.api.client import AgentClient, AgentGone, Refused
from cart_agent.api.pushes import EventBatch
from cart_agent.api.requests import GetEvents
from cart_agent.demo.broker import Broker
from cart_agent.demo.cart import BrokerKind, SimulatedCart, simulated_cart
from cart_agent.demo.expect import mismatch
from cart_agent.demo.hands import HandsFailed
from cart_agent.demo.items import ward_items
from cart_agent.demo.nurse import Nurse
from cart_agent.demo.place import demo_ward
from cart_agent.demo.processes import ProcessFailed
from cart_agent.demo.scenario import Scenario, Step, plain
from drivers import clock_simulated

PAGE = 500
SETTLE_SECONDS = 60.0
"""How long the hospital may take after the last step."""
COOLING_SECONDS = 3.0
"""What the cart's line says; a lock that just started cools for 2.5 s between two openings."""
LINE_LIMIT = 64 * 2**20


class StepResult(Struct, frozen=True, kw_only=True):
    """How one step went. `error` is empty when it held."""

    step: dict[str, Any]
    ok: bool
    seconds: float
    error: str = ""


class Report(Struct, frozen=True, kw_only=True):
    """`events` are the envelopes that the hospital settled, in that order, as the cart wrote them."""

    ok: bool
    scenario: str
    steps: tuple[StepResult, ...]
    committed: int
    settled: int
    events: tuple[msgspec.Raw, ...]


class StepFailed(Exception):
    """A step that did not hold; the words are for the report."""


async def play(
    scenario: Scenario, broker: BrokerKind | Broker, tell: Callable[[str], None] = lambda _: None
) -> Report:
    """Play every step until one does not hold, then let the hospital settle what was committed."""
    async with simulated_cart(broker) as cart:
        stage = Stage(cart)
        try:
            results = await stage.play(scenario, tell)
            return await stage.report(scenario, results)
        finally:
            await stage.close()


class Stage:
    """A simulated cart with its scripted nurse, while a scenario is played."""

    def __init__(self, cart: SimulatedCart) -> None:
        self._cart = cart
        self._nurse = Nurse(cart.files.agent_socket)
        self._items = {item.id: item for item in ward_items()}
        self._pins = demo_ward().pins()

    async def close(self) -> None:
        await self._nurse.close()

    async def play(self, scenario: Scenario, tell: Callable[[str], None]) -> tuple[StepResult, ...]:
        results: list[StepResult] = []
        for number, step in enumerate(scenario.steps, 1):
            began = time.monotonic()
            error = await self.attempt(step)
            seconds = round(time.monotonic() - began, 3)
            results.append(StepResult(step=plain(step), ok=not error, seconds=seconds, error=error))
            tell(f"{'ok ' if not error else 'NOT'} {number:3} {plain(step)} {error}".rstrip())
            if error:
                break
        return tuple(results)

    async def attempt(self, step: Step) -> str:
        """Do one step; what was wrong, or nothing."""
        try:
            await self._VERBS[step.verb](self, step)
        except TimeoutError:
            return f"not within {step.within} s: {self._seen()}"
        except Refused as refused:
            if step.refused == refused.reply.code:
                return ""
            return f"refused: {refused.reply.code} {refused.reply.text.get('en', '')}"
        except (StepFailed, ProcessFailed, HandsFailed, AgentGone, OSError) as error:
            return str(error)
        return f"not refused: {self._seen()}" if step.refused else ""

    def _seen(self) -> str:
        if self._nurse.screen is None:
            return f"the agent is gone\n{self._cart.processes['agent'].tail()}"
        session = self._nurse.screen.session
        codes = [finding.code for finding in session.verdict.findings] if session.verdict else []
        severity = session.verdict.severity if session.verdict else ""
        said = (session.notice or {}).get("en", "")
        return f"state {session.state}, {severity} {codes}, notice {said!r}, possible {list(session.actions)}"

    # Verbs

    async def _scan(self, step: Step) -> None:
        item = self._items.get(step.scan) or self._nurse.label(step.scan)
        if item is None:
            raise StepFailed(f"neither the demo ward nor the nurse has {step.scan!r}")
        await self._nurse.until(_scanner_reads, step.within)
        self._cart.scanner.send(item)

    async def _send(self, step: Step) -> None:
        await self._nurse.until(_scanner_reads, step.within)
        self._cart.scanner.send_bytes(bytes.fromhex(step.send))

    async def _pin(self, step: Step) -> None:
        await self._nurse.tap("pin", {"pin": self._pins.get(step.pin, step.pin)}, step.within)

    async def _tap(self, step: Step) -> None:
        await self._nurse.tap(step.tap, step.fields, step.within)

    async def _expect(self, step: Step) -> None:
        wanted = step.expect
        assert wanted is not None

        def seen(nurse: Nurse) -> bool:
            return not mismatch(wanted, nurse.screen)

        await self._nurse.until(lambda nurse: seen(nurse) or _cools(nurse), step.within)
        if seen(self._nurse):
            return
        await asyncio.sleep(COOLING_SECONDS)
        await self._nurse.tap("reopen", {}, step.within)
        await self._nurse.until(seen, step.within)

    async def _wait(self, step: Step) -> None:
        await asyncio.sleep(step.wait)

    async def _network(self, step: Step) -> None:
        await (self._cart.cable.pull() if step.network == "pulled" else self._cart.cable.restore())

    async def _kill(self, step: Step) -> None:
        await self._cart.processes[step.kill].kill()

    async def _start(self, step: Step) -> None:
        await self._cart.processes[step.start].start()

    async def _restart(self, step: Step) -> None:
        await self._cart.processes[step.restart].kill()
        await self._cart.processes[step.restart].start()

    async def _advance(self, step: Step) -> None:
        clock_simulated.advance(self._cart.files.clock, step.advance)

    async def _hands(self, step: Step) -> None:
        await self._cart.hands.order(step.hands)

    async def _scanner(self, step: Step) -> None:
        if step.scanner == "plugged":
            self._cart.scanner.plug()
        else:
            self._cart.scanner.unplug()

    async def _hospital(self, step: Step) -> None:
        answer = await ask_hospital(self._cart.files.hospital_control, step.hospital)
        if not answer.get("ok"):
            raise StepFailed(f"the hospital says: {answer.get('error')}")

    async def _settled(self, step: Step) -> None:
        await self._settle(step.within)

    async def _settle(self, within: float) -> None:
        async with asyncio.timeout(within):
            while len(await self._settled_events()) < len(await self.committed()):
                await asyncio.sleep(0.05)

    _VERBS: ClassVar[dict[str, Callable[["Stage", Step], Awaitable[None]]]] = {
        "scan": _scan,
        "send": _send,
        "pin": _pin,
        "tap": _tap,
        "expect": _expect,
        "wait": _wait,
        "network": _network,
        "kill": _kill,
        "start": _start,
        "restart": _restart,
        "advance": _advance,
        "hands": _hands,
        "scanner": _scanner,
        "hospital": _hospital,
        "settled": _settled,
    }

    # What came of it

    async def report(self, scenario: Scenario, results: tuple[StepResult, ...]) -> Report:
        """Settled exactly once, in the chain's own order: nothing more, nothing less than was committed."""
        ok = all(result.ok for result in results) and len(results) == len(scenario.steps)
        with contextlib.suppress(TimeoutError):
            await self._settle(SETTLE_SECONDS)
        committed = await self.committed()
        settled = await self._settled_events()
        whole = sorted(settled) == sorted(committed) and len(set(settled)) == len(settled)
        return Report(
            ok=ok and whole,
            scenario=scenario.title,
            steps=results,
            committed=len(committed),
            settled=len(settled),
            events=tuple(msgspec.Raw(event) for event in settled),
        )

    async def committed(self) -> list[bytes]:
        """Every event message that the cart has committed, in order."""
        client, _ = await AgentClient.connect(self._cart.files.agent_socket, "admin")
        try:
            events: list[bytes] = []
            while True:
                page = await client.fetch(EventBatch, GetEvents, after=len(events), limit=PAGE)
                events += [event.message for event in page.events]
                if len(page.events) < PAGE:
                    return events
        finally:
            await client.close()

    async def _settled_events(self) -> list[bytes]:
        answer = await ask_hospital(self._cart.files.hospital_control, {"do": "events"})
        return [bytes(event) for event in answer["events"]]


def _scanner_reads(nurse: Nurse) -> bool:
    """What a scanner sends before its port is open is thrown away, as it must be: it may be hours old."""
    devices = nurse.screen.status.devices if nurse.screen else ()
    return any((one.name, one.state) == ("scanner", "ready") for one in devices)


def _cools(nurse: Nurse) -> bool:
    """A script is quicker than any hand; she waits and asks again, as the screen tells her."""
    session = nurse.screen.session if nurse.screen else None
    if session is None or session.notice is None or "reopen" not in session.actions:
        return False
    return session.notice["en"].endswith(line("lock-cooling", drawer=str(session.drawer))["en"])


class _Events(Struct, frozen=True):
    ok: bool
    events: tuple[msgspec.Raw, ...] = ()
    error: str = ""


async def ask_hospital(control: Path, request: dict[str, Any]) -> dict[str, Any]:
    """One request to the simulated hospital's control socket; events come back as their exact bytes."""
    try:
        reader, writer = await asyncio.open_unix_connection(str(control), limit=LINE_LIMIT)
    except OSError as error:
        raise StepFailed(f"the hospital does not answer: {error.strerror}") from error
    try:
        writer.write(msgspec.json.encode(request) + b"\n")
        line = await reader.readline()
    finally:
        writer.close()
    answer = msgspec.json.decode(line, type=_Events)
    return {"ok": answer.ok, "events": answer.events, "error": answer.error}
