#!/usr/bin/env bash
# The decision's own tests, which must reach every line and every branch of cart_agent/core ([tool.coverage] in
# pyproject.toml). A branch that nothing reaches is taken out, not excluded.
set -euo pipefail
cd "$(dirname "$0")/.."
export COVERAGE_FILE=build/coverage
mkdir -p build

.venv/bin/python -m coverage erase
.venv/bin/python -m coverage run -m pytest -n logical --dist worksteal tests/core tests/corpus tests/session "$@"
.venv/bin/python -m coverage combine --quiet
.venv/bin/python -m coverage report
