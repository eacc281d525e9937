"""The nurse's ways through the screens, by finger: which requests they send."""

import json
import socket
import threading
from pathlib import Path

import pytest
from msgspec.structs import replace

from cart_agent.api.requests import (
    AnswerDoubt,
    Cancel,
    ChooseDose,
    ClearFault,
    Confirm,
    EnterPin,
    Give,
    LeaveNote,
    NotGiven,
    PutBack,
    PutBackDone,
    Request,
    UnableToScan,
)
from tests.ui.conftest import Open
from tests.ui.fake_agent import FakeAgent
from tests.ui.longest import LONGEST
from tests.ui.nurse_views import NURSE as VIEWS
from tests.ui.nurse_views import choices, record
from tests.ui.views import (
    INSULIN,
    LATE,
    NOT_GIVEN,
    NURSE,
    PAIN,
    SCANNED,
    SHOWN,
    THUY,
    WRONG_DRUG,
    session,
    verdict,
    with_dose,
)

pytestmark = pytest.mark.slow


def only(agent: FakeAgent, kind: type[Request]) -> Request:
    """The one tap that was taken."""
    (tap,) = agent.taps
    assert isinstance(tap, kind)
    return tap


def test_a_pin_is_typed_on_the_pad_and_never_shown(agent: FakeAgent, open_terminal: Open) -> None:
    agent.show(SHOWN["pin"])
    terminal = open_terminal()
    terminal.wait("Nhập mã PIN")
    for digit in "4821":
        terminal.tap(f"   {digit}   ")
    terminal.wait("● ● ● ●")
    terminal.tap("OK")
    terminal.until(lambda: bool(agent.taps))

    tap = only(agent, EnterPin)
    assert isinstance(tap, EnterPin)
    assert tap.pin == "4821"
    terminal.wait("◦ ◦ ◦ ◦")


def test_a_pin_of_six_digits_stays_in_one_row_of_a_small_panel(agent: FakeAgent, open_terminal: Open) -> None:
    agent.show(SHOWN["pin"])
    terminal = open_terminal(60, 15)
    terminal.wait("Nhập mã PIN")
    for digit in "482135":
        terminal.tap(f"   {digit}   ")
    terminal.wait("●●●●●●")


@pytest.mark.parametrize("between", ["login", "pin"])
def test_digits_do_not_wait_for_whoever_comes_next(
    agent: FakeAgent, open_terminal: Open, between: str
) -> None:
    agent.show(SHOWN["pin"])
    terminal = open_terminal()
    terminal.wait("Nhập mã PIN")
    for digit in "482":
        terminal.tap(f"   {digit}   ")
    terminal.wait("● ● ●")
    if between == "login":
        agent.show(SHOWN["login"])
        terminal.wait("QUÉT THẺ CỦA BẠN")
    agent.show(replace(SHOWN["pin"], candidate="ĐD. VÕ MẪU MINH"))
    terminal.wait("VÕ MẪU MINH")
    terminal.wait("◦ ◦ ◦ ◦")


def test_a_wrong_digit_is_taken_back_with_a_keyboard(agent: FakeAgent, open_terminal: Open) -> None:
    agent.show(SHOWN["pin"])
    terminal = open_terminal()
    terminal.wait("Nhập mã PIN")
    terminal.rest()
    strip = terminal.text.count("●")
    for key, held in ((b"1", 1), (b"2", 2), (b"\x7f", 1), (b"3", 2)):
        terminal.type(key)
        terminal.until(lambda held=held: terminal.text.count("●") == strip + held, f"{held} digits")  # type: ignore[misc]  # bound now
    terminal.type(b"\x1bOQ")
    terminal.until(lambda: bool(agent.taps), "the PIN")

    tap = only(agent, EnterPin)
    assert isinstance(tap, EnterPin)
    assert tap.pin == "13"


def test_a_given_dose_is_one_tap(agent: FakeAgent, open_terminal: Open) -> None:
    agent.show(SHOWN["verdict"])
    terminal = open_terminal()
    terminal.tap("ĐÃ CHO UỐNG 1 viên")
    terminal.until(lambda: bool(agent.taps))

    assert only(agent, Give)


