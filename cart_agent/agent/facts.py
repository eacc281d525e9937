"""How the round's notes become events: kind of the contract, subtype, how serious."""

from msgspec import Struct

from cart_agent.core.record import MINOR, SERIOUS, SUCCESS
from cart_agent.his.messages import EventKind

LOGIN = EventKind.LOGIN


class NoteKind(Struct, frozen=True, kw_only=True):
    """`outcome` is the AuditEvent's: how well it went."""

    kind: EventKind
    subtype: str
    outcome: str = SUCCESS


NOTES: dict[str, NoteKind] = {
    "login": NoteKind(kind=EventKind.LOGIN, subtype="login"),
    "logout": NoteKind(kind=EventKind.LOGIN, subtype="logout"),
    "scan-without-login": NoteKind(kind=EventKind.SYSTEM, subtype="scan-without-login", outcome=MINOR),
    "unable-to-scan": NoteKind(kind=EventKind.UNREADABLE_CODE, subtype="unable-to-scan", outcome=MINOR),
    "stopped": NoteKind(kind=EventKind.SYSTEM, subtype="stopped", outcome=MINOR),
    "put-back": NoteKind(kind=EventKind.RETURN, subtype="put-back"),
    "left-not-given": NoteKind(kind=EventKind.DRAWER, subtype="left-not-given"),
    "left-said-given": NoteKind(kind=EventKind.DRAWER, subtype="left-said-given", outcome=MINOR),
    "no-outcome": NoteKind(kind=EventKind.DRAWER, subtype="no-outcome", outcome=MINOR),
    "blind-differs": NoteKind(kind=EventKind.SYSTEM, subtype="blind-dose-differs", outcome=MINOR),
    "count-missing": NoteKind(kind=EventKind.COUNT, subtype="missing", outcome=MINOR),
    "count-discrepancy": NoteKind(kind=EventKind.COUNT, subtype="discrepancy", outcome=SERIOUS),
    "fault": NoteKind(kind=EventKind.DRAWER, subtype="fault", outcome=SERIOUS),
    "fault-cleared": NoteKind(kind=EventKind.DRAWER, subtype="fault-cleared"),
    "lockdown": NoteKind(kind=EventKind.SYSTEM, subtype="lockdown", outcome=SERIOUS),
    "lockdown-released": NoteKind(kind=EventKind.SYSTEM, subtype="lockdown-released"),
    "override-expired": NoteKind(kind=EventKind.OVERRIDE, subtype="expired", outcome=MINOR),
    "glass-opened": NoteKind(kind=EventKind.OVERRIDE, subtype="opened"),
    "glass-taken": NoteKind(kind=EventKind.OVERRIDE, subtype="taken"),
    "glass-unscanned": NoteKind(kind=EventKind.OVERRIDE, subtype="taken-unscanned", outcome=MINOR),
    "glass-other-band": NoteKind(kind=EventKind.OVERRIDE, subtype="other-wristband", outcome=MINOR),
    "glass-ended": NoteKind(kind=EventKind.OVERRIDE, subtype="ended"),
    "lock-cooling": NoteKind(kind=EventKind.DRAWER, subtype="lock-cooling", outcome=MINOR),
    "key-turned": NoteKind(kind=EventKind.TAMPER, subtype="key-turned", outcome=MINOR),
    "never-opened": NoteKind(kind=EventKind.DRAWER, subtype="never-opened", outcome=MINOR),
    "open-too-long": NoteKind(kind=EventKind.DRAWER, subtype="open-too-long", outcome=MINOR),
}
"""By `core.session.effects.Note.kind`."""
