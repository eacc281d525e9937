#!/usr/bin/env bash
# Makes what a cart (setup.sh pi), `make demo` (setup.sh demo) or `make test` (setup.sh dev) needs: Debian packages
# and .venv. Says what it does; says nothing and does nothing when nothing changed since the last time.
set -euo pipefail
cd "$(dirname "$0")/.."

kind=${1:?pi, demo or dev}
stamp=.venv/.set-up
lists=(requirements/debian-run.txt)
case $kind in
    pi) ;;
    demo) lists+=(requirements/debian-demo.txt) ;;
    dev) lists+=(requirements/debian-demo.txt requirements/debian-test.txt) ;;
    *) echo "setup.sh: no such kind: $kind" >&2; exit 2 ;;
esac

say() { printf '==> %s\n' "$*"; }
fail() { printf 'set-up: %s\n' "$@" >&2; exit 1; }

# What a finished set-up of kind $1 was made from.
fingerprint() { cat "requirements/$1.txt" pyproject.toml requirements/debian-*.txt firmware_bridge/sim/package-lock.json | sha256sum | cut -d' ' -f1; }

missing_packages() {
    command -v dpkg-query >/dev/null || return 0 # not Debian: the tools themselves say what they miss
    local package
    for package in $(sed 's/#.*//' "${lists[@]}"); do
        case $package in nodejs | npm) command -v npm >/dev/null && continue ;; esac # often not Debian's
        is_installed "$package" || is_installed "${package}t64" || echo "$package"
    done
}

# On Debian 13 some libraries have the ending t64, for their clock.
is_installed() { dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null | grep -qx installed; }

install_packages() {
    local as_root=() command="apt-get install --no-install-recommends $*"
    if [ "$(id -u)" -ne 0 ]; then
        sudo -n true 2>/dev/null || fail "these Debian packages are missing: $*" "install them with: sudo $command"
        as_root=(sudo -n)
    fi
    say "Installing Debian packages: $*"
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -q=2 ||
        say "apt-get update failed; trying with the package lists that are here"
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o Dpkg::Use-Pty=0 install -q=2 -y --no-install-recommends "$@" ||
        fail "apt-get could not install: $*" "install them by hand, then run this again: $command"
}

find_python() {
    local candidate
    for candidate in python3 python3.13 python3.12 python3.11; do
        if "$candidate" -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
    fail "no Python 3.11, 3.12 or 3.13 with venv was found" "on Debian 12: apt-get install python3 python3-venv"
}

install_python_packages() {
    local python
    python=$(find_python)
    .venv/bin/python -c '' 2>/dev/null || { say "Making .venv with $($python --version)"; "$python" -m venv --clear .venv; }
    rm -f "$stamp"
    say "Installing $(grep -c '==' "requirements/$kind.txt") Python packages with checked hashes (requirements/$kind.txt)"
    pip_install --require-hashes --only-binary :all: -r "requirements/$kind.txt"
    say "Installing this project"
    pip_install --no-deps --no-build-isolation -e .
    [ "$kind" != pi ] || link_lgpio
}

# Drawers on the Pi's own pins need lgpio. For Python 3.13 it is not on PyPI as a wheel, but Raspberry Pi OS has it for
# its own Python, which .venv was made with.
link_lgpio() {
    local site files
    .venv/bin/python -c 'import lgpio' 2>/dev/null && return
    files=$(.venv/bin/python - <<<'import sysconfig; print("/usr/lib/python3/dist-packages/_lgpio" + sysconfig.get_config_var("EXT_SUFFIX"))')
    site=$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("platlib"))')
    if [ -e "$files" ]; then
        ln -sf "$files" /usr/lib/python3/dist-packages/lgpio.py "$site/"
    else
        say "No lgpio for this Python: drawers on the Pi's own pins will not work (sudo apt-get install python3-lgpio, then this again)"
    fi
}

pip_install() { .venv/bin/python -m pip --disable-pip-version-check install --quiet "$@"; }

# The simulated Pico of the firmware's tests.
install_rp2040js() {
    local authorities=/etc/ssl/certs/ca-certificates.crt
    say "Installing rp2040js with its checked hash (firmware_bridge/sim/package-lock.json)"
    # Node brings its own list of authorities; what this machine trusts is good here too.
    [ ! -r "$authorities" ] || export NODE_EXTRA_CA_CERTS=${NODE_EXTRA_CA_CERTS:-$authorities}
    npm ci --prefix firmware_bridge/sim --no-audit --no-fund --loglevel=error >/dev/null
}

exec 9<Makefile
flock 9 # one set-up at a time
missing=$(missing_packages)
# shellcheck disable=SC2086 # a list of words
[ -z "$missing" ] || install_packages $missing
grep -qsx "$kind $(fingerprint "$kind")" "$stamp" && exit 0
install_python_packages
[ "$kind" != dev ] || install_rp2040js
{ [ "$kind" != dev ] || echo "demo $(fingerprint demo)"; echo "$kind $(fingerprint "$kind")"; } >"$stamp" # dev holds demo
say "Set-up is complete"
