"""What a scan can turn out to be. Every scan is exactly one of these; what is not certain is `Unreadable`."""

from datetime import date, time
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from msgspec import Struct

Sex = Literal["male", "female", "unknown"]


class Wristband(Struct, frozen=True, kw_only=True):
    """A patient's wristband: a GSRN (AI 8018), or the hospital's own number as plain text. One of the two."""

    gsrn: str = ""
    """18 digits, check digit proven; empty when the band carries plain text."""
    srin: str | None = None
    """Service relation instance number (AI 8019): which band of this patient, 1 to 10 digits."""
    number: str = ""
    """Plain text that matched the ward's wristband pattern; empty when the band carries a GSRN."""


class Badge(Struct, frozen=True, kw_only=True):
    """A member of staff. A badge identifies; it is no proof of identity."""

    text: str


class DrugPack(Struct, frozen=True, kw_only=True):
    """A pack, blister, ampoule or hospital label. At least one of `gtin` and `drug` is there."""

    gtin: str | None = None
    """14 digits, check digit proven (AI 01, or EAN padded with zeros)."""
    drug: str | None = None
    """The hospital's own drug code (AI 91)."""
    lot: str | None = None
    """AI 10."""
    expiry: date | None = None
    """Last day of use (AI 17 or 7003); day 00 is the last day of the month."""
    expiry_time: time | None = None
    """Last minute of use on that day, where the pack lives (AI 7003)."""
    serial: str | None = None
    """AI 21."""
    count: int | None = None
    """Pieces in the pack (AI 30)."""
    weight: Decimal | None = None
    """Net weight in kg (AI 310n, whose last digit says how many decimals)."""
    raw: bytes
    symbology: str
    suspect: str = ""
    """Why the code may hide something although its grammar is right, for the engineer; else empty. A suspect
    pack is CODE_SUSPECT: a lost separator cannot be seen by grammar."""


class CitizenCard(Struct, frozen=True, kw_only=True):
    """The QR code of a Vietnamese citizen card (CCCD). A second identifier, never a wristband."""

    number: str
    old_number: str = ""
    name: str
    birth: str
    """ISO 8601, as exact as the card is: `1980-05-12`, `1980-05` or `1980`."""
    sex: Sex
    address: str = ""
    issued: str = ""
    """As `birth`; empty where the card does not say."""


class InsuranceCard(Struct, frozen=True, kw_only=True):
    """The QR code of a Vietnamese health insurance card (BHYT). A second identifier, never a wristband."""

    number: str
    """15 characters such as `DN4797900000000`, or the 10 digits of a newer card."""
    name: str
    birth: str
    """ISO 8601, as exact as the card is."""
    sex: Sex
    address: str = ""
    facility: str = ""
    """Code of the facility of first registration."""
    valid_from: str = ""
    valid_to: str = ""
    """Empty on cards that are valid as long as contributions are paid."""


class DrawerTag(Struct, frozen=True, kw_only=True):
    """The label on a drawer of the cart; drawers count from 1."""

    drawer: int


class PreparedLabel(Struct, frozen=True, kw_only=True):
    """The label of a prepared syringe or infusion."""

    number: str


class Reason(StrEnum):
    """Why a scan was not accepted. The screen's sentence for it is in `core.texts.scan`."""

    EMPTY = "empty"
    NOT_TEXT = "not-text"
    """Not UTF-8, or control characters inside."""
    SYMBOLOGY = "symbology"
    """A kind of barcode that no code of this ward uses."""
    GRAMMAR = "grammar"
    """Not a GS1 message: unknown identifier, wrong length or forbidden character."""
    CHECK_DIGIT = "check-digit"
    SEPARATOR = "separator"
    """A separator (FNC1, 0x1D) is missing where the grammar needs one."""
    DUPLICATE = "duplicate"
    """The same identifier twice with different values."""
    DATE = "date"
    """A date that does not exist, or two that contradict."""
    NO_PRODUCT = "no-product"
    """A GS1 message that names neither product nor patient, or both, or a shipping unit."""
    AMBIGUOUS = "ambiguous"
    """Could be two different things. Nothing is guessed."""
    CARD = "card"
    """Begins like a citizen or insurance card, but is cut or malformed."""
    UNKNOWN = "unknown"
    """Readable text that matches no pattern of this ward. The caller may know it as a patient number."""


class Unreadable(Struct, frozen=True, kw_only=True):
    """Nothing that may be acted on. Recorded as an event; the reason is shown with a next step."""

    reason: Reason
    detail: str = ""
    """For the engineer, in English; may hold parts of the code, so it is never logged above DEBUG."""
    code: str = "CODE_SUSPECT"
    raw: bytes
    symbology: str = ""


Identified = (
    Wristband | Badge | DrugPack | CitizenCard | InsuranceCard | DrawerTag | PreparedLabel | Unreadable
)
