"""`cart explain`, and the catalogue behind it: complete, and true of what the gates really say."""

import subprocess
import sys

import pytest

from cart_agent.core import texts
from cart_agent.core.policy import DEFAULT
from cart_agent.decide.catalogue import rules, sentences
from cart_agent.decide.policy_report import values
from tests.corpus.judge import load


def explain(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "cart_agent", "explain", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def test_every_finding_code_has_its_rule_and_no_other() -> None:
    assert sorted(rules()) == list(texts.codes())


@pytest.mark.parametrize("code", list(rules()))
def test_a_rule_is_whole(code: str) -> None:
    rule = rules()[code]

    assert rule.gates
    assert rule.severity
    assert sentences(code)
    assert rule.vi.endswith((".", ")"))
    assert rule.en.endswith((".", ")"))
    assert rule.source
    assert set(rule.policy) <= {key for key, _ in values(DEFAULT)}


def test_the_corpus_sees_each_code_only_where_and_as_severe_as_its_rule_says() -> None:
    seen = {
        (line.split()[1], gate, line.split()[0])
        for case in load()
        for gate in ("release", "verify", "give")
        for line in case.get(gate, [])
    }
    told = {
        (code, gate, severity)
        for code, rule in rules().items()
        for gate in rule.gates
        for severity in rule.severity
    }

    assert len(seen) > 50
    assert seen - told == set()


def test_the_corpus_sees_every_severity_that_a_rule_names() -> None:
    seen = {
        (line.split()[1], line.split()[0])
        for case in load()
        for gate in ("release", "verify", "give")
        for line in case.get(gate, [])
    }
    told = {(code, severity) for code, rule in rules().items() for severity in rule.severity}

    assert told - seen == set()


def test_a_code_is_explained_in_both_languages_also_when_it_is_written_small() -> None:
    done = explain("prn-max")

    assert done.returncode == 0
    assert done.stdout.startswith("PRN_MAX: STOP, CONFIRM at release, give\n")
    assert "ward policy  ingredientLimits" in done.stdout
    assert "Không dùng thuốc. Gọi bác sĩ." in done.stdout
    assert "Do not give. Call the prescriber." in done.stdout


def test_without_a_code_all_are_listed() -> None:
    listed = [line.split()[0] for line in explain().stdout.splitlines()]

    assert listed == list(rules())


@pytest.mark.parametrize(("wrong", "hint"), [("PRNMAX", "did you mean PRN_MAX?"), ("zzz", "lists all")])
def test_a_code_that_is_none_is_told_with_a_hint(wrong: str, hint: str) -> None:
    done = explain(wrong)

    assert (done.returncode, done.stdout) == (1, "")
    assert hint in done.stderr
