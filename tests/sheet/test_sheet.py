"""What is printed is read back by two decoders, and identified."""

import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from pyzbar import pyzbar

from cart_agent.core.identify import (
    Badge,
    CitizenCard,
    DrawerTag,
    DrugPack,
    Identified,
    IdentifyRules,
    PreparedLabel,
    Unreadable,
    Wristband,
    identify,
)
from cart_agent.demo.items import ward_items
from cart_agent.sheet import SheetItem, write_sheet
from cart_agent.sheet.font import FONT
from cart_agent.sheet.items import SYMBOLOGIES

GS = "\x1d"
CITIZEN = "001080000001||Nguyễn Thị Ví Dụ|12051980|Nữ|1 Đường Mẫu|01012022"


def item(kind: str, data: str, title: str = "Mẫu") -> SheetItem:
    return SheetItem(title=title, kind=kind, data=data)  # type: ignore[arg-type]


ITEMS = [
    item("gs1-datamatrix", f"01089350018000191727123110LOT42{GS}21SN0001"),
    item("gs1-datamatrix", f"91PARA-500{GS}10LOT(4)2{GS}17271231"),
    item("gs1-datamatrix", f"8018952000000000000019{GS}80192"),
    item("gs1-datamatrix", "0108935001800018"),
    item("datamatrix", "PL-0123456789AB"),
    item("qr", "NV-DEMO-7"),
    item("qr", CITIZEN),
    item("code128", "BN0001"),
    item("code128", "NGAN-12"),
    item("ean13", "8935001800019"),
]
KINDS = [
    DrugPack,
    DrugPack,
    Wristband,
    Unreadable,
    PreparedLabel,
    Badge,
    CitizenCard,
    Wristband,
    DrawerTag,
    DrugPack,
]


def read(pictures: list[Path]) -> set[tuple[str, bytes]]:
    """Symbology and bytes of every code on the pages, as zxing-cpp sees them."""
    found = set()
    for picture in pictures:
        with Image.open(picture) as image:
            codes = zxingcpp.read_barcodes(image.convert("L"))
        found |= {(code.symbology_identifier, code.bytes) for code in codes}
    return found


def in_print(pdf: Path) -> list[Path]:
    """The pages of a PDF as pictures, as a printer makes them."""
    pdftoppm = shutil.which("pdftoppm")
    if pdftoppm is None:
        pytest.skip("poppler-utils (pdftoppm) is not installed")
    subprocess.run([pdftoppm, "-r", "300", "-gray", "-png", str(pdf), str(pdf.with_suffix(""))], check=True)
    return sorted(pdf.parent.glob(f"{pdf.stem}-*.png"))


def identified(one: SheetItem) -> Identified:
    return identify(one.raw, one.symbology, IdentifyRules(), date(2026, 3, 2))


def test_every_code_of_a_picture_reads_back_exactly(tmp_path: Path) -> None:
    pictures = write_sheet(ITEMS, tmp_path / "sheet.png")

    assert read(pictures) == {(one.symbology, one.raw) for one in ITEMS}


def test_every_code_of_a_pdf_reads_back_exactly(tmp_path: Path) -> None:
    (pdf,) = write_sheet(ITEMS, tmp_path / "sheet.pdf")

    assert read(in_print(pdf)) == {(one.symbology, one.raw) for one in ITEMS}


def test_a_second_decoder_reads_the_same(tmp_path: Path) -> None:
    (picture,) = write_sheet(ITEMS, tmp_path / "sheet.png")

    with Image.open(picture) as image:
        codes = pyzbar.decode(image.convert("L"))

    # zbar knows no Data Matrix.
    assert {code.data for code in codes} == {one.raw for one in ITEMS if "datamatrix" not in one.kind}


@pytest.mark.parametrize(("one", "kind"), list(zip(ITEMS, KINDS, strict=True)))
def test_what_a_scanner_sends_is_identified(one: SheetItem, kind: type) -> None:
    assert isinstance(identified(one), kind)
    assert one.sent == one.symbology.encode() + one.raw


def test_the_whole_ward_reads_back_from_the_printed_sheet(tmp_path: Path) -> None:
    ward = ward_items()

    (pdf,) = write_sheet(ward, tmp_path / "ward.pdf")

    assert read(in_print(pdf)) == {(one.symbology, one.raw) for one in ward}


def test_a_sheet_goes_on_over_as_many_pages_as_it_needs(tmp_path: Path) -> None:
    tags = [item("code128", f"NGAN-{number}") for number in range(1, 44)]

    pictures = write_sheet(tags, tmp_path / "tags.png")

    assert [picture.name for picture in pictures] == ["tags-1.png", "tags-2.png", "tags-3.png"]
    assert read(pictures) == {("]C0", one.raw) for one in tags}


def test_vietnamese_words_are_in_the_pdf_with_their_accents(tmp_path: Path) -> None:
    words = "NGUYỄN THỊ THỦY uống sau ăn"
    (pdf,) = write_sheet([item("qr", "x", title=words)], tmp_path / "sheet.pdf")
    pdftotext = shutil.which("pdftotext")
    if pdftotext is None:
        pytest.skip("poppler-utils (pdftotext) is not installed")

    done = subprocess.run([pdftotext, str(pdf), "-"], check=True, capture_output=True)

    assert words in " ".join(done.stdout.decode().split())


def test_the_font_has_every_vietnamese_letter() -> None:
    from reportlab.pdfbase.ttfonts import TTFont  # noqa: PLC0415

    vowels = "aăâeêioôơuưy"
    marked = "àáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵđ"
    letters = vowels + marked
    known = TTFont("probe", str(FONT)).face.charToGlyph

    assert [letter for letter in letters + letters.upper() if ord(letter) not in known] == []


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (item("ean13", "8935001800018"), "check digit"),
        (item("ean13", "NV01"), "Invalid"),
        (item("gs1-datamatrix", "NV01"), "not GS1"),
        (item("gs1-datamatrix", "10[42]"), "brackets"),
        (item("gs1-datamatrix", f"8018952000000000000019{GS}{GS}80192"), "cannot carry"),
        (item("qr", "x" * 2000), "too long"),
    ],
)
def test_a_code_that_cannot_carry_its_data_is_refused(one: SheetItem, words: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=words):
        write_sheet([one], tmp_path / "sheet.png")

    assert list(tmp_path.iterdir()) == []


def test_another_kind_of_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"a \.pdf or a \.png"):
        write_sheet(ITEMS, tmp_path / "sheet.svg")


def test_every_kind_has_its_aim_identifier() -> None:
    assert {one.kind for one in ITEMS} == set(SYMBOLOGIES) - {"opticon-menu"}
