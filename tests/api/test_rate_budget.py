"""One budget of calls for all threads: even, slower after a 429, and stopped at once."""

from itertools import pairwise
from threading import Thread

import pytest

from layers_cli.api.errors import RunStoppedError
from layers_cli.api.retries import RateBudget


class Time:
    """A clock that moves by waiting alone."""

    def __init__(self) -> None:
        self.now = 100.0
        self.waited = 0.0

    def clock(self) -> float:
        return self.now

    def pause(self, seconds: float) -> None:
        self.now += seconds
        self.waited += seconds


@pytest.fixture
def time():
    return Time()


def budget(time, **more) -> RateBudget:
    return RateBudget(**{"pause": time.pause, "clock": time.clock, **more})


def test_calls_are_spread_over_the_minute(time):
    calls = budget(time, per_minute=60)

    for _ in range(11):
        calls.take()

    assert time.waited == pytest.approx(10)


def test_calls_that_a_stall_delays_do_not_go_all_at_once(time):
    sent: list[float] = []

    def stalled(seconds):
        time.pause(seconds if sent else seconds + 3)

    calls = budget(time, per_minute=60, pause=stalled)
    calls.take()

    def send() -> None:
        calls.take()
        sent.append(time.now)

    threads = [Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [after - before for before, after in pairwise(sorted(sent))] == [pytest.approx(1)] * 3


def test_call_without_a_limit_waits_for_nothing(time):
    calls = budget(time)

    for _ in range(100):
        calls.take()

    assert time.waited == 0


def test_429_is_waited_out_and_slows_the_others_for_a_while(time):
    told: list[float] = []
    calls = budget(time, on_limited=told.append)

    calls.limited(12.0)
    assert (time.waited, told) == (pytest.approx(12), [12.0])
    calls.take()
    calls.take()
    assert time.waited > 12

    for _ in range(100):
        calls.answered({})
    calls.take()
    before = time.waited
    calls.take()
    assert time.waited == before


def test_headers_spread_the_calls_that_are_left(time):
    calls = budget(time)
    calls.answered({"x-ratelimit-limit": "20", "x-ratelimit-remaining": "0"})

    for _ in range(2):
        calls.take()

    assert time.waited == pytest.approx(3)


@pytest.mark.parametrize("odd", ["", "-1", "many", "1e9"])
def test_odd_headers_are_as_none(time, odd):
    calls = budget(time)
    calls.answered({"x-ratelimit-limit": odd, "x-ratelimit-remaining": "0"})

    calls.take()
    calls.take()

    assert time.waited == 0


def test_wait_ends_where_the_run_is_being_stopped(time):
    calls = budget(time)
    calls._pause = lambda _: calls.stop()

    with pytest.raises(RunStoppedError):
        calls.limited(3600.0)
    with pytest.raises(RunStoppedError):
        calls.take()
