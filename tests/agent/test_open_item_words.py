"""An open item must be shown whatever facts its note carried."""

from datetime import UTC, datetime

from cart_agent.agent.items import OpenItem

FACTS = {"order": "o101", "key": "o101|08:00", "drawer": "3"}


def test_an_open_item_whose_facts_hold_a_key_is_shown() -> None:
    item = OpenItem(id="e1", kind="no-outcome", facts=FACTS, since=datetime(2026, 3, 2, tzinfo=UTC))

    assert "3" in item.text["en"]
