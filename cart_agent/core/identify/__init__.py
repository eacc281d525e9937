"""Raw scan -> wristband, badge, pack, card, tag, label, or unreadable with the reason. Nothing is guessed."""

from datetime import date

from cart_agent.core.identify.kinds import (
    Badge,
    CitizenCard,
    DrawerTag,
    DrugPack,
    Identified,
    InsuranceCard,
    PreparedLabel,
    Reason,
    Unreadable,
    Wristband,
)
from cart_agent.core.identify.product import Source
from cart_agent.core.identify.readers import READERS
from cart_agent.core.identify.refused import Refused
from cart_agent.core.identify.rules import IdentifyRules, TextPattern

__all__ = [
    "Badge",
    "CitizenCard",
    "DrawerTag",
    "DrugPack",
    "Identified",
    "IdentifyRules",
    "InsuranceCard",
    "PreparedLabel",
    "Reason",
    "TextPattern",
    "Unreadable",
    "Wristband",
    "identify",
]


LONGEST = 7089
"""Characters of the largest code there is: a QR code of digits alone (ISO/IEC 18004)."""


def identify(raw: bytes, symbology: str, rules: IdentifyRules, today: date) -> Identified:
    """What was scanned. Total: any bytes get an answer, `Unreadable` when in doubt.

    `raw` is the code's data without AIM identifier, group separators (0x1D) kept; `symbology` the AIM
    identifier such as `]d2`, or empty; `today` settles the century of two-digit years.
    """
    try:
        if len(raw) > LONGEST:
            raise Refused(Reason.GRAMMAR, f"{len(raw)} bytes are more than any code holds")
        reader = READERS.get(symbology)
        if reader is None:
            raise Refused(Reason.SYMBOLOGY, f"no code of this ward is a {symbology!r}")
        return reader(Source(raw, symbology), rules, today)
    except Refused as refused:
        return Unreadable(reason=refused.reason, detail=refused.detail, raw=raw, symbology=symbology)
