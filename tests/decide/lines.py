"""Cases as lines of `cart decide`: those of the corpus, and those of the demonstration ward."""

import io
import subprocess
import sys
from functools import cache
from typing import Any

import msgspec

from cart_agent.decide import stream
from cart_agent.decide.gather import Setting
from cart_agent.demo.items import ward_items
from cart_agent.demo.place import WARD_DIRECTORY, demo_ward
from tests.corpus.judge import load
from tests.corpus.line import ACTOR, line
from tests.corpus.pharmacy import Json

NOTHING = "0 "
"""An amount of nothing is no dose: the screen refuses it before a gate is asked, and so is the line."""
CASES = [
    case
    for case in load()
    if ("release" in case or ("verify" in case and case.get("scan")))
    and not case.get("amount", "").startswith(NOTHING)
    and "staff" not in case.get("link", {})  # a line cannot say how old the staff list is
    and "elsewhere" not in case  # a line is about one patient
]


@cache
def _ward() -> Json:
    parts: list[Json] = [
        msgspec.json.decode(part.read_bytes()) for part in sorted(WARD_DIRECTORY.glob("formulary-*.json"))
    ]
    products = [entry["resource"] for part in parts for entry in part.get("bundle", part)["entry"]]
    return {
        "now": demo_ward().start.isoformat(),
        "formulary": msgspec.json.encode(products),
        "policy": (WARD_DIRECTORY / "policy.json").read_bytes(),
        "actor": ACTOR,
    }


def scan(item_id: str) -> Json:
    """A code of the demonstration sheet, as a scanner gives it."""
    (item,) = [item for item in ward_items() if item.id == item_id]
    return {"raw": item.raw.decode(), "symbology": item.symbology}


def of_ward(order: str, *packs: str, band: str = "", **changes: Any) -> Json:
    """A dose of the demonstration ward in the morning; `o101` is patient 1's first order."""
    chart = WARD_DIRECTORY / f"chart-E26-000{order[1]}.json"
    return {
        **_ward(),
        "chart": chart.read_bytes(),
        "wristband": scan(f"band:{band or 'p' + order[1]}"),
        "order": order,
        "scans": [scan(f"pack:{pack}") for pack in packs],
        **changes,
    }


def ran(*lines: bytes, arguments: tuple[str, ...] = ()) -> tuple[int, list[Json]]:
    """Exit status and answers of a real run."""
    command = [sys.executable, "-m", "cart_agent", "decide", *arguments]
    done = subprocess.run(command, input=b"\n".join(lines), capture_output=True, check=False, timeout=300)
    assert done.stderr == b"", done.stderr.decode()
    return done.returncode, [msgspec.json.decode(answer) for answer in done.stdout.splitlines()]


def answer_bytes(case: Json) -> bytes:
    """The line that answers one case, without a process of its own."""
    out = io.BytesIO()
    assert stream.run([line(case)], out, Setting()), out.getvalue()
    return out.getvalue()


def answer_to(case: Json) -> Json:
    """The answer to one case that must be decided."""
    answer: Json = msgspec.json.decode(answer_bytes(case))
    return answer


def said(told: Json) -> list[str]:
    """`STOP WRONG_DRUG`, one for each finding, sorted."""
    return sorted(f"{one['severity']} {one['code']}" for one in told["findings"])
