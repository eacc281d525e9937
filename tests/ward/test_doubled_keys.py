"""A document that names a key twice says two things: it is refused, whatever the key and however deep."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cart_agent.his.doubled import Doubled, refuse_doubled
from cart_agent.his.signing import sign
from cart_agent.ward import NoticeCode, UnreadableChart, WardBook
from tests.support.events import instant
from tests.support.keys import private_pem
from tests.support.ward_documents import HOSPITAL, as_bytes, chart, formulary, manifest, medication

AT = instant()
ROOT = "mc/v1/demo"
COMMAND = {"commandId": "c1", "kind": "lockdown", "notAfter": "2026-03-02T08:10:00+00:00"}
STAFF = {"version": 1, "salt": "s", "notAfter": "2026-04-01T00:00:00+00:00", "staff": []}


def twice(document: bytes, key: str) -> bytes:
    """The first place of this key names it a second time, with the same value."""
    start = document.index(f'"{key}": '.encode())
    end = min(place for mark in (b",", b"}") if (place := document.find(mark, start)) > 0)
    return document[:end] + b", " + document[start:end] + document[end:]


@pytest.mark.parametrize(
    ("topic", "document", "code"),
    [
        ("ward/W1/chart/E1", twice(chart(), "version"), NoticeCode.CHART_UNREADABLE),
        ("ward/W1/chart/E1", twice(chart(), "birthDate"), NoticeCode.CHART_UNREADABLE),
        ("ward/W1/manifest", twice(manifest(1), "seq"), NoticeCode.DOCUMENT_UNREADABLE),
        ("formulary/a", twice(formulary(medication("P", "1")), "unit"), NoticeCode.DOCUMENT_UNREADABLE),
        ("ward/W1/staff", twice(as_bytes(STAFF), "notAfter"), NoticeCode.DOCUMENT_UNREADABLE),
        ("cart/cart-1/command", twice(as_bytes(COMMAND), "notAfter"), NoticeCode.COMMAND_REFUSED),
    ],
)
def test_a_document_that_says_two_things_is_refused(
    book: WardBook, topic: str, document: bytes, code: NoticeCode
) -> None:
    signed = sign(document, "h1", private_pem(HOSPITAL)) if topic.endswith(("staff", "command")) else document
    received = book.receive(f"{ROOT}/{topic}", signed, AT)

    assert [notice.code for notice in received.notices] == [code]
    assert "stands twice" in received.notices[0].detail
    assert received.command is None


def test_its_patient_stays_on_the_list_as_not_readable(book: WardBook) -> None:
    book.receive(f"{ROOT}/ward/W1/chart/E1", chart(), AT)
    book.receive(f"{ROOT}/ward/W1/chart/E1", twice(chart(version=2), "gender"), AT)

    assert isinstance(book.chart("E1"), UnreadableChart)


@pytest.mark.parametrize("body", [b'{"a":{"b":1,"b":2}}', b'[{"a":1},{"x":[{"k":null,"k":null}]}]'])
def test_a_key_is_found_however_deep(body: bytes) -> None:
    with pytest.raises(Doubled):
        refuse_doubled(body)


@pytest.mark.parametrize(
    "body",
    [
        b'{"bundle":{"entry":[{"resource":{"a":1,"a":2}}]}}',
        b'{"bundle": {"entry": [{"resource" :\n{"a": 1}, "resource": {"a": 1}}]}}',
        b'{"bundle":{"entry":[{"resource":{"a":1}}],"entry":[{"resource":{"a":1}}]}}',
        b'{"bundle":{"entry":[{"resource":{"a":1}}]},"bundle":{"entry":[{"resource":{"a":1}}]}}',
        b'{"bundle":{"entry":[{},{"resource":{"a":1,"a":2}}]}}',
        b'{"bundle":{"entry":[{"resource":null},{"resource":{"a":1,"a":2}}]}}',
        b'{"bundle":{"entry":[{"resource":{"a":1}},{"resource":{"b":2,"\\u0062":2}}]}}',
        b'{"bundle":{"entry":[{"resource":{"a":2.50}},{"resource":{"a":2.50,"a":2.50}}]}}',
        b'{"z":{"x{":":1,",":2}":5,":2}":6},"bundle":{"entry":[{"resource":{":":1,",":2}}]},"z":0}',
        b'{"z":{"x{":":1,",":2}":5,":2}":6},"bundle":{"entry":[{"resource":{":":1,",":2}}]}}',
        b'{"x\\"resource":{"a":1},"x\\"resource":{"a":1},"bundle":{"entry":[{"resource":{"a":1}}]}}',
    ],
    ids=[
        "inside",
        "resource",
        "entry",
        "bundle",
        "none",
        "null",
        "escaped",
        "decimals",
        "outside",
        "cut from a text",
        "behind a longer key",
    ],
)
def test_a_key_is_found_in_a_bundle_that_is_searched_piece_by_piece(body: bytes) -> None:
    """One holds a resource's very bytes where one text ends and another begins."""
    with pytest.raises(Doubled):
        refuse_doubled(body)


