"""What happens by itself: drawers, the hospital, the chart, the time."""

from cart_agent.core.session.events.base import Event


class LockedDown(Event, frozen=True, kw_only=True):
    """The hospital shuts all drawers; `command` is the id of its command."""

    command: str


class LockdownReleased(Event, frozen=True, kw_only=True):
    """The hospital ends its lock-down."""

    command: str


class OverrideExpired(Event, frozen=True, kw_only=True):
    """The time of the override or break-glass has passed."""


class KeptLongEnough(Event, frozen=True, kw_only=True):
    """Nobody came back in time to the dose that was kept at a log-out."""


class DrawerMoved(Event, frozen=True, kw_only=True):
    """A drawer was sensed open or not open."""

    drawer: int
    is_open: bool


class DrawerAlarmed(Event, frozen=True, kw_only=True):
    """As `drivers.interfaces.AlarmKind` names it."""

    kind: str
    drawer: int
    detail: str = ""


class ChartChanged(Event, frozen=True, kw_only=True):
    """The open patient's chart, the formulary or the policy has a newer version."""
