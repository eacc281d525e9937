"""Findings and the verdict they add up to: the most severe finding wins."""

from collections.abc import Iterable
from enum import StrEnum

from msgspec import Struct


class Severity(StrEnum):
    """How far a finding stops a dose, from not at all to entirely. Ordered by `rank`."""

    ALLOW = "ALLOW"
    CONFIRM = "CONFIRM"
    """One tap with a reason."""
    WITNESS = "WITNESS"
    """A second person, in person."""
    STOP = "STOP"
    """No dose; the finding says what to do next."""

    @property
    def rank(self) -> int:
        return _RANK[self]


_RANK = {Severity.ALLOW: 0, Severity.CONFIRM: 1, Severity.WITNESS: 2, Severity.STOP: 3}


class Gate(StrEnum):
    """The questions asked of one dose."""

    RELEASE = "release"
    """May this drawer open for this patient and order now?"""
    VERIFY = "verify"
    """Is what was scanned what was ordered?"""
    GIVE = "give"
    """Do both still hold on the newest chart, at the moment of giving?"""


class Finding(Struct, frozen=True, kw_only=True):
    """One rule that spoke. `facts` fill the sentence of `core.texts` for this code (plain strings, no
    markup)."""

    code: str
    severity: Severity
    facts: dict[str, str] = {}


class Verdict(Struct, frozen=True, kw_only=True):
    """What a gate answered."""

    gate: Gate
    severity: Severity
    findings: tuple[Finding, ...] = ()


READ_FIRST = ("WRONG_PATIENT", "ALREADY_GIVEN", "ALLERGY", "WRONG_DRUG", "NO_ORDER", "DOSE_NOT_REACHABLE")
"""Of several reasons these explain the others; the rest follows by code."""


def _place(finding: Finding) -> tuple[int, int, str]:
    first = READ_FIRST.index(finding.code) if finding.code in READ_FIRST else len(READ_FIRST)
    return -finding.severity.rank, first, finding.code


def combine(gate: Gate, findings: Iterable[Finding]) -> Verdict:
    """The verdict over `findings`, most severe first, of equals the one to be read first.

    The order never depends on the caller's.
    """
    ranked = tuple(sorted(findings, key=_place))
    return Verdict(gate=gate, severity=ranked[0].severity if ranked else Severity.ALLOW, findings=ranked)
