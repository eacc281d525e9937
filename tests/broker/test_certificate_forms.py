"""Certificates in the form of RFC 5280: Python 3.13 insists on it, Python 3.11 does not."""

import contextlib
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from cart_agent.his.link.credentials import tls_context, trusting
from cart_agent.pki import files
from tests.support.guarded import Hospital

STRICT = ssl.VerifyFlags.VERIFY_X509_STRICT


def handshake(broker: ssl.SSLContext, cart: ssl.SSLContext) -> None:
    """Without a network. Raises ssl.SSLError where one does not believe the other."""
    to_broker, to_cart = ssl.MemoryBIO(), ssl.MemoryBIO()
    ends = (
        cart.wrap_bio(to_cart, to_broker, server_hostname="localhost"),
        broker.wrap_bio(to_broker, to_cart, server_side=True),
    )
    for end in 3 * ends:
        with contextlib.suppress(ssl.SSLWantReadError):
            end.do_handshake()
    assert all(end.cipher() for end in ends)


def broker_of(folder: Path) -> ssl.SSLContext:
    made = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=folder / "ca.pem")
    made.verify_mode = ssl.CERT_REQUIRED
    made.load_cert_chain(folder / "broker.pem", folder / "broker.key")
    made.load_verify_locations(folder / "crl.pem")
    return made


def test_what_our_authority_issues_is_believed_by_the_strictest(tmp_path: Path) -> None:
    hospital = Hospital(tmp_path)
    broker, cart = broker_of(tmp_path), tls_context(hospital.identity("cart-1"))
    cart.load_verify_locations(tmp_path / "crl.pem")
    for side in (broker, cart):
        side.verify_flags |= STRICT | ssl.VerifyFlags.VERIFY_CRL_CHECK_LEAF
    handshake(broker, cart)


def test_an_older_certificate_without_key_identifiers_is_believed_by_every_python(tmp_path: Path) -> None:
    hospital = Hospital(tmp_path)
    (tmp_path / "broker.pem").write_bytes(older(tmp_path))
    broker, cart = broker_of(tmp_path), tls_context(hospital.identity("cart-1"))
    handshake(broker, cart)
    handshake(optional(broker), trusting(str(tmp_path / "ca.pem")))

    cart.verify_flags |= STRICT
    with pytest.raises(ssl.SSLCertVerificationError, match="Authority Key Identifier"):
        handshake(broker, cart)


def optional(broker: ssl.SSLContext) -> ssl.SSLContext:
    """It asks for no certificate."""
    broker.verify_mode = ssl.CERT_NONE
    return broker


def older(folder: Path) -> bytes:
    """The broker's certificate as openssl's shortest command makes it."""
    authority = x509.load_pem_x509_certificate((folder / "ca.pem").read_bytes())
    now = datetime.now(UTC)
    key = ec.generate_private_key(ec.SECP256R1())
    files.write(folder / "broker.key", files.key_pem(key), files.PRIVATE)
    made = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([]))
        .issuer_name(authority.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=True)
        .sign(files.read_key(folder / "ca.key"), hashes.SHA256())
    )
    return made.public_bytes(Encoding.PEM)
