"""What a nurse says about a dose after it was recorded."""

from decimal import Decimal

from cart_agent.api import requests as ask
from tests.agent.cart_help import Cart
from tests.agent.test_agent_dose import to_verify


def give_amlodipine(cart: Cart) -> str:
    """The first dose of bed A01 is given and the next one in hand; the id of the record."""
    to_verify(cart)
    assert cart.tap(ask.Give).ok
    (record,) = records(cart)
    return record


def records(cart: Cart) -> list[str]:
    assert cart.view.patient is not None
    return [one.id for one in cart.view.patient.records]


def statuses(cart: Cart, order: str) -> list[str]:
    """Of today's dose and of yesterday's, which the hospital has on its chart as given."""
    assert cart.view.patient is not None
    return [dose.status for dose in cart.view.patient.doses if dose.order_id == order]


def test_a_dose_taken_back_is_due_again_and_both_events_stay(cart: Cart) -> None:
    given = give_amlodipine(cart)

    assert cart.tap(ask.FollowUp, record=given, what="undo", reason="wrong-tap").ok

    (original,) = cart.resources("administration")
    (correction,) = cart.resources("corrected")
    assert (original["status"], correction["status"]) == ("completed", "entered-in-error")
    assert cart.events("corrected")[0].order_id == "o101"
    assert correction["identifier"] == original["identifier"]
    assert correction["dosage"]["dose"]["value"] == 5
    assert statuses(cart, "o101") == ["due", "given"]
    assert cart.notice == "Recorded."


def test_the_dose_in_hand_is_not_touched_by_a_word_about_an_earlier_one(cart: Cart) -> None:
    given = give_amlodipine(cart)
    before = cart.agent.session

    cart.tap(ask.FollowUp, record=given, what="undo", reason="wrong-tap")

    assert cart.agent.session == before


def test_another_nurse_can_not_take_it_back_and_is_told_who_can(cart: Cart) -> None:
    given = give_amlodipine(cart)
    cart.tap(ask.Cancel)
    cart.tap(ask.Logout)
    cart.log_in("hung")
    cart.scan("band:p1")

    reply = cart.tap(ask.FollowUp, record=given, what="undo", reason="wrong-tap")

    assert (reply.ok, reply.code) == (False, "not-yours")
    assert "charge nurse" in reply.text["en"]
    assert cart.events("corrected") == []


def test_a_dose_vomited_later_stays_given(cart: Cart) -> None:
    given = give_amlodipine(cart)

    assert cart.tap(ask.FollowUp, record=given, what="lost", reason="vomited-after").ok

    assert [one["status"] for one in cart.resources("administration")] == ["completed", "completed"]
    assert statuses(cart, "o101") == ["given", "given"]
    assert cart.view.patient is not None
    assert cart.view.patient.records[0].followed == ("lost",)
    assert cart.view.patient.records[0].follow_ups == ("undo",)


def test_a_partial_dose_is_recorded_as_the_part_that_was_given(cart: Cart) -> None:
    to_verify(cart)

    assert cart.tap(ask.Give, value="2.5", unit="mg", reason="patient-refused-rest").ok

    (resource,) = cart.resources("administration")
    assert resource["dosage"]["dose"]["value"] == Decimal("2.5")


def test_a_word_about_no_record_or_without_a_reason_is_refused(cart: Cart) -> None:
    given = give_amlodipine(cart)

    no_reason = cart.tap(ask.FollowUp, record=given, what="undo")
    no_such = cart.tap(ask.FollowUp, record=given, what="nonsense", reason="wrong-tap")
    nothing = cart.tap(ask.FollowUp, record="nothing", what="undo", reason="wrong-tap")

    assert (no_reason.code, no_such.code, nothing.code) == ("reason-missing", "not-now", "not-now")
    assert cart.events("corrected") == []


def test_a_record_taken_back_stays_so_after_a_power_cut(cart: Cart) -> None:
    given = give_amlodipine(cart)
    cart.tap(ask.FollowUp, record=given, what="undo", reason="wrong-tap")

    cart.crash()

    assert statuses(cart, "o101") == ["due", "given"]
