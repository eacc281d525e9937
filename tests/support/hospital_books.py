"""A hospital's books with two wards: the demo ward's documents, and a ward that is still empty."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from cart_agent.hospital import keys
from cart_agent.hospital.books import Books
from cart_agent.hospital.config import HospitalConfig, SigningSettings, WardSource
from cart_agent.hospital.documents import content
from cart_agent.hospital.intake import Intake
from cart_agent.hospital.shelves import fill
from drivers import clock_simulated
from tests.support.hospitals import MORNING, hospital_config

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
SECOND_WARD = "ngoai-b"
Resource = dict[str, Any]


def two_wards(directory: Path, port: int = 1883) -> HospitalConfig:
    """`noi-a` with the demo ward's documents; `ngoai-b` with a policy only."""
    second = directory / SECOND_WARD
    second.mkdir(exist_ok=True)
    (second / "policy.json").write_text('{"version": 1, "notAfter": "2026-04-01T00:00:00+07:00"}')
    config = hospital_config(directory, port)
    key = directory / "hospital.key"
    if not key.exists():
        keys.create(key)
    signing = SigningSettings(key=str(key), public_key=str(directory / "hospital.pem"))
    wards = (*config.wards, WardSource(id=SECOND_WARD, directory=str(second)))
    carts = ("cart-01", "cart-02", "cart-03")
    return msgspec.structs.replace(config, wards=wards, carts=carts, signing=signing)


@contextmanager
def opened(directory: Path) -> Iterator[Books]:
    """The books, with both wards' directories in them."""
    config = two_wards(directory)
    clock_file = directory / "clock.json"
    clock_simulated.create(clock_file, MORNING)
    clock = clock_simulated.open(clock_simulated.Settings(file=str(clock_file)))
    with Books.open(config, clock) as books:
        fill(books.library, books.desk, config, MORNING)
        yield books


def intake(books: Books) -> Intake:
    return Intake(books.library, books.desk, books.config)


def admission() -> Resource:
    """The example bundle, to be changed by a test."""
    found: Resource = json.loads((EXAMPLES / "admission.json").read_text())
    return found


def resource(bundle: Resource, kind: str) -> Resource:
    """The bundle's first resource of a type."""
    entries = [entry["resource"] for entry in bundle["entry"]]
    found: Resource = next(one for one in entries if one["resourceType"] == kind)
    return found


def written(directory: Path, bundle: object, name: str = "bundle.json") -> Path:
    path = directory / name
    path.write_text(bundle if isinstance(bundle, str) else json.dumps(bundle, ensure_ascii=False))
    return path


def chart(books: Books, encounter_id: str) -> Resource:
    """The newest chart document."""
    document = books.library.chart(encounter_id)
    assert document is not None
    return content(document)


def resources(chart: Resource, kind: str) -> list[Resource]:
    entries = [entry["resource"] for entry in chart["bundle"]["entry"]]
    return [one for one in entries if one["resourceType"] == kind]
