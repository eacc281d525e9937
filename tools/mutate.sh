#!/usr/bin/env bash
# Changes the decision in thousands of small ways and sees whether its tests notice (mutmut, [tool.mutmut] in
# pyproject.toml). Works in build/mutate.
#   tools/mutate.sh                    what was not tried yet; goes on where it stopped
#   tools/mutate.sh session rules.prn  these modules of cart_agent/core anew, one after the other
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

mutmut() { (cd build/mutate && nice ../../.venv/bin/python -m mutmut run "$@"); }
[ $# -gt 0 ] || mutmut
for module in "$@"; do mutmut "cart_agent.core.$module*"; done
exec .venv/bin/python -m tools.mutation
