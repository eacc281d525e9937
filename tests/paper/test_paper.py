"""The printed sheets, read back as a ward clerk, a scanner and a nurse read them."""

import subprocess
from pathlib import Path

import pytest

from cart_agent.core.identify import IdentifyRules, Wristband, identify
from cart_agent.paper import DueLine, GivenLine, PatientPaper, PrnLine, WardPaper, render
from tests.support.events import MORNING

LONG = "Tiêm tĩnh mạch chậm trong ít nhất mười phút, theo dõi huyết áp và nhịp tim trước và sau khi dùng"
HOSTILE = 'x < 5 & "y" </b><font color="red">đỏ</font>'


def patient(number: int = 1, doses: int = 2, **fields: object) -> PatientPaper:
    """A patient with everything on her sheet."""
    due = DueLine(
        when="08:00",
        drug="Insulin người tác dụng nhanh",
        product="ACTRAPID 100 đơn vị/mL",
        dose="8 đơn vị",
        route="tiêm dưới da",
        marks=("NGUY CƠ CAO",),
        note=LONG,
    )
    prn = PrnLine(
        drug="Paracetamol",
        product="500 mg",
        dose="1 000 mg",
        route="uống",
        reason="đau",
        limits="cách nhau ít nhất 6 giờ; tối đa 4 g trong 24 giờ",
        last="06:03",
    )
    given = GivenLine(when="06:03", drug="Paracetamol", dose="1 g", status="đã dùng", by="ĐD. Phạm Hùng")
    about: dict[str, object] = {
        "encounter_id": f"E26-000{number}",
        "bed": f"A0{number}",
        "name": "NGUYỄN THỊ THỦY TOẢN",
        "born": "12/05/1958",
        "sex": "nữ",
        "number": f"BN26000{number}",
        "allergies": ("Penicilin", "Hải sản"),
        "confirmed": "Bệnh viện xác nhận 3 phút trước khi in",
        "due": (due,) * doses,
        "prn": (prn,),
        "given": (given,),
    }
    return PatientPaper(**(about | fields))  # type: ignore[arg-type]  # fields by name


def ward(*patients: PatientPaper, language: str = "vi") -> WardPaper:
    return WardPaper(
        language=language, ward="noi-a", cart="cart-01", printed="07:50 02/03/2026", patients=patients
    )


def pages(paper: WardPaper, directory: Path) -> list[str]:
    """The text of each page, as another program reads it out of the PDF; runs of space are one."""
    file = directory / "paper.pdf"
    file.write_bytes(render(paper))
    done = subprocess.run(["pdftotext", "-layout", str(file), "-"], capture_output=True, check=True)
    return [" ".join(page.split()) for page in done.stdout.decode().split("\f")[:-1]]


def test_every_accent_and_every_word_is_there(tmp_path: Path) -> None:
    first, sheet = pages(ward(patient(doses=1)), tmp_path)

    assert "PHIẾU THỰC HIỆN THUỐC KHI NGỪNG HỆ THỐNG" in first
    assert "NGUYỄN THỊ THỦY TOẢN" in first
    for words in (
        "Giường A01 · NGUYỄN THỊ THỦY TOẢN",
        "Sinh 12/05/1958 · nữ · Mã NB BN260001",
        "DỊ ỨNG: Penicilin, Hải sản",
        "[▲ NGUY CƠ CAO]",
        "8 đơn vị",
        "tối đa 4 g",
        "ĐD. Phạm Hùng",
        "Bệnh viện xác nhận 3 phút",
        "Trang 2/2",
    ):
        assert words in sheet


def test_long_words_wrap_and_none_is_lost(tmp_path: Path) -> None:
    _, sheet = pages(ward(patient(doses=1, allergies=("Dị ứng " + LONG,))), tmp_path)

    for word in LONG.split():
        assert word in sheet


def test_a_patient_of_many_pages_has_her_name_and_allergies_on_each(tmp_path: Path) -> None:
    _, *sheets = pages(ward(patient(doses=60)), tmp_path)

    assert len(sheets) > 2
    for number, sheet in enumerate(sheets, 2):
        assert "NGUYỄN THỊ THỦY TOẢN" in sheet
        assert "DỊ ỨNG: Penicilin" in sheet
        assert f"Trang {number}/{len(sheets) + 1}" in sheet
    assert sum(sheet.count("ACTRAPID") for sheet in sheets) == 60


def test_no_page_holds_two_patients(tmp_path: Path) -> None:
    _, *sheets = pages(ward(*(patient(number) for number in range(1, 5))), tmp_path)

    assert [sheet.split("Mã NB ")[1].split()[0] for sheet in sheets] == [f"BN26000{n}" for n in range(1, 5)]


def test_what_the_hospital_wrote_is_text_and_never_markup(tmp_path: Path) -> None:
    _, sheet = pages(ward(patient(name=HOSTILE, bed="<b>", blocked=(HOSTILE,))), tmp_path)

    assert sheet.count(HOSTILE) == 2


def test_a_chart_that_is_not_readable_says_so_and_lists_no_dose(tmp_path: Path) -> None:
    first, sheet = pages(ward(patient(problem="unknown modifier")), tmp_path)

    assert "KHÔNG ĐỌC ĐƯỢC HỒ SƠ TRÊN XE. DÙNG Y LỆNH GỐC." in sheet
    assert "KHÔNG ĐỌC ĐƯỢC" in first
    assert "ACTRAPID" not in sheet


@pytest.mark.parametrize(
    ("language", "words"),
    [("vi", ("Ký tên", "THUỐC KHI CẦN")), ("en", ("Signature", "DRUGS AS NEEDED", "ALLERGIES", "Page 2/2"))],
)
def test_both_languages_have_their_words(tmp_path: Path, language: str, words: tuple[str, ...]) -> None:
    _, sheet = pages(ward(patient(), language=language), tmp_path)

    assert all(word in sheet for word in words)


def test_an_empty_ward_is_one_page(tmp_path: Path) -> None:
    assert len(pages(ward(), tmp_path)) == 1


def test_the_sheets_code_reads_back_and_is_nobodys_wristband(tmp_path: Path) -> None:
    """A code on paper must not stand in for the patient: scanning it at the cart opens no chart."""
    import zxingcpp  # noqa: PLC0415 - only here
    from PIL import Image  # noqa: PLC0415

    (tmp_path / "paper.pdf").write_bytes(render(ward(patient())))
    target = ["pdftoppm", "-r", "200", "-f", "2", "-l", "2", "-png", "paper.pdf", "page"]
    subprocess.run(target, cwd=tmp_path, check=True)
    (picture,) = tmp_path.glob("page*.png")
    (code,) = zxingcpp.read_barcodes(Image.open(picture))

    assert code.text == "MCPAPER-E26-0001"
    found = identify(code.bytes, code.symbology_identifier, IdentifyRules(), MORNING.date())
    assert not isinstance(found, Wristband) or found.number == code.text


def test_the_font_is_in_the_file(tmp_path: Path) -> None:
    file = tmp_path / "paper.pdf"
    file.write_bytes(render(ward(patient())))
    fonts = subprocess.run(["pdffonts", str(file)], capture_output=True, text=True, check=True).stdout

    used = [line.split() for line in fonts.splitlines()[2:] if "JetBrains" in line]
    assert used
    assert all("yes" in line for line in used)
