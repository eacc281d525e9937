"""Documents that are nearly right: one to three places hold something else, are missing, or stand twice."""

import json
from collections.abc import Iterator
from random import Random
from typing import Any

JUNK = '[null, "", 0, -1, 1.5, 100000000000000000000, true, [], {}, [[]], {"a": 1}, "\\u0000", "NaN", "mg",' \
       ' "2026-13-01", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", {"value": "x"}]'  # fmt: skip
Place = tuple[str | int, ...]


def spoilt(document: Any, random: Random) -> Any:
    """A copy of a JSON value, spoilt."""
    found = json.loads(json.dumps(document))
    for _ in range(random.choice((1, 1, 2, 3))):
        places = list(_places(found, ()))
        if places:
            _spoil(found, random.choice(places), random)
    if random.random() < 0.02:
        return random.choice(([found], json.loads(JUNK)[random.randrange(18)]))
    return found


def _places(node: Any, at: Place) -> Iterator[Place]:
    inside = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in inside:
        yield (*at, key)
        yield from _places(value, (*at, key))


def _spoil(root: Any, place: Place, random: Random) -> None:
    *way, last = place
    node = root
    for key in way:
        node = node[key]
    twin = json.loads(json.dumps(node[last]))
    match random.randrange(5):
        case 0:
            del node[last]
        case 1 if isinstance(node, dict):
            node[random.choice([*node, "modifierExtension"])] = twin
        case 1:
            node.append(twin)
        case 2 if isinstance(twin, int):
            node[last] = twin + random.choice((-1, 1, 100))
        case _:
            node[last] = random.choice(json.loads(JUNK))
