"""biip, written by others, judges how GS1 messages are split."""

from biip import ParseConfig, ParseError
from biip.gs1_application_identifiers import _GS1_APPLICATION_IDENTIFIERS as KNOWN
from biip.gs1_messages import GS1Message
from hypothesis import given, settings
from hypothesis import strategies as st

from cart_agent.core.identify.gs1 import read_message
from cart_agent.core.identify.gs1_formats import FORMATS
from cart_agent.core.identify.refused import Refused
from tests.core.identify_help import GS
from tests.support.soak import examples

PARTS = st.one_of(
    st.sampled_from([GS, *FORMATS]),
    st.text(alphabet="0123456789", min_size=1, max_size=20),
    st.text(alphabet="ABCxyz012/-", min_size=1, max_size=12),
)
ELEMENTS = st.sampled_from(sorted(FORMATS)).flatmap(
    lambda ai: st.from_regex(FORMATS[ai][0], fullmatch=True, alphabet=st.characters(codec="ascii")).map(
        lambda value: ai + value
    )
)


def judged(text: str) -> list[tuple[str, str]] | None:
    config = ParseConfig(gs1_element_strings_verify_date=False)
    try:
        return [(one.ai.ai, one.value) for one in GS1Message.parse(text, config=config).element_strings]
    except ParseError:
        return None


def ours(text: str) -> list[tuple[str, str]] | None:
    try:
        return [(one.ai, one.value) for one in read_message(text)]
    except Refused:
        return None


def test_every_identifier_of_biip_is_known() -> None:
    assert set(FORMATS) == set(KNOWN)


@settings(max_examples=examples(1000), deadline=None)
@given(st.lists(PARTS, max_size=6).map("".join))
def test_what_is_accepted_biip_accepts_too(text: str) -> None:
    found = ours(text)

    assert found is None or found == judged(text)


@settings(max_examples=examples(500), deadline=None)
@given(st.lists(ELEMENTS, min_size=1, max_size=4))
def test_well_separated_elements_are_accepted_like_biip_accepts_them(elements: list[str]) -> None:
    text = GS.join(elements)
    expected = judged(text)

    found = ours(text)

    # An empty value is refused here, and accepted there where the format allows it; so is `#`, which only
    # the number of a spare part (AI 8010) may hold.
    if expected is not None and all(value for _, value in expected) and "#" not in text:
        assert found == expected
