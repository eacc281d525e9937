"""Files that hold keys and certificates, written whole or not at all."""

import os
import secrets
from pathlib import Path

from cryptography.hazmat.primitives import serialization as forms
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

PUBLIC = 0o644
PRIVATE = 0o600


class PkiError(ValueError):
    """A request, certificate, key or token that cannot be used; the words are for a person."""


def write(path: Path, content: bytes, mode: int = PUBLIC) -> None:
    """Replace `path` in one step; it is on the disk when this returns. Raises OSError."""
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(handle, "wb") as file:
            os.fchmod(handle, mode)  # whatever the umask: others must be able to read a certificate
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.rename(path)
    finally:
        beside.unlink(missing_ok=True)


def key_pem(key: EllipticCurvePrivateKey) -> bytes:
    """PKCS #8 in PEM, not encrypted: on a cart systemd-creds encrypts it for that machine."""
    return key.private_bytes(forms.Encoding.PEM, forms.PrivateFormat.PKCS8, forms.NoEncryption())


def read_key(path: Path) -> EllipticCurvePrivateKey:
    """Raises PkiError."""
    try:
        return load_key(path.read_bytes())
    except (OSError, PkiError) as error:
        raise PkiError(f"{path}: {error}") from error


def load_key(pem: bytes) -> EllipticCurvePrivateKey:
    """Raises PkiError."""
    try:
        key = forms.load_pem_private_key(pem, password=None)
    except (ValueError, TypeError) as error:
        raise PkiError(str(error)) from error
    if not isinstance(key, EllipticCurvePrivateKey):
        raise PkiError("not a key on an elliptic curve")
    return key
