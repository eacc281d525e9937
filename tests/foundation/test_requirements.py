import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = {
    "run": [],
    "pi": ["pi", "camera"],
    "demo": ["demo", "camera"],
    "dev": ["demo", "camera", "dev"],
}


def locked(kind: str) -> list[Requirement]:
    text = (ROOT / f"requirements/{kind}.txt").read_text(encoding="utf-8")
    return [Requirement(line.rstrip("\\ ")) for line in text.splitlines() if "==" in line]


@pytest.mark.parametrize("kind", EXTRAS)
def test_every_declared_dependency_is_locked_at_an_allowed_version(kind: str) -> None:
    """Fails after a change in pyproject.toml without `make lock`."""
    declared = PROJECT["dependencies"] + [
        line for extra in EXTRAS[kind] for line in PROJECT["optional-dependencies"][extra]
    ]
    versions: dict[str, set[str]] = {}
    for pin in locked(kind):
        versions.setdefault(canonicalize_name(pin.name), set()).add(str(pin.specifier).removeprefix("=="))

    for line in declared:
        wanted = Requirement(line)
        found = versions.get(canonicalize_name(wanted.name), set())
        assert found, f"{line} is not in requirements/{kind}.txt; run make lock"
        assert all(wanted.specifier.contains(version) for version in found), line


@pytest.mark.parametrize("kind", EXTRAS)
def test_every_locked_package_has_hashes_and_no_address_is_named(kind: str) -> None:
    text = (ROOT / f"requirements/{kind}.txt").read_text(encoding="utf-8")
    entries = re.split(r"\n(?=\S)", text.strip())

    assert len(entries) == len(locked(kind))
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []
    assert "://" not in text
    assert "index" not in text
