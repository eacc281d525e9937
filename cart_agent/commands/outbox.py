"""Events on their way to the hospital, and the list of those that it refused.

cart outbox --config /etc/cart/cart.toml                        counts, and the list
cart outbox --config /etc/cart/cart.toml --json                 the list, one JSON object a line
cart outbox show EVENT --config /etc/cart/cart.toml             the exact message; may name a patient
cart outbox resolve EVENT --as corrected --note "ticket 812" --config /etc/cart/cart.toml
cart outbox resend EVENT... --config /etc/cart/cart.toml        let the hospital have it again
cart outbox resend --all --config /etc/cart/cart.toml

EVENT is the event's id or its number in the journal. Nothing is ever deleted: how an event was settled is an
event of its own, with the name on this console.
"""

import argparse
import getpass
import sys
from collections.abc import AsyncIterator, Awaitable, Callable

import msgspec

from cart_agent.agent.reasons import RECONCILE
from cart_agent.api.client import AgentClient
from cart_agent.api.pushes import EventBatch, RejectedBatch
from cart_agent.api.requests import (
    GetEvent,
    GetEvents,
    GetRejected,
    GetState,
    ResendRejected,
    ResolveRejected,
)
from cart_agent.api.views import RejectedView
from cart_agent.commands.ask import ask
from cart_agent.commands.cartfile import add_config

PAGE = 500
WAYS = {one.code: one.en for one in RECONCILE if one.code != "send-again"}

Body = Callable[[AgentClient, argparse.Namespace], Awaitable[None]]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = ["list", "show", "resolve", "resend"]
    parser.add_argument("action", nargs="?", choices=actions, default="list", help="default: list")
    parser.add_argument("event", nargs="*", help="event ids, or numbers in the journal")
    add_config(parser)
    parser.add_argument("--as", dest="how", choices=list(WAYS), help=f"how it was settled: {_ways()}")
    parser.add_argument("--note", default="", help="such as a ticket; never a patient's name")
    parser.add_argument("--all", action="store_true", help="resend: every event of the list")
    parser.add_argument("--json", action="store_true", help="list: one JSON object a line")


def _ways() -> str:
    return "; ".join(f"{code} ({words.lower()})" for code, words in WAYS.items())


def run(options: argparse.Namespace) -> int:
    wrong = _misused(options)
    if wrong:
        print(f"cart outbox: {wrong}", file=sys.stderr)
        return 2
    bodies: dict[str, Body] = {"list": _list, "show": _show, "resolve": _resolve, "resend": _resend}
    return ask(options.config, lambda client: bodies[options.action](client, options))


def _misused(options: argparse.Namespace) -> str:
    if options.action == "resolve" and (len(options.event) != 1 or not options.how):
        return f"resolve needs one EVENT and --as {'|'.join(WAYS)}"
    if options.action == "show" and len(options.event) != 1:
        return "show needs one EVENT; `cart outbox list` shows them"
    if options.action == "resend" and bool(options.event) == options.all:
        return "resend needs EVENTs or --all"
    return ""


async def _list(client: AgentClient, options: argparse.Namespace) -> None:
    if not options.json:
        status = (await client.request(GetState)).data["status"]
        print(f"{status['unsettled']} events on their way, {status['rejected']} refused by the hospital")
    async for one in _rejected(client):
        print(msgspec.json.encode(one).decode() if options.json else _line(one))


def _line(one: RejectedView) -> str:
    when = one.rejected_at.isoformat(timespec="seconds")
    return f"{one.seq:6} {when} {one.event_id} {one.kind:15} {one.code} {one.text}".rstrip()


async def _rejected(client: AgentClient) -> AsyncIterator[RejectedView]:
    after = 0
    while True:
        page = await client.fetch(RejectedBatch, GetRejected, after=after, limit=PAGE)
        for one in page.events:
            yield one
        if len(page.events) < PAGE:
            return
        after = page.events[-1].seq


async def _show(client: AgentClient, options: argparse.Namespace) -> None:
    event_id = await _id_of(client, options.event[0])
    found = (await client.fetch(EventBatch, GetEvent, event_id=event_id)).events
    for event in found:
        print(event.message.decode())
    if not found:
        print(f"there is no event {options.event[0]}", file=sys.stderr)


async def _resolve(client: AgentClient, options: argparse.Namespace) -> None:
    event_id = await _id_of(client, options.event[0])
    by = getpass.getuser()
    await client.request(ResolveRejected, event_id=event_id, how=options.how, note=options.note, by=by)
    print(f"{event_id} settled: {WAYS[options.how].lower()}")


async def _resend(client: AgentClient, options: argparse.Namespace) -> None:
    """A page at a time, so that 100,000 of them neither fill a line nor hold up a nurse."""
    if options.all:
        wanted = [one.event_id async for one in _rejected(client)]
    else:
        wanted = [await _id_of(client, event) for event in options.event]
    for start in range(0, len(wanted), PAGE):
        some = tuple(wanted[start : start + PAGE])
        await client.request(ResendRejected, event_ids=some, by=getpass.getuser())
    print(f"{len(wanted)} events go to the hospital again")


async def _id_of(client: AgentClient, event: str) -> str:
    """A number in the journal stands for the event there."""
    if not event.isdigit():
        return event
    found = (await client.fetch(EventBatch, GetEvents, after=int(event) - 1, limit=1)).events
    return found[0].event_id if found else event
