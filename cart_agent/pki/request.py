"""What a cart asks for: a certificate for the key that it made itself, with the one-time token it was given.

The request is PKCS #10; the token is its challenge password (RFC 2985, 5.4.1). The key never leaves the cart.
"""

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives import serialization as forms
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import AttributeOID
from msgspec import Struct

from cart_agent.pki import files
from cart_agent.pki.authority import common_name, names_of
from cart_agent.pki.files import PkiError


class Request(Struct, frozen=True, kw_only=True):
    """A request that was signed with the key it names."""

    name: str
    key: ec.EllipticCurvePublicKey
    token: str


def make(name: str, token: str) -> tuple[bytes, bytes]:
    """A new key and the request for it, both in PEM. Raises PkiError."""
    key = ec.generate_private_key(ec.SECP256R1())
    return files.key_pem(key), signed(name, token, key)


def signed(name: str, token: str, key: ec.EllipticCurvePrivateKey) -> bytes:
    """The request (PEM) for a key. Raises PkiError."""
    builder = x509.CertificateSigningRequestBuilder().subject_name(common_name(name))
    asked = builder.add_attribute(AttributeOID.CHALLENGE_PASSWORD, token.encode()).sign(key, hashes.SHA256())
    return asked.public_bytes(forms.Encoding.PEM)


def read(pem: bytes) -> Request:
    """Raises PkiError for what is no request, or not signed with its own key."""
    try:
        asked = x509.load_pem_x509_csr(pem)
        key = asked.public_key()
        if not asked.is_signature_valid:
            raise PkiError("the request is not signed with its own key")
        token = asked.attributes.get_attribute_for_oid(AttributeOID.CHALLENGE_PASSWORD).value.decode()
        names = names_of(asked)
    except x509.AttributeNotFound as error:
        raise PkiError("the request holds no token") from error
    except PkiError:
        raise
    except Exception as error:  # a stranger's bytes: the library names no closed set of errors
        raise PkiError(f"this is no request for a certificate: {error}") from error
    if not isinstance(key, ec.EllipticCurvePublicKey) or len(names) != 1:
        raise PkiError("the request must name one cart and a key on an elliptic curve")
    return Request(name=names[0], key=key, token=token)
