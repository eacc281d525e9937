"""The strip that is always visible."""

from collections.abc import Mapping

from msgspec import Struct

from cart_agent.agent.agent import Agent
from cart_agent.agent.words import Texts, line
from cart_agent.api.views import DeviceView, DrawerView, OpenItemView, StatusView


class Outside(Struct, kw_only=True):
    """What the agent hears of the world around it: the link, the hospital, its devices, refused messages."""

    cart: str
    wards: tuple[str, ...]
    simulated: bool
    link: str = "disconnected"
    hospital: str = "unknown"
    devices: dict[str, DeviceView] = {}
    alarms: tuple[Texts, ...] = ()


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
        rejected=counts.rejected,
        drawers=_drawers(agent.drawers.states),
        devices=tuple(outside.devices[name] for name in sorted(outside.devices)),
        open_items=tuple(OpenItemView(id=one.id, text=one.text, since=one.since) for one in agent.items),
        alarms=(*outside.alarms, *((line("disk-full"),) if agent.memory.failed else ())),
        disk_full=agent.memory.failed,
    )


def _oldest(ages: list[int | None]) -> int | None:
    """The worst of several wards; one that is not known makes all unknown."""
    known = [age for age in ages if age is not None]
    return max(known) if known and len(known) == len(ages) else None


def _drawers(states: Mapping[int, object]) -> tuple[DrawerView, ...]:
    return tuple(DrawerView(number=number, state=str(states[number])) for number in sorted(states))
