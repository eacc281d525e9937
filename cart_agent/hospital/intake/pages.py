"""Pages of a search: an answer that goes on elsewhere may go on with an allergy."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import Struct

from cart_agent.hospital.intake.report import ANYBODY, Problem


class Page(Struct, frozen=True, kw_only=True):
    """The outside of a bundle's file."""

    file: str
    total: int | None
    """How many resources the whole search found, where the server says so."""
    found: int
    """How many of them are in this file."""
    goes_on: bool
    """There is a `next` page."""


def page_of(file: str, bundle: dict[str, Any]) -> Page:
    """Of a bundle whose `entry` is a list."""
    links = bundle.get("link")
    relations = (
        [one.get("relation") for one in links if isinstance(one, dict)] if isinstance(links, list) else []
    )
    total = bundle.get("total")
    return Page(
        file=file,
        total=total if isinstance(total, int) else None,
        found=sum(_searched_for(entry) for entry in bundle["entry"]),
        goes_on="next" in relations,
    )


def _searched_for(entry: Any) -> bool:
    """Beside what was searched for there is what it refers to (`include`)."""
    search = entry.get("search") if isinstance(entry, dict) else None
    return not isinstance(search, dict) or search.get("mode", "match") == "match"


def missing_pages(pages: Iterable[Page]) -> Iterator[Problem]:
    """Every page of a search that is not whole.

    Pages of one search have one total. Where as many came as it says, all are there; without one, where
    one of them is the last.
    """
    searches: dict[int | None, list[Page]] = defaultdict(list)
    for page in pages:
        searches[page.total].append(page)
    for total, those in searches.items():
        if not _whole(total, those):
            yield from map(_problem, those)


def _whole(total: int | None, pages: list[Page]) -> bool:
    if total is not None:
        return sum(page.found for page in pages) >= total
    return not all(page.goes_on for page in pages)


def _problem(page: Page) -> Problem:
    return Problem(code="page-missing", file=page.file, owner=ANYBODY)
