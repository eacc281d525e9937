"""What goes wrong in one run, made from its seed alone."""

import asyncio
import random
from collections import Counter

from msgspec import Struct

from tests.faults.proxy import Fault, FaultProxy, Packet
from tests.faults.rig import Rig

ROUNDS = 4
TO_CONNECTION = (Fault.CUT, Fault.RESET, Fault.HALF_OPEN, Fault.TWIN)
TO_PACKET = (Fault.DROP, Fault.TWICE)
LINK_KINDS = ("CONNECT", "CONNACK", "SUBSCRIBE", "SUBACK", "PUBLISH", "PUBLISH", "PUBACK", "PUBACK")
HOSPITAL_KINDS = ("CONNACK", "SUBACK", "PUBLISH", "PUBLISH", "PUBACK", "PUBACK")
VICTIMS = ("agent", "link", "hospital", "broker")
STORES = ("kept", "lost", "old")
LONGEST_DELAY = 0.05


class WireFault(Struct, frozen=True, kw_only=True):
    """The `nth` packet of a kind on a wire in this round meets this fault."""

    kind: str
    up: bool
    nth: int
    fault: Fault


class Round(Struct, frozen=True, kw_only=True):
    """Faults on both wires, events meanwhile, and who is killed (`victim` empty: nobody)."""

    link: tuple[WireFault, ...]
    hospital: tuple[WireFault, ...]
    delay: float
    before: int
    victim: str
    store: str
    """What the broker finds when it was killed: its store, none, or an old one."""
    during: int
    settle: bool
    """Whether everything is settled before the next round begins."""


def plan(seed: int) -> tuple[Round, ...]:
    """The same rounds for the same seed."""
    dice = random.Random(seed)
    return tuple(_round(dice, packets=seed % 2 == 1) for _ in range(ROUNDS))


def keeps_order(seed: int) -> bool:
    """Whether the run harms whole connections only, and the broker never forgets.

    Where single packets get lost, or events that nobody is subscribed to, later ones may come first.
    """
    forgets = any(one.victim == "broker" and one.store != "kept" for one in plan(seed))
    return seed % 2 == 0 and not forgets


def _round(dice: random.Random, *, packets: bool) -> Round:
    faults = (*TO_CONNECTION, *TO_PACKET, *TO_PACKET) if packets else TO_CONNECTION
    return Round(
        link=tuple(_wire_fault(dice, LINK_KINDS, faults) for _ in range(dice.randint(1, 3))),
        hospital=tuple(_wire_fault(dice, HOSPITAL_KINDS, faults) for _ in range(dice.randint(0, 1))),
        delay=dice.choice((0.0, 0.0, LONGEST_DELAY)),
        before=dice.randint(1, 30),
        victim=dice.choice((*VICTIMS, "")),
        store=dice.choice(STORES),
        during=dice.randint(0, 10),
        settle=dice.random() < 0.5,
    )


def _wire_fault(dice: random.Random, kinds: tuple[str, ...], faults: tuple[Fault, ...]) -> WireFault:
    kind = dice.choice(kinds)
    up = {"CONNECT": True, "SUBSCRIBE": True, "CONNACK": False, "SUBACK": False}.get(kind)
    return WireFault(
        kind=kind,
        up=dice.random() < 0.5 if up is None else up,
        nth=dice.randint(1, 1 if up is not None else 12),
        fault=dice.choice(faults),
    )


def arm(wire: FaultProxy, faults: tuple[WireFault, ...], delay: float) -> None:
    """From now on the wire does this harm, each fault once."""
    seen: Counter[tuple[str, bool]] = Counter()

    async def judge(packet: Packet) -> Fault:
        key = (packet.kind, packet.up)
        seen[key] += 1
        await asyncio.sleep(delay)
        due = (one.fault for one in faults if (one.kind, one.up, one.nth) == (*key, seen[key]))
        return next(due, Fault.PASS)

    wire.judge = judge


async def play(rig: Rig, seed: int) -> None:
    """Everything that goes wrong, and then nothing more does."""
    rig.keep_store()
    for one in plan(seed):
        arm(rig.link_wire, one.link, one.delay)
        arm(rig.hospital_wire, one.hospital, one.delay)
        await rig.commit(one.before)
        if one.victim:
            await _kill(rig, one)
        await rig.heal()
        if one.settle:
            await rig.whole_again()
    await rig.commit(1)
    await rig.whole_again()


async def _kill(rig: Rig, one: Round) -> None:
    await rig.kill(one.victim)
    if one.victim == "broker" and one.store == "lost":
        rig.lose_store()
    if one.victim == "broker" and one.store == "old":
        rig.old_store()
    if one.victim != "agent":
        await rig.commit(one.during)
    await rig.heal()
    await rig.start(one.victim)
