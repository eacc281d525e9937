"""One single piece: a product's code with a serial number (GS1 AI 01 or 91, with AI 21)."""

from collections.abc import Callable, Iterable
from datetime import date

from cart_agent.core.identify import DrugPack, IdentifyRules, identify
from cart_agent.core.verdict import Finding, Severity

ON_RECORD = "piece-"
"""Begin of the case of a finding about a piece that is on record."""
_RULES = IdentifyRules()
"""A code that names a piece follows GS1's rules, no ward's own."""
_LINK = b"http"
"""A GS1 Digital Link may write a serial number's characters with percent signs."""


def piece_stop(one: Finding) -> bool:
    """Whether the dose is stopped because its piece is in use: its code was read well."""
    return one.severity is Severity.STOP and one.facts.get("case", "").startswith(ON_RECORD)


def same_piece(one: DrugPack, other: DrugPack) -> bool:
    """Whether both codes stand on one and the same piece: scanned twice it is still one."""
    if one.serial is None or one.serial != other.serial:
        return False
    return _equal(one.gtin, other.gtin) or _equal(one.drug, other.drug)


def _equal(one: str | None, other: str | None) -> bool:
    return one is not None and one == other


def is_among(pack: DrugPack, codes: Iterable[bytes], today: date) -> bool:
    """Whether one of the codes that were scanned some time ago is this very piece's."""
    may_be = mention_of(pack)
    return any(may_be(code) and _is(pack, code, today) for code in codes)


def mention_of(pack: DrugPack) -> Callable[[bytes], bool]:
    """Whether a code may be this piece's, told without reading it, for there are thousands."""
    if pack.serial is None:
        return lambda _: False
    serial = pack.serial.encode()
    return lambda code: serial in code or code[:4].lower() == _LINK


def _is(pack: DrugPack, code: bytes, today: date) -> bool:
    found = identify(code, "", _RULES, today)
    return isinstance(found, DrugPack) and same_piece(found, pack)
