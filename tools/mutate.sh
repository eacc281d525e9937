#!/usr/bin/env bash
# Changes the decision in thousands of small ways and sees whether its tests notice (mutmut, [tool.mutmut] in
# pyproject.toml). Works in build/mutate.
#   tools/mutate.sh                    what was not tried yet; goes on where it stopped
#   tools/mutate.sh session rules.prn  the same of these modules of cart_agent/core
#   tools/mutate.sh --again verify     what survived before: the tests are better now
# Ends with the scores; `tools/mutate.sh --survivors session` shows what nobody noticed (docs/MUTATION.md).
set -euo pipefail
cd "$(dirname "$0")/.."

if [ "${1-}" = --survivors ]; then
    shift
    exec .venv/bin/python -m tools.mutation --survivors "$@"
fi
.venv/bin/python -m pip --disable-pip-version-check install --quiet \
    --require-hashes --only-binary :all: -r requirements/mutate.txt
mkdir -p build/mutate
copied=(pyproject.toml cart_agent drivers firmware_bridge ui_tui bench tools tests docs)
(cd build/mutate && rm -rf "${copied[@]}")
tar c --exclude=__pycache__ "${copied[@]}" | tar x -C build/mutate

# mutmut makes the changes and notes which test reaches which function; it tries those of one small function.
(cd build/mutate && nice ../../.venv/bin/python -m mutmut run "cart_agent.core.release.x_refuse*" >mutmut.log) ||
    { tail -n 40 build/mutate/mutmut.log; exit 1; }
(cd build/mutate/mutants && nice ../../../.venv/bin/python tools/mutation_run.py "$@")
exec .venv/bin/python -m tools.mutation
