"""Every label is read back from what is printed, by others' decoders, and means what it should."""

import io
import shutil
import subprocess
from pathlib import Path

import pytest
from PIL import Image, ImageFilter
from zebrafy.zebrafy_zpl import ZebrafyZPL

from cart_agent.labels.label import Label, prove
from cart_agent.labels.layout import lay_out
from cart_agent.labels.prepared import prepared_label
from cart_agent.labels.stocks import FITS, STOCKS
from cart_agent.labels.zpl import zpl
from cart_agent.sheet import write_pages
from cart_agent.sheet.layout import Page
from cart_agent.sheet.png import picture
from tests.labels.label_help import LABELS, PREPARED, RULES, TODAY, every_label, told

EVERY = [(what, stock, dpi) for what, one in LABELS.items() for stock in FITS[one.kind] for dpi in (203, 300)]
ONE_EACH = [(what, FITS[one.kind][0]) for what, one in LABELS.items()]


def page(what: str, stock: str, dpi: int = 203) -> tuple[Label, Page]:
    return LABELS[what], lay_out(LABELS[what], STOCKS[stock], dpi)


def printed(job: bytes) -> list[Image.Image]:
    """What a printer makes of ZPL: a library that knows nothing of this project."""
    return [one.convert("L") for one in ZebrafyZPL(job.decode("ascii")).to_images()]


@pytest.mark.parametrize(("what", "stock", "dpi"), EVERY)
def test_every_label_on_every_roll_reads_back_as_what_it_means(what: str, stock: str, dpi: int) -> None:
    label, made = page(what, stock, dpi)

    assert told(picture(made)) == [label.means] * STOCKS[stock].codes


@pytest.mark.parametrize(("what", "stock"), ONE_EACH)
def test_zpl_reads_back_as_what_it_means(what: str, stock: str) -> None:
    label, made = page(what, stock)
    (image,) = printed(zpl(made, turned=STOCKS[stock].turned))

    assert told(image) == [label.means] * STOCKS[stock].codes


@pytest.mark.parametrize("dpi", [203, 300, 600])
def test_zpl_prints_the_very_dots_of_the_picture(dpi: int) -> None:
    _, made = page("unit dose with GTIN", "40x25", dpi)
    (image,) = printed(zpl(made))

    assert image.crop((0, 0, made.width, made.height)).tobytes() == picture(made).convert("L").tobytes()


def test_a_wristband_is_printed_along_its_roll() -> None:
    _, made = page("wristband with GSRN", "25x279")
    job = zpl(made, turned=True)

    assert b"^PW200^LL2230^" in job
    assert printed(job)[0].size == (200, 2230)
    assert printed(job)[0].rotate(-90, expand=True).tobytes() == picture(made).convert("L").tobytes()


def test_copies_are_the_printers_business() -> None:
    _, made = page("drawer tag", "50x30")

    assert zpl(made, copies=3).endswith(b"^FS^PQ3^XZ\n")


def test_a_pdf_reads_back_page_by_page_with_its_accents(tmp_path: Path) -> None:
    assert shutil.which("pdftoppm"), "poppler-utils is part of the set-up"
    pages = [page(what, stock)[1] for what, stock in ONE_EACH]
    (pdf,) = write_pages(pages, tmp_path / "labels.pdf")
    words = subprocess.run(["pdftotext", str(pdf), "-"], capture_output=True, check=True)
    said = " ".join(words.stdout.decode().split())

    for number, (what, stock) in enumerate(ONE_EACH, 1):
        command = ["pdftoppm", "-r", "203", "-gray", "-f", str(number), "-l", str(number), str(pdf)]
        image = Image.open(io.BytesIO(subprocess.run(command, capture_output=True, check=True).stdout))
        assert told(image) == [LABELS[what].means] * STOCKS[stock].codes, what
    for wanted in ("NGUYỄN THỊ THỦY TOẢN", "Kháng sinh", "HSD 31/12/2027", "Dùng trước 12:04 02/03"):
        assert wanted in said


def test_a_pdf_is_as_large_as_its_label(tmp_path: Path) -> None:
    (pdf,) = write_pages([page("wristband with GSRN", "25x279")[1]], tmp_path / "band.pdf")
    told_size = subprocess.run(["pdfinfo", str(pdf)], capture_output=True, text=True, check=True).stdout
    size = next(line for line in told_size.splitlines() if line.startswith("Page size"))

    width, height = (float(part) / 72 * 25.4 for part in size.split() if part[0].isdigit())
    assert (round(width), round(height)) == (279, 25)


@pytest.mark.parametrize(("what", "stock"), ONE_EACH)
def test_a_label_held_askew_and_out_of_focus_is_read(what: str, stock: str) -> None:
    label, made = page(what, stock)
    clear = picture(made).convert("L")
    seen = clear.rotate(8, expand=True, fillcolor=200, resample=Image.Resampling.BICUBIC)
    seen = seen.filter(ImageFilter.GaussianBlur(1.0)).point(lambda level: 40 + level * 3 // 5)

    found = told(seen)
    assert found
    assert set(map(str, found)) == {str(label.means)}


def test_a_label_of_a_simulated_cart_says_so() -> None:
    simulated = prepared_label(PREPARED, "vi", simulated=True)

    assert simulated.head[0] == "MÔ PHỎNG: KHÔNG DÙNG"
    assert told(picture(lay_out(simulated, STOCKS["60x40"], 203))) == [simulated.means]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_cart_would_take_each_of_them(language: str) -> None:
    for label in every_label(language).values():
        prove(label, RULES, TODAY)
