"""A ward's directory of contract documents, read as what is to be published."""

import hashlib
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from cart_agent.his.messages import ChartHeader, Message, PolicyHeader, StaffList, Version, decode
from cart_agent.his.topics import LONGEST, Kind, Topics


class DocumentError(ValueError):
    """A file of a ward's directory cannot be published."""

    def __init__(self, path: Path | str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")


class TooLong(DocumentError):
    """No cart would ever get it: the broker drops it without a word."""

    def __init__(self, topic: str, length: int) -> None:
        self.length = f"{length / 2**20:.1f} MiB"
        reason = f"is {self.length} long as published, and carts get no document above {LONGEST // 2**20} MiB"
        super().__init__(topic, reason)


class Document(Struct, frozen=True, kw_only=True):
    """One retained message. `name` is the encounter id, the formulary's part or the cart."""

    topic: str
    kind: Kind
    ward: str = ""
    """Empty for the formulary, which is the whole site's."""
    name: str = ""
    version: int
    source: bytes
    payload: bytes
    """The exact bytes to publish."""

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.payload).hexdigest()


class _Stock(Message, frozen=True, kw_only=True):
    """The outside of a stock document; its `bundle` holds MedicationDispense."""

    version: Version
    cart: str
    bundle: dict[str, Any]


class _Meta(Message, frozen=True, kw_only=True):
    version_id: str


class _Formulary(Message, frozen=True, kw_only=True):
    """A formulary part is a bare Bundle; `meta.versionId` is a whole number that rises with each change."""

    meta: _Meta


class _Outside(Struct, frozen=True, kw_only=True):
    """What a document says of itself."""

    topic: str
    version: int
    name: str = ""


def read_directory(directory: Path, site: str, ward: str) -> tuple[Document, ...]:
    """Every document of a ward, unsigned. Raises DocumentError for the first that cannot be read."""
    return tuple(
        _read(path, kind, site, ward) for pattern, kind in _FILES for path in sorted(directory.glob(pattern))
    )


def _read(path: Path, kind: Kind, site: str, ward: str) -> Document:
    try:
        source = path.read_bytes()
        if not source.startswith(b"{"):
            raise ValueError("must begin with {")
        outside = _OUTSIDES[kind](path, source, Topics(site=site, cart="-"), ward)
    except (OSError, ValueError) as error:
        raise DocumentError(path, str(error)) from error
    return Document(
        topic=outside.topic,
        kind=kind,
        ward="" if kind is Kind.FORMULARY else ward,
        name=outside.name,
        version=outside.version,
        source=source,
        payload=source,
    )


def _chart(_: Path, source: bytes, topics: Topics, ward: str) -> _Outside:
    header = decode(source, ChartHeader)
    topic = topics.chart(ward, header.encounter_id)
    return _Outside(topic=topic, version=header.version, name=header.encounter_id)


def _formulary(path: Path, source: bytes, topics: Topics, _: str) -> _Outside:
    part = path.stem.removeprefix("formulary-")
    version = int(decode(source, _Formulary).meta.version_id)
    return _Outside(topic=topics.formulary(part), version=version, name=part)


def _staff(_: Path, source: bytes, topics: Topics, ward: str) -> _Outside:
    return _Outside(topic=topics.ward(ward, Kind.STAFF), version=decode(source, StaffList).version)


def _policy(_: Path, source: bytes, topics: Topics, ward: str) -> _Outside:
    return _Outside(topic=topics.ward(ward, Kind.POLICY), version=decode(source, PolicyHeader).version)


def _stock(_: Path, source: bytes, topics: Topics, __: str) -> _Outside:
    header = decode(source, _Stock)
    topic = Topics(site=topics.site, cart=header.cart).own(Kind.STOCK)
    return _Outside(topic=topic, version=header.version, name=header.cart)


_FILES = (
    ("formulary-*.json", Kind.FORMULARY),
    ("policy.json", Kind.POLICY),
    ("staff.json", Kind.STAFF),
    ("stock*.json", Kind.STOCK),
    ("chart-*.json", Kind.CHART),
)
_OUTSIDES = {
    Kind.FORMULARY: _formulary,
    Kind.POLICY: _policy,
    Kind.STAFF: _staff,
    Kind.STOCK: _stock,
    Kind.CHART: _chart,
}
_encoder = msgspec.json.Encoder(decimal_format="number")


def content(document: Document) -> dict[str, Any]:
    """The document as plain JSON values; numbers with decimals are Decimal."""
    return decode(document.source, dict[str, Any])


def rewritten(document: Document, changed: dict[str, Any], as_of: str) -> Document:
    """An unsigned document with new content, one version higher. Decimals stay as they were written."""
    version = document.version + 1
    source = _encoder.encode(changed | {"version": version, "asOf": as_of})
    return msgspec.structs.replace(document, version=version, source=source, payload=source)
