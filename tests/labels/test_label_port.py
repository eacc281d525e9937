"""The way to the printer: what arrives, and what is said when it does not."""

import os
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cart_agent.labels import port
from cart_agent.labels.examples import EXAMPLES
from cart_agent.labels.journal import Entry
from cart_agent.labels.port import FLAGS, PrinterError, check_address, read_status, send
from cart_agent.labels.problems import PROBLEMS
from tests.commands.command_help import cart
from tests.labels.label_help import LABELS, told
from tests.labels.paper_printer import PaperPrinter, printer

JOB = b"^XA^FDhello^FS^XZ\n"


def problem(url: str, job: bytes = JOB) -> str:
    with pytest.raises(PrinterError) as caught:
        send(url, job)
    assert str(caught.value).startswith(PROBLEMS[caught.value.code]["en"])
    return caught.value.code


def test_a_network_printer_gets_every_byte() -> None:
    job = bytes(range(32, 126)) * 5000
    with printer() as device:
        send(device.url, job)

        assert b"".join(device.jobs) == job


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("paper", "printer-no-labels"),
        ("head", "printer-open"),
        ("ribbon", "printer-no-ribbon"),
        ("pause", "printer-paused"),
    ],
)
def test_a_printer_that_can_not_print_says_why_and_gets_no_label(fault: str, code: str) -> None:
    with printer() as device:
        device.faults = {fault}

        assert problem(device.url) == code
        assert device.jobs == []
        device.faults = set()
        send(device.url, JOB)
        assert device.jobs == [JOB]


def test_the_most_telling_of_several_faults_is_said() -> None:
    with printer() as device:
        device.faults = {"pause", "paper"}

        assert problem(device.url) == "printer-no-labels"


def test_a_printer_that_knows_no_status_is_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(port, "ANSWER", 0.05)
    with printer() as device:
        device.answers = False
        send(device.url, JOB)
        device.switch_off()  # it has read to the end then

        assert device.jobs == [JOB]


def test_a_printer_that_is_switched_off_is_unreachable() -> None:
    with printer() as device:
        url = device.url
        device.switch_off()

        assert problem(url) == "printer-unreachable"


def test_a_printer_that_hangs_up_in_the_middle_is_no_success() -> None:
    with printer() as device:
        device.breaks_off = True

        assert problem(device.url, JOB * 200_000) == "printer-broke-off"


@given(answer=st.binary(max_size=200) | st.text("\x02\x03\r\n,01 9").map(str.encode))
def test_any_answer_of_a_printer_is_read(answer: bytes) -> None:
    assert read_status(answer) in {"", *(code for _, _, code in FLAGS)}


def test_a_file_is_added_to_and_is_private(tmp_path: Path) -> None:
    spool = tmp_path / "labels.zpl"
    send(f"file://{spool}", JOB)
    send(f"file://{spool}", JOB)

    assert spool.read_bytes() == JOB * 2
    assert spool.stat().st_mode & 0o077 == 0


def test_a_device_that_is_not_there_is_said(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    assert problem(f"file://{tmp_path}/nowhere/lp0") == "printer-file"
    assert problem(f"file://{tmp_path}") == "printer-file"
    assert problem(f"file://{tmp_path}/pipe") == "printer-file"


def test_a_device_that_takes_nothing_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(port, "PATIENCE", 0.1)
    os.mkfifo(tmp_path / "stuck")
    reader = os.open(tmp_path / "stuck", os.O_RDONLY | os.O_NONBLOCK)
    try:
        assert problem(f"file://{tmp_path}/stuck", b"x" * 2**20) == "printer-file"
    finally:
        os.close(reader)


def queue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """A CUPS of our own: a program `lp` that is found first."""
    lp = tmp_path / "lp"
    lp.write_text(f"#!/bin/sh\n{script}\n")
    lp.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")


def test_a_queue_gets_the_label_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    queue(tmp_path, monkeypatch, f'echo "$@" > {tmp_path}/words; cat > {tmp_path}/job')
    send("lp://ward-a", JOB)

    assert (tmp_path / "job").read_bytes() == JOB
    assert (tmp_path / "words").read_text() == "-d ward-a -o raw -s\n"


def test_a_queue_that_refuses_is_no_success(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    queue(tmp_path, monkeypatch, 'echo "lp: Error - no such queue" >&2; exit 1')

    with pytest.raises(PrinterError, match=r"refused the label. \(lp: Error - no such queue\)"):
        send("lp://nowhere", JOB)


@pytest.mark.parametrize(
    "url", ["", "printer", "http://x", "socket://", "socket://x:y", "file://x", "lp:///"]
)
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(PrinterError, match="address"):
        check_address(url)


def template(tmp_path: Path, *codes: str) -> Path:
    source = tmp_path / "tags.csv"
    rows = "".join(f"{number},,\n" for number in codes)
    source.write_text(f"{','.join(EXAMPLES['drawer-tag'])}\n{rows}", encoding="utf-8")
    return source


def entries(journal: Path) -> list[Entry]:
    return [msgspec.json.decode(line, type=Entry) for line in journal.read_bytes().splitlines()]


def printed(device: PaperPrinter, source: Path, journal: Path, *more: str) -> tuple[int, str]:
    words = ("--csv", str(source), "--printer", device.url, "--journal", str(journal), *more)
    done = cart("label", "drawer-tag", *words)
    return done.returncode, done.stderr


def test_every_printed_label_is_on_record(tmp_path: Path) -> None:
    journal = tmp_path / "printed.ndjson"
    with printer() as device:
        assert printed(device, template(tmp_path, "11", "12"), journal) == (0, "")

        assert [str(one) for image in device.labels for one in told(image)][-1] == str(
            LABELS["drawer tag"].means
        )
    assert [(one.state, one.code) for one in entries(journal)] == [
        ("sending", "NGAN-11"),
        ("printed", "NGAN-11"),
        ("sending", "NGAN-12"),
        ("printed", "NGAN-12"),
    ]
    assert journal.stat().st_mode & 0o077 == 0


def test_a_fault_stops_the_file_and_says_where_to_go_on(tmp_path: Path) -> None:
    journal = tmp_path / "printed.ndjson"
    source = template(tmp_path, "1", "2", "3")
    with printer() as device:
        device.faults = {"paper"}
        status, said = printed(device, source, journal, "--from-line", "3")
        assert status == 1
        assert "go on with --from-line 3" in said
        assert "put in a roll" in said
        assert [(one.state, one.code, one.problem) for one in entries(journal)] == [
            ("sending", "NGAN-2", ""),
            ("failed", "NGAN-2", "printer-no-labels"),
        ]

        device.faults = set()
        assert printed(device, source, journal, "--from-line", "3") == (0, "")
        assert len(device.labels) == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("unit-dose",), "needs --csv"),
        (("unit-dose", "--csv", "x", "--printer", "lp://x"), "--journal"),
        (("unit-dose", "--csv", "x", "--out", "x.svg"), ".pdf, .png, .zpl"),
        (("test",), "--printer"),
    ],
)
def test_a_wrong_use_is_told(words: tuple[str, ...], said: str) -> None:
    done = cart("label", *words)

    assert (done.returncode, said in done.stderr) == (2, True)


def test_the_test_label_means_nothing_to_a_cart(tmp_path: Path) -> None:
    with printer() as device:
        done = cart("label", "test", "--printer", device.url)

        assert (done.returncode, done.stderr) == (0, "")
        (image,) = device.labels
        (found,) = told(image)
        assert type(found).__name__ == "Unreadable"
