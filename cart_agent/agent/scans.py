"""A scan becomes an event of the round, or a line that tells the nurse what to do with this code."""

from datetime import date
from zoneinfo import ZoneInfo

from cart_agent.agent.labels import Labels
from cart_agent.agent.reads import Quality
from cart_agent.agent.words import Texts, line
from cart_agent.core import texts
from cart_agent.core.identify import (
    Badge,
    CitizenCard,
    DrugPack,
    IdentifyRules,
    InsuranceCard,
    PreparedLabel,
    Reason,
    Unreadable,
    Wristband,
    identify,
)
from cart_agent.core.rules.scan import plain_number, suspect
from cart_agent.core.second import Card
from cart_agent.core.session import Session
from cart_agent.core.session import events as ev
from cart_agent.core.session.state import Person
from cart_agent.his.messages import Instant
from cart_agent.ward import WardBook
from drivers.interfaces import Scan


class Rejected(Exception):
    """No event comes of this scan. `text` is for the nurse, `reason` for the record, `card` to compare."""

    def __init__(self, text: Texts, reason: str = "", card: Card | None = None) -> None:
        super().__init__(reason)
        self.text = text
        self.reason = reason
        self.card = card


def event_of(
    scan: Scan, session: Session, book: WardBook, labels: Labels, rules: IdentifyRules, today: date
) -> ev.Event:
    """The event that a scan is. Raises Rejected."""
    found = identify(scan.raw, scan.symbology, rules, today)
    if isinstance(found, Unreadable):
        found = _patient_number(found, book) or found
    match found:
        case Unreadable():
            told = texts.explain(suspect(found, "drug"))
            both = {lang: f"{told.text[lang]} {told.next[lang]}" for lang in texts.LANGUAGES}
            raise Rejected(both, found.reason.value)
        case Badge():
            return _badge(found, book)
        case Wristband():
            return _wristband(found, session, book)
        case DrugPack():
            return ev.PackRead(pack=found)
        case PreparedLabel():
            return _label(found, labels)
        case CitizenCard() | InsuranceCard():
            raise Rejected(line("not-a-wristband"), card=found)
    raise Rejected(line("not-here"))


def quality_of(found: ev.Event | Rejected) -> Quality:
    """How well a code was read. One that is whole and belongs to nobody here was read well."""
    if isinstance(found, Rejected):
        return "unreadable" if found.reason in set(Reason) else "good"
    return "suspect" if isinstance(found, ev.PackRead) and found.pack.suspect else "good"


def _patient_number(found: Unreadable, book: WardBook) -> Wristband | None:
    """Plain text that matches no pattern of the ward may still be a patient's own number."""
    band = plain_number(found)
    return band if band and book.find_patient(band) else None


def _badge(badge: Badge, book: WardBook) -> ev.BadgeRead:
    person = book.people.by_badge(badge.text)
    if person is None:
        raise Rejected(line("badge-unknown"), "badge-unknown")
    return ev.BadgeRead(person=Person(id=person.id, name=person.name, roles=person.roles))


def _label(label: PreparedLabel, labels: Labels) -> ev.LabelRead:
    """A number that this cart never gave says nothing about what is in the syringe."""
    made = labels.find(label.number)
    if made is None:
        raise Rejected(line("label-unknown"), "label-unknown")
    return ev.LabelRead(number=made.number, encounter_id=made.encounter_id, key=made.key, packs=made.packs)


def _wristband(band: Wristband, session: Session, book: WardBook) -> ev.WristbandRead:
    open_patient = session.glass.encounter_id if session.glass else session.encounter_id
    mine = open_patient in book.find_patient(band) if open_patient else False
    return ev.WristbandRead(wristband=band, encounter_id=open_patient if mine else "")


def today(at: Instant, zone: str) -> date:
    """The ward's calendar day."""
    return at.now.astimezone(ZoneInfo(zone)).date()