def test_the_same_by_function_key(agent: FakeAgent, open_terminal: Open) -> None:
    agent.show(SHOWN["verdict"])
    terminal = open_terminal()
    terminal.wait("ĐÃ CHO UỐNG 1 viên", "F3")
    terminal.rest()
    terminal.type(b"\x1bOR")
    terminal.until(lambda: bool(agent.taps))

    assert only(agent, Give)


def test_going_on_despite_a_finding_asks_for_a_reason(agent: FakeAgent, open_terminal: Open) -> None:
    agent.show(SHOWN["confirm"])
    terminal = open_terminal()
    terminal.tap("CHỌN LÝ DO ĐỂ")
    terminal.tap("Bác sĩ yêu cầu")
    terminal.until(lambda: bool(agent.taps))

    tap = only(agent, Confirm)
    assert isinstance(tap, Confirm)
    assert tap.reason == "doctor-asked"


def test_not_given_is_two_taps(agent: FakeAgent, open_terminal: Open) -> None:
    agent.show(replace(SHOWN["fetch"], not_given_reasons=NOT_GIVEN))
    terminal = open_terminal()
    terminal.tap("KHÔNG CHO")
    terminal.tap("đang nhịn ăn")
    terminal.until(lambda: bool(agent.taps))

    tap = only(agent, NotGiven)
    assert isinstance(tap, NotGiven)
    assert (tap.outcome, tap.reason) == ("held", "fasting")


@pytest.mark.parametrize(
    ("size", "view"),
    [((80, 22), "a stop with the drug in hand"), ((60, 15), "a stop of what is on no list")],
)
def test_a_drug_that_was_stopped_in_her_hand_goes_back_in_two_taps(
    agent: FakeAgent, open_terminal: Open, size: tuple[int, int], view: str
) -> None:
    agent.show(VIEWS[view])
    terminal = open_terminal(*size)
    terminal.wait("DỪNG")
    assert "Mở ngăn" not in terminal.text  # one way to the drawer, not two
    terminal.tap("Trả về ngăn")
    terminal.until(lambda: bool(agent.taps))
    assert only(agent, PutBack)

    agent.show(VIEWS["to put back"])
    terminal.wait("Trả thuốc vào ngăn")
    terminal.tap("✓ ĐÃ TRẢ")
    terminal.until(lambda: len(agent.taps) > 1)
    assert isinstance(agent.taps[-1], PutBackDone)


@pytest.mark.parametrize("size", [(80, 22), (60, 15)])
@pytest.mark.parametrize(("label", "given"), [("CHƯA CHO", False), ("ĐÃ CHO", True)])
def test_a_dose_that_another_one_left_is_answered_for_with_one_tap(
    agent: FakeAgent, open_terminal: Open, size: tuple[int, int], label: str, given: bool
) -> None:
    agent.show(VIEWS["doubt"])
    terminal = open_terminal(*size)
    terminal.wait("LIỀU NÀY CÓ THỂ ĐÃ ĐƯỢC DÙNG")
    terminal.wait("ĐD. TRẦN THỬ HƯƠNG", "metFORMIN")
    terminal.tap(label)
    terminal.until(lambda: bool(agent.taps))
    (tap,) = agent.taps
    assert isinstance(tap, AnswerDoubt)
    assert tap.given is given


def test_a_dose_as_needed_asks_why_and_how_bad(agent: FakeAgent, open_terminal: Open) -> None:
    agent.show(replace(SHOWN["patient"], prn_reasons=PAIN))
    terminal = open_terminal()
    terminal.tap("paracetamol")
    terminal.tap("Đau")
    terminal.tap("   7   ")
    terminal.until(lambda: bool(agent.taps))

    tap = only(agent, ChooseDose)
    assert isinstance(tap, ChooseDose)
    assert (tap.key, tap.reason, tap.score) == ("d4", "pain", 7)


def test_a_fault_is_cleared_with_a_reason(agent: FakeAgent, open_terminal: Open) -> None:
    agent.show(SHOWN["fault"])
    terminal = open_terminal()
    terminal.wait("SỰ CỐ")
    terminal.tap("ĐÃ HẾT SỰ CỐ")
    terminal.tap("Bác sĩ yêu cầu")
    terminal.until(lambda: bool(agent.taps))

    assert only(agent, ClearFault)


