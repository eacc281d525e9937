"""Cutting a list into pages that fit the glass, without cutting any text. Pure."""

import re
from collections.abc import Sequence

SMALLEST = 3
"""Rows of a target: 15 mm on the panels this is made for."""
_WORD = re.compile("( *[^ ]+) *")
"""With the spaces before it, which a row that it begins keeps only at the start of a line."""


def rows_of(text: str, width: int) -> int:
    """Rows that `text` takes at `width` cells."""
    return len(lines_of(text, width))


def lines_of(text: str, width: int) -> list[range]:
    """Places of the rows of `text`: broken at plain spaces; elsewhere only where a word has no room in a row.

    >>> [text[row.start : row.stop] for text in ("LIỀU 8\u00a0mg",) for row in lines_of(text, 8)]
    ['LIỀU', '8\xa0mg']
    """
    rows: list[range] = []
    start = 0
    for line in text.split("\n"):
        rows += _rows(line, start, max(width, 1))
        start += len(line) + 1
    return rows


def _rows(line: str, start: int, width: int) -> list[range]:
    """Rows of one line of text that begins at `start`; spaces at the end of a row take no room."""
    rows, first, after = [], 0, 0
    for word in _WORD.finditer(line):
        if word.end(1) - first > width and word.start() > first:
            rows.append(range(start + first, start + after))
            first = word.start()
        while word.end(1) - first > width:
            cut = line.rfind("\u00a0", first + 1, first + width) + 1 or first + width
            rows.append(range(start + first, start + cut))
            first = cut
        after = word.end(1)
    return [*rows, range(start + first, start + max(first, after))]


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
