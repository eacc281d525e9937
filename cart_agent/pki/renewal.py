"""A request for the next certificate, proven with the one that is still good instead of a token.

It is a JWS (RFC 7515) by the old key. Its payload is the old certificate and the PKCS #10 request for the new
key, both in PEM; the new key is made on the cart and never leaves it.
"""

from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives import serialization as forms
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID
from joserfc import jws
from joserfc.jwk import ECKey
from msgspec import Struct

from cart_agent.pki import files, request
from cart_agent.pki.authority import Authority, names_of
from cart_agent.pki.files import PkiError

_ALGORITHM = "ES256"
_SPKI = forms.PublicFormat.SubjectPublicKeyInfo


class Renewal(Struct, frozen=True, kw_only=True):
    """Who asks, for which key, and the certificate that proves it."""

    name: str
    key: ec.EllipticCurvePublicKey
    old: x509.Certificate


def make(
    name: str,
    new: ec.EllipticCurvePrivateKey,
    old: x509.Certificate,
    old_key: ec.EllipticCurvePrivateKey,
) -> bytes:
    """The request for a new key. Raises PkiError."""
    payload = old.public_bytes(forms.Encoding.PEM) + request.signed(name, "", new)
    signer = ECKey.import_key(files.key_pem(old_key))
    header = {"alg": _ALGORITHM}
    return jws.serialize_compact(header, payload, signer, algorithms=[_ALGORITHM]).encode() + b"\n"


def read(asked: bytes, issuer: Authority, now: datetime) -> Renewal:
    """Raises PkiError for one that is not proven by a certificate of this authority that is good now."""
    try:
        text = asked.decode("ascii").strip()
        payload = jws.extract_compact(text.encode()).payload
        old = x509.load_pem_x509_certificate(payload)
        signer = ECKey.import_key(old.public_key().public_bytes(forms.Encoding.PEM, _SPKI))
        jws.deserialize_compact(text, signer, algorithms=[_ALGORITHM])
        old.verify_directly_issued_by(issuer.certificate)
    except Exception as error:  # a stranger's bytes: the libraries name no closed set of errors
        raise PkiError(f"this is no request for a certificate, or none of ours proves it: {error}") from error
    wanted = request.read(payload)
    _judge(old, wanted, issuer, now)
    return Renewal(name=wanted.name, key=wanted.key, old=old)


def _judge(old: x509.Certificate, wanted: request.Request, issuer: Authority, now: datetime) -> None:
    names = names_of(old)
    usages = old.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    if names != [wanted.name] or ExtendedKeyUsageOID.CLIENT_AUTH not in usages:
        raise PkiError(f"the certificate that proves it is not {wanted.name}'s")
    if not old.not_valid_before_utc <= now < old.not_valid_after_utc:
        raise PkiError(f"the certificate of {wanted.name} is not valid now: enrol it anew, with a token")
    if old.serial_number in issuer.revoked():
        raise PkiError(f"the certificate of {wanted.name} was revoked")
    if old.public_key() == wanted.key:
        raise PkiError(f"{wanted.name} asks for a new certificate with its old key")
