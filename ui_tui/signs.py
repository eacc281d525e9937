"""Text from outside, made safe for cells: every sign is seen, takes one cell and stays in its place. Pure."""

import re
import unicodedata
from functools import lru_cache
from itertools import groupby, permutations

from rich.cells import get_character_cell_size

UNSHOWN = "□"
"""Stands for what can not be shown. One for a row of them: a heap of accents must not become a long line."""
_USUAL = re.compile("[ -~\u00a0-\u00ac\u00ae-\u024f\u1e00-\u1eff]*")
"""Latin letters with their accents composed."""
_WHOLE_SPACES = "\u00a0\u2007\u2009\u202f"
"""Inside numbers and amounts: no row ends there. The kiosk's font has no narrow ones and draws a box."""
_IGNORED = re.compile("[\u034f\u180b-\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")
"""Marks that draw nothing and only choose between forms of a sign."""
_WIDE = frozenset({"<wide>", "<narrow>", "<square>"})
_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})
"""Letters that some terminals move to another place of the line, and others beside them."""
_ACCENTED = re.compile("([^\\W\\d_])([\u0300-\u036f]{1,3})(?![\u0300-\u036f])")


@lru_cache(maxsize=4096)
def clean(text: str) -> str:
    """Composed accents (a loose one may be drawn beside its letter), signs of one cell, no control characters
    (they could move the cursor), nothing invisible, nothing that changes the order of letters.

    Vietnamese is kept whole, however its accents were typed. Wide letters become narrow ones.
    """
    composed = unicodedata.normalize("NFC", text)
    if _USUAL.fullmatch(composed):
        return composed
    narrow = "".join(map(_narrow, _IGNORED.sub("", composed)))
    whole = _ACCENTED.sub(_composed, unicodedata.normalize("NFC", narrow))
    seen = filter(None, map(_shown, whole))  # what draws nothing parts no row of unshown signs
    runs = groupby(seen, key=lambda sign: sign == UNSHOWN)
    return "".join(UNSHOWN if unshown else "".join(signs) for unshown, signs in runs)


def _narrow(sign: str) -> str:
    """Unicode's own plain form of a wide, half-wide or squared sign: `mg` of one sign as two letters."""
    kind, _, _ = unicodedata.decomposition(sign).partition(" ")
    return unicodedata.normalize("NFKC", sign) if kind in _WIDE else sign


def _composed(found: re.Match[str]) -> str:
    """An `e` with tilde and circumflex as `ễ`: accents in another order than Unicode has them."""
    letter, *marks = list(unicodedata.normalize("NFD", found[0]))
    tries = (unicodedata.normalize("NFC", letter + "".join(order)) for order in permutations(marks))
    return next((one for one in tries if len(one) == 1), found[0])


def _shown(sign: str) -> str:
    kind = unicodedata.category(sign)
    if sign in _WHOLE_SPACES:
        return "\u00a0"
    if kind == "Cf":
        return ""
    if kind == "Cc" or kind[0] == "Z":
        return " "
    seen = kind[0] not in "CM" and get_character_cell_size(sign) == 1
    return sign if seen and unicodedata.bidirectional(sign) not in _RIGHT_TO_LEFT else UNSHOWN
