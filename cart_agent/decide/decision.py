"""One case decided: both gates asked, and the record of the dose if it is given now."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from uuid import UUID

from cart_agent.core import gates, outcome
from cart_agent.core.identify import DrugPack, Identified
from cart_agent.core.record import Json, Who
from cart_agent.core.rules.scan import suspect
from cart_agent.core.situation import Situation
from cart_agent.core.verdict import Gate, Severity, Verdict, combine
from cart_agent.decide.answer import Answer, ToldWitness, told
from cart_agent.decide.blind import told_witness
from cart_agent.decide.case import Case, quantity_of, who
from cart_agent.decide.gather import Setting, scanned, situation

DEVICE = "cart-decide"
"""Stands where a cart's record names the cart."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def decide(case: Case, setting: Setting, line: bytes) -> Answer:
    """The answer to a case. Raises Malformed for a formulary, policy or stock that is none.

    `line` is what the case was read from: the record's event id is made of it.
    """
    found = situation(case, setting)
    if isinstance(found, Verdict):
        return Answer(release=told(found), verify=told(found) if case.scans else None, record=None)
    release = gates.ask(Gate.RELEASE, found)
    if not case.scans:
        witness = told_witness(case, found, ())
        return Answer(release=told(release), verify=None, record=None, witness=witness)
    scans = [scanned(scan, case, setting) for scan in case.scans]
    packs = tuple(one for one in scans if isinstance(one, DrugPack))
    verify = _verify(case, found, packs, scans)
    witness = told_witness(case, found, packs)
    refused = isinstance(witness, ToldWitness) and witness.blind and not witness.agrees
    return Answer(
        release=told(release),
        verify=told(verify),
        record=None if refused else _record(case, found, packs, (release, verify), line),
        witness=witness,
    )


def _verify(case: Case, found: Situation, packs: tuple[DrugPack, ...], scans: list[Identified]) -> Verdict:
    """The gate's answer about the packs; each code that is none stops the dose."""
    wrong = [suspect(one, "drug") for one in scans if not isinstance(one, DrugPack)]
    asked = gates.ask(Gate.VERIFY, found, packs, quantity_of(case.amount)).findings if packs else ()
    return combine(Gate.VERIFY, [*asked, *wrong])


def _record(
    case: Case, found: Situation, packs: tuple[DrugPack, ...], verdicts: tuple[Verdict, Verdict], line: bytes
) -> Json | None:
    """The record if the dose is given now; None where it could not be: a STOP, nobody who gives it, or
    nobody who witnesses it."""
    worst = max((verdict.severity for verdict in verdicts), key=lambda severity: severity.rank)
    giver, witness = who(case.actor), _second(case)
    if worst is Severity.STOP or giver is None or (worst is Severity.WITNESS and witness is None):
        return None
    codes = {finding.code for verdict in verdicts for finding in verdict.findings}
    account = outcome.Account(
        event_id=event_id(found.now, line),
        cart=DEVICE,
        performer=giver,
        witness=witness,
        findings=tuple(sorted(codes)),
    )
    return outcome.administered(found, packs, quantity_of(case.amount), account)


def _second(case: Case) -> Who | None:
    """The witness: another person than the one who gives."""
    giver, witness = who(case.actor), who(case.witness)
    return None if giver and witness and giver.id == witness.id else witness


def event_id(now: datetime, line: bytes) -> str:
    """A UUIDv7 that is the same for the same case: its time is `now`, the rest the SHA-256 of the line."""
    milliseconds = (now - EPOCH) // timedelta(milliseconds=1)
    digest = int.from_bytes(sha256(line.strip()).digest()[:10])
    rest = (7 << 76) | ((digest >> 62 & 0xFFF) << 64) | (0b10 << 62) | (digest & (1 << 62) - 1)
    return str(UUID(int=(milliseconds << 80) | rest))
