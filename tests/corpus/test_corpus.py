"""The decision corpus: cases that a pharmacist can read, through the real documents, codes and gates."""

from collections import Counter
from string import Formatter

import pytest

from cart_agent.core import texts
from cart_agent.core.verdict import Finding
from tests.corpus.judge import judge, load, said, witnessed
from tests.corpus.pharmacy import Json

CASES = load()
SEEN_TO_FAIL = {"VistA", "CARE", "Bahmni", "hacCare"}
"""Systems that were measured, or read in their code, to decide wrongly."""


@pytest.mark.parametrize("case", CASES, ids=[f"{case['file']}: {case['name']}" for case in CASES])
def test_every_case_gets_its_findings(case: Json) -> None:
    verdicts = judge(case)
    expected = {gate: sorted(case[gate]) for gate in verdicts}

    assert expected == {gate: said(verdict) for gate, verdict in verdicts.items()}


@pytest.mark.parametrize("case", CASES, ids=[f"{case['file']}: {case['name']}" for case in CASES])
def test_every_finding_has_whole_sentences_in_both_languages(case: Json) -> None:
    for verdict in judge(case).values():
        for finding in verdict.findings:
            assert all([*texts.explain(finding).text.values(), *texts.explain(finding).next.values()])
            assert missing_facts(finding) == set()


BLIND = [case for case in CASES if "witness_says" in case]


@pytest.mark.parametrize("case", BLIND, ids=[case["name"] for case in BLIND])
def test_a_witness_who_does_not_see_the_dose_has_to_say_it(case: Json) -> None:
    assert witnessed(case) == case["witnessed"]


def missing_facts(finding: Finding) -> set[str]:
    """Placeholders of the finding's sentences that no fact fills."""
    case = finding.facts.get("case", "")
    sentence = texts.SENTENCES[f"{finding.code}.{case}" if case else finding.code]
    whole = " ".join((sentence.vi, sentence.en, sentence.vi_next, sentence.en_next))
    wanted = {name for _, name, _, _ in Formatter().parse(whole) if name}
    return wanted - {name.split(".")[0] for name in finding.facts}


def test_every_code_has_five_cases_in_which_it_comes() -> None:
    found = Counter(case["about"] for case in CASES if not case.get("not"))
    short = {code: found[code] for code in texts.codes() if found[code] < 5}

    assert short == {}


def test_a_case_about_a_code_has_that_code_somewhere_or_shows_why_not() -> None:
    for case in CASES:
        listed = [line for gate in ("release", "verify", "give") for line in case.get(gate, [])]
        assert case.get("not") or any(line.endswith(f" {case['about']}") for line in listed), case["name"]


def test_every_failure_of_other_systems_is_a_case() -> None:
    assert {case["fails_in"] for case in CASES if "fails_in" in case} == SEEN_TO_FAIL


def test_there_are_at_least_four_hundred_cases_each_with_a_name_of_its_own() -> None:
    names = [(case["file"], case["name"]) for case in CASES]

    assert len(set(names)) == len(names) >= 400
