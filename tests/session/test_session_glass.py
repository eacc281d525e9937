"""Break-glass in the round's own table."""

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from cart_agent.core.identify import DrugPack, Wristband
from cart_agent.core.override import Grant, Moment
from cart_agent.core.session import Session, State, Unexpected, restore
from cart_agent.core.session import events as ev
from cart_agent.core.session.effects import CommitOverride, CommitTaken, Effect, Lock, Note, Tell, Unlock
from cart_agent.core.session.state import Amount
from cart_agent.core.verdict import Gate, Severity
from tests.session.session_help import (
    BAND,
    NURSE,
    OTHER,
    PACK,
    TO_CHECKING,
    TO_FETCH,
    TO_ROUND,
    after,
    play,
    verdict,
)

SINCE = Moment(now=datetime(2026, 3, 2, 1, tzinfo=UTC), monotonic=100.0, boot_id="b")
GRANT = Grant(id="e1", by=NURSE.id, reason="anaphylaxis", since=SINCE, minutes=15)
ASKED = (*TO_ROUND, ev.GlassAsked(drawer=8, reason="anaphylaxis"))
SIGNED = (*ASKED, ev.PinEntered(pin="1"), ev.PinChecked(person=NURSE))
OPENING = (*SIGNED, ev.OverrideAnswered(grant=GRANT))
OPEN = (*OPENING, ev.Unlocked(drawer=8, ok=True))
TAKEN = (*OPEN, ev.PackRead(pack=PACK))
LOGIN = (ev.BadgeRead(person=NURSE), ev.PinEntered(pin="1"), ev.PinChecked(person=NURSE))


@dataclass(frozen=True)
class Did:
    """What one play of events led to."""

    session: Session
    effects: list[Effect]

    @property
    def told(self) -> list[str]:
        return [one.message for one in self.effects if isinstance(one, Tell)]

    @property
    def notes(self) -> list[str]:
        return [one.kind for one in self.effects if isinstance(one, Note)]

    @property
    def unlocked(self) -> bool:
        return any(isinstance(one, Unlock) for one in self.effects)


def did(events: tuple[ev.Event, ...], *more: ev.Event) -> Did:
    return Did(*after(events, *more))


def test_the_emergency_drawer_opens_behind_the_record_and_not_before() -> None:
    assert not did((), *SIGNED).unlocked
    (commit,) = [one for one in did((), *SIGNED).effects if isinstance(one, CommitOverride)]
    assert (commit.asked.drawer, commit.asked.reason) == (8, "anaphylaxis")

    answered = did(SIGNED, ev.OverrideAnswered(grant=GRANT))
    assert (answered.effects, answered.session.state) == ([Unlock(drawer=8)], State.GLASS_OPENING)
    assert did(OPENING, ev.Unlocked(drawer=8, ok=True)).notes == ["glass-opened"]


def test_a_refused_break_glass_opens_nothing() -> None:
    refused = did(SIGNED, ev.OverrideAnswered(problem="glass-not-listed"))

    assert (refused.session.state, refused.session.glass, refused.unlocked) == (State.ROUND, None, False)


def test_what_is_taken_is_written_down_at_the_scan_and_given_is_another_tap() -> None:
    scanned = did(OPEN, ev.PackRead(pack=PACK))
    assert (scanned.notes, scanned.told) == (["glass-taken"], ["glass-taken"])

    amount = Amount(value=Decimal("0.5"), unit="mg")
    given = did(TAKEN, ev.TakenGiven(amount=amount))
    (commit,) = [one for one in given.effects if isinstance(one, CommitTaken)]
    assert (commit.glass.packs, commit.amount) == ((PACK,), amount)

    done = did((*TAKEN, ev.TakenGiven()), ev.TakenAnswered())
    assert done.session.glass is not None
    assert (done.session.glass.packs, done.session.glass.given, done.told) == ((), 1, ["noted"])


def test_what_could_not_be_recorded_stays_to_be_recorded() -> None:
    failed = did((*TAKEN, ev.TakenGiven()), ev.TakenAnswered(problem="not-recorded"))

    assert failed.session.glass is not None
    assert (failed.session.glass.packs, failed.told) == ((PACK,), ["not-recorded"])


