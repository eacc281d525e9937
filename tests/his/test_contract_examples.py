"""Every example of the contract's page holds: its schema, the structs, the signature and the hash chain."""

import base64
import hashlib
import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cart_agent.core.identify import DrugPack, IdentifyRules, identify
from cart_agent.his import messages as his
from cart_agent.his.fhir import read_chart, read_formulary_part, read_stock
from cart_agent.his.signing import open_signed, sign
from tests.support.keys import private_pem, public_pem

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "his-contract.md").read_text()
BLOCKS: dict[str, str] = dict(re.findall(r"```(?:json|text|pem) ([\w-]+)\n(.*?)\n```", PAGE, re.DOTALL))
EXAMPLES = {
    "host": "host-state",
    "manifest": "manifest",
    "chart": "chart",
    "closed": "chart",
    "staff": "staff",
    "policy": "policy",
    "formulary": "formulary",
    "stock": "stock",
    "ack": "ack",
    "command": "command",
    "event": "event",
    "sync": "sync",
    "state": "state",
}
"""Example -> schema."""


def judge(schema: str) -> jsonschema.Draft202012Validator:
    found: dict[str, Any] = json.loads((DOCS / "schemas" / f"{schema}.json").read_text())
    jsonschema.Draft202012Validator.check_schema(found)
    return jsonschema.Draft202012Validator(found)


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_is_valid_by_its_schema(name: str) -> None:
    judge(EXAMPLES[name]).validate(json.loads(BLOCKS[name]))


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_schema_refuses_an_example_without_a_field_that_it_needs(name: str) -> None:
    example, validator = json.loads(BLOCKS[name]), judge(EXAMPLES[name])
    if name in ("ack", "policy"):
        example["settled" if name == "ack" else "expiresSoonDays"] = {"wrong": "type"}
    else:
        example.pop(next(iter(example)))

    assert not validator.is_valid(example)


def test_every_schema_has_an_example_and_every_topic_a_schema() -> None:
    files = {path.stem for path in (DOCS / "schemas").glob("*.json")}
    linked = set(re.findall(r"\(schemas/([\w-]+)\.json\)", PAGE))

    assert files == set(EXAMPLES.values()) == linked
    assert len(re.findall(r"^\| `(?:host|ward|formulary|cart)/", PAGE, re.MULTILINE)) == len(linked)


def test_the_examples_are_understood_by_the_readers_of_the_cart() -> None:
    chart = read_chart(BLOCKS["chart"].encode())
    (product,) = read_formulary_part(BLOCKS["formulary"].encode())
    (pack,) = read_stock(BLOCKS["stock"].encode())

    assert ([order.problem for order in chart.orders], chart.bed) == ([""], "A01")
    assert [allergy.text for allergy in chart.allergies] == ["Penicillin"]
    assert (product.problem, product.divisible, product.recalled_lots) == ("", 2, ("LOT-R1",))
    assert (pack.drawer, pack.lot, pack.order_id, pack.problem) == (3, "LOT42A", "R-1", "")
    assert his.decode(BLOCKS["closed"].encode(), his.ChartHeader).closed


def test_the_scanned_code_of_the_example_is_a_code_that_the_cart_reads() -> None:
    scanned = next(one["valueBase64Binary"] for one in json.loads(BLOCKS["event"])["resource"]["extension"]
                   if one["url"] == "urn:mc:ext:scanned")  # fmt: skip
    pack = identify(base64.b64decode(scanned), "]d2", IdentifyRules(), date(2026, 3, 2))

    assert isinstance(pack, DrugPack)
    assert (pack.gtin, pack.lot) == ("08930000000019", "LOT42A")


def test_the_worked_signature_is_the_one_of_the_published_key() -> None:
    key = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    opened = open_signed(BLOCKS["jws"].encode(), {"example-1": (BLOCKS["jws-public-key"] + "\n").encode()})

    assert public_pem(key).decode().strip() == BLOCKS["jws-public-key"]
    assert opened.body.decode() == BLOCKS["jws-payload"]
    assert sign(opened.body, "example-1", private_pem(key)).decode() == BLOCKS["jws"]
    assert his.decode(opened.body, his.Command).kind is his.CommandKind.LOCKDOWN


def test_the_worked_chain_holds_with_a_hash_function_alone() -> None:
    messages = BLOCKS["chain"].encode().splitlines()
    hashes = [hashlib.sha256(message).hexdigest() for message in messages]
    events = [his.decode(message, his.Envelope) for message in messages]

    assert hashes == BLOCKS["chain-hashes"].split()
    assert [event.prev_hash for event in events] == [his.FIRST_HASH, *hashes[:-1]]
    assert [event.seq for event in events] == [1, 2, 3]


def test_the_page_names_every_code_that_the_reference_hospital_and_the_cart_send() -> None:
    from cart_agent.ward.received import NoticeCode  # noqa: PLC0415 - the page's other end

    source = (Path(__file__).parents[2] / "cart_agent" / "hospital" / "inbox.py").read_text()
    codes = set(re.findall(r'Refusal\(\s*"([\w-]+)"', source))

    assert len(codes) == 7
    for code in {*codes, *(notice.value for notice in NoticeCode)}:
        assert f"| `{code}` |" in PAGE
