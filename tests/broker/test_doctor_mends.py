"""Each setting of the profile spoilt by itself is found, and the setting that the doctor names mends it."""

from collections.abc import Callable, Iterator

import pytest
from msgspec import Struct

from cart_agent.broker.mosquitto import CONF
from cart_agent.doctor import checks_access, checks_client, checks_queue, checks_store, checks_tls
from cart_agent.doctor.case import Answer, Case
from cart_agent.doctor.refused import why
from cart_agent.doctor.texts import TEXTS
from cart_agent.doctor.visitor import Refused
from tests.broker.conftest import Start
from tests.broker.doctor_help import SETTING, case_of, mend, publish_manifest
from tests.support.guarded import Hospital

pytestmark = pytest.mark.slow


class Spoilt(Struct, frozen=True):
    """What is done to the profile, who looks, what is found, and what is found once it is mended."""

    spoil: dict[str, str]
    check: Callable[[Case], Iterator[Answer]]
    bad: str
    good: str


def entering(case: Case) -> Iterator[Answer]:
    """Getting in, as `examine` tells it."""
    try:
        yield next(checks_client.connection(case))
    except (Refused, OSError) as error:
        yield why(case, error)


ANYONE = {"require_certificate": "", "use_identity_as_username": "", "use_username_as_clientid": ""}
SPOILT = {
    "no nodelay": Spoilt({"set_tcp_nodelay": ""}, checks_client.nodelay, "STALL", "NODELAY"),
    "nodelay off": Spoilt(
        {"set_tcp_nodelay": "set_tcp_nodelay false"}, checks_client.nodelay, "STALL", "NODELAY"
    ),
    "free client ids": Spoilt(
        {"use_username_as_clientid": ""}, checks_client.client_id, "CLIENT_ID_FREE", "CLIENT_ID_TIED"
    ),
    "no names": Spoilt({"use_identity_as_username": ""}, entering, "NAME_REFUSED", "CONNECTED"),
    "certificates not asked for": Spoilt({"require_certificate": ""}, entering, "NAME_REFUSED", "CONNECTED"),
    "anyone": Spoilt(
        ANYONE | {"allow_anonymous": "allow_anonymous true"},
        checks_tls.certificate_needed,
        "STRANGER_LET_IN",
        "STRANGER_REFUSED",
    ),
    "old TLS": Spoilt(
        {"tls_version": "tls_version tlsv1.1\nciphers ALL:@SECLEVEL=0"},
        checks_tls.tls_versions,
        "TLS_OLD",
        "TLS_OLD_REFUSED",
    ),
    "small packets": Spoilt(
        {"max_packet_size": "max_packet_size 100000"}, checks_client.packet_size, "PACKET_SMALL", "PACKET"
    ),
    "a limit that it does not tell": Spoilt(
        {"max_packet_size": "message_size_limit 100000"}, checks_client.packet_size, "PACKET_LOST", "PACKET"
    ),
    "mosquitto's own queue": Spoilt(
        {"max_queued_messages": "", "max_queued_bytes": ""}, checks_queue.queued, "QUEUE_SMALL", "QUEUE"
    ),
    "a queue of few bytes": Spoilt(
        {"max_queued_bytes": "max_queued_bytes 500"}, checks_queue.queued, "QUEUE_SMALL", "QUEUE"
    ),
    "nothing retained": Spoilt(
        {"retain_available": "retain_available false"}, checks_store.retained, "RETAIN_REFUSED", "WILDCARD"
    ),
}


@pytest.mark.parametrize("spoilt", SPOILT.values(), ids=SPOILT)
def test_what_is_spoilt_is_found_and_the_next_step_mends_it(
    start: Start, hospital: Hospital, spoilt: Spoilt
) -> None:
    broker = start(spoil=dict(spoilt.spoil))
    case = case_of(broker, hospital, inspector=hospital.identity("inspector"))
    found = [one.code for one in spoilt.check(case)]
    assert spoilt.bad in found
    assert spoilt.good not in found

    mend(broker, spoilt.bad)
    found = [one.code for one in spoilt.check(case)]
    assert spoilt.good in found
    assert spoilt.bad not in found


def test_every_setting_that_is_named_is_the_profiles_own() -> None:
    profile = set(SETTING.findall(CONF))
    named = {one for text in TEXTS.values() for one in SETTING.findall(text.en_next)}

    assert named - profile == set()
    assert len(named) > 8


def test_a_cart_that_is_missing_in_the_access_list_is_found_and_mended(
    start: Start, hospital: Hospital
) -> None:
    """The broker lets it in, grants its subscriptions and sends it nothing."""
    broker = start()
    whole = (broker.folder / "acl").read_text()
    (broker.folder / "acl").write_text(whole.replace("user cart-1", "user cart-11"))
    broker.read_again()
    case = case_of(broker, hospital, inspector=hospital.identity("inspector"))
    assert {one.code for one in checks_access.own(case)} == {"OWN_REFUSED", "MANIFEST_UNSEEN"}

    (broker.folder / "acl").write_text(whole)
    broker.read_again()
    publish_manifest(case, hospital)
    assert {one.code for one in checks_access.own(case)} == {"OWN_TAKEN", "MANIFEST"}
