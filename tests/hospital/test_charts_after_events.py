"""What a settled event does to a patient's chart."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import peewee
import pytest

from cart_agent.demo.place import WARD_DIRECTORY
from cart_agent.his.fhir import read_chart
from cart_agent.his.messages import Envelope, decode
from cart_agent.hospital.apply import administrations, order_of, with_event
from cart_agent.hospital.desk import Arrived, Desk
from cart_agent.hospital.documents import Document, content, read_directory, rewritten
from cart_agent.hospital.ledger import Ledger
from cart_agent.hospital.library import Library
from cart_agent.hospital.models import create_tables
from cart_agent.store.database import connect
from tests.support.scripted_cart import SITE, Chain

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


class Office:
    """A desk with its books, without a broker."""

    def __init__(self, database: peewee.SqliteDatabase) -> None:
        create_tables(database)
        self.library = Library(database, lambda body: body)
        self.ledger = Ledger(database)
        self.desk = Desk(database, self.library)

    def take(self, *messages: bytes) -> tuple[Document, ...]:
        return self.desk.take([Arrived(cart="cart-01", message=one) for one in messages], NOW).charts

    @property
    def chart(self) -> Document:
        chart = self.library.chart("E26-0001")
        assert chart
        return chart


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    database = connect(tmp_path / "hospital.db")
    office = Office(database)
    office.library.load(read_directory(WARD_DIRECTORY, SITE, "noi-a"))
    yield office
    database.close()


def recorded(chart: Document, event_id: str) -> list[dict[str, Any]]:
    wanted = {"system": "urn:mc:event", "value": event_id}
    return [one for one in administrations(content(chart)) if wanted in one["identifier"]]


def id_of(message: bytes) -> str:
    return str(json.loads(message)["eventId"])


def test_a_given_dose_is_in_the_next_version_under_its_events_id(office: Office) -> None:
    dose = Chain().dose()
    (chart,) = office.take(dose)

    assert chart.version == 2
    assert office.chart == chart
    (resource,) = recorded(chart, id_of(dose))
    assert resource["status"] == "completed"
    given = [one for one in read_chart(chart.source).administrations if one.event_id == id_of(dose)]
    assert [one.order_id for one in given] == ["o101"]


def test_a_dose_that_was_not_given_is_in_the_chart_too(office: Office) -> None:
    held = json.loads(Chain().dose())["resource"] | {"status": "not-done"}
    message = Chain().dose(kind="not-given", resource=held)
    (chart,) = office.take(message)

    assert recorded(chart, id_of(message))[0]["status"] == "not-done"


def test_a_correction_takes_the_place_of_the_dose_that_it_names(office: Office) -> None:
    chain = Chain()
    dose = chain.dose()
    wrong = json.loads(dose)["resource"] | {
        "status": "entered-in-error",
        "identifier": [{"system": "urn:mc:event", "value": id_of(dose)}],
    }
    correction = chain.dose(kind="corrected", resource=wrong)
    office.take(dose, correction)

    (resource,) = recorded(office.chart, id_of(dose))
    assert resource["status"] == "entered-in-error"
    assert recorded(office.chart, id_of(correction)) == [resource]


def test_decimals_of_a_dose_arrive_in_the_chart_as_they_were_written(office: Office) -> None:
    dose = Chain().dose().replace(b'"value": 5,', b'"value": 0.250,')
    (chart,) = office.take(dose)

    assert b'"value":0.250' in chart.payload


def test_an_event_that_is_in_the_chart_already_changes_nothing(office: Office) -> None:
    dose = Chain().dose()
    (chart,) = office.take(dose)

    assert with_event(chart, decode(dose, Envelope), NOW) is None


def test_administrations_older_than_the_charts_history_go(office: Office) -> None:
    before = read_chart(office.chart.source).administrations
    late = NOW + timedelta(hours=72)
    changed = with_event(office.chart, decode(Chain().dose(), Envelope), late)

    assert changed
    after = {one.id for one in read_chart(changed.source).administrations}
    old = {one.id for one in before if one.start < NOW}
    assert old
    assert not old & after


def test_an_infusion_without_one_exact_time_is_never_too_old(office: Office) -> None:
    resource = json.loads(Chain().dose())["resource"]
    del resource["effectiveDateTime"]
    running = resource | {"status": "in-progress", "effectivePeriod": {"start": "2026-02-20T08:00:00+07:00"}}
    chain = Chain()
    message = chain.dose(resource=running)
    office.take(message, chain.dose())

    assert recorded(office.chart, id_of(message))[0]["status"] == "in-progress"


@pytest.mark.parametrize(
    ("fields", "flag"),
    [
        ({"orderVersionSeen": "0"}, "superseded-order"),
        ({"orderId": "o-not-in-the-chart"}, "superseded-order"),
        ({"encounterId": "E26-9999"}, "unknown-encounter"),
        ({"encounterId": None}, "unknown-encounter"),
        (
            {
                "resource": {
                    "resourceType": "MedicationAdministration",
                    "status": "completed",
                    "identifier": 5,
                }
            },
            "not-in-chart",
        ),
        ({"resource": {"resourceType": "MedicationAdministration", "status": "rubbish"}}, "not-in-chart"),
    ],
)
def test_a_fact_that_needs_a_persons_look_is_settled_and_flagged(
    office: Office, fields: dict[str, Any], flag: str
) -> None:
    dose = Chain().dose(**fields)
    office.take(dose)

    assert office.ledger.messages() == (dose,)
    assert office.ledger.flags() == {id_of(dose): (flag,)}


@pytest.mark.parametrize("status", ["stopped", "completed", "on-hold"])
def test_an_order_without_a_version_that_ended_meanwhile_is_flagged(office: Office, status: str) -> None:
    chart = content(office.chart)
    order = order_of(chart, "o101")
    assert order is not None
    order["status"] = status
    del order["meta"]
    office.library.put(rewritten(office.chart, chart, NOW.isoformat()))
    dose = Chain().dose(orderVersionSeen=None)
    office.take(dose)

    assert office.ledger.flags() == {id_of(dose): ("superseded-order",)}


def test_a_dose_without_an_order_is_not_flagged_for_one(office: Office) -> None:
    office.take(Chain().dose(orderId=None, orderVersionSeen=None))

    assert office.ledger.flags() == {}


def test_an_administration_that_would_make_the_chart_unreadable_stays_out_of_it(office: Office) -> None:
    poison = json.loads(Chain().dose())["resource"] | {
        "modifierExtension": [{"url": "urn:x", "valueCode": "y"}]
    }

    assert office.take(Chain().dose(resource=poison)) == ()
    assert office.chart.version == 1


def test_events_of_other_kinds_leave_the_chart_alone(office: Office) -> None:
    chain = Chain()

    assert office.take(chain.next(), chain.dose(kind="drawer"), chain.dose(resource=None)) == ()
    assert office.ledger.flags() == {}


def test_a_new_chart_from_the_directory_gets_the_doses_that_were_settled_before(
    office: Office, tmp_path: Path
) -> None:
    chain = Chain()
    doses = [chain.dose("o101"), chain.dose("o102")]
    office.take(*doses)
    newer = json.loads((WARD_DIRECTORY / "chart-E26-0001.json").read_text()) | {"version": 9}
    (tmp_path / "chart-E26-0001.json").write_text(json.dumps(newer))
    fresh = office.library.load(read_directory(tmp_path, SITE, "noi-a"))
    office.desk.replay(fresh, NOW)

    assert office.chart.version == 11
    for dose in doses:
        assert recorded(office.chart, id_of(dose))


def test_a_dose_given_in_a_break_glass_goes_into_the_chart_too(office: Office) -> None:
    dose = Chain().dose(kind="override")
    office.take(dose)

    assert recorded(office.chart, id_of(dose))
