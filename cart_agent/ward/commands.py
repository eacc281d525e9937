"""Signed commands: taken in once, never after their time, and due until the agent says they are obeyed."""

from collections.abc import Mapping
from hashlib import sha256

import msgspec

from cart_agent.his.doubled import refuse_doubled
from cart_agent.his.messages import Command, CommandKind, Instant, decode
from cart_agent.his.signing import SignatureRefused, open_signed
from cart_agent.his.topics import Topics
from cart_agent.store import Store
from cart_agent.ward.received import Notice, NoticeCode, Received

_SEEN = "command/"
_DUE = "due-command/"
_WITHOUT_CLOCK = frozenset({CommandKind.REFRESH, CommandKind.LOCKDOWN})
"""Obeyed also when nobody knows what time it is: an old one of these opens nothing."""


def receive(
    store: Store, keys: Mapping[str, bytes], topics: Topics, topic: str, payload: bytes, at: Instant
) -> Received:
    """Hand on a command that is signed, in time, for this cart and new; else say why not."""
    try:
        opened = open_signed(payload, keys)
        refuse_doubled(opened.body)
        command = decode(opened.body, Command)
    except SignatureRefused as refused:
        return _refused(NoticeCode.SIGNATURE_REFUSED, str(refused), topic, payload)
    except ValueError as error:
        return _refused(NoticeCode.COMMAND_REFUSED, str(error), topic, payload)
    if not opened.kid:
        return _refused(NoticeCode.SIGNATURE_REFUSED, "not signed", topic, payload)
    if store.get_state(_SEEN + command.command_id) is not None:
        return Received()
    reason = _reason(command, topics, at)
    if reason:
        return _refused(NoticeCode.COMMAND_REFUSED, f"{command.command_id}: {reason}", topic, payload)
    _remember(store, command, at)
    return Received(command=command)


def _reason(command: Command, topics: Topics, at: Instant) -> str:
    if command.cart not in ("", topics.cart):
        return f"it is for cart {command.cart}"
    if command.site not in ("", topics.site):
        return f"it is for site {command.site}"
    if command.not_after <= at.now:
        return f"not to be obeyed after {command.not_after}"
    if not at.clock.synced and command.kind not in _WITHOUT_CLOCK:
        return "the cart's clock is not set: nobody can say whether it is still in time"
    return ""


def _remember(store: Store, command: Command, at: Instant) -> None:
    """Commands past their time are refused for that, so their ids need not be kept, if the clock is set."""
    for key, value in store.states(_SEEN).items() if at.clock.synced else ():
        if msgspec.json.decode(value, type=Command).not_after <= at.now:
            store.drop_state(key)
    encoded = msgspec.json.encode(command)
    store.put_state(_SEEN + command.command_id, encoded)
    place = max((int(key.removeprefix(_DUE).partition("/")[0]) for key in store.states(_DUE)), default=0)
    store.put_state(f"{_DUE}{place + 1:06}/{command.command_id}", encoded)


def due(store: Store) -> tuple[Command, ...]:
    """Taken in and not yet obeyed, such as by a process that died in between; in the order they came."""
    waiting = sorted(store.states(_DUE).items())
    return tuple(msgspec.json.decode(value, type=Command) for _, value in waiting)


def obeyed(store: Store, command: Command) -> None:
    """It is no longer due."""
    for key in store.states(_DUE):
        if key.removeprefix(_DUE).partition("/")[2] == command.command_id:
            store.drop_state(key)


def _refused(code: NoticeCode, detail: str, topic: str, payload: bytes) -> Received:
    digest = sha256(payload).hexdigest()
    return Received(notices=(Notice(code=code, detail=f"{detail}; sha256 {digest}", topic=topic),))
