"""What a running cart has recorded, oldest first.

cart events --config /etc/cart/cart.toml
cart events --config /etc/cart/cart.toml --after 120 --json     the exact messages, one a line
"""

import argparse

import msgspec

from cart_agent.api.client import AgentClient
from cart_agent.api.pushes import EventBatch, StoredEvent
from cart_agent.api.requests import GetEvents
from cart_agent.commands.ask import ask
from cart_agent.commands.cartfile import add_config
from cart_agent.his.messages import Envelope, EventKind

PAGE = 500
_COMMAND = ("codes", "kind", "reason")
_SHOWN = {
    EventKind.DRAWER: ("drawer", "fault", "reason", "detail"),
    EventKind.TAMPER: ("drawer", "detail"),
}
"""Details of a kind of event that say what happened."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_config(parser)
    parser.add_argument("--after", type=int, default=0, metavar="SEQ", help="only events after this one")
    parser.add_argument("--json", action="store_true", help="the messages as the hospital gets them")


def run(options: argparse.Namespace) -> int:
    return ask(options.config, lambda client: _show(client, options))


async def _show(client: AgentClient, options: argparse.Namespace) -> None:
    after = options.after
    while True:
        page = await client.fetch(EventBatch, GetEvents, after=after, limit=PAGE)
        for event in page.events:
            print(event.message.decode() if options.json else _line(event))
        if not page.events:
            return
        after = page.events[-1].seq


def _line(event: StoredEvent) -> str:
    """No patient is named here: the line may end up in a ticket."""
    envelope = msgspec.json.decode(event.message, type=Envelope)
    order = f" order {envelope.order_id}" if envelope.order_id else ""
    when = envelope.occurred_at.isoformat(timespec="seconds")
    by = f" by {envelope.actor}" if envelope.actor else ""
    return f"{event.seq:6} {when} {event.state:8} {envelope.kind.value}{what(envelope)}{order}{by}"


def what(envelope: Envelope) -> str:
    """What exactly happened, where the kind does not say it: `stopped WRONG_DRUG`. Names no patient."""
    resource = envelope.resource or {}
    subtypes = [one.get("code", "") for one in resource.get("subtype", ())]
    details = [one for entity in resource.get("entity", ()) for one in entity.get("detail", ())]
    shown = _COMMAND if any(map(_of_command, subtypes)) else _SHOWN.get(envelope.kind, ("codes",))
    said = [one["valueString"] for name in shown for one in details if one.get("type") == name]
    words = " ".join(filter(None, [*subtypes, *said]))
    return f" {words}" if words else ""


def _of_command(subtype: str) -> bool:
    """What became of a command of the hospital is the hospital's to know."""
    return subtype.startswith("command-")
