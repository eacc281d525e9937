"""Encryption and certificates, from both ends."""

import ssl
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from cryptography.exceptions import InvalidSignature

from cart_agent.doctor.case import Answer, Case, answer
from cart_agent.doctor.refused import REFUSALS, handshake, words
from cart_agent.doctor.visitor import Refused, Visitor
from cart_agent.his.link.credentials import password, tls_context, trusting
from cart_agent.his.link.settings import TlsSettings
from cart_agent.pki.authority import names_of, read_certificate
from cart_agent.pki.expiry import Expiry, between, expiry


def files(case: Case) -> Iterator[Answer]:
    """A file that is missing, not to be read or not what it should be, by its name where there is one."""
    tls = case.broker.tls
    if tls is None:
        return
    try:
        for file in filter(None, (tls.ca_file, tls.cert_file, tls.key_file, tls.crl_file)):
            Path(file).read_bytes()
        tls_context(tls)
        password(case.broker)
    except OSError as error:
        yield answer("FILES_UNUSABLE", reason=words(error))


def own_certificate(case: Case) -> Iterator[Answer]:
    """How long this cart's certificate is good, and its authority's; and whether it is this cart's."""
    tls = case.broker.tls
    if tls is None:
        yield answer("NOT_ENCRYPTED")
        return
    for whose, file in (("cart", tls.cert_file), ("authority", tls.ca_file)):
        yield from _expiry(whose, expiry(Path(file), case.now))
    names = names_of(read_certificate(Path(tls.cert_file)))
    if names != [case.cart]:
        yield answer("CART_OTHER", name=", ".join(names) or "?", cart=case.cart)


def tls_versions(case: Case) -> Iterator[Answer]:
    """What the broker agrees to, and whether it would agree to what nobody should use any more."""
    if case.broker.tls is None:
        return
    with handshake(case, tls_context(case.broker.tls)) as wire:
        yield answer("TLS", version=wire.version())
        held = wire.getpeercert() or {}
    since, until = (_time(str(held[key])) for key in ("notBefore", "notAfter"))
    yield from _expiry("broker", between(since, until, case.now))
    try:
        with handshake(case, _old(case.broker.tls)) as wire:
            yield answer("TLS_OLD", version=wire.version())
    except REFUSALS:
        yield answer("TLS_OLD_REFUSED")


def certificate_needed(case: Case) -> Iterator[Answer]:
    """A client without a certificate, and one with a revoked one, must not get in."""
    if case.broker.tls is None:
        return
    bare = trusting(case.broker.tls.ca_file)
    yield answer("STRANGER_LET_IN" if _lets_in(case, bare) else "STRANGER_REFUSED")
    if case.revoked is None:
        yield answer("REVOKED_UNTESTED")
    elif unfit := _refused_anyhow(case, case.revoked):
        yield unfit
    else:
        let_in = _lets_in(case, tls_context(case.revoked))
        yield answer("REVOKED_LET_IN" if let_in else "REVOKED_REFUSED")


def _refused_anyhow(case: Case, revoked: TlsSettings) -> Answer | None:
    """What keeps this certificate out without any revocation list: then it proves nothing."""
    certificate = read_certificate(Path(revoked.cert_file))
    if certificate.not_valid_after_utc <= case.now:
        return answer("REVOKED_OVER", until=certificate.not_valid_after_utc.date())
    try:
        certificate.verify_directly_issued_by(read_certificate(Path(revoked.ca_file)))
    except (ValueError, TypeError, InvalidSignature):
        return answer("REVOKED_FOREIGN")
    return None


def _lets_in(case: Case, context: ssl.SSLContext) -> bool:
    try:
        with Visitor(case.broker, f"{case.cart}-stranger", context, forget=True):
            return True
    except (Refused, *REFUSALS):
        return False


def _old(tls: TlsSettings) -> ssl.SSLContext:
    """TLS 1.0 and 1.1 only, with every cipher that OpenSSL still has."""
    context = tls_context(tls)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # that they are old is why we ask
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    context.set_ciphers("ALL:@SECLEVEL=0")
    return context


def _expiry(whose: str, found: Expiry) -> Iterator[Answer]:
    words = {"days": found.days_left, "until": found.until.date()}
    if found.expired:
        yield answer(f"{whose.upper()}_EXPIRED", **words)
    else:
        yield answer(f"{whose.upper()}_{'DUE' if found.due else 'VALID'}", **words)


def _time(text: str) -> datetime:
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(text), UTC)
