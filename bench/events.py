"""A full outbox: as many events as a long outage leaves, written by the real store."""

from cart_agent.agent.recorder import new_id
from cart_agent.core import record
from cart_agent.demo.files import Files
from cart_agent.demo.place import demo_ward
from cart_agent.his.messages import ClockState, EventKind, Instant
from cart_agent.store import EventDraft, Store

BATCH = 500


def fill_outbox(files: Files, count: int) -> None:
    """Add so many drawer facts while the agent is stopped."""
    ward = demo_ward()
    at = Instant(now=ward.start, monotonic=1.0, boot_id="simulated", clock=ClockState(synced=True))
    store = Store.open(files.directory / "cart.db", ward.cart)
    try:
        for start in range(0, count, BATCH):
            with store.transaction():
                for number in range(start, min(start + BATCH, count)):
                    store.append(_draft(number, at, ward.cart))
    finally:
        store.close()


def _draft(number: int, at: Instant, cart: str) -> EventDraft:
    event_id = new_id(at)
    nurse = record.Who(id="nurse-1", name="Benchmark")
    fact = record.Fact(
        event_id=event_id,
        kind=EventKind.DRAWER.value,
        subtype="release",
        at=at.now,
        cart=cart,
        actor=nurse,
        witness=None,
        outcome="0",
        order_id="o101",
        drawer=1,
        detail={"number": str(number)},
    )
    return EventDraft(
        event_id=event_id, kind=EventKind.DRAWER, at=at, actor=nurse.id, resource=record.drawer_audit(fact)
    )
