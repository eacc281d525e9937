"""Who may pass over what, and for how long."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cart_agent.core.override import (
    FLOOR,
    UNKNOWN,
    Grant,
    Moment,
    covered,
    dose_problem,
    glass_problem,
    is_over,
    may_review,
)
from cart_agent.core.policy import DRUG_CLASSES, OverridePolicy, Policy
from cart_agent.core.texts import codes
from cart_agent.core.verdict import Finding, Gate, Severity, Verdict, combine
from cart_agent.his.fhir import Unreadable, read_policy
from tests.support.soak import examples

NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
SINCE = Moment(now=NOW, monotonic=1000.0, boot_id="one")
GRANT = Grant(id="e1", by="nv1", reason="r", since=SINCE, minutes=15)
NURSE, CHARGE = ("nurse",), ("charge-nurse",)
LISTED = OverridePolicy(findings=frozenset({"TOO_EARLY"}), drawers=frozenset({8}))


def stop(*found: str, also: tuple[str, ...] = ()) -> Verdict:
    stops = [Finding(code=code, severity=Severity.STOP) for code in found]
    return combine(Gate.RELEASE, [*stops, *(Finding(code=code, severity=Severity.CONFIRM) for code in also)])


@pytest.mark.parametrize(
    ("minutes", "monotonic", "boot", "over"),
    [
        (0, 0, "one", False),
        (14.9, 14.9, "one", False),
        (15, 15, "one", True),
        (15, 0, "one", True),
        (0, 15, "one", True),
        (-1, 5, "one", True),
        (5, -16, "two", False),
        (16, -16, "two", True),
        (-1, -16, "two", True),
    ],
)
def test_neither_a_clock_that_is_set_nor_a_restart_makes_it_longer(
    minutes: float, monotonic: float, boot: str, over: bool
) -> None:
    at = Moment(now=NOW + timedelta(minutes=minutes), monotonic=1000 + monotonic * 60, boot_id=boot)

    assert is_over(GRANT, at) is over


def test_by_default_nobody_can_override_anything() -> None:
    assert dose_problem(OverridePolicy(), "nv1", CHARGE, stop("TOO_EARLY")) == "override-never"
    assert glass_problem((OverridePolicy(),), "nv1", CHARGE, 8) == "glass-not-listed"
    assert glass_problem((), "nv1", CHARGE, 8) == "glass-not-listed"


@pytest.mark.parametrize(
    ("roles", "verdict", "problem"),
    [
        (CHARGE, stop("TOO_EARLY"), ""),
        (CHARGE, stop("TOO_EARLY", also=("CHART_STALE",)), ""),
        (CHARGE, stop("TOO_EARLY", "ALLERGY"), "override-never"),
        (CHARGE, stop("HOLD_PARAMETER"), "override-never"),
        (NURSE, stop("TOO_EARLY"), "override-not-yours"),
        ((), stop("TOO_EARLY"), "override-not-yours"),
        (CHARGE, stop(also=("TOO_EARLY",)), "not-now"),
        (CHARGE, None, "not-now"),
    ],
)
def test_every_stop_must_be_listed_and_the_person_too(
    roles: tuple[str, ...], verdict: Verdict | None, problem: str
) -> None:
    assert dose_problem(LISTED, "nv1", roles, verdict) == problem


def test_named_people_are_the_only_ones_of_their_roles() -> None:
    named = msgspec.structs.replace(LISTED, people=frozenset({"nv1"}))

    assert dose_problem(named, "nv1", CHARGE, stop("TOO_EARLY")) == ""
    assert dose_problem(named, "nv2", CHARGE, stop("TOO_EARLY")) == "override-not-yours"
    assert dose_problem(named, "nv1", NURSE, stop("TOO_EARLY")) == "override-not-yours"
    assert glass_problem((named,), "nv2", NURSE, 8) == "override-not-yours"


FROM = stop("TOO_EARLY")


def test_a_class_of_drugs_is_overridden_only_where_policy_lists_it() -> None:
    some = msgspec.structs.replace(LISTED, classes=frozenset({"high-alert"}))

    assert dose_problem(LISTED, "nv1", CHARGE, FROM, ()) == ""
    assert dose_problem(LISTED, "nv1", CHARGE, FROM, ("time-critical",)) == ""
    assert dose_problem(LISTED, "nv1", CHARGE, FROM, ("high-alert",)) == "override-class"
    assert dose_problem(some, "nv1", CHARGE, FROM, ("high-alert", "time-critical")) == ""
    assert dose_problem(some, "nv1", CHARGE, FROM, ("high-alert", "narcotic")) == "override-class"
    assert dose_problem(some, "nv1", CHARGE, stop("ALLERGY"), ("narcotic",)) == "override-never"


def test_a_drawer_with_a_class_that_policy_keeps_out_is_no_emergency_drawer() -> None:
    strict = msgspec.structs.replace(LISTED, break_glass_classes=frozenset({"high-alert"}))

    assert glass_problem((LISTED,), "nv1", NURSE, 8, ("narcotic", UNKNOWN)) == ""
    assert glass_problem((strict,), "nv1", NURSE, 8, ("high-alert", "time-critical")) == ""
    assert glass_problem((strict,), "nv1", NURSE, 8, ("high-alert", "narcotic")) == "glass-class"
    assert glass_problem((strict,), "nv1", NURSE, 8, (UNKNOWN,)) == "glass-class"
    assert glass_problem((LISTED, strict), "nv1", NURSE, 8, ("narcotic",)) == "glass-class"
    assert glass_problem((strict,), "nv1", NURSE, 9, ("narcotic",)) == "glass-not-listed"


def test_a_class_that_is_none_makes_a_policy_unreadable() -> None:
    with pytest.raises(Unreadable, match="classes"):
        read_policy(b'{"override": {"classes": ["strong"]}}')


def test_of_several_wards_each_must_list_the_drawer_and_the_person() -> None:
    strict = msgspec.structs.replace(LISTED, break_glass_roles=frozenset({"charge-nurse"}))

    assert glass_problem((LISTED, LISTED), "nv1", NURSE, 8) == ""
    assert glass_problem((LISTED, strict), "nv1", NURSE, 8) == "override-not-yours"
    assert glass_problem((LISTED, OverridePolicy()), "nv1", CHARGE, 8) == "glass-not-listed"
    assert glass_problem((LISTED,), "nv1", ("pharmacist",), 8) == "override-not-yours"


def test_an_override_covers_the_stops_and_nothing_milder() -> None:
    assert covered(stop("TOO_EARLY", also=("CHART_STALE",))) == {"TOO_EARLY"}


def test_the_floor_holds_only_what_a_prescriber_can_settle_at_the_bedside() -> None:
    never = {
        "WRONG_PATIENT",
        "WRONG_DRUG",
        "CODE_SUSPECT",
        "ALREADY_GIVEN",
        "ALLERGY",
        "PRN_MAX",
        "DOSE_OVER",
    }

    assert never.isdisjoint(FLOOR)
    assert set(codes()) >= FLOOR


@pytest.mark.parametrize(
    "override",
    [
        {"findings": ["WRONG_PATIENT"]},
        {"findings": ["ALLERGY"]},
        {"roles": ["pharmacist"]},
        {"breakGlassRoles": ["witness"]},
        {"minutes": 16},
        {"minutes": 0},
        {"reviewHours": 25},
        {"drawers": [0]},
        {"anything": 1},
    ],
)
def test_a_policy_can_not_loosen_it(override: dict[str, object]) -> None:
    with pytest.raises(Unreadable):
        read_policy(msgspec.json.encode({"override": override}))


def test_a_policy_may_tighten_it() -> None:
    policy = read_policy(b'{"override": {"roles": [], "minutes": 5, "reviewHours": 8, "people": ["nv1"]}}')

    assert (policy.override.roles, policy.override.minutes) == (frozenset(), 5)
    assert Policy().override.minutes == 15


@pytest.mark.parametrize(
    ("person", "roles", "may"),
    [
        ("nv2", ("pharmacist",), True),
        ("nv2", CHARGE, True),
        ("nv1", CHARGE, False),
        ("nv2", NURSE, False),
        ("nv2", (), False),
    ],
)
def test_a_review_is_somebody_elses(person: str, roles: tuple[str, ...], may: bool) -> None:
    assert may_review(person, roles, "nv1") is may


FINDINGS = st.frozensets(st.sampled_from(sorted(FLOOR)))
CLASSES = st.frozensets(st.sampled_from(DRUG_CLASSES))
ROLES = st.frozensets(st.sampled_from(["nurse", "charge-nurse"]))


@settings(max_examples=examples(100), deadline=None)
@given(
    st.builds(
        OverridePolicy,
        roles=ROLES,
        findings=FINDINGS,
        people=st.frozensets(st.sampled_from("ab")),
        classes=CLASSES,
    ),
    CLASSES,
    st.lists(st.sampled_from(codes()), unique=True, max_size=3),
    st.sampled_from("ab"),
    ROLES,
)
def test_whatever_a_policy_says_it_never_lets_more_than_its_list_and_the_floor(
    policy: OverridePolicy, classes: frozenset[str], found: list[str], person: str, roles: frozenset[str]
) -> None:
    if dose_problem(policy, person, roles, stop(*found), classes) == "":
        assert classes <= policy.classes
        assert found
        assert set(found) <= policy.findings & FLOOR
        assert roles & policy.roles
        assert not policy.people or person in policy.people
