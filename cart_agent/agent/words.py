"""What the agent itself says to people, Vietnamese first. Findings have their own table in `core.texts`."""

from cart_agent.agent.lines import LINES

__all__ = ["LINES", "Texts", "line"]

Texts = dict[str, str]


def line(key: str, /, **facts: str) -> Texts:
    """One line in every language, its {places} filled. Raises KeyError for a line that nobody wrote."""
    vi, en = LINES[key]
    return {"vi": _fill(vi, facts), "en": _fill(en, facts)}


def _fill(sentence: str, facts: dict[str, str]) -> str:
    for name, value in facts.items():
        sentence = sentence.replace(f"{{{name}}}", value)
    return sentence
