#!/usr/bin/env bash
# Every static check. Goes through all of them, then fails when one failed.
set -uo pipefail
cd "$(dirname "$0")/.."
PATH=$PWD/.venv/bin:$PATH
failed=()

check() {
    local name=$1
    shift
    printf '==> %s\n' "$name"
    "$@" || failed+=("$name")
}

check "ruff" ruff check --quiet
check "format" ruff format --check --quiet
check "types" mypy
check "imports" lint-imports --no-cache --no-logo
check "generated files" python -m tools.generated --check
[ ${#failed[@]} -eq 0 ] && exit 0
printf 'failed: %s\n' "${failed[@]}" >&2
exit 1
