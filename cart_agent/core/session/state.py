"""Where the nurse is in the round, and all that must survive a power cut in the middle of a dose."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec
from msgspec import Struct

from cart_agent.core.identify import DrugPack, Wristband
from cart_agent.core.ledger import CountDue, Entry
from cart_agent.core.ordered import Ordered
from cart_agent.core.override import FLOOR, Grant, Moment
from cart_agent.core.quantity import DoseRange
from cart_agent.core.session.places import State
from cart_agent.core.verdict import Severity, Verdict


class Person(Struct, frozen=True, kw_only=True):
    """Someone of the signed staff list."""

    id: str
    name: str
    roles: tuple[str, ...] = ()


class Acknowledgement(Struct, frozen=True, kw_only=True):
    """A finding that a person took responsibility for; covers that code up to that severity."""

    code: str
    severity: Severity
    reason: str
    by: str
    """Id of the person: the giver for CONFIRM, the witness for WITNESS."""


class Amount(Struct, frozen=True, kw_only=True):
    """What the nurse says was given, when it is not the dose as ordered. `unit` is UCUM."""

    value: Decimal
    unit: str


class Fault(Struct, frozen=True, kw_only=True):
    """Latched until a person clears it; no drawer unlocks meanwhile."""

    kind: str
    """forced-open, opened-by-key, found-open, wrong-drawer, tamper or unlock-failed."""
    drawer: int
    detail: str = ""


class Asked(Struct, frozen=True, kw_only=True):
    """What is asked for: the dose in hand despite its STOP (`drawer` None), or an emergency drawer."""

    reason: str
    """Coded."""
    drawer: int | None = None
    encounter_id: str = ""
    wristband: Wristband | None = None
    """Whose it is, where the cart has no chart; neither: nobody knows the patient yet."""


class Glass(Struct, frozen=True, kw_only=True):
    """One break-glass, from its record on the disk to its end."""

    grant: Grant
    drawer: int
    encounter_id: str = ""
    wristband: Wristband | None = None
    packs: tuple[DrugPack, ...] = ()
    """Scanned, and not yet recorded as given."""
    given: int = 0
    """How many packs were recorded as given."""
    over: bool = False
    """Its time has passed: the drawer stays shut; what was taken can still be recorded."""


class Doubt(Struct, frozen=True, kw_only=True):
    """This dose may have been given: what became of it when it was left is not on record."""

    items: tuple[str, ...]
    """Ids of the open items that say so."""
    by: str
    """Id of the person who left it; empty: not known."""
    since: datetime
    drawer: str = ""
    on_paper: bool = False
    """It was said to be given and written on paper."""


class DoseInHand(Struct, frozen=True, kw_only=True):
    """The one dose being worked on, from the release check to its outcome."""

    key: str
    order_id: str
    order_version: str
    """Version of the order at release; the give gate compares it with the newest."""
    ordered: Ordered | None = None
    """What that version said."""
    drawer: int | None
    """None: no drawer of this cart holds the drug; the nurse brings it."""
    prn_reason: str = ""
    prn_score: int | None = None
    release: Verdict | None = None
    verify: Verdict | None = None
    give: Verdict | None = None
    acknowledged: tuple[Acknowledgement, ...] = ()
    witness: Person | None = None
    blind: DoseRange | None = None
    """What a witness must enter without having seen it; None: she sees the dose."""
    packs: tuple[DrugPack, ...] = ()
    unscanned: str = ""
    """Coded reason why no code of the drug could be scanned; a second person read the label."""
    amount: Amount | None = None
    give_reason: str = ""
    preparing: bool = False
    """It is made ready now and given later, by its label."""
    diluent: DrugPack | None = None
    to_count: str = ""
    """The controlled drug that is counted when its drawer opens and after; the formulary's id."""
    counted: bool = False
    """It was counted when the drawer was opened, so it is counted once more at the end."""
    label: str = ""
    """Number of the prepared syringe or infusion that was scanned; `packs` are what went into it."""
    waiting_label: str = ""
    """Number of the label that was made for this dose and not used yet: no drawer opens for it again."""
    opened: bool = False
    """Its drawer was unlocked for this dose: leaving without an outcome is an open item."""
    override: Grant | None = None
    """On record: a person goes on despite the STOP findings that it names."""
    doubt: Doubt | None = None
    """It may have been given by another person; asked before its drawer opens."""
    cleared: tuple[str, ...] = ()
    """Items of doubts of which the person at the cart has said: looked, it was not given."""
    held: bool = False
    """The release was asked for by no hand (restart, log-in, changed chart): it waits for a scan or a tap."""

    @property
    def identified(self) -> bool:
        """Whether the drug is known: by its code, its label, or read by two people."""
        return bool(self.packs) or bool(self.label) or (bool(self.unscanned) and self.witness is not None)

    @property
    def in_doubt(self) -> bool:
        """Whether it may have been given, and nobody has said yet that it was not."""
        return self.doubt is not None and not set(self.doubt.items) <= set(self.cleared)

    @property
    def begun(self) -> bool:
        """Whether a drug may be in the nurse's hand: its drawer was unlocked, or something was scanned."""
        return self.opened or bool(self.packs or self.label or self.unscanned)


