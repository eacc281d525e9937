"""Telex: what the keys make, checked against words as people write them."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui_tui.telex import erased, typed

WORDS = {
    "nguyeenx thij thuyr": "nguyễn thị thủy",
    "NGUYEENX THIJ THUYR": "NGUYỄN THỊ THỦY",
    "Nguyeenx Thij Thuyr": "Nguyễn Thị Thủy",
    "toanr": "toản",
    "TOANR": "TOẢN",
    "uoongs": "uống",
    "nguyenex": "nguyễn",
    "dduowngf": "đường",
    "dduongwf": "đường",
    "DDaau": "Đâu",
    "thuowr": "thuở",
    "thuowngf": "thường",
    "nguowif": "người",
    "hoaf": "hòa",
    "hoafn": "hoàn",
    "khoer": "khỏe",
    "quys": "quý",
    "quyeenf": "quyền",
    "quawn": "quăn",
    "giaf": "già",
    "gif": "gì",
    "gieengs": "giếng",
    "ddau bungj": "đau bụng",
    "ngoaif": "ngoài",
    "khuyur": "khuỷu",
    "nghieeng": "nghiêng",
    "rawngf": "rằng",
    "twf choois": "từ chối",
    "ngoeos": "ngoéo",
    "muaw": "mưa",
    "ass": "as",
    "asz": "a",
    "asf": "à",
    "aaa": "aa",
    "ddd": "dd",
    "oww": "ow",
    "parracetamol": "paracetamol",
    "tesst": "test",
    "5 mg, 08:00": "5 mg, 08:00",
}


@pytest.mark.parametrize(("keys", "words"), WORDS.items())
def test_keys_make_the_words_that_people_write(keys: str, words: str) -> None:
    text = ""
    for key in keys:
        text = typed(text, key)

    assert text == words


@pytest.mark.parametrize(
    ("text", "shorter"), [("hoàn", "hòa"), ("thị ", "thị"), ("ngọc 1", "ngọc "), ("", "")]
)
def test_taking_a_letter_back_moves_the_tone_with_it(text: str, shorter: str) -> None:
    assert erased(text) == shorter


@given(st.text(st.sampled_from("aeiouydwsfrxjzgnhtqc AEDW.1"), max_size=30))
def test_any_keys_give_composed_letters_and_erase_to_nothing(keys: str) -> None:
    text = ""
    for key in keys:
        longer = typed(text, key)
        assert len(longer) in (len(text), len(text) + 1)
        text = longer

    assert text == unicodedata.normalize("NFC", text)
    for _ in range(len(text)):
        text = erased(text)
    assert text == ""
