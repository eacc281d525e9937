"""What became of an import."""

from typing import Literal

import msgspec
from msgspec import Struct

from cart_agent.core.texts.sentence import Sentence
from cart_agent.hospital.intake.words import WORDS

ANYBODY = "*"
"""The owner of what does not say whose it is."""


class Problem(Struct, frozen=True, kw_only=True):
    """One thing that was refused, or taken with a warning. `code` is a key of `words.WORDS`."""

    code: str
    file: str
    place: str = ""
    """`entry 3 MedicationRequest/o1` of a bundle, `row 5` of a list; empty: the whole file."""
    column: str = ""
    """The list's column, as its header has it."""
    detail: str = ""
    owner: str = ""
    """Whose chart it concerns: `Patient/id`, or an encounter id; `ANYBODY`: perhaps any; empty: none."""

    @property
    def words(self) -> Sentence:
        """The reason and what to do, in both languages."""
        words = msgspec.structs.asdict(WORDS[self.code])
        return Sentence(**{name: text.replace("{}", self.detail) for name, text in words.items()})


class Taken(Struct, frozen=True, kw_only=True):
    """One document that the library has now. `name` is the encounter, the formulary's part or the cart."""

    kind: str
    """chart, formulary or stock."""
    name: str
    ward: str = ""
    version: int
    what: Literal["new", "changed", "unchanged", "closed", "moved"]
    count: int = 0
    """Orders of a chart, products of a part, packs of a stock."""


class Report(Struct, frozen=True, kw_only=True):
    """`warnings` were taken all the same; `passed_over` counts resources that carts do not use, by type."""

    taken: tuple[Taken, ...] = ()
    refused: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    passed_over: dict[str, int] = {}
    dry_run: bool = False
