"""A file of rows: what becomes a label, and what is refused with which reason."""

import io
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cart_agent.core.identify import DrugPack
from cart_agent.labels.batch import Job, Made, RefusedRow, read_rows
from cart_agent.labels.examples import EXAMPLES
from cart_agent.labels.rows import ROWS
from cart_agent.labels.stocks import stock_for
from tests.commands.command_help import cart
from tests.labels.label_help import RULES, TODAY

LATER = f"{datetime.now(UTC).year + 2}-12"
"""The command takes the day from the machine's clock."""
HEADING = ",".join(EXAMPLES["unit-dose"])


def job(kind: str) -> Job:
    return Job(
        kind=kind,
        stock=stock_for(kind),  # type: ignore[arg-type]  # kinds of the tests
        dpi=203,
        language="vi",
        rules=RULES,
        today=TODAY,
    )


def rows(kind: str, text: str) -> list[Made | RefusedRow]:
    return list(read_rows(io.StringIO(text), job(kind)))


def dose(**changes: str) -> str:
    return ",".join((EXAMPLES["unit-dose"] | changes).values())


@pytest.mark.parametrize("kind", list(ROWS))
def test_the_example_of_each_kind_makes_a_label(kind: str) -> None:
    example = EXAMPLES[kind]
    (made,) = rows(kind, f"{','.join(example)}\n{','.join(example.values())}\n")

    assert isinstance(made, Made)
    assert set(example) == set(ROWS[kind].__struct_fields__)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize(
    ("written", "expiry"),
    [("31/12/2030", "2030-12-31"), ("1/2/2031", "2031-02-01"), ("2/2031", "2031-02-28")],
)
def test_a_file_as_a_spreadsheet_saves_it_is_read(separator: str, written: str, expiry: str) -> None:
    lines = (HEADING, dose(expiry=written), "," * HEADING.count(","))
    (made,) = rows("unit-dose", "\n".join(lines).replace(",", separator))

    assert isinstance(made, Made)
    found = made.label.means
    assert isinstance(found, DrugPack)
    assert str(found.expiry) == expiry


@pytest.mark.parametrize("day", ["31/02/2030", "12/31/2030", "1/2/31", "46752", "31.12.2030"])
def test_what_is_no_day_in_vietnam_is_refused(day: str) -> None:
    (refused,) = rows("unit-dose", f"{HEADING}\n{dose(expiry=day)}")

    assert isinstance(refused, RefusedRow)


def test_a_file_in_another_character_set_is_said(tmp_path: Path) -> None:
    (tmp_path / "doses.csv").write_bytes(f"{HEADING}\n{dose()}".encode("utf-16"))
    done = cart("label", "unit-dose", "--csv", str(tmp_path / "doses.csv"), "--out", str(tmp_path / "x.pdf"))

    assert done.returncode == 1
    assert "UTF-8" in done.stderr


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"gtin": "8935001800018"}, "check-digit"),
        ({"gtin": "89350018000x9"}, "refuse"),
        ({"gtin": ""}, "one of them"),
        ({"code": "PARA-500"}, "one of them"),
        ({"lot": ""}, "lot"),
        ({"lot": "LÔ 42"}, "not-text"),
        ({"lot": "X" * 21}, "refuse"),
        ({"lot": "A\x1d21B"}, "duplicate"),
        ({"serial": ""}, "serial"),
        ({"expiry": "12/31/2027"}, "month"),
        ({"expiry": "2027-02-30"}, "day"),
        ({"expiry": "2027-13"}, "month"),
        ({"expiry": "2025-12"}, "expired on 2025-12-31"),
        ({"count": "0"}, "count"),
        ({"count": "many"}, "count"),
        ({"serial": "ABC", "count": "2"}, "counted up"),
        ({"serial": "SN99", "count": "2"}, "counted up"),
        ({"name": "Natriclorid" * 20}, "do not fit"),
        ({"name": "Natriclorid" * 20}, "room on no roll"),
        ({"name": "Amoxicilin/Acid clavulanic (dưới dạng kali clavulanat)"}, "room on 50x30, 60x40"),
        ({"strength": "500 mg,one too many"}, "number of fields"),
    ],
)
def test_a_row_that_makes_no_good_label_is_refused_with_its_reason(
    changes: dict[str, str], reason: str
) -> None:
    (refused, good) = rows("unit-dose", f"{HEADING}\n{dose(**changes)}\n{dose(serial='SN0002')}\n")

    assert isinstance(refused, RefusedRow)
    assert (refused.line, isinstance(good, Made)) == (2, True)
    assert reason in refused.reason


