import re
import shutil
import subprocess
from pathlib import Path

import pytest

SYSTEMD = Path(__file__).parents[2] / "systemd"
SERVICES = [
    "cart-agent.service",
    "cart-link.service",
    "cart-ui.service",
    "cart-kiosk.service",
    "cart-printer.service",
    "cart-camera.service",
]
UNITS = [*SERVICES, "cart-renew.service"]
"""The last one is root's, does one thing a day and ends."""
EXPOSURE = {
    "cart-agent.service": 1.0,
    "cart-link.service": 1.1,
    "cart-ui.service": 2.6,
    "cart-kiosk.service": 1.4,
    "cart-printer.service": 1.4,
    "cart-camera.service": 1.0,
    "cart-renew.service": 1.1,
}
"""Highest score allowed by `systemd-analyze security`: 0 is closed, 10 is open."""


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False, timeout=60)


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """The units as they are, but that the program they name exists: a file that is executable."""
    program = tmp_path / "cart"
    shutil.copy("/bin/true", program)
    for unit in UNITS:
        text = (SYSTEMD / unit).read_text(encoding="utf-8")
        for installed_later in ("/opt/cart/.venv/bin/cart", "/usr/bin/cage"):
            text = text.replace(installed_later, str(program))
        (tmp_path / unit).write_text(text, encoding="utf-8")
    return tmp_path


def settings(unit: str) -> list[tuple[str, str]]:
    lines = (SYSTEMD / unit).read_text(encoding="utf-8").splitlines()
    pairs = (line.partition("=") for line in lines if "=" in line and not line.startswith("#"))
    return [(key, value) for key, _, value in pairs]


def values(unit: str, key: str) -> list[str]:
    return [value for name, value in settings(unit) if name == key]


@pytest.mark.parametrize("unit", UNITS)
def test_systemd_has_nothing_to_say_about_a_unit(installed: Path, unit: str) -> None:
    done = run("systemd-analyze", "verify", "--man=no", installed / unit)

    assert (done.stdout, done.stderr, done.returncode) == ("", "", 0)


def test_systemd_would_speak_of_a_wrong_unit(installed: Path) -> None:
    """Its status alone is no proof: it is 0 for an unknown setting."""
    unit = installed / "cart-agent.service"
    unit.write_text(unit.read_text(encoding="utf-8") + "\n[Service]\nNonsense=1\n", encoding="utf-8")

    assert "Nonsense" in run("systemd-analyze", "verify", "--man=no", unit).stderr


@pytest.mark.parametrize("unit", UNITS)
def test_a_unit_is_as_closed_as_it_was_designed(unit: str) -> None:
    done = run("systemd-analyze", "security", "--offline=true", "--no-pager", SYSTEMD / unit)
    score = re.search(r"Overall exposure level for \S+: ([0-9.]+)", done.stdout)

    assert score is not None, done.stderr
    assert float(score.group(1)) <= EXPOSURE[unit]


KNOWN_FROM_BOOT = {"ttyAMA", "ttyS", "gpiochip", "input", "media", "dma_heap", "drm"}
"""Kinds of devices that the kernel of a Pi has built in, or that come with `videodev` (media)."""
KIND_OF_MODULE = {"cdc_acm": "ttyACM", "usbserial": "ttyUSB", "usblp": "usb", "videodev": "video4linux"}
"""As /proc/devices names them (seen on Linux 6.1); a printer's own name, usblp, does not stand there."""


def test_a_device_that_is_plugged_in_later_is_not_out_of_reach() -> None:
    """systemd looks a kind of device up when the service starts; what is not known then stays denied."""
    lines = (SYSTEMD / "modules-load.d/cart.conf").read_text(encoding="utf-8").splitlines()
    modules = [line for line in lines if not line.startswith("#")]
    allowed = {value.split()[0] for unit in SERVICES for value in values(unit, "DeviceAllow")}
    kinds = {one.removeprefix("char-") for one in allowed if one.startswith("char-")}

    assert kinds == KNOWN_FROM_BOOT | {KIND_OF_MODULE[module] for module in modules}


