"""Which certificate followed which: one that is revoked takes those with it that it was renewed to."""

from pathlib import Path

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives import serialization as forms
from cryptography.hazmat.primitives.asymmetric import ec
from msgspec import Struct

from cart_agent.pki import files
from cart_agent.pki.files import PkiError

FILE = "renewed.json"


class Step(Struct, frozen=True, kw_only=True):
    """One renewal. Serial numbers have 160 bits: they are kept as text. `key` is the new one, in PEM."""

    old: str
    new: str
    key: str


def follow(directory: Path, old: x509.Certificate, key: ec.EllipticCurvePublicKey, new: bytes) -> None:
    """Keep a renewal before its certificate is handed out.

    Raises PkiError where the old one was renewed for another key: two ask with one certificate.
    """
    steps, serial = _steps(directory), str(old.serial_number)
    pem = key.public_bytes(forms.Encoding.PEM, forms.PublicFormat.SubjectPublicKeyInfo).decode()
    if any(one.old == serial and one.key != pem for one in steps):
        raise PkiError("this certificate was renewed for another key: find out who holds it, and revoke it")
    issued = str(x509.load_pem_x509_certificate(new).serial_number)
    files.write(
        directory / FILE, msgspec.json.encode([*steps, Step(old=serial, new=issued, key=pem)]), files.PRIVATE
    )


def successors(directory: Path, serial: int) -> tuple[int, ...]:
    """This certificate's number and those of all that came out of it."""
    found = [str(serial)]
    steps = _steps(directory)
    for one in found:
        found += [step.new for step in steps if step.old == one and step.new not in found]
    return tuple(map(int, found))


def _steps(directory: Path) -> list[Step]:
    try:
        return msgspec.json.decode((directory / FILE).read_bytes(), type=list[Step])
    except FileNotFoundError:
        return []
    except ValueError as error:
        raise PkiError(f"{directory / FILE}: {error}") from error