def test_a_question_ends_with_its_answer_where_the_agents_state_stays(
    agent: FakeAgent, open_terminal: Open
) -> None:
    """Else it stands there as if nothing had been recorded, and is answered twice."""
    agent.show(VIEWS["a patient with more"])
    agent.answer = lambda _tap: replace(VIEWS["a patient with more"], notice={"vi": "Đã ghi."})
    terminal = open_terminal()
    terminal.tap("Khác")
    terminal.tap("Ghi chú cho ca sau")
    terminal.tap("CONFUSED")
    terminal.wait("Đã ghi.")
    terminal.wait_without("Ca sau cần biết")

    assert only(agent, LeaveNote)


def test_a_keyboard_types_the_decimal_point_too(agent: FakeAgent, open_terminal: Open) -> None:
    """A point that is silently dropped makes 1.25 mg into 125 mg; a comma is the point of many keyboards."""
    agent.show(VIEWS["verified"])
    terminal = open_terminal()
    terminal.tap("MỘT PHẦN")
    terminal.tap("Lượng khác")
    terminal.wait("? mg")
    terminal.rest()
    for point in (b".", b","):
        for key, shown in ((b"1", "1"), (point, "1."), (b"2", "1.2"), (b"5", "1.25")):
            terminal.type(key)
            terminal.wait(f" {shown} mg")
        for shown in ("1.2", "1.", "1", "?"):
            terminal.type(b"\x7f")
            terminal.wait(f" {shown} mg")


def test_a_question_of_the_screen_ends_when_the_agent_moves_on(agent: FakeAgent, open_terminal: Open) -> None:
    agent.show(SHOWN["confirm"])
    terminal = open_terminal()
    terminal.tap("CHỌN LÝ DO ĐỂ")
    terminal.wait("Vì sao vẫn tiếp tục?")
    agent.show(SHOWN["stop"])

    terminal.wait("DỪNG LẠI")
    terminal.wait_without("Vì sao")


@pytest.mark.parametrize("name", ["verdict", "stop", "confirm", "need-witness", "fetch", "closing", "round"])
def test_only_what_the_agent_allows_is_offered(agent: FakeAgent, open_terminal: Open, name: str) -> None:
    agent.show(replace(SHOWN[name], actions=()))
    terminal = open_terminal()
    terminal.wait(NURSE.name)
    terminal.settle()

    for button in ("ĐÃ CHO UỐNG", " KHÔNG CHO  ", "Mở ngăn", "Để lại sau", "Đăng xuất", "CHỌN LÝ DO ĐỂ"):
        terminal.wait_without(button)


def test_language_and_colours_switch_while_running(agent: FakeAgent, open_terminal: Open) -> None:
    agent.show(SHOWN["stop"])
    terminal = open_terminal()
    terminal.wait("DỪNG LẠI")
    white = terminal.screen.buffer[21][0].bg
    terminal.tap("EN")
    terminal.wait("STOP - DO NOT GIVE", "Wrong drug")
    terminal.tap("Night")
    terminal.until(lambda: terminal.screen.buffer[21][0].bg != white)

    assert agent.taps == []


def test_a_refused_tap_says_why(agent: FakeAgent, open_terminal: Open) -> None:
    agent.show(SHOWN["stop"])
    terminal = open_terminal()
    terminal.wait("DỪNG LẠI")
    agent.session = replace(agent.session, revision=99)
    terminal.tap("Để lại sau")

    terminal.wait("Màn hình đã đổi")
    assert [type(tap) for tap in agent.refused] == [Cancel]


@pytest.mark.parametrize(
    ("status", "offered", "other"),
    [("completed", "NOTHING", "STILL"), ("not-done", "STILL", "NOTHING")],
)
def test_a_record_is_taken_back_for_a_reason_that_fits_it(
    agent: FakeAgent, open_terminal: Open, status: str, offered: str, other: str
) -> None:
    why = (
        *choices("nothing-given", outcome="given"),
        *choices("still-to-give", outcome="not-done"),
        *choices("any", "other"),
    )
    view = VIEWS["a patient with more"]
    assert view.patient is not None
    agent.show(
        replace(
            view,
            patient=replace(view.patient, records=(record("r9", status, "undo"),)),
            follow_up_reasons={"undo": why},
        )
    )
    terminal = open_terminal()
    terminal.tap("Đã ghi")
    terminal.tap("metformin r9")
    terminal.wait(offered, "OTHER")
    assert other not in terminal.text


