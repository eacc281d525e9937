"""All checks of a broker, one after the other; one that cannot be made does not stop the others."""

from collections.abc import Callable, Iterator

from cart_agent.doctor import checks_access, checks_client, checks_store, checks_tls
from cart_agent.doctor.case import Answer, Case, answer
from cart_agent.doctor.texts import TEXTS
from cart_agent.doctor.visitor import Refused
from cart_agent.pki.files import PkiError

CHECKS: dict[str, Callable[[Case], Iterator[Answer]]] = {
    "tls": checks_tls.tls_versions,
    "strangers": checks_tls.certificate_needed,
    "mqtt-version": checks_client.versions,
    "packet-size": checks_client.packet_size,
    "nodelay": checks_client.nodelay,
    "client-id": checks_client.client_id,
    "publish": checks_access.publishing,
    "read": checks_access.reading,
    "retained-wildcard": checks_store.retained,
    "persistence": checks_store.persistence,
}
"""Name -> check. The last one ends the broker."""
_BROKEN = (Refused, OSError, PkiError)


def examine(case: Case) -> Iterator[Answer]:
    """Each answer as soon as it is known. Only the first ones without a connection, beside a link, or by
    another's name, whose rights the others would tell of.
    """
    fatal = False
    for found in (*_safely("certificate", checks_tls.own_certificate, case), *_connection(case)):
        fatal = fatal or found.code in {"NOT_CONNECTED", "NOT_ALONE", "CART_OTHER"}
        yield found
    if not fatal:
        for name, check in CHECKS.items():
            yield from _safely(name, check, case)


def _connection(case: Case) -> Iterator[Answer]:
    try:
        yield from checks_client.connection(case)
    except _BROKEN as error:
        yield answer("NOT_CONNECTED", reason=_words(error))


def _safely(name: str, check: Callable[[Case], Iterator[Answer]], case: Case) -> Iterator[Answer]:
    try:
        yield from check(case)
    except _BROKEN as error:
        yield answer("FAILED", check=name, reason=_words(error))


def _words(error: Exception) -> str:
    return str(error) or type(error).__name__


def healthy(answers: list[Answer]) -> bool:
    """Whether nothing bad was found."""
    return all(TEXTS[one.code].state != "bad" for one in answers)
