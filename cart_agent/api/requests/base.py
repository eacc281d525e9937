"""What every request is."""

from msgspec import Struct


class Request(Struct, frozen=True, kw_only=True, tag_field="verb", forbid_unknown_fields=True):
    """`id` is the client's own number; the `Reply` carries it back."""

    id: int


class Hello(Request, tag="hello", frozen=True, kw_only=True):
    """First line of every connection."""

    role: str
    """ui, link, camera, printer or admin."""
    version: int = 1


class Ping(Request, tag="ping", frozen=True, kw_only=True):
    """Answered at once with `ok`. A screen asks twice a second, so a hung agent is noticed within one."""


class Tap(Request, frozen=True, kw_only=True):
    """A person's tap. Refused when `revision` is old: no tap acts on a screen already gone."""

    revision: int
