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
    assert at_bed.view.patient.notes == (item.text,)


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
