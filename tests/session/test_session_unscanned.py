"""A code that can not be scanned: recorded, and a second person in its place."""

import pytest
from msgspec.structs import replace

from cart_agent.core.session import State, restore
from cart_agent.core.session import events as ev
from cart_agent.core.session.effects import Ask, CommitRecord, Note, OpenPatient, Tell
from cart_agent.core.verdict import Finding, Gate, Severity, Verdict
from tests.session.session_help import (
    BAND,
    KEY,
    OTHER,
    PACK,
    TO_CHECKING,
    TO_FETCH,
    TO_ROUND,
    TO_VERIFY,
    after,
    checked,
    play,
)

UNABLE = ev.UnableToScan(reason="label-damaged")
NOT_READ = checked(Gate.VERIFY, Severity.WITNESS, code="CODE_SUSPECT")
SECOND = (ev.BadgeRead(person=OTHER), ev.PinEntered(pin="2"), ev.PinChecked(person=OTHER))


def test_a_drug_that_can_not_be_scanned_is_noted_and_asked_about() -> None:
    session, effects = after(TO_FETCH, UNABLE)

    assert session.state is State.VERIFYING
    note, asked = effects
    assert isinstance(note, Note)
    assert note.about == {"what": "drug", "reason": "label-damaged"}
    assert asked == Ask(gate=Gate.VERIFY, key=KEY)


def test_it_is_not_given_before_a_second_person_has_read_the_label() -> None:
    session, effects = after(TO_FETCH, UNABLE, NOT_READ, ev.Given())
    assert session.state is State.VERIFY
    assert effects[-1] == Tell(message="not-yet")

    # Not even where the gate would be content: two people are two people.
    _, effects = after(TO_FETCH, UNABLE, checked(Gate.VERIFY), ev.Given())
    assert effects[-1] == Tell(message="not-yet")


def test_with_a_witness_it_is_given_and_the_record_knows_why() -> None:
    give = checked(Gate.GIVE, Severity.WITNESS, code="CODE_SUSPECT")
    _, effects = after(TO_FETCH, UNABLE, NOT_READ, *SECOND, ev.Given(), give)

    record = effects[-1]
    assert isinstance(record, CommitRecord)
    assert (record.dose.packs, record.dose.unscanned, record.dose.witness) == ((), "label-damaged", OTHER)


IN_USE = Finding(code="CODE_SUSPECT", severity=Severity.STOP, facts={"case": "piece-in-use"})


def stop_of(finding: Finding) -> ev.Checked:
    told = Verdict(gate=Gate.VERIFY, severity=Severity.STOP, findings=(finding,))
    return replace(checked(Gate.VERIFY), verdict=told)


def test_the_code_of_a_piece_that_is_in_use_is_not_talked_away() -> None:
    """It was read well: that its label is damaged would be a way around."""
    session, effects = after((*TO_FETCH, ev.PackRead(pack=PACK), stop_of(IN_USE)), UNABLE)

    assert session.state is State.VERIFY
    assert effects == [Tell(message="scan-another")]
    torn = replace(IN_USE, facts={"case": "grammar"})
    assert after((*TO_FETCH, ev.PackRead(pack=PACK), stop_of(torn)), UNABLE)[0].state is State.VERIFYING


@pytest.mark.parametrize(("case", "said"), [("piece-in-use", "on-record"), ("unknown-product", None)])
def test_a_stop_says_whether_its_code_was_read_well(case: str, said: str | None) -> None:
    """Else a label in order would count as one that can not be read."""
    _, effects = after((*TO_FETCH, ev.PackRead(pack=PACK)), stop_of(replace(IN_USE, facts={"case": case})))

    (note,) = (one for one in effects if isinstance(one, Note))
    assert note.about.get("piece") == said


def test_a_code_that_said_another_drug_is_not_talked_away() -> None:
    wrong = (*TO_FETCH, ev.PackRead(pack=PACK), checked(Gate.VERIFY, Severity.STOP, code="WRONG_DRUG"))
    session, effects = after(wrong, UNABLE)

    assert session.state is State.VERIFY
    assert effects == [Tell(message="scan-another")]


def test_a_code_that_says_nothing_may_be_replaced() -> None:
    damaged = (*TO_FETCH, ev.PackRead(pack=PACK), checked(Gate.VERIFY, Severity.STOP, code="CODE_SUSPECT"))
    session, _ = after(damaged, UNABLE)

    assert session.state is State.VERIFYING
    assert session.dose is not None
    assert session.dose.packs == ()


def test_a_code_scanned_after_all_takes_its_place_again() -> None:
    session, _ = after(TO_FETCH, UNABLE, NOT_READ, *SECOND, ev.PackRead(pack=PACK))

    assert session.dose is not None
    assert (session.dose.unscanned, session.dose.witness) == ("", None)


def test_after_a_power_cut_it_is_asked_about_again() -> None:
    session, _ = after(TO_FETCH, UNABLE, NOT_READ)

    assert restore(session).effects == (Ask(gate=Gate.VERIFY, key=KEY),)


def test_a_patient_without_a_wristband_is_opened_by_name_and_it_is_noted() -> None:
    session, effects = after(TO_ROUND, ev.UnableToScan(reason="no-wristband", encounter_id="enc-1"))

    assert session.state is State.OPENING
    note, opened = effects
    assert isinstance(note, Note)
    assert note.encounter_id == "enc-1"
    assert opened == OpenPatient(wristband=None, encounter_id="enc-1")


def test_nobody_is_opened_without_being_chosen() -> None:
    session, effects = after(TO_ROUND, ev.UnableToScan(reason="no-wristband"))

    assert (session.state, effects) == (State.ROUND, [Tell(message="choose-patient")])


def test_a_wristband_found_later_is_asked_about_at_once() -> None:
    by_name = (
        *TO_ROUND,
        ev.UnableToScan(reason="no-wristband", encounter_id="enc-1"),
        ev.PatientFound(encounter_id="enc-1", wristband=None, next_key=KEY),
        checked(Gate.RELEASE, Severity.WITNESS, code="PATIENT_UNKNOWN"),
    )
    session, effects = after(by_name, ev.WristbandRead(wristband=BAND, encounter_id="enc-1"))

    assert session.wristband == BAND
    assert effects == [Ask(gate=Gate.RELEASE, key=KEY)]


def test_a_scanned_drug_needs_nobody_else() -> None:
    session, _ = play(TO_VERIFY)
    assert session.dose is not None
    assert session.dose.identified
    assert not play(TO_CHECKING)[0].dose.identified  # type: ignore[union-attr] # there is a dose
