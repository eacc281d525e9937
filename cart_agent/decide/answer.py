"""What is answered to a case, and how a case that could not be decided is told."""

from typing import Any

from msgspec import UNSET, Struct, UnsetType

from cart_agent.core import texts
from cart_agent.core.verdict import Finding, Severity, Verdict


class Words(Struct, frozen=True, kw_only=True):
    """One sentence in both languages."""

    vi: str
    en: str


class ToldFinding(Struct, frozen=True, kw_only=True):
    """One rule that spoke."""

    code: str
    severity: Severity
    text: Words
    """What is wrong."""
    next: Words
    """What to do next."""


class ToldVerdict(Struct, frozen=True, kw_only=True):
    """What one gate says. The most severe finding is the verdict; they come most severe first."""

    verdict: Severity
    findings: tuple[ToldFinding, ...]


class ToldWitness(Struct, frozen=True, kw_only=True):
    """What came of the dose that the witness said."""

    blind: bool
    """Whether ward policy wants her to say it without seeing it. Where it does not, nothing hangs on it."""
    agrees: bool | None
    """Whether it is exactly the dose; null where she need not say it."""
    text: Words


class Answer(Struct, frozen=True, kw_only=True):
    """One decided case."""

    release: ToldVerdict
    """May the drawer open?"""
    verify: ToldVerdict | None
    """Is what was scanned what was ordered? null: nothing was scanned."""
    record: dict[str, Any] | None
    """The MedicationAdministration if the dose is given now, with every finding answered for. null: it could
    not be given."""
    witness: ToldWitness | UnsetType = UNSET
    """Only where the case says the witness's own dose."""


class Problem(Struct, frozen=True, kw_only=True):
    """Which line, counted from 1, and what is wrong with it."""

    line: int
    text: str


class Failed(Struct, frozen=True, kw_only=True):
    """A line that is no case."""

    error: Problem


def told(verdict: Verdict) -> ToldVerdict:
    """A verdict in words."""
    findings = tuple(_finding(one) for one in verdict.findings)
    return ToldVerdict(verdict=verdict.severity, findings=findings)


def _finding(one: Finding) -> ToldFinding:
    said = texts.explain(one)
    return ToldFinding(code=one.code, severity=one.severity, text=Words(**said.text), next=Words(**said.next))
