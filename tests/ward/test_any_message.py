"""Whatever a hospital says, the cart takes it in or refuses it, and what it took in it can read.

The short run's seed finds both faults that this test was written for: a list that was kept and could not be
read, and a version beyond all numbers.
"""

import json
import re
from pathlib import Path
from random import Random
from typing import Any

import pytest

from cart_agent.his.signing import sign
from cart_agent.store import Store
from cart_agent.ward import WardBook
from tests.support.events import instant
from tests.support.keys import private_pem
from tests.support.spoilt import spoilt
from tests.support.ward_documents import HOSPITAL, KEYS
from tests.ward.conftest import TOPICS, WARDS

PAGE = (Path(__file__).parents[2] / "docs" / "his-contract.md").read_text()
EXAMPLES: dict[str, str] = dict(re.findall(r"```json (\w+)\n(.*?)```", PAGE, re.DOTALL))
PLACES = {
    "ward/W1/chart/E-1001": "chart",
    "ward/W1/manifest": "manifest",
    "ward/W1/staff": "staff",
    "ward/W1/policy": "policy",
    "formulary/a": "formulary",
    "cart/cart-1/stock": "stock",
    "cart/cart-1/ack": "ack",
    "cart/cart-1/command": "command",
    "host/state": "host",
}
SIGNED = ("staff", "policy", "command")
IN_A_BOOK = 60
"""Messages to one cart: what it took in changes what it does with the next."""


def message(name: str, random: Random) -> bytes:
    """The page's example, spoilt; signed where it must be, and sometimes where it need not."""
    example = json.loads(EXAMPLES[name]) | ({"ward": "W1", "site": "demo"} if name == "staff" else {})
    if name in ("formulary", "stock") and random.random() < 0.2:
        example = [entry["resource"] for entry in example.get("bundle", example)["entry"]]
    found: Any = spoilt(example, random)
    raw = json.dumps(found, ensure_ascii=False).encode()
    if random.random() < 0.05:
        place = random.randrange(len(raw))
        raw = raw[:place] + random.randbytes(1) + raw[place + 1 :]
    return sign(raw, "h1", private_pem(HOSPITAL)) if name in SIGNED or random.random() < 0.2 else raw


def look_at_everything(book: WardBook, number: int) -> None:
    for ward in WARDS:
        book.policy(ward), book.complete(ward), book.manifest_age(ward, instant(number)), book.sync(ward, "x")
    for encounter in book.encounters():
        book.chart(encounter), book.freshness(encounter, instant(number))
    list(book.charts()), book.stock, book.formulary, book.due_commands(), book.people.by_badge("x")


def play(folder: Path, seed: int, books: int) -> int:
    """Returns how many messages changed something."""
    random, changes = Random(seed), 0
    for number in range(books):
        store = Store.open(folder / f"{number}.db", "cart-1")
        book = WardBook(store, TOPICS, WARDS, KEYS)
        for second in range(IN_A_BOOK):
            place, name = random.choice(list(PLACES.items()))
            received = book.receive(f"mc/v1/demo/{place}", message(name, random), instant(second))
            if received.changed:
                changes += 1
                book = WardBook(store, TOPICS, WARDS, KEYS) if random.random() < 0.1 else book
                look_at_everything(book, second)
        store.close()
    return changes


def test_whatever_comes_what_was_taken_in_can_be_read(tmp_path: Path) -> None:
    assert play(tmp_path, seed=3, books=10) > 60


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(10, 20))
def test_whatever_comes_for_long(tmp_path: Path, seed: int) -> None:
    assert play(tmp_path, seed, books=150) > 900
