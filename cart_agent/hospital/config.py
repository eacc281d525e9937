"""The hospital's own TOML file."""

from pathlib import Path
from typing import Annotated

from msgspec import Meta, Struct

from cart_agent.config.reader import read
from cart_agent.config.sections import Device, TopicLevel
from cart_agent.his.link.settings import LinkSettings

EPHEMERAL = "ephemeral"


class WardSource(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A ward and the directory that holds its documents."""

    id: TopicLevel
    directory: str
    """chart-*.json, formulary-*.json, staff.json, policy.json and stock*.json."""


class SigningSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The key that signs staff lists and policies."""

    key: str = EPHEMERAL
    """PEM file with an Ed25519 private key, or `ephemeral`: a new one at each start, for demonstrations."""
    kid: Annotated[str, Meta(min_length=1)] = "hospital-1"
    """The key's name, as the carts know it."""
    public_key: str = ""
    """Where to write the public key (PEM) for the carts; empty: nowhere."""


class HospitalConfig(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One site with its wards and carts."""

    site: TopicLevel
    broker: LinkSettings
    clock: Device
    database: str
    """SQLite file of documents and events; it is made when it is not there."""
    wards: Annotated[tuple[WardSource, ...], Meta(min_length=1)]
    carts: tuple[TopicLevel, ...] = ()
    """The carts whose events are accepted; empty: all that the broker lets through."""
    signing: SigningSettings = SigningSettings()
    manifest_seconds: Annotated[float, Meta(gt=0, le=60)] = 30.0
    """Time between two manifests; the contract wants one a minute."""
    control: str = ""
    """Path of a Unix socket for scenarios and tests; empty: none."""


def load(path: Path) -> HospitalConfig:
    """Read the file. Raises ConfigError, naming every key and line that is wrong."""
    return read(path, HospitalConfig)
