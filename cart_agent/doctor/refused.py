"""Why the cart does not get in, as exactly as it can be told from outside."""

import socket
import ssl
from contextlib import suppress
from datetime import UTC, datetime

from cryptography import x509

from cart_agent.doctor.case import Answer, Case, answer
from cart_agent.doctor.visitor import Refused
from cart_agent.doctor.visits import as_cart
from cart_agent.his.link.credentials import tls_context

_OVER, _EARLY = 10, 9
_OF_ANOTHER = frozenset({62, 64})
"""X509_V_ERR_CERT_HAS_EXPIRED, _NOT_YET_VALID, _HOSTNAME_MISMATCH and _IP_ADDRESS_MISMATCH of OpenSSL."""
_NAME_REFUSED = frozenset({"Not authorized", "Bad user name or password"})
"""Reason codes 0x87 and 0x86 of MQTT 5; 3.1.1 has them as 5 and 4."""
REFUSALS = (ssl.SSLError, ConnectionResetError, BrokenPipeError)
"""By whom is there and does not want us; anything else says only that nobody was reached."""
_ALERT = 3.0
"""Seconds in which a broker that speaks TLS 1.3 says what it thinks of a certificate."""


def why(case: Case, error: Exception) -> Answer:
    """`error` is what connecting as the cart raised."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return _disbelieved(case, error)
    if isinstance(error, ssl.SSLError) and "ALERT" in (error.reason or ""):
        return answer("CART_REFUSED", reason=_alert_words(error))
    if isinstance(error, Refused):
        return _refused(case, error)
    if isinstance(error, REFUSALS):
        return answer("NOT_CONNECTED", reason=words(error))
    return answer("NOT_REACHED", host=case.broker.host, port=case.broker.port, reason=words(error))


def words(error: Exception) -> str:
    return str(error) or type(error).__name__


def _refused(case: Case, error: Exception) -> Answer:
    reason = words(error)
    if reason in _NAME_REFUSED:
        return answer("NAME_REFUSED", reason=reason)
    if alert := _alert(case):
        return answer("CART_REFUSED", reason=alert)
    if case.broker.mqtt == "5" and _speaks_311(case):
        return answer("MQTT_5_REFUSED")
    return answer("NOT_CONNECTED", reason=reason)


def handshake(case: Case, context: ssl.SSLContext) -> ssl.SSLSocket:
    """Raises OSError."""
    address = (case.broker.host, case.broker.port)
    plain = socket.create_connection(address, case.broker.connect_timeout)
    try:
        return context.wrap_socket(plain, server_hostname=case.broker.host)
    except OSError:
        plain.close()
        raise


def _alert(case: Case) -> str:
    """With TLS 1.3 the broker's word on our certificate comes after the handshake, with the first bytes."""
    if case.broker.tls is None:
        return ""
    try:
        with handshake(case, tls_context(case.broker.tls)) as wire:
            wire.settimeout(_ALERT)
            wire.recv(1)
    except ssl.SSLError as error:
        return _alert_words(error) if "ALERT" in (error.reason or "") else ""
    except OSError:
        return ""
    return ""


def _alert_words(error: ssl.SSLError) -> str:
    """`SSLV3_ALERT_CERTIFICATE_REVOKED` -> `certificate revoked`."""
    return (error.reason or "").rpartition("ALERT_")[2].replace("_", " ").lower()


def _speaks_311(case: Case) -> bool:
    with suppress(Refused, OSError), as_cart(case, mqtt="3.1.1"):
        return True
    return False


def _disbelieved(case: Case, error: ssl.SSLCertVerificationError) -> Answer:
    unknown = answer("BROKER_UNKNOWN", reason=error.verify_message)
    try:
        shown = _shown(case)
    except OSError:
        return unknown
    now = datetime.now(UTC)
    if error.verify_code == _OVER and shown.not_valid_after_utc <= now:
        return answer("BROKER_EXPIRED", until=shown.not_valid_after_utc.date())
    if error.verify_code == _EARLY and shown.not_valid_before_utc > now:
        since = shown.not_valid_before_utc.isoformat(sep=" ", timespec="minutes")
        return answer("BROKER_EARLY", since=since, now=now.isoformat(sep=" ", timespec="minutes"))
    if error.verify_code in _OF_ANOTHER:
        return answer("BROKER_OTHER", names=_names(shown), host=case.broker.host)
    return unknown


def _shown(case: Case) -> x509.Certificate:
    """The certificate that the broker shows, believed or not. Raises OSError."""
    assert case.broker.tls is not None
    context = tls_context(case.broker.tls)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    with handshake(case, context) as wire:
        return x509.load_der_x509_certificate(wire.getpeercert(binary_form=True) or b"")


def _names(shown: x509.Certificate) -> str:
    try:
        listed = shown.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return "-"
    return ", ".join(str(one.value) for one in listed)