def test_what_was_answered_asks_nobody_to_come_any_more(agent: FakeAgent, open_terminal: Open) -> None:
    view = VIEWS["verified"]
    agent.show(replace(view, verdict=verdict("verify", LATE)))
    terminal = open_terminal()
    terminal.wait("ĐÃ GHI LÝ DO", LATE.text["vi"][:20])
    assert "→" not in terminal.text


def test_why_a_scanned_drug_is_asked_about_stands_first_on_a_small_panel(
    agent: FakeAgent, open_terminal: Open
) -> None:
    view, status = LONGEST["confirm, told"]
    agent.show(replace(view, scanned=VIEWS["verified"].scanned), status)
    terminal = open_terminal(60, 15)
    terminal.wait("CẦN CHỌN LÝ DO", "▼ 1/")
    assert view.verdict is not None
    terminal.wait(view.verdict.findings[0].text["vi"][:20])


def test_after_a_refusal_the_number_is_typed_anew(agent: FakeAgent, open_terminal: Open) -> None:
    """The refusal stays in sight, and what is typed under it is kept."""
    agent.show(VIEWS["count"])
    terminal = open_terminal()
    terminal.tap("   9   ")
    terminal.wait("9")
    agent.session = replace(agent.session, revision=99)
    terminal.tap("OK")
    terminal.wait("Màn hình đã đổi")
    for digit in "120":
        terminal.tap(f"   {digit}   ")
    terminal.wait("120", "Màn hình đã đổi")


def test_what_it_is_diluted_with_is_said_once_it_was_scanned(agent: FakeAgent, open_terminal: Open) -> None:
    agent.show(VIEWS["mix"])
    terminal = open_terminal(columns=60, rows=15)
    terminal.wait("Quét dung môi")
    agent.show(replace(VIEWS["mix"], diluent="Natri clorid"))

    terminal.wait("✓ Dung môi: Natri clorid. Pha đủ")


def test_a_long_list_is_paged_by_buttons(agent: FakeAgent, open_terminal: Open) -> None:
    agent.show(SHOWN["patient"])
    terminal = open_terminal()
    terminal.wait("▼ 1/2", "gentamicin")
    terminal.tap("▼ 1/2")
    terminal.wait("▼ 2/2", "amLODIPin")
    terminal.wait_without("gentamicin")

    terminal.tap("▲ Lên")
    terminal.wait("gentamicin")


def test_the_bench_scans_and_closes_itself(agent: FakeAgent, open_terminal: Open, tmp_path: Path) -> None:
    held: list[str] = []

    def serve(server: socket.socket) -> None:
        connection, _ = server.accept()
        with connection, connection.makefile() as lines:
            items = [{"id": "badge:lan", "group": "badge", "title": "Thẻ Nguyễn Thử Lan"}]
            offer = {"items": items, "hints": {"badge:lan": "PIN 4821"}}
            connection.sendall(json.dumps(offer).encode() + b"\n")
            held.append(json.loads(lines.readline())["item"])
            agent.show(session("pin", "pin", "cancel"))
            lines.readline()

    with socket.create_server(str(tmp_path / "bench.sock"), family=socket.AF_UNIX) as server:
        thread = threading.Thread(target=serve, args=(server,), daemon=True)
        thread.start()
        terminal = open_terminal(bench=str(tmp_path / "bench.sock"))
        terminal.tap("MÔ PHỎNG  ")
        terminal.tap("Thẻ Nguyễn Thử Lan")
        terminal.wait("Nhập mã PIN", "PIN 4821")
        terminal.close()
        thread.join(30)

    assert held == ["badge:lan"]


