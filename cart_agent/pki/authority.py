"""The hospital's own certificate authority, in one directory: ca.pem, ca.key, crl.pem.

The revocation list is the only memory it has. It is valid as long as the authority: a broker refuses
everybody once its list has run out, and a list that nobody renewed must not stop a hospital.
"""

import ipaddress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives import serialization as forms
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from cart_agent.pki import files
from cart_agent.pki.files import PkiError

CA_DAYS = 3650
CART_DAYS = 90
"""docs/his-contract.md, "Enrolment"."""
BROKER_DAYS = 365
_BEFORE = timedelta(hours=1)
"""A machine's clock may be a little behind."""


def create(directory: Path, name: str, now: datetime) -> None:
    """Make a new authority. Raises PkiError where there is one already, OSError."""
    if (directory / "ca.key").exists():
        raise PkiError(f"{directory} holds an authority already")
    directory.mkdir(parents=True, exist_ok=True)
    key = ec.generate_private_key(ec.SECP256R1())
    usage = x509.KeyUsage(
        digital_signature=False,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=True,
        crl_sign=True,
        encipher_only=False,
        decipher_only=False,
    )
    subject = common_name(name)
    certificate = (
        _builder(subject, key.public_key(), subject, now, now + timedelta(days=CA_DAYS))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    files.write(directory / "ca.key", files.key_pem(key), files.PRIVATE)
    files.write(directory / "ca.pem", certificate.public_bytes(forms.Encoding.PEM))
    Authority(directory).write_crl(now)


class Authority:
    """One that exists. Raises PkiError when its files cannot be used."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._key = files.read_key(directory / "ca.key")
        self.certificate = read_certificate(directory / "ca.pem")

    def client(self, name: str, key: ec.EllipticCurvePublicKey, now: datetime, days: int) -> bytes:
        """A certificate (PEM) with which `name` may connect to the broker, for so many days."""
        return self._issue(name, key, ExtendedKeyUsageOID.CLIENT_AUTH, now, days, ())

    def broker(self, names: tuple[str, ...], key: ec.EllipticCurvePublicKey, now: datetime) -> bytes:
        """A certificate (PEM) for a broker that is reached under these names or addresses."""
        return self._issue(names[0], key, ExtendedKeyUsageOID.SERVER_AUTH, now, BROKER_DAYS, names)

    def _issue(
        self,
        name: str,
        key: ec.EllipticCurvePublicKey,
        usage: x509.ObjectIdentifier,
        now: datetime,
        days: int,
        hosts: tuple[str, ...],
    ) -> bytes:
        until = min(now + timedelta(days=days), self.certificate.not_valid_after_utc)
        builder = (
            _builder(common_name(name), key, self.certificate.subject, now, until)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(x509.ExtendedKeyUsage([usage]), critical=False)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
            .add_extension(self._identifier(), critical=False)
        )
        if hosts:
            builder = builder.add_extension(x509.SubjectAlternativeName([*map(_host, hosts)]), critical=False)
        return builder.sign(self._key, hashes.SHA256()).public_bytes(forms.Encoding.PEM)

    def _identifier(self) -> x509.AuthorityKeyIdentifier:
        """By which key this was signed: RFC 5280, 4.2.1.1 and 5.2.1."""
        return x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key())

    def revoke(self, serial: int, now: datetime) -> None:
        """Add a certificate to the revocation list; one that is on it stays as it is."""
        known = self.revoked()
        if serial not in known:
            self.write_crl(now, {**known, serial: now})

    def revoked(self) -> dict[int, datetime]:
        """Serial number -> when it was revoked. Raises PkiError."""
        path = self._directory / "crl.pem"
        try:
            listed = x509.load_pem_x509_crl(path.read_bytes())
        except (OSError, ValueError) as error:
            raise PkiError(f"{path}: {error}") from error
        return {one.serial_number: one.revocation_date_utc for one in listed}

    def write_crl(self, now: datetime, revoked: dict[int, datetime] | None = None) -> None:
        """Write the list anew."""
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self.certificate.subject)
            .last_update(now - _BEFORE)
            .next_update(self.certificate.not_valid_after_utc)
            .add_extension(self._identifier(), critical=False)
            .add_extension(x509.CRLNumber(int(now.timestamp())), critical=False)
        )
        for serial, when in (revoked or {}).items():
            one = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(when).build()
            builder = builder.add_revoked_certificate(one)
        listed = builder.sign(self._key, hashes.SHA256())
        files.write(self._directory / "crl.pem", listed.public_bytes(forms.Encoding.PEM))


def read_certificate(path: Path) -> x509.Certificate:
    """The first certificate of a PEM file. Raises PkiError."""
    try:
        return x509.load_pem_x509_certificate(path.read_bytes())
    except (OSError, ValueError) as error:
        raise PkiError(f"{path}: {error}") from error


def names_of(found: x509.Certificate | x509.CertificateSigningRequest) -> list[str]:
    """The subject's common names; a good one has one."""
    return [str(one.value) for one in found.subject.get_attributes_for_oid(NameOID.COMMON_NAME)]


def common_name(name: str) -> x509.Name:
    """A subject that is nothing but its common name. Raises PkiError for one that cannot be a name."""
    try:
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    except ValueError as error:
        raise PkiError(f"{name!r} cannot be a certificate's name: {error}") from error


def _builder(
    subject: x509.Name,
    key: ec.EllipticCurvePublicKey,
    issuer: x509.Name,
    now: datetime,
    until: datetime,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before((now - _BEFORE).astimezone(UTC))
        .not_valid_after(until.astimezone(UTC))
    )


def _host(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)
