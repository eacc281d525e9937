"""What the agent itself says to people, Vietnamese first. Findings have their own table in `core.texts`."""

from cart_agent.agent.lines import LINES

__all__ = ["LINES", "Texts", "line"]

Texts = dict[str, str]


def line(key: str, /, **facts: str | Texts) -> Texts:
    """One line in every language, its {places} filled; a fact may be words in every language itself. Raises
    KeyError for a line that nobody wrote.
    """
    vi, en = LINES[key]
    return {"vi": _fill(vi, facts, "vi"), "en": _fill(en, facts, "en")}


def _fill(sentence: str, facts: dict[str, str | Texts], language: str) -> str:
    for name, value in facts.items():
        said = value if isinstance(value, str) else value[language]
        sentence = sentence.replace(f"{{{name}}}", said)
    return sentence
