"""What the hospital says while a nurse is at work."""

import msgspec
import pytest

from cart_agent.api import requests as ask
from cart_agent.his.messages import Command, CommandKind
from cart_agent.hospital.documents import content
from cart_agent.hospital.wire import Publication
from tests.agent.cart_help import Cart


def fetching(cart: Cart) -> None:
    cart.log_in()
    cart.scan("band:p1")
    cart.open_drawer()


def test_an_order_stopped_mid_dose_is_shown_and_nothing_is_recorded(cart: Cart) -> None:
    cart.log_in()
    cart.scan("band:p1")
    cart.drawers.answer()
    cart.hears(cart.hospital.change_order("E26-0001", "o101", status="stopped"))
    cart.hears_manifest()

    assert cart.view.state == "give"
    assert cart.notice == ""  # nothing says any more that the drug is to be taken
    assert "ORDER_NOT_ACTIVE" in cart.codes
    assert cart.drawers.states[1] == "locked"
    assert "give" not in cart.view.actions


@pytest.mark.parametrize("language", ["vi", "en"])
def test_an_order_changed_before_its_drawer_opens_is_said(cart: Cart, language: str) -> None:
    """No STOP says it: the newest order stands on the glass, and the question she was reading is gone."""
    cart.log_in()
    cart.scan("band:p6")
    assert cart.view.state == "release"
    document = cart.hospital.library.chart("E26-0006")
    assert document is not None
    orders = [one["resource"] for one in content(document)["bundle"]["entry"]]
    (dosage,) = next(one["dosageInstruction"] for one in orders if one["id"] == "o603")
    dosage["doseAndRate"][0]["doseQuantity"]["value"] = 2
    cart.hears(cart.hospital.change_order("E26-0006", "o603", dosageInstruction=[dosage]))
    cart.hears_manifest()

    assert cart.view.state == "release"
    assert cart.drawers.asked == []
    assert cart.view.notice is not None
    assert {"vi": "Y lệnh vừa thay đổi: liều 1 viên → 2 viên", "en": "dose 1 tablet → 2 tablets"}[
        language
    ] in cart.view.notice[language]


def test_a_chart_that_comes_again_is_no_news_of_the_dose(cart: Cart) -> None:
    cart.log_in()
    cart.scan("band:p6")
    cart.hears(cart.hospital.change_order("E26-0006", "o601"))
    cart.hears_manifest()

    assert (cart.view.state, cart.notice) == ("release", "")


def test_a_patient_who_left_has_no_name_here_and_no_question_mark(cart: Cart) -> None:
    cart.log_in()
    cart.scan("band:p8")

    assert cart.codes == ["CHART_CLOSED"]
    assert cart.view.verdict is not None
    (found,) = cart.view.verdict.findings
    assert all("?" not in said for said in found.text.values())


def test_an_order_changed_mid_dose_relocks_and_is_released_anew(cart: Cart) -> None:
    fetching(cart)
    cart.scan("pack:amlodipine-5")
    cart.hears(cart.hospital.change_order("E26-0001", "o101"))
    cart.hears_manifest()
    assert (cart.view.state, cart.codes) == ("give", ["ORDER_CHANGED"])

    assert cart.tap(ask.Reopen).ok
    assert cart.view.state == "fetch"
    assert cart.view.scanned is None
    cart.scan("pack:amlodipine-5")
    assert cart.tap(ask.Give).ok
    assert cart.events("administration")[0].order_version_seen == "99"


