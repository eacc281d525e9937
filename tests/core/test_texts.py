"""The sentences: complete, in both languages, with facts that a rule really gives."""

import re
from string import Formatter

import pytest

from cart_agent.core import release, texts
from cart_agent.core.verdict import Finding, Severity, Verdict

CLINICAL_RULES = [
    "WRONG_PATIENT",
    "PATIENT_UNKNOWN",
    "CHART_CLOSED",
    "CHART_UNREADABLE",
    "CHART_STALE",
    "CHART_UNVERIFIED",
    "NO_ORDER",
    "ORDER_NOT_ACTIVE",
    "ORDER_CHANGED",
    "WRONG_DRUG",
    "WRONG_FORM",
    "WRONG_ROUTE",
    "DOSE_NOT_REACHABLE",
    "DOSE_OVER",
    "DOSE_INCOMPLETE",
    "ALREADY_GIVEN",
    "DUPLICATE_INGREDIENT",
    "PRN_TOO_SOON",
    "PRN_MAX",
    "TOO_EARLY",
    "LATE",
    "ALLERGY",
    "EXPIRED",
    "RECALLED",
    "EXPIRES_SOON",
    "LOOK_ALIKE",
    "HIGH_ALERT",
    "CONTROLLED",
    "HOLD_PARAMETER",
    "CODE_SUSPECT",
    "CLOCK_UNTRUSTED",
    "STOCK_MISMATCH",
]


def test_the_table_has_every_code_and_no_other() -> None:
    assert sorted(CLINICAL_RULES) == list(texts.codes())


@pytest.mark.parametrize("key", sorted(texts.SENTENCES))
def test_both_languages_use_the_same_facts(key: str) -> None:
    sentence = texts.SENTENCES[key]
    facts = [
        {name for _, name, _, _ in Formatter().parse(text) if name}
        for text in (sentence.vi + sentence.vi_next, sentence.en + sentence.en_next)
    ]

    assert facts[0] == facts[1]


@pytest.mark.parametrize("key", sorted(texts.SENTENCES))
def test_a_sentence_is_plain_text_that_ends_and_fits_a_screen(key: str) -> None:
    sentence = texts.SENTENCES[key]
    for text in (sentence.vi, sentence.en, sentence.vi_next, sentence.en_next):
        assert text[-1] in ".?"
        assert len(text) <= 110
        assert not re.search(r"[\[\]<>\n]|  ", text)


def test_a_code_that_is_not_in_the_table_is_an_error() -> None:
    with pytest.raises(KeyError):
        texts.explain(Finding(code="NEW_RULE", severity=Severity.STOP))


def test_coded_facts_are_put_in_words_and_others_stay_as_they_came() -> None:
    finding = Finding(
        code="ORDER_NOT_ACTIVE",
        severity=Severity.STOP,
        facts={"case": "status", "status": "on-hold", "order": "[b]{thuốc}[/b]"},
    )
    told = texts.explain(finding)

    assert told.text["vi"] == "Y lệnh [b]{thuốc}[/b] không còn hiệu lực (tạm ngừng)."
    assert told.text["en"] == "The order for [b]{thuốc}[/b] is not active (on hold)."


def test_a_fact_that_is_missing_leaves_a_question_mark() -> None:
    assert "?" in texts.explain(Finding(code="EXPIRED", severity=Severity.STOP)).text["en"]


@pytest.mark.parametrize("code", ["PATIENT_UNKNOWN", "CHART_CLOSED", "CHART_UNREADABLE", "ORDER_NOT_ACTIVE"])
def test_without_a_chart_the_drawer_stays_shut_and_the_nurse_is_told(code: str) -> None:
    verdict: Verdict = release.refuse(code, patient="NGUYỄN VĂN THỬ", reason="sai định dạng")

    assert verdict.severity is Severity.STOP
    assert texts.explain(verdict.findings[0]).next["vi"]
