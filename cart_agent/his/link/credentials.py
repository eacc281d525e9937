"""With what a cart's link, the hospital's side and `cart doctor` show themselves to the broker."""

import ssl
from pathlib import Path

from cart_agent.his.link.settings import LinkSettings, TlsSettings


def tls_context(settings: TlsSettings) -> ssl.SSLContext:
    """TLS 1.2 or newer with the own certificate; the broker is believed by its authority and its name and,
    where a revocation list is named, while it is not on it.

    The files are read anew at each call: they are renewed while a process runs. A revocation list whose
    time is over refuses every broker. Raises OSError for a file that is missing or none (SSLError is one).
    """
    made = trusting(settings.ca_file)
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    made.load_cert_chain(settings.cert_file, settings.key_file)
    if settings.crl_file:
        made.load_verify_locations(settings.crl_file)
        made.verify_flags |= ssl.VerifyFlags.VERIFY_CRL_CHECK_LEAF
    return made


def trusting(ca_file: str) -> ssl.SSLContext:
    """Believes what this authority has signed, and shows nothing of its own. Raises OSError.

    Python 3.13 also wants every form of RFC 5280, and would refuse a hospital's older certificates (with no
    authority key identifier), which 3.11 takes. They prove as much, and a new Python must not part a cart
    from its hospital.
    """
    made = ssl.create_default_context(cafile=ca_file)
    made.verify_flags &= ~ssl.VerifyFlags.VERIFY_X509_STRICT
    return made


def password(settings: LinkSettings) -> str | None:
    """The first line of the password file; None without one. Raises OSError."""
    if not settings.password_file:
        return None
    return Path(settings.password_file).read_text(encoding="utf-8").partition("\n")[0]
