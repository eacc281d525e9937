"""The store's thread: one job after the other, and nobody's mishap is another's."""

import asyncio
import threading

import pytest

from cart_agent.agent.jobs import JobThread


def test_jobs_run_in_order_on_one_thread_and_answer() -> None:
    async def play() -> list[tuple[int, str]]:
        thread = JobThread("jobs")
        waiting = [thread.do(lambda n: (n, threading.current_thread().name), n) for n in range(100)]
        answers = [await one for one in waiting]
        thread.close()
        return answers

    assert asyncio.run(play()) == [(n, "jobs") for n in range(100)]


def test_a_job_that_fails_tells_its_own_caller_only() -> None:
    async def play() -> int:
        thread = JobThread("jobs")
        wrong, right = thread.do(int, "no number"), thread.do(int, "7")
        with pytest.raises(ValueError, match="no number"):
            await wrong
        with pytest.raises(SystemExit):
            await thread.do(exit)
        with pytest.raises(RuntimeError):
            await thread.do(next, iter(()))
        answer = await right
        thread.close()
        return answer

    assert asyncio.run(play()) == 7


def test_who_stops_waiting_stops_neither_his_job_nor_the_next() -> None:
    go, ran = threading.Event(), list[int]()

    def wait() -> None:
        assert go.wait(30)
        ran.append(1)

    async def play() -> int:
        thread = JobThread("jobs")
        slow = thread.do(wait)
        slow.cancel()
        go.set()
        answer = await thread.do(len, "four")
        thread.close()
        return answer

    assert asyncio.run(play()) == 4
    assert ran == [1]


def test_the_end_waits_for_what_was_begun_also_when_the_loop_is_gone() -> None:
    ran: list[int] = []

    async def play() -> JobThread:
        thread = JobThread("jobs")
        for number in range(10):
            thread.do(ran.append, number)
        return thread

    thread = asyncio.run(play())
    thread.close()
    thread.close()

    assert ran == list(range(10))
