"""A writer killed at any moment: what it said was committed is there, once, and the chain holds."""

import random
import subprocess
import sys
from pathlib import Path

import pytest

from cart_agent.store import Store
from tests.support.events import event_id

WRITER = """
import sys
from pathlib import Path
from cart_agent.store import Store
from tests.support.events import draft
store = Store.open(Path(sys.argv[1]), "cart-1")
number = store.head().seq
while True:
    number += 1
    store.append(draft(number))
    print(number, flush=True)
"""


@pytest.mark.parametrize("seed", range(5))
def test_a_killed_writer_loses_nothing_that_it_said_was_done(path: Path, seed: int) -> None:
    said = 0
    for _ in range(3):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]
        )
        assert writer.stdout is not None
        for _ in range(random.Random(seed).randint(1, 40)):
            said = int(writer.stdout.readline())
        writer.kill()
        said = max([said, *map(int, writer.stdout.read().split())])
        writer.stdout.close()
        writer.wait()

        store = Store.open(path, "cart-1")
        assert store.verify_chain().seq in (said, said + 1)
        ids = [event.event_id for event in store.unsettled(0, 1000)]
        assert ids == [event_id(number) for number in range(1, len(ids) + 1)]
        said = len(ids)
        store.close()
