"""Limits that the prescriber set on a measurement: "hold if systolic pressure is below 100"."""

from datetime import timedelta

from cart_agent.core.chart import Hold, Measurement
from cart_agent.core.quantity import Quantity, magnitude, same_dimension
from cart_agent.core.rules.facts import finding, local_time
from cart_agent.core.situation import Situation
from cart_agent.core.verdict import Finding

DEFAULT_AGE = timedelta(hours=24)


def hold_parameter(s: Situation) -> Finding | None:
    """HOLD_PARAMETER: the most severe of the order's holds that speaks."""
    found = [one for hold in s.order.holds if (one := _judge(hold, s)) is not None]
    return max(found, key=lambda one: one.severity.rank, default=None)


def _judge(hold: Hold, s: Situation) -> Finding | None:
    name = next((code.display for code in hold.codes if code.display), hold.codes[0].code)
    newest = _newest(hold, s)
    if newest is None or newest.at is None:
        return finding("HOLD_PARAMETER", hold.severity, case="missing", order=s.order.text, measured=name)
    at = local_time(newest.at, s.zone)
    if s.now - newest.at > (hold.max_age or DEFAULT_AGE):
        return finding("HOLD_PARAMETER", hold.severity, case="old", order=s.order.text, measured=name, at=at)
    if newest.value is None or not _comparable(newest.value, hold):
        return finding("HOLD_PARAMETER", hold.severity, case="missing", order=s.order.text, measured=name)
    limit = _broken(newest.value, hold)
    if limit is None:
        return None
    return finding(
        "HOLD_PARAMETER",
        hold.severity,
        order=s.order.text,
        measured=name,
        value=newest.value,
        limit=limit,
        at=at,
    )


def _newest(hold: Hold, s: Situation) -> Measurement | None:
    wanted = {(code.system, code.code) for code in hold.codes}
    fitting = [
        one
        for one in s.chart.measurements
        if one.at is not None and wanted & {(code.system, code.code) for code in one.codes}
    ]
    return max(fitting, key=lambda one: one.at or s.now, default=None)


def _comparable(value: Quantity, hold: Hold) -> bool:
    return all(same_dimension(value.unit, limit.unit) for limit in (hold.low, hold.high) if limit)


def _broken(value: Quantity, hold: Hold) -> Quantity | None:
    """The limit that the value is beyond."""
    if hold.low is not None and magnitude(value) < magnitude(hold.low):
        return hold.low
    if hold.high is not None and magnitude(value) > magnitude(hold.high):
        return hold.high
    return None
