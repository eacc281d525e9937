from pathlib import Path
from typing import Annotated

import msgspec
import pytest

from cart_agent.config import ConfigError, device_settings, load

MINIMAL = """\
[cart]
id = "cart-7"
site = "demo"
wards = ["noi-a"]
zone = "Asia/Ho_Chi_Minh"

[hospital]
host = "broker.example"

[drawers]
driver = "drawer_controller"
port = "/dev/cart/drawers"

[[scanners]]
driver = "scanner_serial"
port = "/dev/cart/scanner"
"""


class Door(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    number: int


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: str
    port: str
    baudrate: int = 9600
    pins: dict[int, int] = {}
    doors: Annotated[tuple[Door, ...], msgspec.Meta(min_length=1)] = (Door(number=1),)


def write(directory: Path, text: str) -> Path:
    path = directory / "cart.toml"
    path.write_text(text, encoding="utf-8")
    return path


def problems(directory: Path, text: str) -> list[tuple[int, str, str]]:
    with pytest.raises(ConfigError) as caught:
        load(write(directory, text))
    return [(problem.line, problem.key, problem.text) for problem in caught.value.problems]


def test_a_small_file_gets_the_documented_defaults(tmp_path: Path) -> None:
    config = load(write(tmp_path, MINIMAL))

    assert config.simulate is False
    assert config.store.path == "/var/lib/cart-agent/cart.db"
    assert config.clock.driver == "clock_system"
    assert config.session.logout_seconds == 60
    assert [device.name for device in (config.clock, *config.scanners, config.drawers)] == [
        "clock",
        "scanner-1",
        "drawers",
    ]


def test_every_wrong_value_is_reported_at_once_with_its_line(tmp_path: Path) -> None:
    text = MINIMAL.replace('host = "broker.example"', 'host = "broker.example"\nport = 99999\nmqtt = "4"')
    text = text.replace('id = "cart-7"', 'id = "a/b"')

    found = problems(tmp_path, text)

    assert [(line, key) for line, key, _ in found] == [
        (2, "cart.id"),
        (9, "hospital.port"),
        (10, "hospital.mqtt"),
    ]
    assert found[1][2] == "must be a whole number from 1 to 65535, not 99999"
    assert found[2][2] == 'must be "3.1.1" or "5", not "4"'


def test_an_unknown_key_suggests_the_nearest(tmp_path: Path) -> None:
    text = MINIMAL + "\n[session]\nlogout_second = 30\n"

    assert problems(tmp_path, text) == [
        (19, "session.logout_second", "is not a known key; did you mean logout_seconds?")
    ]


def test_a_missing_key_is_reported_at_its_section(tmp_path: Path) -> None:
    text = MINIMAL.replace('zone = "Asia/Ho_Chi_Minh"\n', "").replace('driver = "scanner_serial"\n', "")

    assert [(line, key) for line, key, _ in problems(tmp_path, text)] == [
        (1, "cart.zone"),
        (13, "scanners[1].driver"),
    ]


def test_a_missing_section_is_reported_for_the_file(tmp_path: Path) -> None:
    text = MINIMAL.replace('[drawers]\ndriver = "drawer_controller"\nport = "/dev/cart/drawers"\n', "")

    assert problems(tmp_path, text) == [(0, "drawers", "is missing; it must be a table")]


def test_an_unknown_time_zone_is_refused_at_load(tmp_path: Path) -> None:
    (found,) = problems(tmp_path, MINIMAL.replace("Asia/Ho_Chi_Minh", "Asia/Nowhere"))

    assert found[:2] == (1, "cart")
    assert "Asia/Nowhere" in found[2]


def test_two_devices_of_one_name_are_refused(tmp_path: Path) -> None:
    text = MINIMAL + '\n[[scanners]]\ndriver = "scanner_serial"\nname = "scanner-1"\nport = "/dev/cart/b"\n'

    assert problems(tmp_path, text) == [(20, "scanners[2].name", "another device has this name")]


def test_a_pattern_that_fails_its_own_example_is_refused(tmp_path: Path) -> None:
    text = MINIMAL + '\n[identify.badge]\npattern = "X[0-9]+"\naccepts = ["NV01"]\nrefuses = ["NV"]\n'

    (found,) = problems(tmp_path, text)

    assert found[:2] == (18, "identify")
    assert "badge" in found[2]


@pytest.mark.parametrize(
    ("text", "line"),
    [("[cart\nid = 1\n", 1), ("a = 1\nb = \n", 2), ('a = "x\n', 1), ("a = 1\na = 2\n", 2)],
)
def test_a_file_that_is_not_toml_names_the_line(tmp_path: Path, text: str, line: int) -> None:
    (found,) = problems(tmp_path, text)

    assert found[0] == line
    assert "is not TOML" in found[2]


def test_a_file_that_cannot_be_read_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read: No such file"):
        load(tmp_path / "none.toml")


def test_a_file_that_is_not_utf8_is_a_clear_error(tmp_path: Path) -> None:
    path = tmp_path / "cart.toml"
    path.write_bytes(b"[cart]\nid = '\xff'\n")

    with pytest.raises(ConfigError, match="is not UTF-8 at byte 13"):
        load(path)


def test_a_message_has_file_line_key_and_what_is_allowed(tmp_path: Path) -> None:
    path = write(tmp_path, MINIMAL + "\n[ui]\ntheme = 3\n")

    with pytest.raises(ConfigError) as caught:
        load(path)

    assert str(caught.value) == f'{path}:19: ui.theme: must be "day" or "night", not 3'


def test_driver_settings_get_the_name_and_whole_number_keys(tmp_path: Path) -> None:
    config = load(write(tmp_path, MINIMAL + "pins = {3 = 17}\n"))

    settings = device_settings(config.scanners[0], Settings)

    assert settings == Settings(name="scanner-1", port="/dev/cart/scanner", pins={3: 17})


def test_a_wrong_driver_setting_names_the_line_too(tmp_path: Path) -> None:
    config = load(write(tmp_path, MINIMAL + 'baudrate = "fast"\nbaud = 1\n'))

    with pytest.raises(ConfigError) as caught:
        device_settings(config.scanners[0], Settings)

    assert [(problem.line, problem.key) for problem in caught.value.problems] == [
        (17, "scanners[1].baudrate"),
        (18, "scanners[1].baud"),
    ]


@pytest.mark.parametrize(
    ("doors", "line", "key", "said"),
    [
        ("doors = []", 17, "scanners[1].doors", "of length >= 1"),
        ("doors = 3", 17, "scanners[1].doors", "must be a list of tables"),
        (
            "[[scanners.doors]]\nnumber = 1\n[[scanners.doors]]\nnumber = 'x'",
            20,
            "scanners[1].doors[2].number",
            "not",
        ),
    ],
)
def test_a_list_inside_a_device_is_checked_to_the_bottom(
    tmp_path: Path, doors: str, line: int, key: str, said: str
) -> None:
    config = load(write(tmp_path, MINIMAL + doors))

    with pytest.raises(ConfigError) as caught:
        device_settings(config.scanners[0], Settings)

    (problem,) = caught.value.problems
    assert (problem.line, problem.key) == (line, key)
    assert said in problem.text
