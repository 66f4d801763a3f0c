"""A signal closes the screen, whatever it interrupts, and then ends the run as elsewhere."""

import asyncio
import signal

import pytest

from layers_cli.review.session import _ended_by_signals
from tests.platforms import posix_only

pytestmark = posix_only


class Screen:
    """As Textual runs it: what is on it works in tasks of its own."""

    def run(self) -> None:
        asyncio.run(self._run())

    async def _run(self) -> None:
        self._over = asyncio.Event()
        widget = asyncio.create_task(self._works())
        await asyncio.wait_for(self._over.wait(), 20)
        await widget

    async def _works(self) -> None:
        signal.raise_signal(signal.SIGTERM)

    def exit(self) -> None:
        self._over.set()


class Stopped(BaseException):
    pass


def stop(*_):
    raise Stopped


@pytest.fixture
def stopping():
    before = signal.signal(signal.SIGTERM, stop)
    yield
    signal.signal(signal.SIGTERM, before)


@pytest.mark.usefixtures("stopping")
def test_signal_that_comes_during_a_task_closes_the_screen_first():
    screen, has_closed = Screen(), []

    def run():
        with _ended_by_signals(screen.exit):
            screen.run()
            has_closed.append(True)

    with pytest.raises(Stopped):
        run()
    assert has_closed


@pytest.mark.usefixtures("stopping")
def test_signal_before_the_screen_is_there_ends_the_run_at_once():
    with pytest.raises(Stopped), _ended_by_signals(Screen().exit):
        signal.raise_signal(signal.SIGTERM)