def test_nothing_scanned_is_nothing_given_and_one_amount_is_for_one_pack() -> None:
    assert did(OPEN, ev.TakenGiven()).told == ["glass-scan-first"]
    two = (*TAKEN, ev.PackRead(pack=DrugPack(gtin="09520000000257", raw=b"y", symbology="]d2")))
    amount = Amount(value=Decimal(1), unit="mg")
    assert did(two, ev.TakenGiven(amount=amount)).told == ["bad-amount"]


def test_the_same_piece_is_taken_once() -> None:
    piece = DrugPack(gtin="09520000000257", serial="S1", raw=b"x", symbology="]d2")
    again = did((*OPEN, ev.PackRead(pack=piece)), ev.PackRead(pack=piece))

    assert again.told == ["same-pack"]
    assert again.session.glass is not None
    assert len(again.session.glass.packs) == 1


def test_a_pack_without_a_readable_code_is_a_fact_too() -> None:
    assert did(OPEN, ev.UnableToScan(reason="label-damaged")).notes == ["glass-unscanned"]


def test_a_second_break_glass_while_one_is_open_is_an_error() -> None:
    for events in (ASKED, SIGNED, OPENING, OPEN):
        with pytest.raises(Unexpected):
            did(events, ev.GlassAsked(drawer=9, reason="seizure"))


def test_a_dose_in_hand_is_left_first() -> None:
    strange = ev.WristbandRead(wristband=Wristband(number="BN002"), encounter_id="")
    refused = did((*TO_FETCH, strange), ev.GlassAsked(drawer=8, reason="seizure"))

    assert (refused.session.state, refused.told) == (State.STOPPED, ["leave-dose-first"])


def test_another_open_drawer_is_closed_first() -> None:
    ajar = ev.DrawerMoved(drawer=3, is_open=True)
    assert did((*TO_ROUND, ajar), ev.GlassAsked(drawer=8, reason="seizure")).told == ["close-drawer"]

    late = did((*SIGNED, ajar), ev.OverrideAnswered(grant=GRANT))
    assert (late.session.state, late.told, late.unlocked) == (State.GLASS, ["close-drawer"], False)
    assert did((*SIGNED, ev.DrawerMoved(drawer=8, is_open=True)), ev.OverrideAnswered(grant=GRANT)).told == [
        "glass-take"
    ]


def test_a_drawer_that_relocked_opens_again_on_the_same_record_until_it_is_over() -> None:
    assert did(OPEN, ev.Reopened()).unlocked
    over = (*TAKEN, ev.OverrideExpired())
    assert (did(over, ev.Reopened()).told, did(over, ev.Reopened()).unlocked) == (["override-over"], False)


def test_when_its_time_is_over_the_drawer_locks_and_the_round_goes_on() -> None:
    over = did(OPEN, ev.OverrideExpired())

    assert (over.session.state, over.session.glass) == (State.ROUND, None)
    assert Lock(drawer=8) in over.effects
    assert (over.notes, over.told) == (["override-expired"], ["override-over"])


def test_what_was_scanned_before_the_time_was_over_can_still_be_recorded() -> None:
    over = did(TAKEN, ev.OverrideExpired())
    assert over.session.state is State.GLASS
    assert did((*TAKEN, ev.OverrideExpired()), ev.OverrideExpired()).effects == []

    done = did((*TAKEN, ev.OverrideExpired()), ev.TakenGiven(), ev.TakenAnswered())
    assert (done.session.state, done.session.glass, done.told) == (State.ROUND, None, ["noted"])


def test_the_nurse_ends_it_and_what_she_never_recorded_is_counted() -> None:
    left = did(TAKEN, ev.Cancelled())
    (note,) = [one for one in left.effects if isinstance(one, Note)]

    assert (note.kind, note.about["unrecorded"], note.about["by"]) == ("glass-ended", "1", NURSE.id)
    assert (left.session.state, Lock(drawer=8) in left.effects) == (State.ROUND, True)


def test_logged_out_in_the_middle_it_is_hers_again_and_nobody_elses() -> None:
    out = did(OPEN, ev.LoggedOut())
    assert Lock(drawer=8) in out.effects

    back = did((*OPEN, ev.LoggedOut()), *LOGIN)
    assert (back.session.state, back.unlocked) == (State.GLASS, False)
    other = (ev.BadgeRead(person=OTHER), ev.PinEntered(pin="1"), ev.PinChecked(person=OTHER))
    theirs = did((*OPEN, ev.LoggedOut()), *other)
    assert (theirs.session.state, theirs.session.glass) == (State.ROUND, None)
    assert "glass-ended" in theirs.notes
    nobodys = did((*OPEN, ev.LoggedOut()), ev.OverrideExpired())
    assert (nobodys.session.state, nobodys.session.glass) == (State.OFF, None)


