"""What the nurse reads: the facts of every finding stand in its sentences, in both languages."""

import tomllib
from pathlib import Path

import pytest

from cart_agent.core import texts
from tests.corpus.judge import judge, load
from tests.corpus.pharmacy import Json

SENTENCES: dict[str, dict[str, str]] = tomllib.loads(
    (Path(__file__).parent / "sentences.toml").read_text(encoding="utf-8")
)
CASES: dict[str, Json] = {f"{case['file']}: {case['name']}": case for case in load()}


@pytest.mark.parametrize("key", SENTENCES)
def test_the_nurse_reads_these_words(key: str) -> None:
    expected = SENTENCES[key]
    code, _, kind = key.partition(".")
    verdicts = judge(CASES[expected["case"]]).values()
    told = next(
        texts.explain(finding)
        for verdict in verdicts
        for finding in verdict.findings
        if (finding.code, finding.facts.get("case", "")) == (code, kind)
    )

    assert {lang: f"{told.text[lang]} {told.next[lang]}" for lang in texts.LANGUAGES} == {
        lang: expected[lang] for lang in texts.LANGUAGES
    }
