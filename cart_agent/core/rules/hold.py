"""Limits that the prescriber set on a measurement: "hold if systolic pressure is below 100"."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from cart_agent.core.chart import Hold, Measurement
from cart_agent.core.quantity import Quantity, magnitude, same_dimension
from cart_agent.core.rules.facts import finding, local_time, worst
from cart_agent.core.situation import Situation
from cart_agent.core.verdict import Finding

DEFAULT_AGE = timedelta(hours=24)
CLOCKS_DIFFER = timedelta(minutes=5)
"""A measurement may be this much later than now: the hospital's clock is not the cart's."""


def hold_parameter(s: Situation) -> Finding | None:
    """HOLD_PARAMETER: the most severe of the order's holds that speaks."""
    return worst(_judge(hold, s) for hold in s.order.holds)


def _judge(hold: Hold, s: Situation) -> Finding | None:
    """The newest measurement counts; of several of that time, and of those that only a slip of the pen puts
    into the future, each does."""
    now = s.now + CLOCKS_DIFFER
    timed = list(_fitting(hold, s))
    newest = max((at for at, _ in timed if at <= now), default=None)
    if newest is None:
        return _missing(hold, s)
    return worst(_one(hold, s, at, one) for at, one in timed if at == newest or at > now)


def _name(hold: Hold) -> str:
    return next((code.display for code in hold.codes if code.display), hold.codes[0].code)


def _missing(hold: Hold, s: Situation) -> Finding:
    return finding("HOLD_PARAMETER", hold.severity, case="missing", order=s.order.text, measured=_name(hold))


def _one(hold: Hold, s: Situation, moment: datetime, one: Measurement) -> Finding | None:
    name, at = _name(hold), local_time(moment, s.zone)
    if s.now - moment > (hold.max_age or DEFAULT_AGE):
        return finding("HOLD_PARAMETER", hold.severity, case="old", order=s.order.text, measured=name, at=at)
    if one.value is None or not _comparable(one.value, hold):
        return _missing(hold, s)
    limit = _broken(one.value, hold)
    if limit is None:
        return None
    return finding(
        "HOLD_PARAMETER",
        hold.severity,
        order=s.order.text,
        measured=name,
        value=one.value,
        limit=limit,
        at=at,
    )


def _fitting(hold: Hold, s: Situation) -> Iterator[tuple[datetime, Measurement]]:
    wanted = {(code.system, code.code) for code in hold.codes}
    for one in s.chart.measurements:
        if one.at is not None and wanted & {(code.system, code.code) for code in one.codes}:
            yield one.at, one


def _comparable(value: Quantity, hold: Hold) -> bool:
    return all(same_dimension(value.unit, limit.unit) for limit in (hold.low, hold.high) if limit)


def _broken(value: Quantity, hold: Hold) -> Quantity | None:
    """The limit that the value is beyond."""
    if hold.low is not None and magnitude(value) < magnitude(hold.low):
        return hold.low
    if hold.high is not None and magnitude(value) > magnitude(hold.high):
        return hold.high
    return None
