"""Drugs that go on after the tap: an infusion runs, a patch stays on, until somebody says it ended."""

from cart_agent.core.chart import Administration

COURSES = {"iv-infusion": "infusion", "transdermal": "patch"}
"""By route. A dose by any other route is over when it was given."""
RUNNING = ("in-progress", "on-hold")


def course_of(route: str) -> str:
    """infusion, patch, or empty."""
    return COURSES.get(route, "")


def goes_on(one: Administration) -> bool:
    """Whether the patient still gets it. Of a patch without an end nobody said that it was removed."""
    if one.status in RUNNING:
        return True
    return course_of(one.route) == "patch" and one.status == "completed" and one.end is None
