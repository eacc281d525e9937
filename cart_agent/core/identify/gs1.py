"""GS1 messages and Digital Link URIs into element strings, stricter than the library that splits them.

biip knows every application identifier and its format. It does not insist on separators, so the walk along
the message is done here (GS1 General Specifications, 7.8). biip takes 0.2 s to import, so it waits for the
first GS1 code.
"""

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

from msgspec import Struct

from cart_agent.core.identify.kinds import Reason
from cart_agent.core.identify.refused import Refused

SEPARATOR = "\x1d"

_FORBIDDEN = re.compile(r"[^\x1d!\"%&'()*+,\-./0-9:;<=>?A-Z_a-z]")
"""Outside the 82 characters of GS1 General Specifications, figure 7.11-1, and the separator."""


class Element(Struct, frozen=True):
    """One application identifier and its value."""

    ai: str
    value: str
    closed: bool
    """Nothing can hide behind the value: a separator follows, or its length is fixed."""


def read_message(text: str) -> list[Element]:
    """The elements of a GS1 message (the data after `]d2`, `]C1`, `]Q3` or `]e0`).

    One separator is allowed before the first element and after the last. Raises Refused.
    """
    if forbidden := _FORBIDDEN.search(text):
        raise Refused(Reason.GRAMMAR, f"character {forbidden[0]!r} at {forbidden.start()}")
    segments = text.removeprefix(SEPARATOR).split(SEPARATOR)
    ended = segments[-1] == "" and len(segments) > 1
    segments = segments[:-1] if ended else segments
    if segments == [""]:
        raise Refused(Reason.EMPTY, "a GS1 code without data")
    last = len(segments) - 1
    return [
        element
        for place, segment in enumerate(segments)
        for element in _read_segment(segment, closed=place < last or ended)
    ]


def _read_segment(segment: str, *, closed: bool) -> Iterator[Element]:
    from biip import ParseConfig, ParseError  # noqa: PLC0415  (0.2 s: not at start)
    from biip.gs1_element_strings import GS1ElementString  # noqa: PLC0415

    if not segment:
        raise Refused(Reason.SEPARATOR, "two separators with nothing between them")
    # Dates are judged in `product` by the day passed in; biip would ask the machine's clock.
    config = ParseConfig(gs1_element_strings_verify_date=False)
    rest = segment
    while rest:
        try:
            found = GS1ElementString.extract(rest, config=config)
        except ParseError as error:
            raise Refused(Reason.GRAMMAR, str(error)) from error
        rest = rest[len(found) :]
        if not found.value:
            raise Refused(Reason.GRAMMAR, f"AI {found.ai.ai} is empty")
        if rest and found.ai.separator_required:
            raise Refused(Reason.SEPARATOR, f"no separator after AI {found.ai.ai}")
        yield Element(found.ai.ai, found.value, closed or not found.ai.separator_required)


def read_link(text: str) -> list[Element]:
    """The elements of a GS1 Digital Link URI (GS1 Digital Link Standard: URI Syntax). Raises Refused."""
    from biip import ParseConfig, ParseError  # noqa: PLC0415
    from biip.gs1_digital_link_uris import GS1DigitalLinkURI  # noqa: PLC0415

    config = ParseConfig(gs1_element_strings_verify_date=False)
    try:
        keys = [key for key, _ in parse_qsl(urlsplit(text).query, keep_blank_values=True)]
        found = GS1DigitalLinkURI.parse(text, config=config).element_strings
    except (ParseError, ValueError) as error:
        raise Refused(Reason.GRAMMAR, f"not a GS1 Digital Link: {error}") from error
    if len(set(keys)) < len(keys):
        raise Refused(Reason.DUPLICATE, "a query key comes twice")
    return [Element(element.ai.ai, element.value, closed=True) for element in found]