@pytest.mark.parametrize(("columns", "rows"), [(80, 22), (60, 15)])
def test_every_finding_can_be_read_whole(
    agent: FakeAgent, open_terminal: Open, columns: int, rows: int
) -> None:
    long = " ".join(f"từ{number}" for number in range(14))
    many = tuple(replace(WRONG_DRUG, text={"vi": f"LỖI {n} {long} HẾT{n}"}) for n in range(5))
    view = with_dose("verify", "cancel", verdict=verdict("verify", *many), scanned=SCANNED)
    agent.show(view)
    terminal = open_terminal(columns=columns, rows=rows)
    terminal.wait("LỖI 0")

    for number in range(5):
        terminal.rest()
        while f"LỖI {number} " not in terminal.text:
            page = terminal.text[terminal.text.index("▼ ") :][2:5]
            assert page[0] != page[2], terminal.text
            terminal.tap("▼ ")
            terminal.wait_without(f"▼ {page}")
            terminal.rest()
        terminal.wait(f"HẾT{number}", "→")


@pytest.mark.parametrize(("columns", "rows"), [(80, 22), (60, 15)])
def test_a_stop_says_what_to_do_on_its_first_page_however_long_the_names(
    agent: FakeAgent, open_terminal: Open, columns: int, rows: int
) -> None:
    insulin = replace(INSULIN, generic="Insulin người tác dụng nhanh", brand="", critical=True)
    wrong = "SAI THUỐC. Vừa quét: Amoxicilin 500 mg, viên nang. Y lệnh: Insulin người tác dụng nhanh."
    finding = replace(
        WRONG_DRUG, text={"vi": wrong}, next={"vi": "Trả thuốc về ngăn 9 rồi quét lại đúng thuốc. XONG"}
    )
    findings = verdict("verify", finding, replace(LATE, text={"vi": "Trễ. SAU"}))
    view = with_dose("verify", "not-given", "cancel", drug=insulin, verdict=findings, scanned=SCANNED)
    agent.show(view)
    terminal = open_terminal(columns=columns, rows=rows)

    terminal.wait("✕ SAI THUỐC", "→ Trả thuốc", "XONG", "100 đơn vị/mL", "LIỀU 8 đơn vị")


def test_a_stop_without_room_for_the_dose_still_says_what_to_do(
    agent: FakeAgent, open_terminal: Open
) -> None:
    """On the 7-inch panel two long names and what the agent says besides take all rows."""
    insulin = replace(INSULIN, generic="Insulin người tác dụng nhanh", brand="", critical=True)
    wrong = (
        "SAI THUỐC. Vừa quét: Insulin người NPH 100 đơn vị/mL, lọ 10 mL. Y lệnh: Insulin người tác dụng nhanh"
        " 100 đơn vị/mL, lọ 10 mL."
    )
    finding = replace(
        WRONG_DRUG,
        text={"vi": wrong},
        next={"vi": "Trả thuốc vừa quét về ngăn, lấy đúng thuốc rồi quét lại. XONG"},
    )
    view = with_dose("verify", "not-given", "cancel", drug=insulin, verdict=verdict("verify", finding, LATE))
    agent.show(replace(view, scanned=SCANNED))
    terminal = open_terminal(columns=60, rows=15)

    terminal.wait("✕ SAI THUỐC", "→ Trả thuốc", "XONG")


def test_a_patient_without_doses_says_so(agent: FakeAgent, open_terminal: Open) -> None:
    agent.show(session("patient", "cancel", patient=replace(THUY, doses=())))

    open_terminal().wait("chưa có thuốc đến giờ")


def test_a_card_is_shown_beside_the_chart_and_a_lost_wristband_asks_why(
    agent: FakeAgent, open_terminal: Open
) -> None:
    agent.show(VIEWS["a card"])
    terminal = open_terminal()
    terminal.wait("giường A-12")
    terminal.wait("NGUYỄN THỊ THUỶ (MẪU)")
    terminal.wait("12/03/1954")
    terminal.tap("KHÔNG CÓ VÒNG")
    terminal.tap("NO-BAND")
    terminal.until(lambda: bool(agent.taps))

    tap = only(agent, UnableToScan)
    assert isinstance(tap, UnableToScan)
    assert (tap.encounter_id, tap.reason) == ("E1", "no-band")


def test_a_card_of_somebody_else_says_so_and_goes_with_a_tap(agent: FakeAgent, open_terminal: Open) -> None:
    agent.show(VIEWS["a card of another"])
    terminal = open_terminal()
    terminal.wait("THẺ CỦA NGƯỜI KHÁC")
    terminal.tap("Quay lại")
    terminal.wait("ĐÃ CHO UỐNG")

    assert agent.taps == []
