"""A wait is as long as it may be, and looks for signals meanwhile."""

import httpcore
import pytest

from layers_cli.api import retries, transport
from layers_cli.api.transport import _Network, _Stream

PATIENCE = 30.0


class SlowWire(httpcore.MockStream):
    """Has something only after *seconds* of a clock that goes on as somebody waits."""

    def __init__(self, seconds: float) -> None:
        super().__init__([b"answer"])
        self.seconds = seconds
        self.now = 0.0
        self.waits: list[float] = []

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        assert timeout is not None
        self.waits.append(timeout)
        self.now += timeout
        if self.now < self.seconds:
            raise httpcore.ReadTimeout
        return super().read(max_bytes)


@pytest.fixture
def wire_after(monkeypatch):
    def wire_after(seconds):
        wire = SlowWire(seconds)
        monkeypatch.setattr(transport, "monotonic", lambda: wire.now)
        return wire

    return wire_after


@pytest.mark.parametrize("timeout", [PATIENCE, None])
def test_a_long_wait_is_one_of_many_short_ones(wire_after, timeout):
    wire = wire_after(PATIENCE - 0.5)

    assert _Stream(wire, _Network()).read(100, timeout) == b"answer"
    assert max(wire.waits) <= 1.0


def test_a_wait_ends_when_its_time_is_over(wire_after):
    wire = wire_after(PATIENCE + 10)

    with pytest.raises(httpcore.ReadTimeout):
        _Stream(wire, _Network()).read(100, PATIENCE)
    assert wire.now == pytest.approx(PATIENCE)


def test_a_long_sleep_is_one_of_many_short_ones(monkeypatch):
    class Clock:
        now, sleeps = 0.0, list[float]()

        def monotonic(self):
            return self.now

        def sleep(self, seconds):
            self.sleeps.append(seconds)
            self.now += seconds

    clock = Clock()
    monkeypatch.setattr(retries, "time", clock)

    retries.sleep(PATIENCE)

    assert clock.now == pytest.approx(PATIENCE)
    assert max(clock.sleeps) <= 1.0
