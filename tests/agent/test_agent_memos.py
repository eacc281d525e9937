"""A question to the prescriber and a note for the next shift: events, seen until somebody closes them."""

import pytest

from cart_agent.api.requests import AskPrescriber, LeaveNote, Logout, Resolve
from tests.agent.cart_help import Cart


@pytest.fixture
def at_bed(cart: Cart) -> Cart:
    """Nurse Lan with bed A01's chart open."""
    cart.log_in()
    cart.scan("band:p1")
    cart.open_drawer()
    return cart


def test_a_question_is_an_event_and_waits_as_an_open_item(at_bed: Cart) -> None:
    assert at_bed.tap(AskPrescriber, order="o101", question="dose-unclear").ok

    (event,) = [one for one in at_bed.events("system") if "dose-unclear" in str(one.resource)]
    assert (event.actor, event.encounter_id) == ("NV1001", "E26-0001")
    (item,) = [one for one in at_bed.status.open_items if one.kind == "prescriber-asked"]
    assert "Liều không rõ" in item.text["vi"]
    assert at_bed.view.patient is not None
    (note,) = at_bed.view.patient.notes
    assert note["en"].startswith("Prescriber asked about Amlodipin 5 mg")
    assert "A01" in item.text["vi"]
    assert "A01" not in note["vi"]


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("vital-signs-low", "Vital signs: give it or not? ("),
        ("keeps-refusing", "The patient keeps refusing ("),
    ],
)
def test_a_question_chosen_from_the_list_is_read_in_both_languages(
    at_bed: Cart, question: str, words: str
) -> None:
    assert at_bed.tap(AskPrescriber, order="o101", question=question).ok

    (item,) = at_bed.status.open_items
    assert words in item.text["en"]
    assert at_bed.view.patient is not None
    assert words in at_bed.view.patient.notes[0]["en"]


def test_a_chosen_note_is_read_in_both_languages_and_own_words_as_they_were_written(at_bed: Cart) -> None:
    assert at_bed.tap(LeaveNote, note="confused").ok
    assert at_bed.tap(LeaveNote, note="confused", text="Gọi con gái").ok

    assert at_bed.view.patient is not None
    chosen, own = at_bed.view.patient.notes
    assert chosen["en"].startswith("Note: Confused: watch every swallow (")
    assert own["en"].startswith("Note: Gọi con gái (")


def test_she_reads_that_her_words_are_kept(at_bed: Cart) -> None:
    """Nothing else on the glass changes where a dose is in hand."""
    at_bed.tap(AskPrescriber, order="o101", question="dose-unclear")
    assert (at_bed.view.notice_good, "The question is recorded" in at_bed.notice) == (True, True)

    at_bed.tap(LeaveNote, note="confused")
    assert (at_bed.view.notice_good, "The note" in at_bed.notice) == (True, True)


@pytest.mark.parametrize("answer", ["prescriber-confirmed", "prescriber-forbade", "prescriber-changes"])
def test_what_the_prescriber_answered_is_on_record(at_bed: Cart, answer: str) -> None:
    at_bed.tap(AskPrescriber, order="o101", question="dose-unclear")
    (item,) = at_bed.status.open_items

    assert at_bed.tap(Resolve, item=item.id, reason=answer).ok
    assert answer in str(at_bed.events("drawer")[-1].resource)
    assert at_bed.status.open_items == ()


def test_a_note_is_seen_by_the_next_nurse_at_the_patient_and_after_a_power_cut(at_bed: Cart) -> None:
    assert at_bed.tap(LeaveNote, text="  Uống thuốc   với sữa ").ok
    assert at_bed.tap(Logout).ok
    at_bed.crash()
    at_bed.log_in("hung")
    at_bed.scan("band:p1")

    assert at_bed.view.patient is not None
    (note,) = at_bed.view.patient.notes
    assert "Uống thuốc với sữa" in note["vi"]


def test_another_patient_does_not_show_it(at_bed: Cart) -> None:
    assert at_bed.tap(LeaveNote, note="confused").ok
    at_bed.tap(Logout)
    at_bed.log_in("hung")
    at_bed.scan("band:p5")

    assert at_bed.view.patient is not None
    assert at_bed.view.patient.notes == ()


def test_it_goes_with_a_reason(at_bed: Cart) -> None:
    at_bed.tap(LeaveNote, note="confused")
    (item,) = [one for one in at_bed.status.open_items if one.kind == "note"]

    assert at_bed.tap(Resolve, item=item.id, reason="note-done").ok
    assert at_bed.view.patient is not None
    assert at_bed.view.patient.notes == ()


@pytest.mark.parametrize(
    "fields", [{}, {"note": "nonsense"}, {"note": "nonsense", "text": "x"}, {"text": " \n "}]
)
def test_a_note_without_words_is_refused(at_bed: Cart, fields: dict[str, str]) -> None:
    reply = at_bed.tap(LeaveNote, **fields)

    assert (reply.ok, reply.code) == (False, "reason-missing")
    assert at_bed.status.open_items == ()


@pytest.mark.parametrize(
    ("order", "question", "code"), [("o999", "dose-unclear", "not-now"), ("o101", "", "reason-missing")]
)
def test_a_question_about_nothing_is_refused(at_bed: Cart, order: str, question: str, code: str) -> None:
    assert at_bed.tap(AskPrescriber, order=order, question=question).code == code


def test_without_an_open_patient_there_is_nobody_to_speak_of(cart: Cart) -> None:
    assert cart.tap(LeaveNote, note="confused").code == "not-now"
    cart.log_in()

    assert cart.tap(AskPrescriber, order="o101", question="dose-unclear").code == "not-now"
    assert "note" not in cart.view.actions
