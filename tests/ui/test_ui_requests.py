"""Every request of the nurse by finger: how many taps it takes, and what is sent."""

from typing import Any

import pytest
from msgspec.structs import replace

from cart_agent.api import requests as ask
from cart_agent.api.requests import Tap
from cart_agent.api.views import SessionView
from tests.ui.conftest import Open
from tests.ui.fake_agent import FakeAgent
from tests.ui.nurse_views import (
    BLIND,
    FETCH,
    GLASS,
    INFUSION,
    ITEMS,
    MIX,
    PATCH,
    PATIENT,
    ROUND,
    STOPPED,
    VERIFIED,
    WASTED,
)
from tests.ui.terminal import Terminal
from tests.ui.views import LATE, STATUS, both, verdict

pytestmark = pytest.mark.slow

Case = tuple[SessionView, tuple[str, ...], type[Tap], dict[str, Any]]
CASES: dict[str, Case] = {
    "half a dose": (
        VERIFIED,
        ("MỘT PHẦN", "250 mg", "REST-REFUSED"),
        ask.Give,
        {"value": "250", "unit": "mg", "reason": "rest-refused"},
    ),
    "another part": (
        VERIFIED,
        ("MỘT PHẦN", "Lượng khác", " 6 ", " . ", " 5 ", "OK", "VOMITED"),
        ask.Give,
        {"value": "6.5", "unit": "mg", "reason": "vomited"},
    ),
    "a torn label": (FETCH, ("KHÔNG QUÉT", "NO-CODE"), ask.UnableToScan, {"reason": "no-code"}),
    "no wristband": (
        ROUND,
        ("Khác …", "Không quét được vòng", "A-03", "NO-BAND"),
        ask.UnableToScan,
        {"reason": "no-band", "encounter_id": "E2"},
    ),
    "an undo": (
        PATIENT,
        ("Đã ghi", "metformin r1", "Hủy bản ghi", "WRONG-AMOUNT"),
        ask.FollowUp,
        {"record": "r1", "what": "undo", "reason": "wrong-amount"},
    ),
    "an infusion stopped": (
        PATIENT,
        ("Đã ghi", "metformin r2", "Ngừng hẳn", "VEIN", " 4 ", " 0 ", "OK"),
        ask.FollowUp,
        {"record": "r2", "what": "stop", "reason": "vein", "value": "40", "unit": "mg"},
    ),
    "an infusion that ran through, from the list of doses": (
        INFUSION,
        ("ĐANG TRUYỀN", "Đã truyền hết", "Đúng, hết 500 mg"),
        ask.FollowUp,
        {"record": "r2", "what": "complete", "reason": ""},
    ),
    "an infusion that did not run through after all": (
        INFUSION,
        ("ĐANG TRUYỀN", "Đã truyền hết", "Không, đã ngừng", "REACTION", " 4 ", "OK"),
        ask.FollowUp,
        {"record": "r2", "what": "stop", "reason": "reaction", "value": "4", "unit": "mg"},
    ),
    "a patch that is off": (
        PATCH,
        ("ĐANG DÁN", "Đã gỡ miếng dán", "Đúng, đã gỡ"),
        ask.FollowUp,
        {"record": "r2", "what": "remove"},
    ),
    "a dose said blind": (BLIND, (" 5 ", "OK", "MG"), ask.SayDose, {"value": "5", "unit": "mg"}),
    "a rest thrown away": (
        WASTED,
        ("Bỏ phần thừa", " 5 ", "OK", "EXPIRED"),
        ask.Waste,
        {"record": "r1", "value": "5", "unit": "mg", "reason": "expired"},
    ),
    "a rest thrown away, from the list": (
        WASTED,
        ("Khác …", "Đã ghi", "Bỏ phần còn lại", " 5 ", "OK", "DROPPED"),
        ask.Waste,
        {"record": "r1", "value": "5", "unit": "mg", "reason": "dropped"},
    ),
    "a waste taken back": (
        WASTED,
        ("Khác …", "Đã ghi", "đã bỏ đi", "STILL-THERE"),
        ask.UndoWaste,
        {"waste": "w1", "reason": "still-there"},
    ),
    "a dose to prepare": (PATIENT, ("Khác …", "Pha trước", "gentamicin"), ask.Prepare, {"key": "d2"}),
    "a label": (MIX, ("LÀM NHÃN", " 5 ", " 0 ", "OK"), ask.Label, {"volume": "50", "value": ""}),
    "a prepared label thrown away": (
        PATIENT,
        ("Khác …", "Nhãn thuốc", "Hủy bỏ", "EXPIRED"),
        ask.Waste,
        {"label": "PL-0123456789AB", "reason": "expired"},
    ),
    "a prepared label printed again": (
        PATIENT,
        ("Khác …", "Nhãn thuốc", "In lại"),
        ask.PrintLabel,
        {"number": "PL-0123456789AB"},
    ),
    "a question to the prescriber": (
        PATIENT,
        ("Khác …", "Hỏi bác sĩ", "gentamicin", "SWALLOW"),
        ask.AskPrescriber,
        {"order": "d2", "question": "swallow"},
    ),
    "a note": (PATIENT, ("Khác …", "Ghi chú", "CONFUSED"), ask.LeaveNote, {"note": "confused"}),
    "an override": (STOPPED, ("VƯỢT CẢNH BÁO", "DANGER"), ask.Override, {"reason": "danger"}),
    "break-glass": (
        ROUND,
        ("Khác …", "CẤP CỨU", "ngăn 12", "SEIZURE"),
        ask.BreakGlass,
        {"drawer": 12, "reason": "seizure"},
    ),
    "what was taken": (GLASS, ("ĐÃ CHO DÙNG HẾT",), ask.GiveTaken, {}),
    "a count at the hand-over": (
        ROUND,
        ("Khác …", "Tổng kết", "Kiểm đếm", "fentanyl", " 9 ", "OK"),
        ask.HandOver,
        {"drawer": 12, "product": "p2", "value": "9"},
    ),
    "a review": (
        ROUND,
        ("3 việc mở", "chờ xem xét", "JUSTIFIED", " 4 ", " 7 ", "OK"),
        ask.Review,
        {"item": "i2", "conclusion": "justified", "staff": "NV-LAN", "pin": "47"},
    ),
    "a note that is done": (
        ROUND,
        ("3 việc mở", "lú lẫn", "GONE"),
        ask.Resolve,
        {"item": "i3", "reason": "gone"},
    ),
}
"""What is on the glass, the texts tapped one after the other, and the request that follows."""


