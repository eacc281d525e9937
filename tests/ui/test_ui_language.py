"""The screen's own sentences: all translated, compiled, within their width, of single cells."""

import io
import re
import unicodedata
from itertools import takewhile
from typing import Any

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from cart_agent.agent.words import LINES
from ui_tui.i18n import LOCALE, Speech

SOURCE = LOCALE.parent
PO = LOCALE / "vi" / "LC_MESSAGES" / "ui.po"
KEYWORDS = {**DEFAULT_KEYWORDS, "N_": None, "plural": (1, 2)}


def catalogue() -> Catalog:
    return read_po(io.BytesIO(PO.read_bytes()), locale="vi")


def sentences() -> list[Message]:
    return [message for message in catalogue() if message.id]


def forms(message: Message) -> list[str]:
    texts: list[Any] = [message.id, message.string]
    return [form for text in texts for form in (text if isinstance(text, list | tuple) else [text])]


def test_every_sentence_of_the_source_is_translated_and_none_is_left_over() -> None:
    found = {text for _file, _line, text, *_rest in extract_from_dir(SOURCE, keywords=KEYWORDS)}

    assert found == {message.id for message in sentences()}
    assert all(all(forms(message)) for message in sentences())


def test_no_translated_sentence_hides_in_an_f_string() -> None:
    hidden = [path for path in SOURCE.rglob("*.py") if re.search(r"\{_\([\"']", path.read_text())]

    assert hidden == []


def test_the_compiled_catalogue_is_the_written_one() -> None:
    compiled = read_mo(io.BytesIO(PO.with_suffix(".mo").read_bytes()))

    assert [forms(message) for message in compiled if message.id] == sorted(map(forms, sentences()))


@pytest.mark.parametrize("message", sentences(), ids=lambda message: str(message.id)[:30])
def test_a_sentence_fits_its_cells_in_both_languages(message: Message) -> None:
    (budget,) = (int(text) for text in re.findall(r"budget: (\d+)", " ".join(message.user_comments)))
    shown = [re.sub(r"\{number\}|\{count\}|\{given\}|\{total\}", "12", form) for form in forms(message)]

    assert not budget or max(map(len, shown)) <= budget


@pytest.mark.parametrize("message", sentences(), ids=lambda message: str(message.id)[:30])
def test_both_languages_fill_the_same_places(message: Message) -> None:
    places = [set(re.findall(r"\{\w+\}", form)) for form in forms(message)]

    assert all(found == places[0] for found in places)


@pytest.mark.parametrize(("language", "tap"), [(0, "chạm"), (1, "tap")])
def test_a_button_that_a_line_names_is_called_so(language: int, tap: str) -> None:
    """The agent's lines say what to tap; the words on the button are the screen's."""
    labels = {re.sub(r"\{\w+\}", "{}", form) for message in sentences() for form in forms(message)}
    named = [
        re.sub(r"\{\w+\}", "{}", quoted or " ".join(takewhile(str.isupper, loud.split())))
        for line in LINES.values()
        for quoted, loud in re.findall(rf"\b{tap} (?:“([^”]+)”|([^.,;()]+))", line[language])
    ]

    assert sum(map(bool, named)) > 4
    assert set(filter(None, named)) <= labels


def test_every_sign_takes_one_cell_and_accents_are_composed() -> None:
    texts = [PO.read_text(), *(path.read_text() for path in SOURCE.rglob("*.py"))]
    signs = {sign for text in texts for sign in text if not sign.isascii()}

    assert {unicodedata.normalize("NFC", sign) for sign in signs} == signs
    assert not {sign for sign in signs if unicodedata.east_asian_width(sign) in "WF"}
    assert not {sign for sign in signs if unicodedata.combining(sign)}


def test_an_unknown_language_is_english() -> None:
    assert Speech("fr")("Log out") == "Log out"
