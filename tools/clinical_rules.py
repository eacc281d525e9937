"""The tables of docs/clinical-rules.md, made from the catalogue of rules and the table of sentences."""

from collections.abc import Iterable
from pathlib import Path

from cart_agent.decide.catalogue import rules, sentences

PAGE = Path(__file__).parents[1] / "docs" / "clinical-rules.md"


def outputs() -> dict[Path, str]:
    """The page and the text that it must have. Raises ValueError when it lacks a marker."""
    text = PAGE.read_text(encoding="utf-8")
    for name, table in (("rules", _rules()), ("sentences", _sentences())):
        start, end = f"<!-- generated: {name} -->\n", f"<!-- end: {name} -->"
        if start not in text or end not in text:
            raise ValueError(f"{PAGE.name} lacks the markers of {name}")
        before, rest = text.split(start, 1)
        text = before + start + "\n" + table + "\n" + end + rest.split(end, 1)[1]
    return {PAGE: text}


def _rules() -> str:
    rows = (
        (
            f"`{code}`",
            ", ".join(rule.severity),
            ", ".join(rule.gates),
            f"{rule.vi}<br>{rule.en}",
            rule.source,
            ", ".join(f"`{key}`" for key in rule.policy) or "-",
        )
        for code, rule in rules().items()
    )
    return _table(("code", "severity", "gate", "rule", "source", "ward policy"), rows)


def _sentences() -> str:
    rows = (
        (f"`{code}`", case or "-", f"{one.vi}<br>*{one.vi_next}*", f"{one.en}<br>*{one.en_next}*")
        for code in rules()
        for case, one in sentences(code).items()
    )
    return _table(("code", "case", "Tiếng Việt", "English"), rows)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |\n" for line in lines)
