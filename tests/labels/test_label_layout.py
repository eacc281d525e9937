"""Where things stand on a label: module width, quiet zone, nothing cut, nothing on top of something else."""

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cart_agent.labels.label import Label
from cart_agent.labels.layout import BREAKS, lay_out
from cart_agent.labels.rows import UnitDose
from cart_agent.labels.stocks import FITS, STOCKS, stock_for
from cart_agent.labels.words import WORDS
from cart_agent.sheet.layout import ADVANCE, Page, Text
from cart_agent.sheet.png import picture
from tests.labels.label_help import LABELS, PACK

EVERY = [(what, stock) for what, one in LABELS.items() for stock in FITS[one.kind]]


PARTED = str.maketrans("", "", " ·")
"""What parts words, and may be left out where a line ends."""


def code(page: Page) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of the first code's dark modules."""
    left, top = min(bar.x for bar in page.bars), min(bar.y for bar in page.bars)
    bottom = max(bar.y + bar.height for bar in page.bars)
    return left, top, left + bottom - top, bottom


def span(text: Text) -> tuple[float, float, float, float]:
    """Left, top, right, bottom of a line, accents above and below included."""
    right = text.x + len(text.text) * text.size * ADVANCE
    return text.x, text.y - text.size, right, text.y + 0.25 * text.size


@pytest.mark.parametrize("dpi", [203, 300, 600])
@pytest.mark.parametrize(("what", "stock"), EVERY)
def test_a_module_is_at_least_a_third_of_a_millimetre_and_whole_dots(what: str, stock: str, dpi: int) -> None:
    page = lay_out(LABELS[what], STOCKS[stock], dpi)
    left, _, right, _ = code(page)
    first = [bar for bar in page.bars if bar.x < right]
    edges = np.array([(bar.x - left, bar.x + bar.width - left) for bar in first])
    module = int(np.gcd.reduce(np.array([bar.height for bar in page.bars])))

    assert module / dpi * 25.4 >= 0.33
    assert not (edges % module).any()


@pytest.mark.parametrize(("what", "stock"), EVERY)
def test_a_code_has_its_quiet_zone(what: str, stock: str) -> None:
    """One module all round (ISO/IEC 16022); every dot of it is white in the picture."""
    page = lay_out(LABELS[what], STOCKS[stock], 203)
    dark = ~np.array(picture(page))
    module = int(np.gcd.reduce(np.array([bar.height for bar in page.bars])))
    left, top, right, bottom = code(page)

    ring = dark[top - module : bottom + module, left - module : right + module].copy()
    ring[module:-module, module:-module] = False
    assert not ring.any()


@pytest.mark.parametrize("dpi", [203, 300])
@pytest.mark.parametrize(("what", "stock"), EVERY)
def test_words_stay_on_the_label_and_off_the_code_and_each_other(what: str, stock: str, dpi: int) -> None:
    page = lay_out(LABELS[what], STOCKS[stock], dpi)
    spans = [span(text) for text in page.texts]

    for left, top, right, bottom in spans:
        assert min(left, top) >= 0
        assert right <= page.width
        assert bottom <= page.height
        assert left >= max(bar.x + bar.width for bar in page.bars) or top >= code(page)[3]
    for number, one in enumerate(spans):
        assert all(one[1] >= other[3] - 1 or other[1] >= one[3] - 1 for other in spans[:number])


@pytest.mark.parametrize(("what", "stock"), EVERY)
def test_everything_that_was_to_be_said_is_said(what: str, stock: str) -> None:
    label = LABELS[what]
    said = "".join(text.text for text in lay_out(label, STOCKS[stock], 203).texts).translate(PARTED)

    for words in (*label.head, *label.lines, *label.readable):
        assert words.translate(PARTED) in said


def test_the_codes_data_stand_below_it_for_people() -> None:
    texts = [text.text for text in lay_out(LABELS["unit dose with GTIN"], STOCKS["40x25"], 203).texts]

    assert texts[-1:-3:-1] == ["(01)08935001800019 (17)271231", "(10)LOT42A (21)SN0001"]


def test_a_number_is_never_parted_from_its_unit() -> None:
    assert BREAKS.split("Natri clorid 0,9% 500 mL/h") == ["Natri ", "clorid ", "0,9% ", "500 mL/", "h"]
    assert BREAKS.split("4 g/0,5 g") == ["4 g/0,5 g"]


def laid_out(label: Label) -> Page | str:
    """The page, or why there is none."""
    try:
        return lay_out(label, STOCKS["40x25"], 203)
    except ValueError as error:
        return str(error)


@given(name=st.text(st.sampled_from("aẪỮyôm gL/-05"), min_size=1, max_size=120))
def test_a_name_is_printed_whole_or_not_at_all(name: str) -> None:
    row = UnitDose(**PACK | {"name": name.strip() or "x"})
    (label,) = row.labels(WORDS["vi"])
    page = laid_out(label)

    if isinstance(page, str):
        assert "do not fit" in page
        assert max(map(len, BREAKS.split(label.head[0]))) > 12 or len(name) > 40
    else:
        said = "".join(text.text for text in page.texts).replace(" ", "")
        assert label.head[0].replace(" ", "") in said
        assert all(span(text)[2] <= page.width for text in page.texts)


def test_thousands_stay_together_and_are_drawn() -> None:
    (label,) = UnitDose(**PACK | {"strength": "1\u2009000\u2009000 IU"}).labels(WORDS["vi"])
    page = lay_out(label, STOCKS["50x30"], 203)

    assert "1\u00a0000\u00a0000 IU" in [text.text for text in page.texts]


@pytest.mark.parametrize("name", ["扑热息痛", "Para\u200fcetamol", "Para\ufffecetamol", "💊 500 mg"])
def test_a_letter_that_the_font_lacks_makes_no_label(name: str) -> None:
    (label,) = UnitDose(**PACK | {"name": name}).labels(WORDS["vi"])

    with pytest.raises(ValueError, match=r"font has no U\+"):
        lay_out(label, STOCKS["50x30"], 203)


def test_what_is_too_long_for_a_roll_fits_on_a_larger_one() -> None:
    row = UnitDose(**PACK | {"lot": "L" * 20, "serial": "9" * 20})
    (label,) = row.labels(WORDS["vi"])

    with pytest.raises(ValueError, match="larger label"):
        lay_out(msgspec.structs.replace(label, head=("Natri clorid đẳng trương " * 4,)), STOCKS["40x25"], 203)
    assert lay_out(label, STOCKS["60x40"], 203).texts


def test_a_kind_goes_only_on_rolls_that_are_meant_for_it() -> None:
    assert stock_for("unit-dose") is STOCKS["40x25"]
    with pytest.raises(ValueError, match="wristband goes on 25x279"):
        stock_for("wristband", "40x25")
    assert {name for names in FITS.values() for name in names} <= set(STOCKS)
