"""A file that two drivers share is no driver: naming it in the configuration is a mistake that is told."""

from pathlib import Path

import pytest

from cart_agent.cli import main
from cart_agent.demo.files import Files, Setting, write


def test_a_shared_part_of_the_drivers_is_refused_as_a_driver(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = Files(directory=tmp_path)
    write(files, Setting(broker_port=1, cart_port=1, mqtt="5"))
    text = files.cart.read_text(encoding="utf-8")
    files.cart.write_text(text.replace('"drawer_controller"', '"drawer_rules"'), encoding="utf-8")

    assert main(["check-config", str(files.cart)]) == 1
    said = capsys.readouterr().err
    assert 'there is no drawer driver "drawer_rules"; there are: drawer_controller, drawer_gpio' in said
