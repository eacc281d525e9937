"""The hospital's file and its key."""

import stat
from pathlib import Path

import pytest

from cart_agent.config.errors import ConfigError
from cart_agent.his.signing import open_signed, sign
from cart_agent.hospital import keys
from cart_agent.hospital.config import RecordSettings, SigningSettings, load

FILE = """
site = "bv-vi-du"
database = "/tmp/hospital.db"
carts = ["cart-01"]

[broker]
host = "127.0.0.1"
port = 1883
mqtt = "3.1.1"

[clock]
driver = "clock_system"

[[wards]]
id = "noi-a"
directory = "/srv/noi-a"

[signing]
key = "hospital.key"
"""


def write(directory: Path, text: str) -> Path:
    path = directory / "hospital.toml"
    path.write_text(text)
    return path


def test_a_whole_file_is_read(tmp_path: Path) -> None:
    config = load(write(tmp_path, FILE))

    assert config.broker.mqtt == "3.1.1"
    assert config.wards[0].directory == "/srv/noi-a"
    assert config.manifest_seconds == 30.0


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (("site =", "sight ="), "hospital.toml:2: sight"),
        (("port = 1883", "port = 0"), "hospital.toml:8: broker.port"),
        (('id = "noi-a"', 'id = "noi/a"'), r"hospital.toml:15: wards\[1\].id"),
        (('[signing]\nkey = "hospital.key"', "[signing]\nkid = 5"), "hospital.toml:19: signing.kid"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(tmp_path: Path, wrong: tuple[str, str], said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        load(write(tmp_path, FILE.replace(*wrong)))


def test_a_created_key_is_its_owners_alone_and_signs_what_its_public_half_opens(tmp_path: Path) -> None:
    keys.create(tmp_path / "key.pem")
    settings = SigningSettings(key=str(tmp_path / "key.pem"), public_key=str(tmp_path / "public.pem"))
    signed = sign(b"{}", "hospital-1", keys.private_key(settings))

    assert stat.S_IMODE((tmp_path / "key.pem").stat().st_mode) == 0o600
    assert open_signed(signed, {"hospital-1": (tmp_path / "public.pem").read_bytes()}).body == b"{}"


def test_a_key_is_never_overwritten(tmp_path: Path) -> None:
    keys.create(tmp_path / "key.pem")

    with pytest.raises(FileExistsError):
        keys.create(tmp_path / "key.pem")


@pytest.mark.parametrize(
    "content", [None, b"", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"]
)
def test_a_key_that_cannot_be_used_is_named(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "key.pem"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(keys.KeyUnusable, match=r"key\.pem"):
        keys.private_key(SigningSettings(key=str(path)))


def test_the_example_file_is_a_whole_one_and_shows_every_key() -> None:
    path = Path(__file__).parents[2] / "docs" / "examples" / "hospital.toml"
    config = load(path)
    shown = path.read_text()

    assert [ward.id for ward in config.wards] == ["noi-a", "ngoai-b"]
    assert (config.signing, config.records.megabytes) == (
        SigningSettings(key="/etc/hospital/signing.key"),
        RecordSettings().megabytes,
    )
    for key in (*SigningSettings.__struct_fields__, *RecordSettings.__struct_fields__, "manifest_seconds"):
        assert key in shown or key == "public_key"
