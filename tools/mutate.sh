#!/usr/bin/env bash
# Changes the decision core in thousands of small ways and sees whether the tests notice (mutmut, [tool.mutmut] in
# pyproject.toml). Works in build/mutate and goes on there where it stopped. `tools/mutate.sh 'cart_agent.core.rules.prn*'`
# does one module; then `cd build/mutate && ../../.venv/bin/mutmut results` lists what nobody noticed (docs/MUTATION.md).
set -euo pipefail
cd "$(dirname "$0")/.."

.venv/bin/python -m pip --disable-pip-version-check install --quiet \
    --require-hashes --only-binary :all: -r requirements/mutate.txt
mkdir -p build/mutate
tar c --exclude=__pycache__ pyproject.toml cart_agent drivers firmware_bridge ui_tui bench tools tests docs |
    tar x -C build/mutate
cd build/mutate
exec nice ../../.venv/bin/python -m mutmut run "$@"