def reach(terminal: Terminal, agent: FakeAgent, text: str) -> None:
    """Tap it; where it is on a further page, turn to that first."""
    while True:
        terminal.until(lambda: text in terminal.text or "▼ " in terminal.text, text)
        terminal.rest()
        if text in terminal.text:
            break
        tap_and_see(terminal, agent, "▼ ")
    tap_and_see(terminal, agent, text)


def tap_and_see(terminal: Terminal, agent: FakeAgent, text: str) -> None:
    """Until something came of it: a second tap on the old picture would turn a page of the new one."""
    before = terminal.text
    terminal.tap_now(text)
    terminal.until(lambda: terminal.text != before or bool(agent.taps), f"what comes of {text!r}")


@pytest.mark.parametrize("name", CASES)
def test_a_request_is_asked_for_and_sent(agent: FakeAgent, open_terminal: Open, name: str) -> None:
    view, taps, kind, fields = CASES[name]
    agent.show(view, replace(STATUS, open_items=ITEMS))
    terminal = open_terminal()
    for text in taps:
        reach(terminal, agent, text)
    terminal.until(lambda: bool(agent.taps), kind.__name__)

    (sent,) = agent.taps
    assert type(sent) is kind
    assert {field: getattr(sent, field) for field in fields} == fields


@pytest.mark.parametrize("size", [(80, 22), (60, 15)])
def test_many_notes_leave_room_for_a_dose_and_are_all_read_in_two_taps(
    agent: FakeAgent, open_terminal: Open, size: tuple[int, int]
) -> None:
    assert PATIENT.patient is not None
    long = " ".join(f"dặn{number}" for number in range(60))
    notes = tuple(both(text, text) for text in ("lời thứ nhất", long, "lời mới nhất"))
    agent.show(replace(PATIENT, patient=replace(PATIENT.patient, notes=notes)))
    terminal = open_terminal(*size)
    terminal.wait("► còn 2 lời dặn: Khác …", "► lời mới nhất", "LIỀU")
    terminal.tap("  Khác …")
    terminal.rest()
    if "Lời dặn (3)" not in terminal.text:
        terminal.tap("▼")
    terminal.tap("Lời dặn (3)")
    terminal.wait("► lời mới nhất", "◀")
    terminal.rest()
    seen = terminal.text
    while "lời thứ nhất" not in terminal.text:
        terminal.tap("▼")
        terminal.rest()
        seen += terminal.text

    assert all(f"dặn{number}" in seen for number in range(60))


