"""The charge nurse works off what the hospital refused, by finger."""

from msgspec.structs import replace

from cart_agent.api.requests import Reconcile
from cart_agent.api.views import OutcomeChoice, PersonView, RejectedView
from tests.ui.conftest import Open
from tests.ui.fake_agent import FakeAgent
from tests.ui.views import NOW, STATUS, both, session

CHARGE = PersonView(id="NV-THAO", name="ĐD. TRƯỞNG THỬ THẢO", roles=("charge-nurse", "nurse"))
WAYS = (
    OutcomeChoice(code="send-again", text=both("Gửi lại cho bệnh viện", "Send it again")),
    OutcomeChoice(code="corrected", text=both("Đã sửa trên hệ thống", "Corrected")),
)


def refused(number: int) -> RejectedView:
    return RejectedView(
        seq=number,
        event_id=f"event-{number}",
        kind="administration",
        code="no-such-order",
        text="Không có y lệnh",
        rejected_at=NOW,
        about=both(f"Đã dùng thuốc · A0{number} NGUYỄN THỊ THỦY · uống", f"Dose given · A0{number}"),
    )


ROUND = session("round", "logout", "reconcile", person=CHARGE, reconcile_reasons=WAYS)


def test_an_event_is_settled_with_two_taps_and_leaves_the_list(agent: FakeAgent, open_terminal: Open) -> None:
    agent.show(replace(ROUND, rejected=(refused(1), refused(2))), replace(STATUS, rejected=2))
    terminal = open_terminal()
    terminal.wait("⚠ 2 từ chối")
    terminal.tap("⚠ 2 từ chối")
    terminal.wait("A02 NGUYỄN THỊ THỦY · uống — Không có y lệnh")
    terminal.tap("A02 NGUYỄN")
    terminal.wait("Đã xử lý thế nào?")
    terminal.tap("Đã sửa trên hệ thống")
    terminal.until(lambda: bool(agent.taps))
    (tap,) = agent.taps
    assert isinstance(tap, Reconcile)
    assert (tap.event, tap.how) == ("event-2", "corrected")

    agent.show(replace(ROUND, rejected=(refused(1),)))
    terminal.wait("Bệnh viện từ chối")
    terminal.wait_without("A02 NGUYỄN")
    agent.show(replace(ROUND, rejected=()))
    terminal.wait_without("Bệnh viện từ chối")


def test_a_nurse_is_not_offered_the_list(agent: FakeAgent, open_terminal: Open) -> None:
    agent.show(session("round", "logout"), replace(STATUS, rejected=2))
    terminal = open_terminal()
    terminal.wait("QUÉT VÒNG TAY")

    assert "⚠ 2 từ chối" not in terminal.text
