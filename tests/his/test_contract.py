"""The contract's page and the structs say the same; topics are taken apart as they are built."""

import re
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cart_agent.his import messages as his
from cart_agent.his.fhir import read_chart, read_policy
from cart_agent.his.topics import Address, Kind, Topics

PAGE = (Path(__file__).parents[2] / "docs" / "his-contract.md").read_text()
EXAMPLES: dict[str, str] = dict(re.findall(r"```json (\w+)\n(.*?)```", PAGE, re.DOTALL))
STRUCTS: dict[str, type[msgspec.Struct]] = {
    "host": his.HostState,
    "manifest": his.Manifest,
    "staff": his.StaffList,
    "ack": his.Ack,
    "command": his.Command,
    "event": his.Envelope,
    "sync": his.SyncRequest,
    "state": his.CartState,
}
TOPICS = Topics(site="demo", cart="cart-1")
NAMES = st.text(st.characters(exclude_characters="/+#\0", exclude_categories=["Cs"]), min_size=1, max_size=20)


@pytest.mark.parametrize("name", STRUCTS)
def test_every_field_of_an_example_is_read_and_no_field_is_missing_from_it(name: str) -> None:
    example = EXAMPLES[name].encode()
    read = his.decode(example, STRUCTS[name])

    shown = msgspec.json.decode(example)
    assert set(shown) == set(msgspec.json.decode(his.encode(read)))


def test_the_example_chart_and_policy_are_understood() -> None:
    chart = read_chart(EXAMPLES["chart"].encode())

    assert [(order.id, order.problem) for order in chart.orders] == [("R-1", "")]
    assert read_policy(EXAMPLES["policy"].encode()).expires_soon_days == 30


def test_the_page_names_every_kind_of_event_and_command() -> None:
    for kind in (*his.EventKind, *his.CommandKind):
        assert kind.value in PAGE


def test_decimals_of_a_resource_come_and_go_as_they_were_written() -> None:
    text = EXAMPLES["event"].replace('"completed"', '"completed", "mark": {"value": 2.50}').encode()
    envelope = his.decode(text, his.Envelope)

    assert envelope.resource is not None
    assert str(envelope.resource["mark"]["value"]) == str(Decimal("2.50"))
    assert b'"value":2.50}' in his.encode(envelope)


def test_text_goes_out_composed() -> None:
    decomposed = "Nguye\u0302\u0303n"
    message = his.SyncRequest(ward="W1", have={}, reason=decomposed)

    assert "Nguy\u1ec5n".encode() in his.encode(message)


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"[",
        b"null",
        b'{"epoch": 1.5, "seq": 1, "asOf": "2026-03-02T08:00:00Z"}',
        b'"\xff"',
        b"[" * 10**6,
    ],
)
def test_a_payload_that_is_none_is_a_value_error(payload: bytes) -> None:
    with pytest.raises(ValueError, match=r"JSON|Input|Expected|nested"):
        his.decode(payload, his.Manifest)


def test_a_time_without_an_offset_is_refused() -> None:
    with pytest.raises(ValueError, match="asOf"):
        his.decode(b'{"epoch": 1, "seq": 1, "asOf": "2026-03-02T08:00:00"}', his.Manifest)


@given(ward=NAMES, name=NAMES)
def test_topics_are_taken_apart_as_they_are_built(ward: str, name: str) -> None:
    assert TOPICS.parse(TOPICS.chart(ward, name)) == Address(kind=Kind.CHART, ward=ward, name=name)
    assert TOPICS.parse(TOPICS.ward(ward, Kind.STAFF)) == Address(kind=Kind.STAFF, ward=ward)
    assert TOPICS.parse(TOPICS.formulary(name)) == Address(kind=Kind.FORMULARY, name=name)
    assert TOPICS.parse(TOPICS.own(Kind.ACK)) == Address(kind=Kind.ACK, name="cart-1")
    assert TOPICS.parse(TOPICS.host_state) == Address(kind=Kind.HOST_STATE)


@given(st.text(max_size=80))
def test_no_topic_crashes(topic: str) -> None:
    TOPICS.parse(topic)
    TOPICS.parse(f"mc/v1/demo/{topic}")


@pytest.mark.parametrize("name", ["", "a/b", "+", "#", "a\0"])
def test_a_name_that_is_no_topic_level_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="topic"):
        Topics(site=name, cart="cart-1")
    with pytest.raises(ValueError, match="topic"):
        TOPICS.chart("W1", name)


@pytest.mark.parametrize(
    "topic", ["cart/cart-2/ack", "cart/cart-1", "ward/W1/chart", "ward//manifest", "ward/W1/x"]
)
def test_topics_of_others_are_none_of_ours(topic: str) -> None:
    assert TOPICS.parse(f"mc/v1/demo/{topic}") is None
