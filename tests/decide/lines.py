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
from tests.corpus.paper import chart_document, moment, stock_document
from tests.corpus.pharmacy import Json, entries, medication, scan_bytes

ACTOR = {"id": "NV9001", "name": "ĐD. Trần Thử (mẫu)"}
WITNESS = {"id": "NV9002", "name": "ĐD. Lê Thử (mẫu)"}
NOTHING = "0 "
"""An amount of nothing is no dose: the screen refuses it before a gate is asked, and so is the line."""
CASES = [
    case
    for case in load()
    if ("release" in case or ("verify" in case and case.get("scan")))
    and not case.get("amount", "").startswith(NOTHING)
]


def line(case: Json) -> bytes:
    """One line; what is `bytes` is JSON already."""
    whole = {key: msgspec.Raw(value) if isinstance(value, bytes) else value for key, value in case.items()}
    return msgspec.json.format(msgspec.json.encode(whole), indent=-1)


@cache
def _formulary() -> bytes:
    return msgspec.json.encode([medication(code, entry) for code, entry in entries().items()])


def of_corpus(case: Json) -> Json:
    """A case of the corpus, with somebody who gives and somebody who witnesses it."""
    link = case.get("link", {})
    age = link.get("age", 0)
    found: Json = {
        "now": moment(case["now"]).isoformat(),
        "chart": chart_document(case),
        "formulary": _formulary(),
        "policy": msgspec.json.encode(case.get("policy", {})),
        "wristband": _band(case.get("wristband", "BN0001")),
        "order": "order",
        "scans": [{"raw": scan_bytes(one).decode(), "symbology": "]d2"} for one in case.get("scan", [])],
        "actor": ACTOR,
        "witness": WITNESS,
        "link": {
            "manifestAgeMinutes": None if age == "never" else age,
            "verified": link.get("verified", True),
            "clockSynced": link.get("synced", True),
        },
        "stock": stock_document(case),
    }
    if "amount" in case:
        value, unit = case["amount"].split(" ", 1)
        found["amount"] = {"value": msgspec.Raw(value.encode()), "unit": unit}
    if "dose_time" in case:
        found["doseTime"] = moment(str(case["dose_time"])).isoformat()
    return found


def _band(text: str) -> Json | None:
    if text == "none":
        return None
    if text.isdigit():
        return {"raw": f"8018{text}", "symbology": "]C1"}
    return {"raw": text, "symbology": "]C0"}


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
