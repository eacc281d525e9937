"""The demo ward's documents hold to the contract: FHIR R4, the message structs and the cart's own reader."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher, extract_parameters
from fhir.resources.R4B.bundle import Bundle

from cart_agent.core.chart import DRUG, Chart, values
from cart_agent.demo.place import WARD_DIRECTORY, demo_ward
from cart_agent.his.fhir import read_chart, read_formulary_part, read_policy, read_stock
from cart_agent.his.messages import ChartHeader, PolicyHeader, StaffList, decode, encode

CHARTS = sorted(WARD_DIRECTORY.glob("chart-*.json"))
FORMULARY = sorted(WARD_DIRECTORY.glob("formulary-*.json"))
STAFF = decode((WARD_DIRECTORY / "staff.json").read_bytes(), StaffList)


def charts() -> list[Chart]:
    return [read_chart(path.read_bytes()) for path in CHARTS]


@pytest.mark.parametrize(
    "path", [*CHARTS, *FORMULARY, WARD_DIRECTORY / "stock.json"], ids=lambda path: path.stem
)
def test_every_bundle_is_fhir_r4(path: Path) -> None:
    document = json.loads(path.read_bytes(), parse_float=Decimal)

    assert Bundle.model_validate(document.get("bundle", document)).entry


@pytest.mark.parametrize("path", CHARTS, ids=lambda path: path.stem)
def test_every_chart_is_read_without_a_problem(path: Path) -> None:
    header = decode(path.read_bytes(), ChartHeader)
    chart = read_chart(path.read_bytes())

    assert path.stem == f"chart-{header.encounter_id}"
    assert {order.id: order.problem for order in chart.orders if order.problem} == {}
    assert chart.patient.numbers("urn:mc:gsrn", "urn:mc:wristband")
    assert chart.bed


def test_the_ward_has_eight_patients_about_thirty_orders_and_one_discharge() -> None:
    found = charts()

    assert len(found) == 8
    assert sum(len(chart.orders) for chart in found) == 32
    assert [chart.patient.name for chart in found if chart.closed] == ["BÙI THỊ ĐÃ RA VIỆN"]


def test_no_two_things_share_an_identifier() -> None:
    found = charts()
    numbers = [one.value for chart in found for one in chart.patient.identifiers]
    orders = [order.id for chart in found for order in chart.orders]
    given = [one.event_id for chart in found for one in chart.administrations]

    for ids in (numbers, orders, given):
        assert len(ids) == len(set(ids))


def test_patients_carry_no_number_that_could_be_a_real_persons() -> None:
    """Province 000 and insurance group XX do not exist; GS1 prefix 952 is for demonstrations."""
    for chart in charts():
        (citizen,) = chart.patient.numbers("urn:mc:cccd")
        (insured,) = chart.patient.numbers("urn:mc:bhyt")
        assert citizen.startswith("000")
        assert insured.startswith("XX")
        assert all(gsrn.startswith("952") for gsrn in chart.patient.numbers("urn:mc:gsrn"))


def test_every_order_and_every_stocked_pack_is_a_product_of_the_formulary() -> None:
    products = [product for path in FORMULARY for product in read_formulary_part(path.read_bytes())]
    drugs = {drug for product in products for drug in values(product.codes, DRUG)}
    ordered = {code.code for chart in charts() for order in chart.orders for code in order.names}
    stocked = {
        code.code
        for item in read_stock((WARD_DIRECTORY / "stock.json").read_bytes())
        for code in item.codes
        if code.system == "urn:mc:drug"
    }

    assert [product.id for product in products if product.problem] == []
    assert ordered | stocked <= drugs


def test_stock_lies_in_drawers_one_to_twelve_and_names_existing_orders() -> None:
    items = read_stock((WARD_DIRECTORY / "stock.json").read_bytes())
    orders = {order.id for chart in charts() for order in chart.orders} | {""}

    assert {item.drawer for item in items} == set(range(1, 13))
    assert [item for item in items if item.problem or item.order_id not in orders] == []
    assert all(item.lot and item.expiry for item in items)


def test_the_policy_is_the_documented_default_with_a_limit_for_paracetamol_and_its_overrides() -> None:
    source = (WARD_DIRECTORY / "policy.json").read_bytes()
    policy = read_policy(source)

    assert decode(source, PolicyHeader).version == 2
    assert [limit.ingredient for limit in policy.ingredient_limits] == ["paracetamol"]
    assert policy.override.drawers == {8}
    assert "HOLD_PARAMETER" in policy.override.findings


def test_the_staff_list_has_every_role_and_nobody_without_an_end() -> None:
    roles = [role for member in STAFF.staff for role in member.roles]

    assert sorted(set(roles)) == ["biomedical", "charge-nurse", "nurse", "pharmacist", "witness"]
    assert STAFF.not_after
    assert encode(STAFF)


@pytest.mark.parametrize("person", demo_ward().people, ids=lambda person: person.id)
def test_the_pin_of_each_person_opens_the_hash_in_the_staff_list(person: Any) -> None:
    (member,) = [one for one in STAFF.staff if one.id == person.staff]

    assert person.name == member.name
    assert person.role == member.roles[0]
    assert PasswordHasher().verify(member.pin, person.pin)


def test_the_pin_hashes_have_the_least_cost_that_owasp_advises() -> None:
    """A Raspberry Pi verifies one in well under 300 ms."""
    for member in STAFF.staff:
        cost = extract_parameters(member.pin)
        assert (cost.type.name, cost.time_cost, cost.memory_cost, cost.parallelism) == ("ID", 2, 19_456, 1)


def test_nothing_in_a_chart_is_later_than_the_demo_clocks_start() -> None:
    start = demo_ward().start
    for chart in charts():
        times = [one.start for one in chart.administrations]
        assert all(time < start for time in times)
        assert chart.as_of <= start
