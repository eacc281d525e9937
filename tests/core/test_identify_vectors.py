"""Every case of the tables `tests/data/*_vectors.toml`: what standards and card layouts accept and refuse."""

import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cart_agent.commands.identify import tell
from cart_agent.core.identify import IdentifyRules, identify

DATA = Path(__file__).parents[1] / "data"
GS1: list[dict[str, Any]] = tomllib.loads((DATA / "gs1_vectors.toml").read_text())["cases"]
OTHERS: list[dict[str, Any]] = tomllib.loads((DATA / "code_vectors.toml").read_text())["cases"]
TODAY = date(2026, 3, 2)


def judged(case: dict[str, Any]) -> dict[str, Any]:
    code = re.sub("<hex (.*?)>", lambda name: name[1].encode().hex(), case["code"])
    answer = tell(identify(code.replace("<GS>", "\x1d").encode(), case["symbology"], IdentifyRules(), TODAY))
    if isinstance(answer.error, str):
        return {"refused": answer.error.split(":")[0]}
    suspect = {"suspect": True} if isinstance(answer.suspect, str) else {}
    return {"kind": answer.kind, "fields": answer.fields, **suspect}


def test_there_are_enough_cases_and_none_twice() -> None:
    codes = [(case["symbology"], case["code"]) for case in (*GS1, *OTHERS)]

    assert len(GS1) >= 200
    assert len(OTHERS) >= 150
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize(
    "case", [*GS1, *OTHERS], ids=lambda case: case["rule"].encode("ascii", "replace").decode()
)
def test_a_code_is_read_as_its_specification_says(case: dict[str, Any]) -> None:
    expected = {key: case[key] for key in ("refused", "kind", "fields", "suspect") if key in case}

    assert judged(case) == expected
