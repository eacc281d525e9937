"""What holds for every source file."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = ("cart_agent", "drivers", "firmware_bridge", "ui_tui", "bench", "tools", "tests")
KINDS = {".py", ".c", ".h", ".tcss", ".sh"}
GENERATED = {"generated.py", "protocol.h"}


def sources(*folders: str, kinds: set[str] = KINDS) -> list[Path]:
    found = (path for folder in folders for path in (ROOT / folder).rglob("*") if path.suffix in kinds)
    return sorted(path for path in found if path.name not in GENERATED and "vendor" not in path.parts)


def test_no_file_is_too_long_to_read() -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in sources(*FOLDERS)}

    assert len(lengths) > 50
    assert {str(path.relative_to(ROOT)): n for path, n in lengths.items() if n > 500} == {}


@pytest.mark.parametrize("path", sources("cart_agent/core", kinds={".py"}), ids=lambda path: path.name)
def test_the_core_never_asks_what_time_it_is(path: Path) -> None:
    """The import rules cannot see it: `datetime` is imported for its types."""
    calls = [node.func for node in ast.walk(ast.parse(path.read_bytes())) if isinstance(node, ast.Call)]
    names = {func.attr for func in calls if isinstance(func, ast.Attribute)}

    assert names & {"now", "utcnow", "today"} == set()
