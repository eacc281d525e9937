"""A case as a line of `cart decide`."""

from functools import cache

import msgspec

from tests.corpus.paper import chart_document, moment, stock_document
from tests.corpus.pharmacy import Json, entries, medication, scan_bytes

ACTOR = {"id": "NV9001", "name": "ĐD. Trần Thử (mẫu)"}
WITNESS = {"id": "NV9002", "name": "ĐD. Lê Thử (mẫu)"}


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
        "chart": b"null" if case.get("chart") == "none" else chart_document(case),
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
    if "witness_says" in case:
        value, unit = case["witness_says"].split(" ", 1)
        found["witness"] = {**WITNESS, "dose": {"value": msgspec.Raw(value.encode()), "unit": unit}}
    if "dose_time" in case:
        found["doseTime"] = moment(str(case["dose_time"])).isoformat()
    return found


def _band(text: str) -> Json | None:
    if text == "none":
        return None
    if text.isdigit():
        return {"raw": f"8018{text}", "symbology": "]C1"}
    return {"raw": text, "symbology": "]C0"}
