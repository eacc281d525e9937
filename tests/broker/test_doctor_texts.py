"""What the doctor can say: every code is made to happen by a test, and every next step names what is there.

The tests of the codes are in the other files of this directory. Hardware is needed for none.
"""

import re
from pathlib import Path

import pytest

from cart_agent.cli import main
from cart_agent.commands import doctor
from cart_agent.doctor.text import Text
from cart_agent.doctor.texts import TEXTS
from cart_agent.his.link.settings import LinkSettings, TlsSettings

HERE = Path(__file__)
TOP = HERE.parents[2]
NEXT = {step for text in TEXTS.values() for step in (text.vi_next, text.en_next)}
EACH = pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)


def named(pattern: str) -> set[str]:
    """What the next steps name."""
    return {found for step in NEXT for found in re.findall(pattern, step)}


def test_every_code_is_made_to_happen_by_a_test() -> None:
    tests = "".join(one.read_text() for one in HERE.parent.glob("test_*.py") if one != HERE)

    assert [code for code in TEXTS if not re.search(rf'"{code}"', tests)] == []


def test_every_code_can_happen() -> None:
    source = "".join(one.read_text() for one in (TOP / "cart_agent/doctor").glob("[!t]*.py"))
    dated = {
        f"{whose}_{how}" for whose in ("CART", "AUTHORITY", "BROKER") for how in ("VALID", "DUE", "EXPIRED")
    }

    assert [code for code in TEXTS if f'"{code}"' not in source and code not in dated] == []


@EACH
def test_both_languages_say_the_same_and_what_is_bad_has_a_next_step(text: Text) -> None:
    for pair in ((text.vi, text.en), (text.vi_next, text.en_next)):
        vi, en = (set(re.findall(r"\{(\w+)\}", one)) for one in pair)
        assert vi == en
    assert bool(text.vi_next) == bool(text.en_next)
    assert text.en_next or text.state in {"good", "note"}


@pytest.mark.parametrize("command", sorted(named(r"\bcart (?!and |then )([a-z-]+(?: [a-z]+)?)")))
def test_every_command_that_is_named_is_there(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*command.split(), "--help"])

    assert ended.value.code == 0
    assert f"usage: cart {command.split(maxsplit=1)[0]}" in capsys.readouterr().out


def test_every_option_unit_and_setting_that_is_named_is_there() -> None:
    options = named(r"--[a-z-]+")
    units = named(r"\bcart-[a-z]+\b")
    files = named(r"\b[a-z]+_file\b") - {"acl_file"}

    assert options == {"--inspector", "--revoked", "--restart-command"}
    assert all(f'"{one}"' in Path(doctor.__file__).read_text() for one in options)
    assert units == {"cart-link", "cart-renew"}
    assert all((TOP / f"systemd/{one}.service").exists() for one in units)
    assert files <= {*TlsSettings.__struct_fields__, *LinkSettings.__struct_fields__}
