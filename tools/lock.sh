#!/usr/bin/env bash
# Writes the hash-locked requirement files from pyproject.toml, for every platform, naming no index.
# `tools/lock.sh --upgrade` also takes newer versions; without it only what must change changes.
set -euo pipefail
cd "$(dirname "$0")/.."

# Only a maintainer needs uv, so it is not among the locked packages.
[ -x .venv/bin/uv ] || .venv/bin/python -m pip install --quiet 'uv>=0.9'

compile() {
    local file=requirements/$1.txt
    shift
    .venv/bin/uv pip compile "$@" --output-file "$file" --quiet \
        --universal --python-version 3.11 --only-binary :all: --generate-hashes \
        --no-annotate --no-header --no-emit-index-url --no-emit-find-links
    echo "$file: $(grep -c == "$file") packages"
}

lock() {
    local name=$1
    shift
    compile "$name" pyproject.toml requirements/build.in "$@"
}

lock run "$@"
lock pi --extra pi --extra camera "$@"
lock demo --extra demo --extra camera "$@"
lock dev --extra demo --extra camera --extra serve --extra dev "$@"
compile mutate requirements/mutate.in --constraint requirements/dev.txt "$@"
