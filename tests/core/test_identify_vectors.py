"""Every case of `tests/data/gs1_vectors.toml`: what the GS1 General Specifications accept and refuse."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cart_agent.commands.identify import tell
from cart_agent.core.identify import IdentifyRules, identify

TABLE = Path(__file__).parents[1] / "data" / "gs1_vectors.toml"
CASES: list[dict[str, Any]] = tomllib.loads(TABLE.read_text())["cases"]
TODAY = date(2026, 3, 2)


def judged(case: dict[str, Any]) -> dict[str, Any]:
    raw = case["code"].replace("<GS>", "\x1d").encode()
    answer = tell(identify(raw, case["symbology"], IdentifyRules(), TODAY))
    if isinstance(answer.error, str):
        return {"refused": answer.error.split(":")[0]}
    suspect = {"suspect": True} if isinstance(answer.suspect, str) else {}
    return {"kind": answer.kind, "fields": answer.fields, **suspect}


def test_there_are_enough_cases_and_none_twice() -> None:
    codes = [(case["symbology"], case["code"]) for case in CASES]

    assert len(codes) >= 200
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["rule"].encode("ascii", "replace").decode())
def test_a_gs1_message_is_read_as_the_specification_says(case: dict[str, Any]) -> None:
    expected = {key: case[key] for key in ("refused", "kind", "fields", "suspect") if key in case}

    assert judged(case) == expected
