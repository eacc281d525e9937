"""What may be at the broker before the hospital has answered."""

import asyncio
from pathlib import Path

from cart_agent.his.link.quota import MORE, MOST, SILENCE, Quota
from cart_agent.store import Store
from tests.link.conftest import agent_running, link_running, settings
from tests.support.asynchronous import until
from tests.support.guarded import Guarded
from tests.support.hospital_fake import HospitalFake


def test_what_is_out_and_not_answered_counts_and_an_answer_makes_room() -> None:
    quota = Quota(0.0)
    assert quota.left(0.0) == MOST

    quota.published(MOST, 0.0)
    assert quota.left(SILENCE / 2) == 0

    quota.answered(7, SILENCE / 2)
    assert quota.left(SILENCE) == 7, "the silence begins anew with each answer"


def test_a_silent_hospital_gets_some_more_each_time() -> None:
    quota = Quota(0.0)
    quota.published(MOST, 0.0)

    assert quota.left(SILENCE) == MORE
    quota.published(MORE, SILENCE)
    assert quota.left(1.5 * SILENCE) == 0
    assert quota.left(2 * SILENCE) == MORE
    assert quota.left(100 * SILENCE) == MOST


def test_time_without_anything_out_counts_for_nothing() -> None:
    quota = Quota(0.0)
    assert quota.left(1000.0) == MOST

    quota.published(MOST, 1000.0)
    assert quota.left(1000.0 + SILENCE / 2) == 0


def test_answers_for_what_nobody_asked_make_no_room_for_later() -> None:
    quota = Quota(0.0)
    quota.answered(1000, 0.0)

    quota.published(MOST, 0.0)
    assert quota.left(0.0) == 0


def test_a_hospital_that_answers_nothing_gets_all_events_once_and_in_order(
    broker: Guarded, hospital: HospitalFake, store: Store, tmp_path: Path
) -> None:
    hospital.acknowledge = False
    many = MOST + MORE + 1

    async def scene() -> None:
        async with agent_running(tmp_path, store) as agent:
            agent.give(*range(1, many + 1))
            async with link_running(agent, settings(broker.port, resend_after=10_000)):
                await until(lambda: len(hospital.events) == many)

    asyncio.run(scene())
    assert hospital.copies == many
    assert hospital.sequences == list(range(1, many + 1))
