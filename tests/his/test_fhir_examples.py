"""Every official FHIR example is mapped or refused with the reason that the table states."""

import json
import re
import tomllib
from decimal import Decimal
from pathlib import Path

import pytest
from msgspec import Raw

from cart_agent.core.quantity import Quantity
from tests.his.fhir_examples import FILES, FOLDER, order, outcome

EXPECTED: dict[str, str] = tomllib.loads((FOLDER / "expected.toml").read_text())


def test_the_table_names_every_file() -> None:
    assert sorted(EXPECTED) == sorted(path.stem for path in FILES)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_an_example_is_mapped_or_refused_as_stated(path: Path) -> None:
    assert outcome(path) == EXPECTED[path.stem]


@pytest.mark.parametrize("path", sorted(FOLDER.glob("MedicationRequest-*.json")), ids=lambda path: path.stem)
def test_dose_decimals_stay_as_they_were_written(path: Path) -> None:
    written = {
        str(given["doseQuantity"]["value"])
        for dosage in json.loads(path.read_text(), parse_float=Decimal)["dosageInstruction"]
        for given in dosage.get("doseAndRate", [])
        if "doseQuantity" in given
    }
    found = order(Raw(path.read_bytes()))
    kept = {
        str(dosage.amount.low.value) for dosage in found.dosages if dosage.amount and not dosage.as_needed
    }

    assert kept <= written or found.problem


def test_trailing_zeros_of_a_dose_are_kept() -> None:
    text = (FOLDER / "MedicationRequest-medrx0306.json").read_text()
    changed = re.sub(r'"value":\s*6\b', '"value": 6.00', text)
    amount = order(Raw(changed.encode())).dosages[0].amount

    assert amount is not None
    assert amount.low == Quantity(value=Decimal("6.00"), unit="mg")
    assert str(amount.low.value) == "6.00"
