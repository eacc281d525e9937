"""What may be said about a dose on record, by whom, and how it is written down."""

from datetime import UTC, datetime

import msgspec
import pytest
from fhir.resources.R4B.medicationadministration import MedicationAdministration
from fhir.resources.R4B.observation import Observation

from cart_agent.core import record
from cart_agent.core.chart import Administration
from cart_agent.core.followup import KINDS, Recorded, possible
from cart_agent.core.record import Later
from cart_agent.core.schedule import merge
from cart_agent.his.fhir.administration import read_administration
from tests.core.test_record import AT, REASON, SECOND, extensions, outcome, wire

GIVER, OTHER = ("nv1", ("nurse",)), ("nv2", ("nurse",))
SENIOR = ("nv3", ("charge-nurse", "nurse"))


def recorded(status: str = "completed", route: str = "oral", *followed: str) -> Recorded:
    at = datetime(2026, 3, 2, 1, tzinfo=UTC)
    one = Administration(event_id="e1", status=status, start=at, performer_id="nv1", route=route)
    return Recorded(administration=one, followed=followed)


def later(kind: str, event_id: str = "0195-second") -> Later:
    return Later(event_id=event_id, kind=kind, status=KINDS[kind].after, by=SECOND, at=AT, reason=REASON)


@pytest.mark.parametrize(("person", "may"), [(GIVER, True), (OTHER, False), (SENIOR, True)])
def test_a_record_is_taken_back_by_the_giver_or_a_charge_nurse(
    person: tuple[str, tuple[str, ...]], may: bool
) -> None:
    assert ("undo" in possible(recorded(), *person)) is may


@pytest.mark.parametrize("status", ["entered-in-error", "unknown"])
def test_nothing_is_said_about_what_was_taken_back_or_is_not_understood(status: str) -> None:
    assert possible(recorded(status), *SENIOR) == ()


def test_a_dose_is_lost_only_once_and_only_when_it_was_given() -> None:
    assert "lost" in possible(recorded(), *OTHER)
    assert "lost" not in possible(recorded("completed", "oral", "lost"), *OTHER)
    assert "lost" not in possible(recorded("not-done"), *OTHER)


def test_an_undone_dose_keeps_its_identifier_and_names_who_and_why() -> None:
    original = record.administration(outcome())
    told = record.followed_up(original, later("undo"))
    MedicationAdministration.model_validate_json(wire(told))

    assert (original["status"], told["status"]) == ("completed", "entered-in-error")
    assert told["identifier"] == original["identifier"]
    assert told["dosage"] == original["dosage"]
    (said,) = (one["extension"] for one in told["extension"] if one["url"].endswith("follow-up"))
    assert {"url": "by", "valueReference": {"reference": "Practitioner/nv2", "display": "ĐD Thử Hai"}} in said
    assert told["statusReason"][0]["coding"][0]["code"] == REASON.code
    assert extensions(told, "order-version") == ["v7"]


def test_follow_ups_are_kept_in_order_and_the_dose_counts_once() -> None:
    original = record.administration(outcome())
    lost = record.followed_up(original, later("lost"))
    undone = record.followed_up(lost, later("undo", "0195-third"))

    read = [read_administration(msgspec.Raw(wire(one)), "p1", ()) for one in (original, lost, undone)]

    assert record.follow_ups(undone) == ("lost", "undo")
    assert [one.status for one in merge(read[:1], read[1:])] == ["entered-in-error"]
    assert read[0].performer_id == "nv1"
    assert read[0].route == "oral"


def test_what_another_cart_recorded_is_said_again_as_far_as_it_is_known() -> None:
    whole = outcome(status="in-progress")
    original = record.administration(whole)
    read = read_administration(msgspec.Raw(wire(original)), "p1", ())

    known = record.as_known(read, whole.chart)
    MedicationAdministration.model_validate_json(wire(known))

    again = read_administration(msgspec.Raw(wire(known)), "p1", ())
    assert again == msgspec.structs.replace(read, id=again.id)


def test_what_is_not_known_is_left_out() -> None:
    at = datetime(2026, 3, 2, 1, tzinfo=UTC)
    bare = Administration(event_id="e1", status="in-progress", start=at)

    known = record.as_known(bare, outcome().chart)

    assert {"dosage", "performer", "extension", "request"} & set(known) == set()


@pytest.mark.parametrize(("score", "components"), [(3, 1), (None, 0)])
def test_an_effect_is_an_observation_about_a_dose(score: int | None, components: int) -> None:
    told = record.prn_effect(
        record.Effect(
            event_id="0195-effect",
            record="0195-event",
            original=record.administration(outcome(score=7)),
            effect=REASON,
            score=score,
            by=SECOND,
            at=AT,
        )
    )
    Observation.model_validate_json(wire(told))

    assert told["partOf"][0]["identifier"]["value"] == "0195-event"
    assert len(told.get("component", [])) == components


def test_the_score_before_is_on_record() -> None:
    assert extensions(record.administration(outcome(score=0)), "score-before") == [0]
    assert extensions(record.administration(outcome()), "score-before") == []


def test_an_effect_is_asked_for_only_while_it_is_awaited() -> None:
    given = recorded()
    asked = msgspec.structs.replace(given, effect_awaited=True)

    assert ("effect" in possible(asked, *OTHER), "effect" in possible(given, *OTHER)) == (True, False)
