"""What is imported is declared in pyproject.toml, and what a cart runs needs no test tool."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
OURS = {"bench", "cart_agent", "docs", "drivers", "firmware_bridge", "tests", "tools", "ui_tui"}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def declared(*extras: str) -> set[str]:
    lines = PROJECT["dependencies"] + [
        line for extra in extras for line in PROJECT["optional-dependencies"][extra]
    ]
    return {canonicalize_name(Requirement(line).name) for line in lines}


def imported(*folders: str) -> dict[str, set[str]]:
    """Top-level module that is neither ours nor Python's -> files that import it."""
    found: dict[str, set[str]] = {}
    for path in (path for folder in folders for path in (ROOT / folder).rglob("*.py")):
        for name in _modules(ast.parse(path.read_bytes())):
            if name not in OURS | sys.stdlib_module_names:
                found.setdefault(name, set()).add(str(path.relative_to(ROOT)))
    return found


def _modules(tree: ast.AST) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module)
    return {re.split(r"\.", name)[0] for name in names}


def undeclared(found: dict[str, set[str]], known: set[str]) -> dict[str, set[str]]:
    distributions = packages_distributions()
    return {
        name: files
        for name, files in found.items()
        if not {canonicalize_name(found) for found in distributions.get(name, [name])} & known
    }


def test_a_cart_imports_only_what_it_declares() -> None:
    parts = [f"cart_agent/{path.name}" for path in (ROOT / "cart_agent").iterdir() if path.is_dir()]
    cart = [part for part in parts if not part.endswith(("/demo", "/sheet"))]

    assert (
        undeclared(imported(*cart, "drivers", "firmware_bridge", "ui_tui"), declared("pi", "camera", "serve"))
        == {}
    )


def test_the_demonstration_imports_only_what_it_declares() -> None:
    assert undeclared(imported("cart_agent"), declared("pi", "camera", "demo")) == {}


def test_tests_and_tools_import_only_what_is_declared() -> None:
    assert (
        undeclared(imported("tests", "tools", "bench"), declared("pi", "camera", "serve", "demo", "dev"))
        == {}
    )
