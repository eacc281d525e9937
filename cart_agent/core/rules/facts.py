"""How a rule speaks."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from cart_agent.core.present import present, present_length, present_range
from cart_agent.core.quantity import DoseRange, Quantity
from cart_agent.core.verdict import Finding, Severity

LANGUAGES = ("vi", "en")


Measured = Quantity | DoseRange | timedelta


def finding(code: str, severity: Severity, /, **facts: str | Measured) -> Finding:
    """A finding. What is measured becomes one fact for each language: `dose.vi`, `dose.en`."""
    plain: dict[str, str] = {}
    for name, fact in facts.items():
        if isinstance(fact, str):
            plain[name] = fact
        else:
            plain |= {f"{name}.{lang}": _written(fact, lang) for lang in LANGUAGES}
    return Finding(code=code, severity=severity, facts=plain)


def worst(found: Iterable[Finding | None]) -> Finding | None:
    """The most severe of several answers of one rule; of equals the first."""
    spoken = (one for one in found if one is not None)
    return max(spoken, key=lambda one: one.severity.rank, default=None)


def _written(fact: Measured, lang: str) -> str:
    if isinstance(fact, timedelta):
        return present_length(fact, lang)
    return present(fact, lang) if isinstance(fact, Quantity) else present_range(fact, lang)


def local_time(moment: datetime, zone: str) -> str:
    """`08:00 02/03`: clock time and day in the ward's zone."""
    return moment.astimezone(ZoneInfo(zone)).strftime("%H:%M %d/%m")
