"""All checks of a broker, one after the other; one that cannot be made does not stop the others."""

from collections.abc import Callable, Iterator

import msgspec

from cart_agent.doctor import checks_access, checks_client, checks_queue, checks_store, checks_tls
from cart_agent.doctor.case import Answer, Case, answer
from cart_agent.doctor.inspector import blindness
from cart_agent.doctor.refused import why, words
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
    "own-topics": checks_access.own,
    "publish": checks_access.publishing,
    "read": checks_access.reading,
    "retained-wildcard": checks_store.retained,
    "queue": checks_queue.queued,
    "persistence": checks_store.persistence,
}
"""Name -> check. The last one ends the broker."""
_BROKEN = (Refused, OSError, PkiError)


def examine(case: Case) -> Iterator[Answer]:
    """Each answer as soon as it is known. Only the first ones without a connection, beside a link, or by
    another's name, whose rights the others would tell of.
    """
    codes = set()
    for found in _first(case):
        codes.add(found.code)
        yield found
    if found.code != "CONNECTED" or "CART_OTHER" in codes:
        return
    if case.inspector is not None and (blind := blindness(case, case.inspector)):
        yield blind
        case = msgspec.structs.replace(case, inspector=None)
    for name, check in CHECKS.items():
        yield from _safely(name, check, case)


def _first(case: Case) -> Iterator[Answer]:
    unusable = list(checks_tls.files(case))
    yield from unusable or _safely("certificate", checks_tls.own_certificate, case)
    if not unusable:
        yield from _connection(case)


def _connection(case: Case) -> Iterator[Answer]:
    try:
        yield from checks_client.connection(case)
    except _BROKEN as error:
        yield why(case, error)


def _safely(name: str, check: Callable[[Case], Iterator[Answer]], case: Case) -> Iterator[Answer]:
    try:
        yield from check(case)
    except _BROKEN as error:
        yield answer("FAILED", check=name, reason=words(error))


def healthy(answers: list[Answer]) -> bool:
    """Whether nothing bad was found."""
    return all(TEXTS[one.code].state != "bad" for one in answers)
