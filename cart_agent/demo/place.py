"""The demo ward's own facts: its names, its people and the PINs that only the simulation shows."""

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

WARD_DIRECTORY = Path(__file__).parent / "ward"
"""The ward's contract documents: charts, formulary, staff, policy and stock."""


class Person(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One of the demo's staff. `id` names the badge in scenarios: `badge:lan`."""

    id: str
    staff: str
    """Staff id of the staff list."""
    name: str
    role: str
    badge: str
    """The badge's text."""
    pin: str
    """Opens nothing but the simulation; the staff list holds its argon2id hash."""


class DemoWard(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One site, one ward, one cart."""

    site: str
    ward: str
    name: str
    cart: str
    zone: str
    """IANA time zone."""
    start: Annotated[datetime, Meta(tz=True)]
    """What the demo clock says first."""
    people: tuple[Person, ...]

    def pins(self) -> dict[str, str]:
        """PIN by item id, for `api.pushes.SimItems.hints`."""
        return {f"badge:{person.id}": person.pin for person in self.people}


@cache
def demo_ward() -> DemoWard:
    """The facts of `ward/ward.toml`."""
    return msgspec.toml.decode((WARD_DIRECTORY / "ward.toml").read_bytes(), type=DemoWard)