def test_whoever_closes_an_item_still_sees_which_one(agent: FakeAgent, open_terminal: Open) -> None:
    agent.show(ROUND, replace(STATUS, open_items=ITEMS))
    terminal = open_terminal(60, 15)
    terminal.tap("⚠ 3")
    terminal.tap("Ngăn 3 đã mở")
    terminal.wait("Vì sao đóng được việc này?", "Ngăn 3 đã mở")


def test_a_dose_that_goes_on_with_a_reason_is_not_called_right(agent: FakeAgent, open_terminal: Open) -> None:
    """Less than ordered was scanned, and a reason is on record: the gate asks for nothing more."""
    less = replace(LATE, code="DOSE_INCOMPLETE", text=both("CHƯA ĐỦ LIỀU", "NOT THE WHOLE DOSE"))
    answered = replace(verdict("verify", less), severity="ALLOW")
    agent.show(replace(VERIFIED, verdict=answered))
    terminal = open_terminal()
    terminal.wait("CHO DÙNG ĐƯỢC - ĐÃ GHI LÝ DO", "CHƯA ĐỦ LIỀU")

    assert "ĐÚNG LIỀU" not in terminal.text


def test_a_piece_that_was_looked_at_was_scanned(agent: FakeAgent, open_terminal: Open) -> None:
    """The same code is on what could not be scanned: two people's check must not be claimed."""
    used = replace(LATE, code="CODE_SUSPECT", text=both("chính mã này đã ghi dùng", "this very code"))
    agent.show(replace(VERIFIED, verdict=replace(verdict("verify", used), severity="ALLOW")))
    terminal = open_terminal()
    terminal.wait("CHO DÙNG ĐƯỢC - ĐÃ GHI LÝ DO", "chính mã này đã ghi dùng")

    assert "HAI NGƯỜI" not in terminal.text
    agent.show(replace(VERIFIED, verdict=replace(verdict("verify", used), severity="ALLOW"), scanned=None))
    terminal.wait("HAI NGƯỜI ĐÃ KIỂM TRA")


def test_a_scanned_drug_that_is_to_be_made_ready_says_so_and_has_its_button(
    agent: FakeAgent, open_terminal: Open
) -> None:
    """The agent's notice says to tap PREPARE; it must not be hidden in a menu under another headline."""
    view = replace(VERIFIED, actions=("prepare", "not-given", "cancel", "waste", "logout"))
    agent.show(view)
    terminal = open_terminal(60, 15)
    terminal.wait("ĐÚNG THUỐC - PHA")
    terminal.tap("  PHA ")
    terminal.until(lambda: bool(agent.taps))

    assert [type(tap) for tap in agent.taps] == [ask.Prepare]
