"""The set-up script, with the machine around it replaced: a directory of small programs before PATH."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("cart_agent", "drivers", "firmware_bridge", "ui_tui")


def program(directory: Path, name: str, body: str) -> None:
    path = directory / name
    path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    path.chmod(0o755)


def set_up(machine: Path, kind: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": f"{machine}:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": str(machine)}
    script = [str(ROOT / "tools/setup.sh"), kind]
    return subprocess.run(script, env=environment, capture_output=True, text=True, check=False, timeout=60)


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A Debian on which nothing is installed, used by someone who is not root and has no sudo."""
    program(tmp_path, "dpkg-query", "exit 1")
    program(tmp_path, "id", "echo 1000")
    program(tmp_path, "sudo", "exit 1")
    program(tmp_path, "apt-get", f'echo "$@" >> {tmp_path}/apt-get.log')
    return tmp_path


def test_without_root_the_missing_packages_and_the_command_are_told(machine: Path) -> None:
    done = set_up(machine, "dev")

    assert done.returncode == 1
    missing = done.stderr.partition("these Debian packages are missing: ")[2].partition("\n")[0].split()
    assert {"libzbar0", "python3-venv", "gcc", "libc6-dev", "mosquitto"} <= set(missing)
    assert "sudo apt-get install --no-install-recommends libzbar0" in done.stderr
    assert not (machine / "apt-get.log").exists()


def test_a_cart_needs_no_compiler_and_the_demonstration_no_broker(machine: Path) -> None:
    assert "gcc" not in set_up(machine, "pi").stderr
    assert "mosquitto" not in set_up(machine, "demo").stderr


def test_a_package_that_apt_cannot_install_is_told(machine: Path) -> None:
    program(machine, "id", "echo 0")
    program(machine, "apt-get", '[ "$1" = update ]')

    done = set_up(machine, "demo")

    assert done.returncode == 1
    assert "apt-get could not install: libzbar0 python3-venv gcc libc6-dev" in done.stderr


def test_an_unknown_kind_is_refused(machine: Path) -> None:
    assert set_up(machine, "rubbish").returncode == 2


def test_the_wheel_holds_every_file_of_the_packages(tmp_path: Path) -> None:
    """Documents, C sources, style sheets and translations travel with the code that opens them."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=100, env=dict(os.environ))
    (wheel,) = tmp_path.glob("*.whl")
    listed = subprocess.run(
        ["git", "ls-files", *PACKAGES], cwd=ROOT, check=True, capture_output=True, text=True, timeout=30
    ).stdout.splitlines()
    present = {name for name in listed if (ROOT / name).exists()}

    with zipfile.ZipFile(wheel) as archive:
        assert present - set(archive.namelist()) == set()


def test_installing_puts_every_file_in_its_place_and_keeps_the_configuration(tmp_path: Path) -> None:
    config = tmp_path / "etc/cart/cart.toml"
    config.parent.mkdir(parents=True)
    config.write_text("# this cart's own\n", encoding="utf-8")

    script = str(ROOT / "tools/install.sh")
    done = subprocess.run([script, str(tmp_path)], capture_output=True, text=True, check=False, timeout=60)

    assert done.returncode == 0, done.stderr
    assert config.read_text(encoding="utf-8") == "# this cart's own\n"
    assert sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()) == [
        "etc/cart/cart.toml",
        "etc/modules-load.d/cart.conf",
        "etc/systemd/system/cart-agent.service",
        "etc/systemd/system/cart-camera.service",
        "etc/systemd/system/cart-kiosk.service",
        "etc/systemd/system/cart-link.service",
        "etc/systemd/system/cart-printer.service",
        "etc/systemd/system/cart-renew.service",
        "etc/systemd/system/cart-renew.timer",
        "etc/systemd/system/cart-ui.service",
        "etc/sysusers.d/cart.conf",
        "etc/tmpfiles.d/cart.conf",
        "etc/udev/rules.d/70-cart.rules",
    ]