@pytest.mark.parametrize(
    "body", [b'{"a":{"a":1},"b":[{"a":1},{"a":1}]}', b"{", b"", b"9" * 10_000, b'{"a":1e999999999}']
)
def test_what_names_nothing_twice_is_left_to_its_reader(body: bytes) -> None:
    refuse_doubled(body)


NAMES = st.sampled_from(["a", "bundle", "entry", "resource", "ạ", 'q"', "\\", ""])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.lists(st.tuples(NAMES, inner), max_size=3).map(tuple),
    max_leaves=12,
)
"""JSON values; an object is a tuple of its pairs, so that a name may stand in it twice."""


PAIRS = st.lists(st.tuples(st.just("resource") | NAMES, VALUES), max_size=2)
ENTRIES = st.lists(PAIRS.map(tuple), max_size=3)
BUNDLES = st.lists(st.tuples(st.just("entry"), ENTRIES) | st.tuples(NAMES, VALUES), max_size=3).map(tuple)
DOCUMENTS = st.lists(st.tuples(st.just("bundle"), BUNDLES) | st.tuples(NAMES, VALUES), max_size=2).map(tuple)


@given(value=VALUES | DOCUMENTS, blank=st.sampled_from(["", " ", "\n\t"]), escaped=st.booleans())
def test_an_object_is_refused_when_a_name_stands_in_it_twice_however_it_is_written(
    value: Any, blank: str, escaped: bool
) -> None:
    body = written(value, blank, escaped).encode("utf-8", "surrogatepass")

    if doubled(value):
        with pytest.raises(Doubled):
            refuse_doubled(body)
    else:
        refuse_doubled(body)


def written(value: Any, blank: str, escaped: bool) -> str:
    if isinstance(value, tuple):
        pairs = [
            f"{json.dumps(k, ensure_ascii=escaped)}{blank}:{written(v, blank, escaped)}" for k, v in value
        ]
        return "{" + blank + f"{blank},".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + f",{blank}".join(written(one, blank, escaped) for one in value) + "]"
    return json.dumps(value, ensure_ascii=escaped)


def doubled(value: Any) -> bool:
    if isinstance(value, tuple):
        return len(dict(value)) < len(value) or any(doubled(inner) for _, inner in value)
    return isinstance(value, list) and any(map(doubled, value))


@pytest.mark.parametrize("stray", [b"\xff", b"\xc0\xaf", "ạ".encode()[:2]])
def test_a_stray_byte_in_a_field_that_nobody_reads_hides_no_doubled_key(book: WardBook, stray: bytes) -> None:
    """The chart's reader passes over that field; the search for doubled keys may not."""
    book.receive(f"{ROOT}/ward/W1/chart/E1", chart(), AT)
    whole = twice(chart(version=2), "version")[:-1] + b', "more": "' + stray + b'"}'
    received = book.receive(f"{ROOT}/ward/W1/chart/E1", whole, AT)

    assert [notice.code for notice in received.notices] == [NoticeCode.CHART_UNREADABLE]
    assert isinstance(book.chart("E1"), UnreadableChart)


def test_a_long_resource_is_searched_too() -> None:
    long = b'{"a":"' + b"x" * 100_000 + b'","b":1,"b":1}'
    with pytest.raises(Doubled):
        refuse_doubled(b'{"bundle":{"entry":[{"resource":' + long + b"}]}}")


def test_nesting_that_nobody_can_follow_is_refused() -> None:
    with pytest.raises(ValueError, match="nested too deep"):
        refuse_doubled(b"[" * 200_000)
