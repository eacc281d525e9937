import re
from pathlib import Path

import pytest

from cart_agent.config import CartConfig, device_settings, load
from tools import configuration
from tools.settings import Section, driver_settings, sections

EXAMPLE = configuration.ROOT / "systemd/cart.example.toml"


def every_section() -> list[Section]:
    drivers = [section for name, kind in driver_settings() for section in sections(kind, name)]
    return [*sections(CartConfig), *drivers]


@pytest.mark.parametrize("section", every_section(), ids=lambda section: section.path)
def test_every_key_is_explained(section: Section) -> None:
    silent = [key.name for key in section.keys if not key.text and key.name != "name"]

    assert silent == []


@pytest.mark.parametrize("path", configuration.outputs(), ids=lambda path: path.name)
def test_the_documents_are_up_to_date(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == configuration.outputs()[path]


def test_the_example_loads_and_its_comments_are_the_defaults(tmp_path: Path) -> None:
    as_shipped = load(EXAMPLE)
    spelled_out = tmp_path / "cart.toml"
    spelled_out.write_text(re.sub(r"^#(?=\S)", "", EXAMPLE.read_text(encoding="utf-8"), flags=re.MULTILINE))

    def without_places(config: CartConfig) -> object:
        return re.sub(r"where=Where\(.*?keys=\(.*?\)\)", "", repr(config), flags=re.DOTALL)

    assert without_places(load(spelled_out)) == without_places(as_shipped)


def test_the_examples_devices_satisfy_their_drivers() -> None:
    config = load(EXAMPLE)
    settings = dict(driver_settings())

    for device in (config.clock, *config.scanners, config.drawers):
        assert device_settings(device, settings[device.driver])
