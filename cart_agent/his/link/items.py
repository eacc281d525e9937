"""What a connection to the broker reports: plain data, handed from paho's thread to the event loop."""

from msgspec import Struct


class Connected(Struct, frozen=True, kw_only=True):
    """The broker answered CONNECT. `refusal` empty: it took us."""

    refusal: str = ""
    receive_maximum: int = 65_535
    """How many unacknowledged messages the broker takes."""


class Subscribed(Struct, frozen=True, kw_only=True):
    """The broker answered SUBSCRIBE; `refused` says which topics it will not send."""

    refused: tuple[str, ...] = ()


class Arrived(Struct, frozen=True, kw_only=True):
    """A message. `mid` 0: it needs no acknowledgement."""

    topic: str
    payload: bytes
    retained: bool
    again: bool
    """Sent before on a connection that is over (DUP)."""
    mid: int
    qos: int


class Receipt(Struct, frozen=True, kw_only=True):
    """The broker answered a message of ours. `refusal` empty: it took it."""

    mid: int
    refusal: str = ""
    unheard: bool = False
    """It took it and nobody has it: the hospital has no subscription at the moment (MQTT 5)."""


class Lost(Struct, frozen=True, kw_only=True):
    """The connection is over. Nothing of it counts any more."""

    reason: str


Item = Connected | Subscribed | Receipt | Lost
