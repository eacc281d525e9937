"""What `make mutate` found: the score of each module, and the changes that no test noticed.

python -m tools.mutation
python -m tools.mutation --survivors session
"""

import argparse
import json
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

WORK = Path("build/mutate")
CORE = "cart_agent.core."
SURVIVED = (0, 33)
"""Exit codes of mutmut: the tests passed; no test reaches the change. A change that makes them run without
end is noticed."""


def results() -> Iterator[tuple[str, int | None]]:
    """Every change by its name under `cart_agent.core` with its tests' exit code; None: not tried."""
    for path in sorted((WORK / "mutants" / "cart_agent" / "core").rglob("*.meta")):
        for name, code in json.loads(path.read_text())["exit_code_by_key"].items():
            yield name.removeprefix(CORE), code


def scores() -> Iterator[str]:
    """A table for docs/MUTATION.md."""
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for name, code in results():
        verdict = "untried" if code is None else "survived" if code in SURVIVED else "noticed"
        found[name.split(".")[0]][verdict] += 1
    yield "| module | changes | noticed | survived | score | not tried |"
    yield "|---|---|---|---|---|---|"
    for module, count in sorted(found.items()):
        tried = count["noticed"] + count["survived"]
        score = f"{100 * count['noticed'] / tried:.1f} %" if tried else "-"
        row = (f"`{module}`", tried, count["noticed"], count["survived"], score, count["untried"])
        yield f"| {' | '.join(map(str, row))} |"


def survivors(module: str) -> Iterator[str]:
    """The lines of each change that was not noticed."""
    for name, code in results():
        if code in SURVIVED and name.startswith(module):
            command = [sys.executable, "-m", "mutmut", "show", CORE + name]
            shown = subprocess.run(command, cwd=WORK, capture_output=True, text=True, check=True).stdout  # noqa: S603 - our own command
            yield name
            yield from (
                line for line in shown.splitlines() if line[:1] in "+-" and line[:3] not in ("+++", "---")
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--survivors", nargs="?", const="", metavar="MODULE")
    wanted = parser.parse_args().survivors
    print("\n".join(scores() if wanted is None else survivors(wanted)))


if __name__ == "__main__":
    main()
