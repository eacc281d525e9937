import re
import subprocess
import sys
from pathlib import Path

import pytest

from cart_agent.config import CartConfig, device_settings, load
from tools import configuration
from tools.settings import Section, driver_settings, sections

ROOT = Path(configuration.__file__).parents[1]
EXAMPLE = ROOT / "systemd/cart.example.toml"


def every_section() -> list[Section]:
    drivers = [section for name, kind in driver_settings() for section in sections(kind, name)]
    return [*sections(CartConfig), *drivers]


@pytest.mark.parametrize("section", every_section(), ids=lambda section: section.path)
def test_every_key_is_explained(section: Section) -> None:
    silent = [key.name for key in section.keys if not key.text and key.name != "name"]

    assert silent == []


@pytest.mark.parametrize("name", configuration.FILES)
def test_the_documents_are_up_to_date(name: str) -> None:
    assert (ROOT / name).read_text(encoding="utf-8") == configuration.FILES[name]()


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


def test_the_check_fails_on_a_document_that_is_not_up_to_date(tmp_path: Path) -> None:
    """In a copy of the checkout, so that the real one is never touched."""
    for part in ("cart_agent", "drivers", "firmware_bridge", "tools"):
        (tmp_path / part).symlink_to(ROOT / part)
    (tmp_path / "docs").mkdir()
    (tmp_path / "systemd").mkdir()
    code = (
        "import sys, pathlib; from tools import configuration as c; c.ROOT = pathlib.Path.cwd();"
        "first = c.main(['--check']); c.main([]); sys.exit((first, c.main(['--check'])) != (1, 0))"
    )

    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=False)

    assert done.returncode == 0
