"""The strip that is always visible."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from cart_agent.agent.agent import Agent
from cart_agent.agent.items import FAULT, OF_A_DOSE, OpenItem
from cart_agent.agent.views.override import alarms as override_alarms
from cart_agent.agent.views.override import item_view
from cart_agent.agent.views.prepared import prepared_items
from cart_agent.agent.words import Texts, line
from cart_agent.api.views import DeviceView, DrawerView, OpenItemView, StatusView
from cart_agent.ward import NoticeCode


class Outside(Struct, kw_only=True):
    """What the agent hears of the world around it: the link, the hospital, its devices, refused messages."""

    cart: str
    wards: tuple[str, ...]
    simulated: bool
    link: str = "disconnected"
    hospital: str = "unknown"
    devices: dict[str, DeviceView] = {}
    alarms: tuple[Texts, ...] = ()
    certificate: Texts | None = None
    """That the cart's certificate ends soon; None: it does not."""


def status_view(agent: Agent, outside: Outside) -> StatusView:
    """The whole strip, at this moment."""
    at = agent.present()
    counts = agent.store.counts()
    ages = [agent.knowledge.book.manifest_age(ward, at) for ward in outside.wards]
    return StatusView(
        cart=outside.cart,
        ward=", ".join(outside.wards),
        zone=agent.knowledge.zone,
        simulated=outside.simulated,
        now=at.now,
        link=outside.link,
        hospital=outside.hospital,
        manifest_age_minutes=_oldest(ages),
        complete=all(agent.knowledge.book.complete(ward) for ward in outside.wards),
        clock_synced=at.clock.synced,
        unsettled=counts.unsettled,
        rejected=counts.to_work_off,
        drawers=_drawers(agent.drawers.states),
        devices=tuple(outside.devices[name] for name in sorted(outside.devices)),
        open_items=_open_items(agent),
        alarms=_alarms(agent, outside, refused=counts.to_work_off > 0),
        disk_full=agent.memory.failed,
    )


def _alarms(agent: Agent, outside: Outside, *, refused: bool) -> tuple[Texts, ...]:
    """`refused`: events that the hospital refused wait to be worked off. Their alarm ends with the last."""
    worked_off = None if refused else line("notice", code=NoticeCode.EVENT_REJECTED.value)
    lasting = {"lockdown": bool(agent.session.lockdown), "disk-full": agent.memory.failed}
    fault = agent.session.fault
    latched = () if fault is None else (line(f"{FAULT}-{fault.kind}", drawer=str(fault.drawer)),)
    overridden = override_alarms(agent)
    unprinted = agent.prints.alarms(agent.present().now)
    ends = () if outside.certificate is None else (outside.certificate,)
    return (
        *latched,
        *(one for one in outside.alarms if one != worked_off),
        *overridden,
        *unprinted,
        *ends,
        *(line(key) for key, holds in lasting.items() if holds),
    )


def _open_items(agent: Agent) -> tuple[OpenItemView, ...]:
    items = tuple(_with_place(agent, one) for one in agent.items)
    return items + prepared_items(agent.knowledge.labels.open(), agent.knowledge.zone)


def _with_place(agent: Agent, item: OpenItem) -> OpenItemView:
    """Of a drawer that was opened for a dose also for whom and when: several of one drawer are told apart."""
    shown = item_view(item, agent.present().now)
    chart = agent.knowledge.chart(item.encounter_id) if item.kind in OF_A_DOSE else None
    if chart is None:
        return shown
    local = item.since.astimezone(ZoneInfo(agent.knowledge.zone))
    place = f"{chart.bed} · {local:%H:%M}"
    return replace(shown, text={lang: f"{place} · {text}" for lang, text in shown.text.items()})


def _oldest(ages: list[int | None]) -> int | None:
    """The worst of several wards; one that is not known makes all unknown."""
    known = [age for age in ages if age is not None]
    return max(known) if known and len(known) == len(ages) else None


def _drawers(states: Mapping[int, object]) -> tuple[DrawerView, ...]:
    return tuple(DrawerView(number=number, state=str(states[number])) for number in sorted(states))
