"""The hospital's own TOML file."""

from pathlib import Path
from typing import Annotated

from msgspec import Meta, Struct

from cart_agent.config.reader import read
from cart_agent.config.sections import Device, TopicLevel
from cart_agent.his.link.settings import LinkSettings
from cart_agent.his.topics import Kind

EPHEMERAL = "ephemeral"
SIGNED = frozenset({Kind.STAFF, Kind.POLICY})
"""Always published as JWS (docs/his-contract.md, "Signed documents")."""


class WardSource(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A ward and the directory that holds its documents."""

    id: TopicLevel
    directory: str
    """chart-*.json, formulary-*.json, staff.json, policy.json and stock*.json as they are published, and
    bundle-*.json: FHIR bundles, taken in as `cart hospital import` does. Looked at again when a file changes.
    """


class SigningSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The key that signs staff lists, policies and commands, and what else the site wants signed."""

    key: str = EPHEMERAL
    """PEM file with an Ed25519 private key, or `ephemeral`: a new one at each start, for demonstrations."""
    kid: Annotated[str, Meta(min_length=1)] = "hospital-1"
    """The key's name, as the carts know it."""
    public_key: str = ""
    """Where to write the public key (PEM) for the carts; empty: nowhere."""
    charts: bool = False
    """Sign charts too. A chart is signed from its next version on: its bytes are the version's."""
    formulary: bool = False
    """Sign formulary and stock too, from their next versions on."""

    def signed(self) -> frozenset[Kind]:
        """The kinds of documents that are published as JWS."""
        charts = {Kind.CHART} if self.charts else set()
        return SIGNED | charts | ({Kind.FORMULARY, Kind.STOCK} if self.formulary else set())


class RecordSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Given doses as files for other systems: one FHIR MedicationAdministration a line (NDJSON)."""

    directory: str = ""
    """Where the files go; empty: nowhere."""
    megabytes: Annotated[int, Meta(ge=1, le=1024)] = 16
    """A file that has grown this large is followed by the next."""


class HospitalConfig(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One site with its wards and carts."""

    site: TopicLevel
    broker: LinkSettings
    database: str
    """SQLite file of documents and events; it is made when it is not there."""
    wards: Annotated[tuple[WardSource, ...], Meta(min_length=1)]
    clock: Device = Device(driver="clock_system", name="clock")
    carts: tuple[TopicLevel, ...] = ()
    """The carts whose events are accepted; empty: all that the broker lets through."""
    signing: SigningSettings = SigningSettings()
    records: RecordSettings = RecordSettings()
    manifest_seconds: Annotated[float, Meta(gt=0, le=60)] = 30.0
    """Time between two manifests; the contract wants one a minute."""
    control: str = ""
    """Path of a Unix socket for scenarios and tests; empty: none."""


def load(path: Path) -> HospitalConfig:
    """Read the file. Raises ConfigError, naming every key and line that is wrong."""
    return read(path, HospitalConfig)
