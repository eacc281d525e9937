"""Plain text by the ward's own patterns, cards and links: every kind that it could be."""

import re
import unicodedata
from collections.abc import Callable

from cart_agent.core.identify.kinds import Badge, DrawerTag, Identified, PreparedLabel, Reason, Wristband
from cart_agent.core.identify.refused import Refused
from cart_agent.core.identify.rules import IdentifyRules

_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
"""Unicode's categories of characters that are not seen, or that turn others round."""
LONGEST = 100
"""Characters; a longer text is tried against no pattern."""

_MAKE: dict[str, Callable[[re.Match[str]], Identified]] = {
    "wristband": lambda match: Wristband(number=match[0]),
    "badge": lambda match: Badge(text=match[0]),
    "drawer_tag": lambda match: DrawerTag(drawer=int(match[1])),
    "prepared": lambda match: PreparedLabel(number=match[0]),
}


def is_plain(text: str) -> bool:
    """Whether every character of it can be seen, in the order that it has."""
    return not any(unicodedata.category(character) in _HIDDEN for character in text)


def decode(raw: bytes) -> str:
    """`raw` as NFC text. Raises Refused when it is empty, not UTF-8 or has control characters."""
    try:
        text = unicodedata.normalize("NFC", raw.decode())
    except UnicodeDecodeError as error:
        raise Refused(Reason.NOT_TEXT, str(error)) from error
    if not text:
        raise Refused(Reason.EMPTY)
    if not is_plain(text):
        raise Refused(Reason.NOT_TEXT, "control characters inside")
    return text


def by_pattern(text: str, rules: IdentifyRules) -> list[Identified]:
    """Everything that `text` could be by the ward's patterns; more than one means that it is none."""
    if len(text) > LONGEST:
        return []
    matches = {kind: pattern.match(text) for kind, pattern in rules.kinds().items()}
    found = [_MAKE[kind](match) for kind, match in matches.items() if match]
    if DrawerTag(drawer=0) in found:
        raise Refused(Reason.UNKNOWN, "drawers count from 1")
    return found
