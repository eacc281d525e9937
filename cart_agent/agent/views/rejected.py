"""What the hospital refused, as lines that a charge nurse can act on."""

from zoneinfo import ZoneInfo

import msgspec

from cart_agent.agent import reasons
from cart_agent.agent.agent import Agent
from cart_agent.agent.views.dose import drug_name
from cart_agent.agent.views.words import texts
from cart_agent.api.views import OutcomeChoice, RejectedView, Texts
from cart_agent.his.messages import Envelope
from cart_agent.store import RejectedEvent

SHOWN = 20
"""On the screen; the next ones move up as these are worked off."""
KINDS: dict[str, tuple[str, str]] = {
    "administration": ("Đã dùng thuốc", "Dose given"),
    "not-given": ("Không dùng thuốc", "Dose not given"),
    "corrected": ("Hủy bản ghi", "Record taken back"),
    "prn-effect": ("Hiệu quả thuốc", "Effect of a dose"),
    "drawer": ("Ngăn kéo", "Drawer"),
    "override": ("Vượt cảnh báo", "Override"),
    "unreadable-code": ("Mã không đọc được", "Code not readable"),
    "missing-dose": ("Yêu cầu thuốc thiếu", "Missing dose"),
    "waste": ("Hủy thuốc", "Waste"),
    "return": ("Trả thuốc", "Return"),
    "count": ("Kiểm đếm", "Count"),
    "stock": ("Nhập thuốc", "Stock"),
    "measurement": ("Chỉ số đo", "Measurement"),
    "login": ("Đăng nhập", "Log-in"),
    "tamper": ("Cạy phá", "Tampering"),
    "clock": ("Đồng hồ", "Clock"),
    "system": ("Hệ thống", "System"),
}


def rejected_views(agent: Agent) -> tuple[RejectedView, ...]:
    """The first of the list, for whoever may work it off."""
    listed = agent.reconciliation.listed(agent.session.person, SHOWN)
    return tuple(_with_words(agent, one) for one in listed)


def rejected_view(one: RejectedEvent, about: Texts | None = None) -> RejectedView:
    """One of them; without `about` no patient is named."""
    return RejectedView(
        seq=one.seq,
        event_id=one.event_id,
        kind=one.kind,
        code=one.code,
        text=one.text,
        rejected_at=one.rejected_at,
        about=about or {},
    )


def reconcile_reasons() -> tuple[OutcomeChoice, ...]:
    """The ways to settle one."""
    return tuple(
        OutcomeChoice(code=one.code, text=texts((one.vi, one.en)), outcome=one.outcome)
        for one in reasons.RECONCILE
    )


def _with_words(agent: Agent, one: RejectedEvent) -> RejectedView:
    event = agent.store.event(one.event_id)
    assert event is not None
    envelope = msgspec.json.decode(event.message, type=Envelope)
    chart = agent.knowledge.chart(one.encounter_id or "")
    order = chart.order(envelope.order_id or "") if chart else None
    when = envelope.occurred_at.astimezone(ZoneInfo(agent.knowledge.zone)).strftime("%H:%M %d/%m")
    facts = [
        f"{chart.bed} {chart.patient.name}" if chart else one.encounter_id or "",
        drug_name(order, agent.knowledge.book.formulary) if order else "",
        when,
    ]
    kinds = KINDS.get(one.kind, (one.kind, one.kind))
    said = [" · ".join(filter(None, (kind, *facts))) for kind in kinds]
    return rejected_view(one, texts((said[0], said[1])))