@pytest.mark.parametrize(
    ("kind", "changes", "reason"),
    [
        ("wristband", {"gsrn": "895200000000000018"}, "check-digit"),
        ("wristband", {"band": "BN0001"}, "one of them"),
        ("wristband", {"gsrn": "", "srin": "", "band": "XX1"}, "unknown"),
        ("wristband", {"gsrn": "", "band": "BN0001"}, "one of them"),
        ("wristband", {"birth_date": "58"}, "birth_date: YYYY-MM-DD or DD/MM/YYYY"),
        ("wristband", {"birth_date": "1958-02-30"}, "day"),
        ("drawer-tag", {"drawer": "0"}, "drawer"),
        ("drawer-tag", {"code": "NGAN-4"}, "another"),
        ("badge", {"badge": "BN0001"}, "another"),
        ("badge", {"badge": "nobody"}, "unknown"),
    ],
)
def test_a_code_that_the_cart_would_take_for_something_else_is_refused(
    kind: str, changes: dict[str, str], reason: str
) -> None:
    example = EXAMPLES[kind] | changes
    (refused,) = rows(kind, f"{','.join(example)}\n{','.join(example.values())}\n")

    assert isinstance(refused, RefusedRow)
    assert reason in refused.reason


@pytest.mark.parametrize(("born", "shown"), [("1958", "Sinh 1958 · Nữ"), ("1958-05", "Sinh 05/1958 · Nữ")])
def test_a_band_carries_what_is_known_of_the_day_of_birth(born: str, shown: str) -> None:
    example = EXAMPLES["wristband"] | {"birth_date": born, "sex": "Nữ"}

    (made,) = rows("wristband", f"{','.join(example)}\n{','.join(example.values())}\n")

    assert isinstance(made, Made)
    assert made.label.lines[0] == shown


def test_a_lot_that_looks_like_more_is_safe_because_of_its_serial() -> None:
    (made,) = rows("unit-dose", f"{HEADING}\n{dose(lot='B2104', serial='7')}\n")

    assert isinstance(made, Made)
    assert isinstance(made.label.means, DrugPack)
    assert (made.label.means.lot, made.label.means.suspect) == ("B2104", "")


def test_serials_go_up_from_label_to_label() -> None:
    made = rows("unit-dose", f"{HEADING}\n{dose(serial='SN098', count='3')}\n")

    assert [one.label.readable[-1] for one in made if isinstance(one, Made)] == [
        "(21)SN098",
        "(21)SN099",
        "(21)SN100",
    ]


def test_the_same_code_twice_in_a_file_is_refused() -> None:
    first, second = rows("unit-dose", f"{HEADING}\n{dose(serial='5', count='1')}\n{dose(serial='5')}\n")

    assert isinstance(first, Made)
    assert second == RefusedRow(line=3, reason="the same code as in line 2")


@pytest.mark.parametrize("text", ["", "name,dosis\nx,1\n"])
def test_a_file_with_other_headings_is_none(text: str) -> None:
    with pytest.raises(ValueError, match="headings of unit-dose are name, strength"):
        rows("unit-dose", text)


def test_the_command_reports_refused_rows_and_prints_the_rest(tmp_path: Path) -> None:
    source = tmp_path / "doses.csv"
    source.write_text(f"\ufeff{HEADING}\n{dose(gtin='1')}\n{dose(expiry=LATER)}\n", encoding="utf-8")
    done = cart("label", "unit-dose", "--csv", str(source), "--out", str(tmp_path / "doses.png"))

    assert done.returncode == 1
    assert "line 2: not printed: the cart would refuse this code" in done.stderr
    assert done.stdout.splitlines()[-1] == "1 labels, 1 rows refused"
    assert (tmp_path / "doses-1.png").is_file()


def test_a_file_that_is_not_utf8_is_reported(tmp_path: Path) -> None:
    source = tmp_path / "doses.csv"
    source.write_bytes(f"{HEADING}\n{dose()}\n".encode("utf-16"))
    done = cart("label", "unit-dose", "--csv", str(source), "--out", str(tmp_path / "doses.pdf"))

    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "doses.pdf").exists()


def test_a_template_is_a_file_of_its_kind(tmp_path: Path) -> None:
    template = cart("label", "wristband", "--template").stdout
    out = tmp_path / "bands.zpl"
    done = cart("label", "wristband", "--csv", "-", "--out", str(out), stdin=template)

    assert (done.returncode, done.stderr) == (0, "")
    assert out.read_bytes().startswith(b"^XA^PW200^LL2230")
