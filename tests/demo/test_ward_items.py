"""Every code of the demo ward is what its name says, read as the cart reads it."""

import hashlib

import pytest

from cart_agent.core.identify import (
    Badge,
    CitizenCard,
    DrawerTag,
    DrugPack,
    IdentifyRules,
    Unreadable,
    Wristband,
    identify,
)
from cart_agent.core.identify.kinds import Identified
from cart_agent.demo.items import WardItem, ward_items
from cart_agent.demo.place import WARD_DIRECTORY, demo_ward
from cart_agent.his.fhir import read_chart, read_stock
from cart_agent.his.messages import StaffList, decode

KINDS: dict[str, type] = {
    "badge": Badge,
    "band": Wristband,
    "drawer": DrawerTag,
    "pack": DrugPack,
    "cccd": CitizenCard,
}


def read(item: WardItem) -> Identified:
    return identify(item.raw, item.symbology, IdentifyRules(), demo_ward().start.date())


def named(item_id: str) -> WardItem:
    (item,) = [item for item in ward_items() if item.id == item_id]
    return item


@pytest.mark.parametrize(
    "item", [item for item in ward_items() if item.id != "pack:bad-check"], ids=lambda one: one.id
)
def test_a_code_reads_as_what_its_name_says_and_is_not_suspect(item: WardItem) -> None:
    found = read(item)

    assert isinstance(found, KINDS[item.id.partition(":")[0]])
    assert getattr(found, "suspect", "") == ""


def test_names_are_unique() -> None:
    names = [item.id for item in ward_items()]

    assert len(names) == len(set(names))


def test_the_wrong_check_digit_is_seen() -> None:
    found = read(named("pack:bad-check"))

    assert isinstance(found, Unreadable)
    assert found.reason == "check-digit"


def test_a_wristband_is_its_patients() -> None:
    for path in WARD_DIRECTORY.glob("chart-*.json"):
        patient = read_chart(path.read_bytes()).patient
        band = read(named(f"band:{patient.id}"))
        assert isinstance(band, Wristband)
        assert (band.gsrn or band.number) in patient.numbers("urn:mc:gsrn", "urn:mc:wristband")


def test_one_wristband_is_plain_text_in_code_128() -> None:
    plain = [item.id for item in ward_items() if item.group == "wristband" and item.kind == "code128"]

    assert plain == ["band:p7"]


def test_a_badge_hashes_to_its_owner_in_the_staff_list() -> None:
    staff = decode((WARD_DIRECTORY / "staff.json").read_bytes(), StaffList)
    owners = {member.badge: member.id for member in staff.staff}
    for person in demo_ward().people:
        digest = hashlib.sha256((staff.salt + named(f"badge:{person.id}").data).encode()).hexdigest()
        assert owners[digest] == person.staff


def test_a_pack_that_shows_lot_and_expiry_was_loaded_by_pharmacy_unless_it_must_be_refused() -> None:
    loaded = {(item.lot, item.expiry) for item in read_stock((WARD_DIRECTORY / "stock.json").read_bytes())}
    strangers = set()
    for item in ward_items():
        found = read(item)
        if isinstance(found, DrugPack) and found.lot and (found.lot, found.expiry) not in loaded:
            strangers.add(item.id)

    assert strangers == {"pack:prednisolone-5-recalled"}


def test_the_panel_offers_a_pin_for_every_badge() -> None:
    badges = {item.shown.id for item in ward_items() if item.group == "badge"}

    assert badges == set(demo_ward().pins())