@pytest.mark.parametrize(
    ("outcome", "reason", "kinds"),
    [
        ("held", "prescriber-asked", ["not-given"]),
        ("not-available", "damaged", ["not-given", "missing-dose"]),
    ],
)
def test_event_and_record_of_a_dose_that_a_change_stopped_name_the_version_that_was_seen(
    cart: Cart, outcome: str, reason: str, kinds: list[str]
) -> None:
    fetching(cart)
    cart.hears(cart.hospital.change_order("E26-0001", "o101"))
    cart.hears_manifest()
    assert cart.codes == ["ORDER_CHANGED"]
    assert cart.tap(ask.NotGiven, outcome=outcome, reason=reason).ok

    for kind in kinds:
        (event,) = cart.events(kind)
        assert (event.order_id, event.order_version_seen) == ("o101", "99")
    (record,) = cart.resources("not-given")
    told = {one["url"]: one for one in record["extension"]}
    assert told["urn:mc:ext:order-version"]["valueString"] == "99"


@pytest.mark.parametrize("drawer_first", [False, True])
def test_a_stop_is_recorded_once_however_often_the_chart_is_published(cart: Cart, drawer_first: bool) -> None:
    if drawer_first:
        fetching(cart)
        cart.hears(cart.hospital.change_order("E26-0001", "o101", status="on-hold"))
    else:
        cart.hears(cart.hospital.change_order("E26-0001", "o101", status="on-hold"))
        cart.hears_manifest()
        cart.log_in()
        cart.scan("band:p1")
        if cart.drawers.waiting:
            cart.drawers.answer()
        cart.tap(ask.Cancel)
        cart.choose("o101")
    cart.hears_manifest()
    place = cart.view.state
    for _ in range(3):
        cart.hears(cart.hospital.change_order("E26-0001", "o102"))
        cart.hears_manifest()

    assert (cart.view.state, "ORDER_NOT_ACTIVE" in cart.codes) == (place, True)
    assert cart.facts("system").count("stopped") == 1


def test_a_change_while_nobody_is_logged_in_is_seen_at_the_next_log_in(cart: Cart) -> None:
    fetching(cart)
    cart.tap(ask.Logout)
    cart.hears(cart.hospital.change_order("E26-0001", "o101", status="stopped"))
    cart.hears_manifest()
    cart.log_in()

    assert (cart.view.state, "ORDER_NOT_ACTIVE" in cart.codes) == ("give", True)


def test_a_chart_that_lifts_a_stop_waits_for_a_hand(cart: Cart) -> None:
    cart.log_in()
    cart.scan("band:p1")
    cart.drawers.answer()
    cart.tap(ask.Cancel)
    cart.hears(cart.hospital.change_order("E26-0001", "o101", status="on-hold"))
    cart.hears_manifest()
    cart.choose("o101")
    assert "ORDER_NOT_ACTIVE" in cart.codes
    asked = len(cart.drawers.asked)

    cart.hears(cart.hospital.change_order("E26-0001", "o101", status="active"))
    cart.hears_manifest()
    assert (cart.view.state, cart.codes, len(cart.drawers.asked)) == ("release", [], asked)
    assert cart.tap(ask.Reopen).ok
    assert len(cart.drawers.asked) == asked + 1


def test_a_new_chart_waits_for_its_manifest_and_then_goes_on(cart: Cart) -> None:
    cart.hears(cart.hospital.change_order("E26-0001", "o101"))
    cart.log_in()
    cart.scan("band:p1")
    assert cart.view.state == "checking"

    cart.hears_manifest()
    assert cart.view.state == "unlocking"


def test_a_new_chart_without_a_manifest_is_unverified_after_three_seconds(cart: Cart) -> None:
    cart.hears(cart.hospital.change_order("E26-0001", "o101"))
    cart.log_in()
    cart.scan("band:p1")
    cart.passes(1)
    assert cart.view.state == "checking"

    cart.passes(2.5)
    assert (cart.view.state, cart.codes) == ("release", ["CHART_UNVERIFIED"])


def test_a_question_that_waits_is_not_forgotten_for_another(cart: Cart) -> None:
    fetching(cart)
    cart.hears(cart.hospital.change_order("E26-0001", "o102"))  # unverified for now: the question waits
    cart.scan("pack:amlodipine-5")
    cart.hears(cart.hospital.change_order("E26-0001", "o101", status="stopped"))
    cart.hears_manifest()

    assert "ORDER_NOT_ACTIVE" in cart.codes