class Session(Struct, frozen=True, kw_only=True):
    """The whole round of this cart. Immutable; stored as JSON with every commit."""

    state: State = State.OFF
    person: Person | None = None
    left_by: str = ""
    """Id of the person who logged out last; what she left is kept for nobody else."""
    left_at: Moment | None = None
    """When she did, or asked to; None: not known, so that nothing is kept."""
    candidate: Person | None = None
    """Whose badge was read and whose PIN is awaited."""
    resume: State = State.OFF
    encounter_id: str = ""
    wristband: Wristband | None = None
    dose: DoseInHand | None = None
    next_key: str = ""
    stopped: Verdict | None = None
    fault: Fault | None = None
    open_drawers: frozenset[int] = frozenset()
    left_open: frozenset[int] = frozenset()
    """Opened or unlocked by this cart before a restart, and not sensed since."""
    asked: Asked | None = None
    """The override that is being asked for."""
    glass: Glass | None = None
    """The break-glass that goes on. Survives a log-out and a restart, until its time has passed."""
    count: CountDue | None = None
    """A controlled drug that is to be counted. Survives a log-out and a restart."""
    entry: Entry | None = None
    """The waste or count that is being written or signed."""
    entry_at: State = State.ROUND
    """Where it was asked."""
    lockdown: str = ""
    """Id of the command by which the hospital shut all drawers; only the hospital ends it."""

    leaving: bool = False
    """She asked to go while an answer was awaited: no drawer opens any more, and then she is logged out."""

    @property
    def shut(self) -> str:
        """Why no drawer unlocks, a key of the agent's lines; empty: nothing speaks against it."""
        if self.lockdown:
            return "lockdown"
        if self.fault is not None:
            return "fault-first"
        return "logging-out" if self.leaving else ""


def replace(session: Session, **changes: Any) -> Session:
    """The same session with `changes`."""
    return msgspec.structs.replace(session, **changes)


def with_dose(session: Session, **changes: Any) -> Session:
    """The same session with `changes` to the dose in hand."""
    assert session.dose is not None
    return replace(session, dose=msgspec.structs.replace(session.dose, **changes))


def keep_answers(session: Session, codes: frozenset[str]) -> Session:
    """Forget what people answered for, except for `codes`; a witness who answered for none of them too.

    An override goes with any of its findings.
    """
    dose = session.dose
    assert dose is not None
    kept = tuple(ack for ack in dose.acknowledged if ack.code in codes)
    stays = dose.witness is not None and any(ack.by == dose.witness.id for ack in kept)
    override = dose.override if dose.override and dose.override.codes <= codes else None
    return with_dose(session, acknowledged=kept, witness=dose.witness if stays else None, override=override)


def outstanding(verdict: Verdict | None, dose: DoseInHand) -> Severity:
    """The most severe finding nobody has answered for; no verdict is a STOP.

    STOP can not be answered. Only an override on record passes it over, and only where the floor lets it.
    """
    if verdict is None:
        return Severity.STOP
    answers = [ack for ack in dose.acknowledged if ack.severity is not Severity.STOP]
    answers.sort(key=lambda ack: ack.severity.rank)  # what a witness answered for is not undone by a reason
    covered = {ack.code: ack.severity.rank for ack in answers}
    passed = dose.override.codes & FLOOR if dose.override else frozenset()
    left = [
        f.severity
        for f in verdict.findings
        if f.severity.rank > covered.get(f.code, 0) and f.code not in passed
    ]
    return max(left, key=lambda severity: severity.rank, default=Severity.ALLOW)
