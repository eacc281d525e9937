"""Everything in the demo ward that can be held before a scanner, under the names that scenarios use.

`badge:lan`, `band:p1`, `drawer:3`, `pack:paracetamol-500` and so on. Badges come from `ward.toml`, wristbands
from the charts, packs and the codes that must be refused from `items.toml`.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any, Literal

import msgspec

from cart_agent.api.pushes import SimItem
from cart_agent.demo.place import WARD_DIRECTORY, demo_ward
from cart_agent.sheet.items import SheetItem

Group = Literal["badge", "wristband", "pack", "other"]
DRAWERS = 12
ROLES = {
    "nurse": "Điều dưỡng",
    "charge-nurse": "Điều dưỡng trưởng",
    "witness": "Người chứng kiến",
    "pharmacist": "Dược sĩ",
    "biomedical": "Kỹ sư thiết bị y tế",
}
"""As they stand on the printed sheet."""


class WardItem(SheetItem, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A code on the sheet with the name it has in scenarios."""

    id: str
    group: Group
    role: str = ""
    """Of a badge: the code of the person's role, which the screen says in its own language."""

    @property
    def shown(self) -> SimItem:
        """The item as the simulation's panel lists it."""
        return SimItem(id=self.id, group=self.group, title=self.title, subtitle=self.role or self.subtitle)


class _Listed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    items: tuple[WardItem, ...]


@cache
def ward_items() -> tuple[WardItem, ...]:
    """All items: badges, wristbands, packs, then drawer tags and cards. Ids are unique."""
    listed = msgspec.toml.decode((WARD_DIRECTORY / "items.toml").read_bytes(), type=_Listed).items
    return (*_badges(), *_wristbands(), *listed, *_drawer_tags())


def _badges() -> Iterator[WardItem]:
    for person in demo_ward().people:
        yield WardItem(
            id=f"badge:{person.id}",
            group="badge",
            title=person.name,
            subtitle=ROLES[person.role],
            role=person.role,
            kind="qr",
            data=person.badge,
        )


def _wristbands() -> Iterator[WardItem]:
    for path in sorted(WARD_DIRECTORY.glob("chart-*.json")):
        resources = [entry["resource"] for entry in msgspec.json.decode(path.read_bytes())["bundle"]["entry"]]
        patient = next(one for one in resources if one["resourceType"] == "Patient")
        encounter = next(one for one in resources if one["resourceType"] == "Encounter")
        yield _wristband(patient, encounter["location"][0]["location"]["display"])


def _wristband(patient: dict[str, Any], bed: str) -> WardItem:
    """The GSRN (AI 8018) where the patient has one, else the band's own number in Code 128."""
    numbers = {one["system"]: one["value"] for one in patient["identifier"]}
    gsrn = numbers.get("urn:mc:gsrn")
    return WardItem(
        id=f"band:{patient['id']}",
        group="wristband",
        title=patient["name"][0]["text"],
        subtitle=bed,
        kind="gs1-datamatrix" if gsrn else "code128",
        data=f"8018{gsrn}" if gsrn else numbers["urn:mc:wristband"],
    )


def _drawer_tags() -> Iterator[WardItem]:
    for number in range(1, DRAWERS + 1):
        tag = f"NGAN-{number}"
        yield WardItem(id=f"drawer:{number}", group="other", title=f"Ngăn {number}", kind="code128", data=tag)
