"""Any bytes get an answer or an error, and nothing that is broken gets a yes."""

from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from cart_agent.decide.answer import Answer, Failed
from cart_agent.decide.gather import Setting
from cart_agent.decide.stream import answered
from tests.corpus.line import line, of_corpus
from tests.corpus.pharmacy import Json
from tests.decide.lines import CASES, of_ward

FAULT = "could not be decided"
WARD = [of_ward("o101", "amlodipine-5"), of_ward("o102", "metformin-500"), of_ward("o601", "insulin-rapid")]
DECODED: list[Json] = [msgspec.json.decode(line(case)) for case in WARD]
CORPUS: list[Json] = [msgspec.json.decode(line(of_corpus(case))) for case in CASES[::7]]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
SETTING = Setting()


def answer(given_line: bytes) -> Answer | Failed:
    """The answer; a fault of the program is a failure of the test."""
    found = answered(given_line, 1, SETTING)
    assert not (isinstance(found, Failed) and FAULT in found.error.text), found
    return found


def allowed(found: Answer | Failed) -> bool:
    return isinstance(found, Answer) and found.release.verdict == "ALLOW"


@given(st.binary(max_size=200))
def test_bytes_that_are_no_case_are_an_error(noise: bytes) -> None:
    assert isinstance(answer(noise), Failed)


@given(st.integers(0, len(DECODED) - 1), st.integers(0, 40_000), st.binary(min_size=1, max_size=4))
@settings(max_examples=150, deadline=None)
def test_a_case_with_broken_bytes_gets_an_answer_or_an_error(number: int, at: int, noise: bytes) -> None:
    whole = msgspec.json.encode(DECODED[number])
    place = at % len(whole)

    assert isinstance(answer(whole[:place] + noise + whole[place + len(noise) :]), (Answer, Failed))
    answer(whole[:place])


@st.composite
def changed(draw: st.DrawFn) -> bytes:
    """A real case in which one value, anywhere, is another one or is gone; a line of JSON."""
    every = DECODED + CORPUS
    case: Any = msgspec.json.decode(msgspec.json.encode(every[draw(st.integers(0, len(every) - 1))]))
    node = case
    while True:
        keys = list(node) if isinstance(node, dict) else list(range(len(node)))
        key = draw(st.sampled_from(keys))
        child = node[key]
        if not isinstance(child, (dict, list)) or not child or draw(st.integers(0, 5)) == 0:
            break
        node = child
    if draw(st.booleans()):
        del node[key]
    else:
        node[key] = draw(JSON)
    return msgspec.json.encode(case)


@given(changed())
@settings(max_examples=400, deadline=None)
def test_a_case_with_one_wrong_value_gets_an_answer_or_an_error(case: bytes) -> None:
    found = answer(case)

    if isinstance(found, Answer):
        gates = [told for told in (found.release, found.verify) if told]
        stopped = any(told.verdict == "STOP" for told in gates)
        assert not (stopped and found.record)


@given(JSON)
@settings(max_examples=100, deadline=None)
def test_a_chart_that_cannot_be_read_is_never_allowed(chart: Any) -> None:
    assert not allowed(answer(msgspec.json.encode({**DECODED[0], "chart": chart})))


@given(st.sampled_from(["asOf", "encounterId", "bundle", "version"]), JSON)
@settings(max_examples=100, deadline=None)
def test_a_chart_whose_outside_is_wrong_is_never_allowed_by_mistake(key: str, value: Any) -> None:
    case = DECODED[0]
    before = case["chart"][key]
    if type(value) is type(before):
        return
    chart = {**case["chart"], key: value}

    assert not allowed(answer(msgspec.json.encode({**case, "chart": chart})))


@given(st.text(max_size=40), st.sampled_from(["]d2", "]C1", "]C0", "]Q3", "]E0", "", "]z9"]))
@settings(max_examples=300, deadline=None)
def test_no_random_code_opens_a_drawer_or_passes_for_the_drug(raw: str, symbology: str) -> None:
    code = {"raw": raw, "symbology": symbology}
    band = answer(msgspec.json.encode({**DECODED[0], "wristband": code}))
    drug = answer(msgspec.json.encode({**DECODED[0], "scans": [code]}))

    assert isinstance(band, Answer)
    assert band.release.verdict == "STOP"
    assert isinstance(drug, Answer)
    assert drug.verify
    assert drug.verify.verdict == "STOP"
