"""Every finding code: its rule, gates, severity, sentences and source."""

from collections.abc import Iterator
from functools import cache
from importlib import resources

import msgspec
from msgspec import Struct

from cart_agent.core.texts import SENTENCES
from cart_agent.core.texts.sentence import Sentence
from cart_agent.core.verdict import Gate, Severity


class Rule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One code of rules.toml."""

    gates: tuple[Gate, ...]
    severity: tuple[Severity, ...]
    """How severe it can be; the usual first."""
    vi: str
    en: str
    source: str
    policy: tuple[str, ...] = ()
    """Keys of the ward policy that move it."""


@cache
def rules() -> dict[str, Rule]:
    """Every code with its rule, in the file's order."""
    text = resources.files("cart_agent.decide").joinpath("rules.toml").read_bytes()
    return msgspec.toml.decode(text, type=dict[str, Rule])


def sentences(code: str) -> dict[str, Sentence]:
    """What a code says to the nurse, by its case; the plain one under an empty key."""
    return {
        case: sentence
        for key, sentence in SENTENCES.items()
        for name, _, case in [key.partition(".")]
        if name == code
    }


def explain(code: str) -> Iterator[str]:
    """One code in lines. Raises KeyError for a code that is none."""
    rule = rules()[code]
    yield f"{code}: {', '.join(rule.severity)} at {', '.join(rule.gates)}"
    yield f"  en  {rule.en}"
    yield f"  vi  {rule.vi}"
    yield f"  source  {rule.source}"
    if rule.policy:
        yield f"  ward policy  {', '.join(rule.policy)}"
    for case, sentence in sentences(code).items():
        yield ""
        yield f"  {case or 'what the nurse reads'}"
        yield f"    en  {sentence.en} -> {sentence.en_next}"
        yield f"    vi  {sentence.vi} -> {sentence.vi_next}"
