"""The hospital is asked again at once, then ever more rarely while that does not help."""

from cart_agent.agent.syncs import LONGEST, QUIET, Syncs
from cart_agent.his.messages import SyncRequest


def sync(ward: str, reason: str) -> SyncRequest:
    return SyncRequest(ward=ward, have={"E1": 1}, reason=reason)


def test_a_hospital_that_always_gives_a_reason_to_ask_is_asked_some_twenty_times_an_hour() -> None:
    syncs, sent, now = Syncs(sync), 0, 0.0
    while now < 3600:
        sent += len(syncs.want(sync("w1", "differs"), now)) + len(syncs.due(now))
        now += 0.1

    assert 10 <= sent <= 9 + 3600 / LONGEST


def test_the_first_goes_out_at_once_and_the_next_when_its_time_has_come() -> None:
    syncs = Syncs(sync)

    assert syncs.want(sync("w1", "chart-conflict"), 0) == (sync("w1", "chart-conflict"),)
    assert syncs.want(sync("w1", "chart-empty"), 0.5) == ()
    assert syncs.due(0.9) == ()
    assert syncs.due(1.0) == (sync("w1", "chart-empty"),)
    assert syncs.due(100) == ()


def test_a_ward_does_not_wait_for_another() -> None:
    syncs = Syncs(sync)
    syncs.want(sync("w1", "differs"), 0)

    assert syncs.want(sync("w2", "differs"), 0.1) == (sync("w2", "differs"),)


def test_a_new_connection_and_a_quiet_while_begin_anew() -> None:
    syncs = Syncs(sync)
    for now in (0.0, 0.5, 1.5, 2.0):
        syncs.want(sync("w1", "differs"), now)
    syncs.begin()
    assert syncs.due(1000) == ()
    assert syncs.want(sync("w1", "differs"), 3) != ()
    assert syncs.want(sync("w1", "differs"), 3.5) == ()
    assert syncs.due(4) != ()
    later = 4 + QUIET + 4
    assert syncs.want(sync("w1", "differs"), later) != ()
    assert syncs.want(sync("w1", "differs"), later + 0.5) == ()
    assert syncs.due(later + 1) != ()
