"""Signed commands: taken in once, never after their time, and due until the agent says they are obeyed."""

from collections.abc import Mapping
from hashlib import sha256

import msgspec

from cart_agent.his.messages import Command, Instant, decode
from cart_agent.his.signing import SignatureRefused, open_signed
from cart_agent.store import Store
from cart_agent.ward.received import Notice, NoticeCode, Received

_SEEN = "command/"
_DUE = "due-command/"


def receive(
    store: Store, keys: Mapping[str, bytes], cart: str, topic: str, payload: bytes, at: Instant
) -> Received:
    """Hand on a command that is signed, in time, for this cart and new; else say why not."""
    try:
        opened = open_signed(payload, keys)
        command = decode(opened.body, Command)
    except SignatureRefused as refused:
        return _refused(NoticeCode.SIGNATURE_REFUSED, str(refused), topic, payload)
    except ValueError as error:
        return _refused(NoticeCode.COMMAND_REFUSED, str(error), topic, payload)
    if store.get_state(_SEEN + command.command_id) is not None:
        return Received()
    reason = _reason(command, opened.kid, cart, at)
    if reason:
        return _refused(NoticeCode.COMMAND_REFUSED, reason, topic, payload)
    _remember(store, command, at)
    return Received(command=command)


def _reason(command: Command, kid: str, cart: str, at: Instant) -> str:
    if not kid:
        return "not signed"
    if command.not_after <= at.now:
        return f"not to be obeyed after {command.not_after}"
    return f"it is for cart {command.cart}" if command.cart not in ("", cart) else ""


def _remember(store: Store, command: Command, at: Instant) -> None:
    """Commands past their time are refused for that, so their ids need not be kept."""
    for key, value in store.states(_SEEN).items():
        if msgspec.json.decode(value, type=Command).not_after <= at.now:
            store.drop_state(key)
    encoded = msgspec.json.encode(command)
    store.put_state(_SEEN + command.command_id, encoded)
    store.put_state(_DUE + command.command_id, encoded)


def due(store: Store) -> tuple[Command, ...]:
    """Taken in and not yet obeyed, such as by a process that died in between."""
    return tuple(msgspec.json.decode(value, type=Command) for value in store.states(_DUE).values())


def obeyed(store: Store, command: Command) -> None:
    """It is no longer due."""
    store.drop_state(_DUE + command.command_id)


def _refused(code: NoticeCode, detail: str, topic: str, payload: bytes) -> Received:
    digest = sha256(payload).hexdigest()
    return Received(notices=(Notice(code=code, detail=f"{detail}; sha256 {digest}", topic=topic),))
