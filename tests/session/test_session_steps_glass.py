"""Break-glass: to the letter."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from msgspec.structs import replace

from cart_agent.core.identify import DrugPack
from cart_agent.core.override import Grant, Moment
from cart_agent.core.session import Session, State, restore, step
from cart_agent.core.session import events as ev
from cart_agent.core.session.effects import CommitTaken, Lock, Note, Tell, Unlock
from cart_agent.core.session.state import Amount, Fault, Glass
from tests.session.session_help import BAND, NURSE, PACK
from tests.session.steps_help import OTHER_BAND, Row, assert_follows, rows

SINCE = Moment(now=datetime(2026, 3, 2, 1, tzinfo=UTC), monotonic=1.0, boot_id="b")
GRANT = Grant(id="e1", by=NURSE.id, reason="arrest", since=SINCE, minutes=15)
GLASS = Glass(grant=GRANT, drawer=9, encounter_id="enc-1", wristband=BAND)
TAKEN = replace(GLASS, packs=(PACK,), given=1)
SERIAL = DrugPack(drug="ADRENALIN", lot="L1", serial="S1", raw=b"y", symbology="]d2")
TAKE = Tell(message="glass-take", good=True, facts={"drawer": "9"})
OVER, CLOSE = Tell(message="override-over"), Tell(message="close-drawer")
FAULT = Fault(kind="unlock-failed", drawer=9, detail="no-answer")
AMOUNT = Amount(value=Decimal(1), unit="mg")
RESTING = {"state": State.PATIENT, "glass": None, "stopped": None}


def in_glass(glass: Glass = GLASS, **fields: Any) -> Session:
    whole = {"state": State.GLASS, "person": NURSE, "encounter_id": "enc-1", "wristband": BAND}
    return Session(**{**whole, "glass": glass, **fields})


def note(kind: str, **about: str) -> Note:
    told = {"override": "e1", "drawer": "9", "by": NURSE.id, **about}
    return Note(kind=kind, about=told, encounter_id="enc-1")


def fault(found: Fault) -> Note:
    about = {"fault": found.kind, "drawer": str(found.drawer), "detail": found.detail}
    return Note(kind="fault", about=about, fault=found)


OPENING = in_glass(state=State.GLASS_OPENING)


@rows(
    Row(
        name="asked for again",
        before=in_glass(),
        event=ev.Reopened(),
        changes={"state": State.GLASS_OPENING},
        effects=(Lock(drawer=9), Unlock(drawer=9)),
    ),
    Row(
        name="its time has passed",
        before=in_glass(replace(TAKEN, over=True)),
        event=ev.Reopened(),
        effects=(OVER,),
    ),
    Row(
        name="a fault is latched",
        before=in_glass(fault=FAULT),
        event=ev.Reopened(),
        effects=(Tell(message="fault-first"),),
    ),
    Row(
        name="it is open already",
        before=in_glass(open_drawers=frozenset({9})),
        event=ev.Reopened(),
        effects=(TAKE,),
    ),
    Row(
        name="another drawer is open",
        before=in_glass(open_drawers=frozenset({3})),
        event=ev.Reopened(),
        effects=(CLOSE,),
    ),
    Row(
        name="unlocked",
        before=OPENING,
        event=ev.Unlocked(drawer=9, ok=True),
        changes={"state": State.GLASS},
        effects=(note("glass-opened"), TAKE),
    ),
    Row(
        name="refused because a drawer is open",
        before=OPENING,
        event=ev.Unlocked(drawer=9, ok=False, reason="drawer-open"),
        changes={"state": State.GLASS},
        effects=(CLOSE,),
    ),
    Row(
        name="refused because the lock must cool",
        before=OPENING,
        event=ev.Unlocked(drawer=9, ok=False, reason="coil-hot"),
        changes={"state": State.GLASS},
        effects=(
            Note(kind="lock-cooling", about={"drawer": "9"}),
            Tell(message="lock-cooling", facts={"drawer": "9"}),
        ),
    ),
    Row(
        name="refused",
        before=OPENING,
        event=ev.Unlocked(drawer=9, ok=False, reason="no-answer"),
        changes={"state": State.GLASS, "fault": FAULT},
        effects=(Lock(drawer=9), fault(FAULT)),
    ),
    Row(
        name="unlocked after a lock-down",
        before=replace(OPENING, lockdown="c1"),
        event=ev.Unlocked(drawer=9, ok=True),
        changes={"state": State.GLASS},
        effects=(Lock(drawer=9), Tell(message="lockdown")),
    ),
    Row(
        name="another drawer answers",
        before=OPENING,
        event=ev.Unlocked(drawer=3, ok=False),
        changes={"fault": Fault(kind="unlock-failed", drawer=3, detail="answer for another drawer")},
        effects=(
            Lock(drawer=9),
            fault(Fault(kind="unlock-failed", drawer=3, detail="answer for another drawer")),
        ),
    ),
)
def test_an_emergency_drawer_is_unlocked(row: Row) -> None:
    assert_follows(row)


@rows(
    Row(
        name="a drug",
        before=in_glass(TAKEN),
        event=ev.PackRead(pack=SERIAL),
        changes={"glass": replace(TAKEN, packs=(PACK, SERIAL))},
        effects=(
            note("glass-taken", drug="ADRENALIN", lot="L1", serial="S1"),
            Tell(message="glass-taken", good=True),
        ),
    ),
    Row(
        name="a drug with a GTIN",
        before=in_glass(),
        event=ev.PackRead(pack=PACK),
        changes={"glass": replace(GLASS, packs=(PACK,))},
        effects=(note("glass-taken", gtin="08934567890123"), Tell(message="glass-taken", good=True)),
    ),
    Row(
        name="the same piece again",
        before=in_glass(replace(GLASS, packs=(SERIAL,))),
        event=ev.PackRead(pack=SERIAL),
        effects=(Tell(message="same-pack"),),
    ),
    Row(
        name="a drug without a readable code",
        before=in_glass(),
        event=ev.UnableToScan(reason="torn"),
        effects=(note("glass-unscanned", reason="torn"), Tell(message="glass-unscanned")),
    ),
    Row(
        name="nothing was scanned",
        before=in_glass(),
        event=ev.TakenGiven(),
        effects=(Tell(message="glass-scan-first"),),
    ),
    Row(
        name="an amount of several",
        before=in_glass(replace(TAKEN, packs=(PACK, SERIAL))),
        event=ev.TakenGiven(amount=AMOUNT),
        effects=(Tell(message="bad-amount"),),
    ),
    Row(
        name="a part of one",
        before=in_glass(TAKEN),
        event=ev.TakenGiven(amount=AMOUNT),
        effects=(CommitTaken(glass=TAKEN, amount=AMOUNT),),
    ),
    Row(
        name="several",
        before=in_glass(replace(TAKEN, packs=(PACK, SERIAL))),
        event=ev.TakenGiven(),
        effects=(CommitTaken(glass=replace(TAKEN, packs=(PACK, SERIAL))),),
    ),
    Row(
        name="on disk",
        before=in_glass(replace(TAKEN, packs=(PACK, SERIAL))),
        event=ev.TakenAnswered(),
        changes={"glass": replace(TAKEN, packs=(), given=3)},
        effects=(Tell(message="noted", good=True),),
    ),
    Row(
        name="not on disk",
        before=in_glass(TAKEN),
        event=ev.TakenAnswered(problem="not-recorded"),
        effects=(Tell(message="not-recorded"),),
    ),
    Row(
        name="on disk when its time has passed",
        before=in_glass(replace(TAKEN, over=True)),
        event=ev.TakenAnswered(),
        changes=RESTING,
        effects=(
            Lock(drawer=9),
            note("glass-ended", given="2", unrecorded="0"),
            Tell(message="noted", good=True),
        ),
    ),
    Row(
        name="on disk when all is over",
        before=Session(state=State.ROUND, person=NURSE),
        event=ev.TakenAnswered(),
    ),
)
def test_what_is_taken_out(row: Row) -> None:
    assert_follows(row)


NOBODY = replace(GLASS, wristband=None, encounter_id="")
STRANGE = note("glass-other-band")


@rows(
    Row(
        name="hers",
        before=in_glass(replace(GLASS, wristband=None)),
        event=ev.WristbandRead(wristband=OTHER_BAND, encounter_id="enc-1"),
        changes={"glass": replace(GLASS, wristband=OTHER_BAND)},
        effects=(Tell(message="glass-band", good=True),),
    ),
    Row(
        name="another patient's",
        before=in_glass(),
        event=ev.WristbandRead(wristband=OTHER_BAND, encounter_id="enc-2"),
        effects=(STRANGE, Tell(message="glass-other-band")),
    ),
    Row(
        name="the first where nobody was known",
        before=in_glass(NOBODY),
        event=ev.WristbandRead(wristband=OTHER_BAND, encounter_id=""),
        changes={"glass": replace(NOBODY, wristband=OTHER_BAND)},
        effects=(Tell(message="glass-band", good=True),),
    ),
    Row(
        name="another where nobody was known",
        before=in_glass(replace(NOBODY, wristband=BAND)),
        event=ev.WristbandRead(wristband=OTHER_BAND, encounter_id=""),
        effects=(replace(STRANGE, encounter_id=""), Tell(message="glass-other-band")),
    ),
)
def test_a_wristband_at_an_emergency(row: Row) -> None:
    assert_follows(row)


@rows(
    Row(
        name="she says so",
        before=in_glass(TAKEN),
        event=ev.Cancelled(),
        changes=RESTING,
        effects=(Lock(drawer=9), note("glass-ended", given="1", unrecorded="1")),
    ),
    Row(
        name="its time has passed",
        before=in_glass(),
        event=ev.OverrideExpired(),
        changes=RESTING,
        effects=(Lock(drawer=9), note("override-expired", given="0", unrecorded="0"), OVER),
    ),
    Row(
        name="its time has passed with a drug in the hand",
        before=in_glass(TAKEN),
        event=ev.OverrideExpired(),
        changes={"glass": replace(TAKEN, over=True)},
        effects=(Lock(drawer=9), note("override-expired"), OVER),
    ),
    Row(
        name="its time had passed before",
        before=in_glass(replace(TAKEN, over=True)),
        event=ev.OverrideExpired(),
    ),
    Row(
        name="its time has passed while nobody is logged in",
        before=in_glass(state=State.OFF, person=None),
        event=ev.OverrideExpired(),
        changes={"glass": None},
        effects=(Lock(drawer=9), note("override-expired", given="0", unrecorded="0")),
    ),
)
def test_a_break_glass_is_over(row: Row) -> None:
    assert_follows(row)


def test_an_emergency_drawer_may_be_found_open_after_a_restart() -> None:
    glass = restore(Session(state=State.GLASS, person=NURSE, glass=GLASS)).session
    assert step(glass, ev.DrawerAlarmed(kind="found-open", drawer=9)).session.fault is None
    assert step(glass, ev.DrawerAlarmed(kind="found-open", drawer=8)).session.fault is not None
