"""The hospital's desk for certificates: a token goes out, a request comes back, a certificate goes out."""

from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec

from cart_agent.pki import files, issued, renewal, request, tokens
from cart_agent.pki.authority import Authority, read_certificate
from cart_agent.pki.files import PkiError

TOKENS = "tokens"


def enrol(directory: Path, asked: bytes, now: datetime, days: int) -> tuple[str, bytes]:
    """Answer a cart's request with its name and its certificate (PEM). Raises PkiError, OSError.

    A renewal is proven by the certificate before, a first request by its token.
    The token is used up before anything is signed: a crash in between costs a token, and never gives two
    certificates for one.
    """
    issuer = Authority(directory)
    if not asked.lstrip().startswith(b"-----BEGIN"):
        return _renew(directory, issuer, asked, now, days)
    wanted = request.read(asked)
    tokens.spend(directory / TOKENS, wanted.name, wanted.token, now)
    return wanted.name, issuer.client(wanted.name, wanted.key, now, days)


def _renew(directory: Path, issuer: Authority, asked: bytes, now: datetime, days: int) -> tuple[str, bytes]:
    wanted = renewal.read(asked, issuer, now)
    made = issuer.client(wanted.name, wanted.key, now, days)
    issued.follow(directory, wanted.old, wanted.key, made)
    return wanted.name, made


def client(directory: Path, name: str, to: Path, now: datetime, days: int) -> None:
    """Key and certificate for a program on this machine, such as the hospital's side: NAME.key, NAME.pem."""
    key = ec.generate_private_key(ec.SECP256R1())
    _pair(to, name, key, Authority(directory).client(name, key.public_key(), now, days))


def broker(directory: Path, names: tuple[str, ...], to: Path, now: datetime) -> None:
    """Key and certificate for the broker: broker.key, broker.pem."""
    key = ec.generate_private_key(ec.SECP256R1())
    _pair(to, "broker", key, Authority(directory).broker(names, key.public_key(), now))


def revoke(directory: Path, certificate: Path, now: datetime) -> None:
    """With all that it was renewed to. Raises PkiError, also for a certificate of another authority."""
    issuer = Authority(directory)
    found = read_certificate(certificate)
    try:
        found.verify_directly_issued_by(issuer.certificate)
    except Exception as error:  # its signature, its issuer or its key's kind
        raise PkiError(f"{certificate} was not issued by this authority") from error
    for serial in issued.successors(directory, found.serial_number):
        issuer.revoke(serial, now)


def _pair(to: Path, name: str, key: ec.EllipticCurvePrivateKey, certificate: bytes) -> None:
    to.mkdir(parents=True, exist_ok=True)
    files.write(to / f"{name}.key", files.key_pem(key), files.PRIVATE)
    files.write(to / f"{name}.pem", certificate)