def test_the_agent_has_no_network_and_no_pseudo_terminal() -> None:
    assert values("cart-agent.service", "PrivateNetwork") == ["yes"]
    assert values("cart-agent.service", "RestrictAddressFamilies") == ["AF_UNIX"]
    assert values("cart-agent.service", "InaccessiblePaths") == ["-/dev/pts -/dev/ptmx"]


@pytest.mark.parametrize("unit", UNITS)
def test_nothing_that_a_service_can_write_can_be_executed(unit: str) -> None:
    (denied,) = values(unit, "NoExecPaths")
    (allowed,) = values(unit, "ExecPaths")

    assert set(denied.split()) >= {"/", "/tmp", "/var/tmp", "/run", "/dev/shm"}
    assert set(allowed.split()) == {"/opt/cart", "/usr/bin", "/usr/lib", "/lib", "-/lib64"}


@pytest.mark.parametrize("unit", SERVICES)
def test_a_service_comes_back_for_ever(unit: str) -> None:
    assert values(unit, "Restart") == ["always"]
    assert values(unit, "StartLimitIntervalSec") == ["0"]


@pytest.fixture
def image(tmp_path: Path) -> Path:
    """An empty system into which the users and directories are made."""
    (tmp_path / "etc").mkdir()
    users = run("systemd-sysusers", f"--root={tmp_path}", SYSTEMD / "sysusers.d/cart.conf")
    assert users.returncode == 0, users.stderr
    return tmp_path


def test_each_service_has_its_user_and_reaches_only_what_it_needs(image: Path) -> None:
    users = {line.split(":")[0] for line in (image / "etc/passwd").read_text(encoding="utf-8").splitlines()}
    groups = {
        line.split(":")[0]: line.split(":")[3] for line in (image / "etc/group").read_text().splitlines()
    }

    assert {values(unit, "User")[0] for unit in SERVICES} <= users
    assert groups["cart-devices"] == "cart-agent"
    assert set(groups["cart-agent"].split(",")) == {"cart-link", "cart-ui", "cart-printer", "cart-camera"}


def test_the_certificate_is_looked_at_every_day() -> None:
    done = run("systemd-analyze", "verify", "--man=no", SYSTEMD / "cart-renew.timer")

    assert "Unknown" not in done.stderr
    assert values("cart-renew.timer", "OnCalendar") == ["daily"]
    assert values("cart-renew.timer", "Persistent") == ["true"]
    (command,) = values("cart-renew.service", "ExecStart")
    (credential,) = values("cart-link.service", "LoadCredentialEncrypted")
    assert f"--credential {credential.removeprefix('tls-key:')}" in command
    assert "--restart cart-link.service" in command


def test_credentials_are_for_root_alone(image: Path) -> None:
    done = run("systemd-tmpfiles", "--create", f"--root={image}", SYSTEMD / "tmpfiles.d/cart.conf")
    assert done.returncode == 0, done.stderr

    assert (image / "etc/cart/credentials").stat().st_mode & 0o777 == 0o700


def test_the_rules_make_the_names_that_the_example_uses() -> None:
    rules = (SYSTEMD / "udev/70-cart.rules").read_text(encoding="utf-8")
    example = (SYSTEMD / "cart.example.toml").read_text(encoding="utf-8")

    assert set(re.findall(r'SYMLINK\+="([^"]+)"', rules)) == {
        path.removeprefix("/dev/") for path in re.findall(r'"(/dev/cart/[^"]+)"', example)
    }
    assert set(re.findall(r'GROUP="([^"]+)"', rules)) == {"cart-devices"}


def test_the_example_uses_the_users_and_paths_of_the_units() -> None:
    example = (SYSTEMD / "cart.example.toml").read_text(encoding="utf-8")
    (state,) = values("cart-agent.service", "StateDirectory")
    (runtime,) = values("cart-agent.service", "RuntimeDirectory")

    assert f'"/var/lib/{state}/' in example
    assert f'"/run/{runtime}/' in example
    assert [f'"{values(unit, "User")[0]}"' in example for unit in SERVICES[1:]] == [True] * len(SERVICES[1:])


def test_systemd_is_no_python_package() -> None:
    assert list(SYSTEMD.rglob("__init__.py")) == []