def test_a_restart_keeps_it_and_opens_nothing() -> None:
    for events in (OPENING, OPEN):
        woken = restore(play(events)[0])
        assert (woken.session.state, woken.effects) == (State.GLASS, ())
        assert woken.session.glass is not None
    assert restore(play(SIGNED)[0]).session.state is State.ROUND


def test_the_band_says_whose_it_is_and_another_one_never_takes_its_place() -> None:
    band = ev.WristbandRead(wristband=BAND, encounter_id="")
    named = did(OPEN, band)
    assert named.session.glass is not None
    assert (named.session.glass.wristband, named.told) == (BAND, ["glass-band"])

    strange = ev.WristbandRead(wristband=Wristband(number="BN002"), encounter_id="")
    refused = did((*OPEN, band), strange)
    assert (refused.told, refused.notes) == (["glass-other-band"], ["glass-other-band"])
    chosen = (*TO_ROUND, ev.GlassAsked(drawer=8, reason="seizure", encounter_id="enc-1"))
    known = (*chosen, *SIGNED[len(ASKED) :], ev.OverrideAnswered(grant=GRANT), ev.Unlocked(drawer=8, ok=True))
    assert did(known, band).told == ["glass-other-band"]
    assert did(known, ev.WristbandRead(wristband=BAND, encounter_id="enc-1")).told == ["glass-band"]


def test_a_band_while_the_pin_is_awaited_waits() -> None:
    waits = did(ASKED, ev.WristbandRead(wristband=BAND, encounter_id=""))

    assert (waits.session.state, waits.told) == (State.OVERRIDE, ["override-pin"])
    assert did(ASKED, ev.ChartChanged()).effects == []


def test_a_band_without_a_chart_is_whose_the_break_glass_is() -> None:
    unknown = ev.PatientRefused(verdict=verdict(Gate.RELEASE, Severity.STOP), wristband=BAND)
    stopped = (*TO_ROUND, ev.WristbandRead(wristband=BAND, encounter_id=""), unknown)
    asked = did(stopped, ev.GlassAsked(drawer=8, reason="seizure")).session.asked
    assert asked is not None
    assert asked.wristband == BAND

    later = did((*stopped, ev.Cancelled()), ev.GlassAsked(drawer=8, reason="seizure")).session.asked
    assert later is not None
    assert later.wristband is None


def test_a_drawer_unit_that_fails_is_a_fault_and_the_break_glass_waits_for_a_person() -> None:
    no = did(OPENING, ev.Unlocked(drawer=8, ok=False, reason="timeout"))
    assert (no.session.state, no.session.fault is not None) == (State.GLASS, True)
    assert did((*OPENING, ev.Unlocked(drawer=8, ok=False)), ev.Reopened()).told == ["fault-first"]
    ajar = did(OPENING, ev.Unlocked(drawer=8, ok=False, reason="drawer-open"))
    assert (ajar.session.state, ajar.told) == (State.GLASS, ["close-drawer"])
    another = did(OPENING, ev.Unlocked(drawer=5, ok=True))
    assert (another.session.state, Lock(drawer=5) in another.effects) == (State.GLASS_OPENING, True)


def test_a_lock_down_while_it_opens_takes_it_back() -> None:
    shut = did((*OPENING, ev.LockedDown(command="c1")), ev.Unlocked(drawer=8, ok=True))

    assert (shut.session.state, shut.told) == (State.GLASS, ["lockdown"])
    assert Lock(drawer=8) in shut.effects
    assert did((*SIGNED, ev.LockedDown(command="c1")), ev.OverrideAnswered(grant=GRANT)).told == ["lockdown"]


def test_an_answer_that_comes_after_the_end_changes_nothing() -> None:
    before, _ = play(TO_CHECKING)
    late = (ev.TakenAnswered(), ev.OverrideExpired(), ev.OverrideAnswered(grant=GRANT))

    assert play(late, before) == (before, [])
