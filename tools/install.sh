#!/usr/bin/env bash
# Puts the services, users, device names and, where there is none, the configuration into this machine.
# Starts nothing. With a directory as its argument it installs below that instead and changes no running system.
set -euo pipefail
cd "$(dirname "$0")/../systemd"
root=${1:-}

install -D -m 644 -t "$root/etc/systemd/system" cart-agent.service cart-link.service cart-ui.service cart-kiosk.service cart-printer.service cart-camera.service cart-renew.service cart-renew.timer
install -D -m 644 -t "$root/etc/sysusers.d" sysusers.d/cart.conf
install -D -m 644 -t "$root/etc/tmpfiles.d" tmpfiles.d/cart.conf
install -D -m 644 -t "$root/etc/udev/rules.d" udev/70-cart.rules
install -D -m 644 -t "$root/etc/modules-load.d" modules-load.d/cart.conf
[ -e "$root/etc/cart/cart.toml" ] || install -D -m 644 cart.example.toml "$root/etc/cart/cart.toml"
[ -z "$root" ] || exit 0

# The services may not write here: without this they would compile all they import at every start.
(cd .. && .venv/bin/python -m compileall -q .venv/lib cart_agent drivers firmware_bridge ui_tui)
systemd-sysusers
systemd-tmpfiles --create
udevadm control --reload
udevadm trigger --subsystem-match=tty --subsystem-match=gpio
systemctl daemon-reload
systemctl restart systemd-modules-load.service || echo "not every module of /etc/modules-load.d could be loaded: see journalctl -u systemd-modules-load"
echo "Edit /etc/cart/cart.toml, check it with: /opt/cart/.venv/bin/cart check-config /etc/cart/cart.toml"
echo "Then: systemctl enable --now cart-agent cart-link cart-ui (and cart-printer where there is a label printer)"
echo "With a certificate: systemctl enable --now cart-renew.timer (docs/broker.md says who carries what)"
echo "With a touch panel take cart-kiosk instead of cart-ui: apt-get install cage seatd foot (foot 1.15 or newer for touch)"
