"""GS1 messages and Digital Link URIs into element strings (GS1 General Specifications, 7.8).

Stricter than biip, from whose table the formats come: separators are insisted on, dates are judged by the day
that is passed in. biip itself is imported only for a Digital Link, because it takes 22 MiB and 0.2 s.
"""

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

from msgspec import Struct

from cart_agent.core.identify.gs1_formats import FORMATS
from cart_agent.core.identify.kinds import Reason
from cart_agent.core.identify.refused import Refused

SEPARATOR = "\x1d"

_FORBIDDEN = re.compile(r"[^\x1d!\"%&'()*+,\-./0-9:;<=>?A-Z_a-z]")
"""Outside the 82 characters of GS1 General Specifications, figure 7.11-1, and the separator."""


_HALF_ENCODED = re.compile("%(?![0-9A-Fa-f]{2})")
_GTIN_IN_PATH = re.compile("/01/([^/]*)")
_GTIN_LENGTHS = {8, 12, 13, 14}
"""Which biip fills up with zeros to 14, as it does with any other length."""


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
    if not segment:
        raise Refused(Reason.SEPARATOR, "two separators with nothing between them")
    rest = segment
    while rest:
        ai = next((rest[:length] for length in (2, 3, 4) if rest[:length] in FORMATS), None)
        if ai is None:
            raise Refused(Reason.GRAMMAR, f"no identifier begins {rest!r}")
        pattern, separator_required = FORMATS[ai]
        match = re.match(pattern, rest[len(ai) :], re.ASCII)
        if not match or not match[0]:
            raise Refused(Reason.GRAMMAR, f"AI {ai} cannot be {rest[len(ai) :]!r}")
        rest = rest[len(ai) + match.end() :]
        if rest and separator_required:
            raise Refused(Reason.SEPARATOR, f"no separator after AI {ai}")
        yield Element(ai, match[0], closed or not separator_required)


def read_link(text: str) -> list[Element]:
    """The elements of a GS1 Digital Link URI (GS1 Digital Link Standard: URI Syntax). Raises Refused."""
    from biip import ParseConfig, ParseError  # noqa: PLC0415
    from biip.gs1_digital_link_uris import GS1DigitalLinkURI  # noqa: PLC0415

    # Without this biip asks the machine's clock for the century.
    config = ParseConfig(gs1_element_strings_verify_date=False)
    try:
        _prove_link(text)
        found = GS1DigitalLinkURI.parse(text, config=config).element_strings
    except (ParseError, ValueError) as error:
        raise Refused(Reason.GRAMMAR, f"not a GS1 Digital Link: {error}") from error
    return [Element(element.ai.ai, element.value, closed=True) for element in found]


def _prove_link(text: str) -> None:
    """What biip passes over in silence. Raises Refused or ValueError."""
    parts = urlsplit(text)
    if not parts.hostname or _HALF_ENCODED.search(text):
        raise ValueError("no host, or a % that encodes nothing")
    short = _GTIN_IN_PATH.search(parts.path)
    if short and len(short[1]) not in _GTIN_LENGTHS:
        raise ValueError(f"a GTIN of {len(short[1])} characters")
    if ";" in parts.query:  # once divided parameters as `&` does; what stands behind would be passed over
        raise ValueError("; in the query")
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    keys = [key for key, _ in pairs]
    if len(set(keys)) < len(keys):
        raise Refused(Reason.DUPLICATE, "a query key comes twice")
    for key, value in pairs:
        if key.isdigit() and (key not in FORMATS or not value):
            raise ValueError(f"{key!r} in the query is no identifier with a value")
