"""How this hospital's own plain-text codes look: one pattern a kind, proven by examples when it is loaded."""

import re
from typing import Literal

from msgspec import Struct

from cart_agent.core.identify.digits import check_digit_holds

Check = Literal["none", "gs1"]
_CLASS = re.compile(r"\[\^?\]?(?:\\.|[^\]\\])*\]|\\.")
_NESTED = re.compile(r"\([^()]*(?:[*+]|\{\d+,\})[^()]*\)(?:[*+]|\{\d+,\d*\})")
"""A repetition without end inside a repeated group, such as `(A+)+`: matching it can take for ever."""


class TextPattern(Struct, frozen=True, kw_only=True):
    """One kind of plain-text code."""

    pattern: str
    """A regular expression (Python's), matched against the whole text."""
    check: Check = "none"
    """`gs1`: the digits of the code end with a GS1 modulo 10 check digit."""
    accepts: tuple[str, ...] = ()
    """Codes of this kind, at least one."""
    refuses: tuple[str, ...] = ()
    """Texts that must not pass for one, such as another hospital's numbers."""

    def match(self, text: str) -> re.Match[str] | None:
        """The match over the whole of `text`, where the check digit holds too; else None."""
        match = re.fullmatch(self.pattern, text)
        if match and self.check == "gs1" and not check_digit_holds(re.sub(r"[^0-9]", "", text)):
            return None
        return match


class IdentifyRules(Struct, frozen=True, kw_only=True):
    """The plain-text codes of one hospital. The field's name is the kind.

    The defaults are those of the demo ward; a hospital sets its own. Text that matches two kinds is refused.
    """

    wristband: TextPattern = TextPattern(
        pattern=r"(BN|WB)[0-9A-Z-]{3,20}", accepts=("BN0001", "WB-2026-0001"), refuses=("BN", "bn0001")
    )
    badge: TextPattern = TextPattern(
        pattern=r"NV[0-9A-Z-]{2,20}", accepts=("NV01", "NV-DEMO-7"), refuses=("NV",)
    )
    drawer_tag: TextPattern = TextPattern(
        pattern=r"NGAN-?([0-9]{1,2})", accepts=("NGAN-3", "NGAN12"), refuses=("NGAN", "NGAN-123")
    )
    """Its one group is the drawer's number."""
    prepared: TextPattern = TextPattern(
        pattern=r"PL-[0-9A-Z-]{4,40}", accepts=("PL-2026-0001",), refuses=("PL-", "PL2026")
    )

    itf14: bool = False
    """Whether cartons in Interleaved 2 of 5 (ITF-14) are read. Off: no pack of a ward has one, and of a code
    that is half in view it reads half."""

    def kinds(self) -> dict[str, TextPattern]:
        """Every pattern by the name of its kind."""
        held = {kind: getattr(self, kind) for kind in self.__struct_fields__}
        return {kind: pattern for kind, pattern in held.items() if isinstance(pattern, TextPattern)}

    def validate(self) -> None:
        """Prove the patterns on their examples.

        Raises ValueError, naming the pattern, when one does not compile, may never end, has no example,
        accepts or refuses the wrong one, matches nothing at all, or also matches another kind's example.
        """
        for kind, pattern in self.kinds().items():
            _prove(kind, pattern)
            for other, examples in self.kinds().items():
                _prove_apart(kind, pattern, other, examples)
        if re.compile(self.drawer_tag.pattern).groups != 1:
            raise ValueError("drawer_tag: the pattern needs exactly one group, the drawer's number")


def _prove(kind: str, pattern: TextPattern) -> None:
    try:
        re.compile(pattern.pattern)
    except re.error as error:
        raise ValueError(
            f"{kind}: the pattern {pattern.pattern!r} is no regular expression: {error}"
        ) from error
    if _NESTED.search(_CLASS.sub("x", pattern.pattern)):
        raise ValueError(f"{kind}: {pattern.pattern!r} repeats a repetition, which may never end")
    if not pattern.accepts:
        raise ValueError(f"{kind}: the pattern needs at least one example in `accepts`")
    for text in pattern.accepts:
        if not pattern.match(text):
            raise ValueError(f"{kind}: {pattern.pattern!r} does not accept its example {text!r}")
    for text in (*pattern.refuses, ""):
        if pattern.match(text):
            raise ValueError(f"{kind}: {pattern.pattern!r} accepts {text!r}, which it must refuse")


def _prove_apart(kind: str, pattern: TextPattern, other: str, examples: TextPattern) -> None:
    for text in examples.accepts:
        if kind != other and pattern.match(text):
            raise ValueError(f"{kind}: {pattern.pattern!r} also accepts {text!r}, an example of {other}")
