import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cart_agent.config.lines import dotted, line_of

TEXT = """\
# a comment with a key = in it
title = "x"

[one]
text = '''
two = 1
'''
list = [
  1,  # two = 2
]
two.deep = 3

[[many]]
a = 1
[[many]]

a = 2
inline = {b = 4}
"""


@pytest.mark.parametrize(
    ("keys", "line"),
    [
        (("title",), 2),
        (("one",), 4),
        (("one", "text"), 5),
        (("one", "list"), 8),
        (("one", "two", "deep"), 11),
        (("many", 0, "a"), 14),
        (("many", 1), 15),
        (("many", 1, "a"), 17),
        (("many", 1, "inline", "b"), 18),
        (("many", 1, "missing"), 15),
        (("missing",), 0),
        ((), 0),
    ],
)
def test_a_key_is_found_on_its_line(keys: tuple[str | int, ...], line: int) -> None:
    assert line_of(TEXT, keys) == line


@given(st.text(max_size=200), st.lists(st.text(max_size=5) | st.integers(0, 3), max_size=3))
def test_no_text_makes_the_search_fail(text: str, keys: list[str | int]) -> None:
    line = line_of(text, tuple(keys))

    assert 0 <= line <= len(text.splitlines())


@given(
    st.lists(st.from_regex(r"[a-z]{1,8}", fullmatch=True), unique=True, min_size=1, max_size=20), st.data()
)
def test_each_of_many_keys_is_found_on_its_own_line(names: list[str], data: st.DataObject) -> None:
    gaps = data.draw(st.lists(st.integers(0, 3), min_size=len(names), max_size=len(names)))
    text = "".join("\n" * gap + f"{name} = 1\n" for name, gap in zip(names, gaps, strict=True))
    assert set(tomllib.loads(text)) == set(names)

    lines = text.splitlines()

    for name in names:
        assert lines[line_of(text, (name,)) - 1] == f"{name} = 1"


def test_a_person_counts_from_one() -> None:
    assert dotted(("scanners", 1, "port")) == "scanners[2].port"
