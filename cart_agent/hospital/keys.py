"""The hospital's signing key: Ed25519 in PEM."""

import os
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization as forms
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cart_agent.hospital.config import EPHEMERAL, SigningSettings


class KeyUnusable(ValueError):
    """The signing key's file cannot be read as an Ed25519 private key."""


def private_key(settings: SigningSettings) -> bytes:
    """The private key (PEM). Writes the public key where the settings say. Raises KeyUnusable."""
    key = Ed25519PrivateKey.generate() if settings.key == EPHEMERAL else _read(Path(settings.key))
    if settings.public_key:
        Path(settings.public_key).write_bytes(_public(key))
    return _pem(key)


def public_of(path: Path) -> bytes:
    """The public half (PEM) of a private key's file, for the carts. Raises KeyUnusable."""
    return _public(_read(path))


def lasting(settings: SigningSettings) -> bytes:
    """The private key (PEM) from its file. Raises KeyUnusable, also for an ephemeral one."""
    if settings.key == EPHEMERAL:
        raise KeyUnusable("signing.key is ephemeral; make a lasting one: cart hospital keygen FILE")
    return _pem(_read(Path(settings.key)))


def create(path: Path) -> None:
    """Make a new key and write it where only its owner may read. Raises FileExistsError."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(_pem(Ed25519PrivateKey.generate()))


def _public(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes(forms.Encoding.PEM, forms.PublicFormat.SubjectPublicKeyInfo)


def _pem(key: Ed25519PrivateKey) -> bytes:
    return key.private_bytes(forms.Encoding.PEM, forms.PrivateFormat.PKCS8, forms.NoEncryption())


def _read(path: Path) -> Ed25519PrivateKey:
    try:
        key = forms.load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise KeyUnusable(f"{path}: {error}") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyUnusable(f"{path}: not an Ed25519 key")
    return key
