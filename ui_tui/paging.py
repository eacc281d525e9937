"""Cutting a list into pages that fit the glass, without cutting any text. Pure."""

import re
from collections.abc import Sequence
from itertools import accumulate

from textual.content import Content

TURN = 5
"""Seconds that each part stays when there is more to say than there is room for."""
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


def in_parts(text: Content, width: int, room: int) -> list[Content]:
    """The text; in several parts where it has more rows than there is room for."""
    rows = lines_of(text.plain, width)
    if room < 1 or len(rows) <= room:
        return [text]
    starts = range(0, len(rows), room)
    ends = [rows[min(start + room, len(rows)) - 1].stop for start in starts]
    return [text[rows[start].start : end] for start, end in zip(starts, ends, strict=True)]


def shortened(text: Content, width: int, room: int) -> Content:
    """The text; with a sign at its end where it has more rows than there is room for."""
    if rows_of(text.plain, width) <= room:
        return text
    return Content.assemble(in_parts(text, width - 2, max(room, 1))[0], " …")


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


Part = tuple[Sequence[int], int]
"""Heights of a list's items, and how many of them a page holds at most."""


def two_parts(first: Part, second: Part, room: int) -> list[tuple[range, range]]:
    """Pages of two lists, one below the other. The second begins with a title of one row, which every page
    has again that shows some of it.

    >>> two_parts(([3], 9), ([1, 1, 1], 9), 6)
    [(range(0, 1), range(0, 2)), (range(0, 0), range(2, 3))]
    """
    above, below = first[0], second[0]
    cut = [(one, range(0)) for one in pages(above, room, first[1])] if above else []
    start = 0
    if cut:
        left = room - 1 - sum(above[number] for number in cut[-1][0])
        start = _fitting(below[: second[1]], left)
        cut[-1] = (cut[-1][0], range(start))
    if start < len(below):
        rest = pages(below[start:], room - 1, second[1])
        cut += [(range(0), range(start + one.start, start + one.stop)) for one in rest]
    return cut or [(range(0), range(0))]


def _fitting(heights: Sequence[int], room: int) -> int:
    """How many of them fit."""
    used = list(accumulate(heights))
    return sum(height <= room for height in used)


def in_turns(blocks: Sequence[Content], width: int, room: int) -> list[Content]:
    """The blocks below each other; where they have no room together they take turns, each turn with its
    number: `... 1/2`. A block that is too large itself takes several.
    """
    rows = [rows_of(block.plain, width) for block in blocks]
    if sum(rows) <= room:
        return [Content("\n").join(blocks)]
    room = max(room, 1)
    parts = [part for block in blocks for part in in_parts(block, width - 6, room)]
    cut = pages([rows_of(part.plain, width - 6) for part in parts], room)
    turns = [Content("\n").join([parts[number] for number in page]) for page in cut]
    return [Content.assemble(turn, f" …\u00a0{at}/{len(turns)}") for at, turn in enumerate(turns, 1)]
