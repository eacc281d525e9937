"""What a finding says to the nurse: what is wrong and what to do next, in Vietnamese and English."""

from msgspec import Struct

from cart_agent.core.texts.release import RELEASE
from cart_agent.core.texts.scan import SCAN
from cart_agent.core.texts.sentence import Sentence
from cart_agent.core.texts.verify import VERIFY
from cart_agent.core.texts.words import WORDS
from cart_agent.core.verdict import Finding

SENTENCES: dict[str, Sentence] = {**RELEASE, **VERIFY, **SCAN}
LANGUAGES = ("vi", "en")

__all__ = ["LANGUAGES", "SENTENCES", "WORDS", "Texts", "codes", "explain", "word"]


class Texts(Struct, frozen=True, kw_only=True):
    """A finding in words, by language. Plain text: never markup, may hold text from outside."""

    text: dict[str, str]
    next: dict[str, str]


def codes() -> tuple[str, ...]:
    """Every finding code, sorted."""
    return tuple(sorted({key.split(".")[0] for key in SENTENCES}))


def explain(finding: Finding) -> Texts:
    """The sentences for a finding. Raises KeyError for a code or case that the table lacks."""
    case = finding.facts.get("case", "")
    sentence = SENTENCES[f"{finding.code}.{case}" if case else finding.code]
    return Texts(
        text={"vi": _fill(sentence.vi, finding, "vi"), "en": _fill(sentence.en, finding, "en")},
        next={"vi": _fill(sentence.vi_next, finding, "vi"), "en": _fill(sentence.en_next, finding, "en")},
    )


def word(name: str, code: str, lang: str) -> str:
    """A coded fact (route, form, status, drug_class, reason) in words; as it came where it is not coded."""
    both = WORDS.get(name, {}).get(code)
    return both[LANGUAGES.index(lang)] if both else code


def _fill(sentence: str, finding: Finding, lang: str) -> str:
    plain = {name: word(name, fact, lang) for name, fact in finding.facts.items() if "." not in name}
    spoken = {
        name.removesuffix(f".{lang}"): f for name, f in finding.facts.items() if name.endswith(f".{lang}")
    }
    return sentence.format_map(_Facts({**plain, **spoken}))


class _Facts(dict[str, str]):
    """A fact that is not there leaves a question mark: a sentence with a hole is better than none."""

    def __missing__(self, key: str) -> str:
        return "?"
