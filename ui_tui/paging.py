"""Cutting a list into pages that fit the glass, without cutting any text. Pure."""

import textwrap
from collections.abc import Sequence

SMALLEST = 3
"""Rows of a target: 15 mm on the panels this is made for."""


def rows_of(text: str, width: int) -> int:
    """Rows that `text` takes at `width` cells, wrapped at words."""
    lines = text.split("\n")
    return sum(max(1, len(textwrap.wrap(line, max(width, 1)))) for line in lines)


def pages(heights: Sequence[int], room: int, most: int = 100) -> list[range]:
    """Ranges of at most `most` items that fit into `room` rows; a larger item has a page of its own.

    >>> pages([3, 3, 3], 6)
    [range(0, 2), range(2, 3)]
    """
    result: list[range] = []
    start = used = 0
    for number, height in enumerate(heights):
        if number > start and (used + height > room or number - start == most):
            result.append(range(start, number))
            start, used = number, 0
        used += height
    result.append(range(start, len(heights)))
    return result
