"""One entry of the table of sentences."""

from msgspec import Struct


class Sentence(Struct, frozen=True, kw_only=True):
    """What is wrong and what to do next, in both languages. `{name}` is filled from the finding's facts."""

    vi: str
    en: str
    vi_next: str
    en_next: str