def test_charts_grow_stale_and_the_nurse_is_asked_for_a_reason(cart: Cart) -> None:
    cart.passes(31 * 60)
    cart.log_in()
    cart.scan("band:p1")

    assert cart.codes == ["CHART_STALE"]
    assert cart.tap(ask.Confirm, reason="checked-by-nurse").ok
    cart.open_drawer()
    cart.scan("pack:amlodipine-5")
    assert cart.tap(ask.Give).ok
    (resource,) = cart.resources("administration")
    assert "CHART_STALE" in str(resource)


def test_a_chart_that_does_not_parse_shuts_that_patient_and_no_other(cart: Cart) -> None:
    document = cart.hospital.library.chart("E26-0001")
    assert document is not None
    unknown = b'"resourceType": "Patient", "modifierExtension": [{"url": "urn:x", "valueBoolean": true}]'
    broken = document.source.replace(b'"version": 1', b'"version": 2', 1)
    broken = broken.replace(b'"resourceType": "Patient"', unknown)
    cart.hears(Publication(topic=document.topic, payload=broken))
    cart.log_in()
    cart.scan("band:p1")
    assert cart.codes == ["CHART_UNREADABLE"]
    assert cart.events("system")[-1].encounter_id == "E26-0001"

    assert cart.scan("band:p4").state in ("unlocking", "release")
    lines = {one.encounter_id: one for one in cart.service.snapshot().round.patients}
    assert lines["E26-0001"].problem is not None
    assert lines["E26-0004"].problem is None


@pytest.mark.parametrize("payload", [b"", b"{}", b"[" * 100_000, b"\xff\xfe", b'{"version": "x"}'])
def test_rubbish_from_the_hospital_is_kept_reported_and_survived(cart: Cart, payload: bytes) -> None:
    before = len(cart.events())
    for topic in ("ward/noi-a/manifest", "ward/noi-a/chart/E9", "formulary/x", "ward/noi-a/staff", "nowhere"):
        assert cart.hears(Publication(topic=f"mc/v1/bv-vi-du/{topic}", payload=payload)).ok

    assert len(cart.events()) > before
    assert cart.log_in().state == "round"


@pytest.mark.parametrize(("again", "alarms"), [(True, 0), (False, 1)])
def test_an_older_manifest_is_an_alarm_unless_it_is_delivered_again(
    cart: Cart, again: bool, alarms: int
) -> None:
    """The connection broke after both were committed and before the broker heard so: it sends both again."""
    first, second = (cart.hospital.manifest(cart.clock.now()) for _ in range(2))
    for publication in (first, second):
        cart.hears(publication)
    cart.hears(first, again=again)

    assert len(cart.status.alarms) == alarms
    assert len(cart.events("system")) == alarms
    assert cart.agent.knowledge.book.suspect("noi-a") is not again


def test_a_command_without_a_signature_is_refused(cart: Cart) -> None:
    body = msgspec.json.encode(
        Command(command_id="c", kind=CommandKind.LOCKDOWN, not_after=cart.clock.now().replace(year=2027))
    )
    cart.hears(Publication(topic="mc/v1/bv-vi-du/cart/cart-01/command", payload=body))
    cart.log_in()

    assert cart.scan("band:p1").state == "unlocking"
    assert len(cart.status.alarms) == 1


def test_what_the_hospital_sends_is_not_written_down_as_the_nurses_deed(cart: Cart) -> None:
    cart.log_in()
    cart.scan("band:p1")
    topic = "mc/v1/bv-vi-du/ward/noi-a/chart/E26-0005"
    cart.hears(Publication(topic=topic, payload=b"{not a chart", retain=True))

    event = cart.events()[-1]
    assert event.resource is not None
    assert event.resource["subtype"][0]["code"] == "chart-unreadable"
    assert (event.encounter_id, event.order_id, event.actor) == ("E26-0005", None, None)
