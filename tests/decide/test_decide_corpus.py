"""The corpus through the command: documents and codes in, the same findings out."""

from functools import cache

import pytest

from tests.corpus.line import line, of_corpus
from tests.corpus.pharmacy import Json
from tests.decide.lines import CASES, ran, said


@cache
def answers() -> list[Json]:
    """One real run over all cases."""
    return ran(*(line(of_corpus(case)) for case in CASES))[1]


def test_every_case_of_the_corpus_is_decided() -> None:
    assert [answer for answer in answers() if "error" in answer] == []
    assert len(answers()) == len(CASES) > 300


@pytest.mark.parametrize(
    "place", range(len(CASES)), ids=[f"{case['file']}: {case['name']}" for case in CASES]
)
def test_a_case_of_the_corpus_gets_its_findings(place: int) -> None:
    case, answer = CASES[place], answers()[place]
    asked = [gate for gate in ("release", "verify") if gate in case and answer[gate] is not None]

    assert asked
    assert {gate: sorted(case[gate]) for gate in asked} == {gate: said(answer[gate]) for gate in asked}


def test_no_answer_contradicts_itself() -> None:
    for case, answer in zip(CASES, answers(), strict=True):
        gates = [answer["release"], answer["verify"]]
        for told in filter(None, gates):
            first = next((one["severity"] for one in told["findings"]), "ALLOW")
            assert told["verdict"] == first, case["name"]
        stopped = any(told and told["verdict"] == "STOP" for told in gates)
        possible = answer["verify"] is not None and not stopped and case.get("witnessed") != "no"
        assert (answer["record"] is not None) == possible, case["name"]


def test_what_a_witness_says_blind_is_told_where_she_says_it() -> None:
    words = {"yes": (True, True), "no": (True, False), "not asked": (False, None)}
    for case, answer in zip(CASES, answers(), strict=True):
        assert ("witness" in answer) == ("witness_says" in case)
        if "witness_says" in case:
            told = answer["witness"]
            assert (told["blind"], told["agrees"]) == words[case["witnessed"]], case["name"]
            assert list(told["text"]) == ["vi", "en"]


def test_every_sentence_is_whole_in_both_languages() -> None:
    for answer in answers():
        for told in filter(None, (answer["release"], answer["verify"])):
            for one in told["findings"]:
                sentences = [*one["text"].values(), *one["next"].values()]
                assert list(one["text"]) == list(one["next"]) == ["vi", "en"]
                assert all(sentences)
