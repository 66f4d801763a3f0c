"""A review of the test's own sandbox, driven by Textual's own driver: keys in, state out."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import httpx
import pytest
from textual.pilot import Pilot

from layers_cli.context.context import CommandContext
from layers_cli.render.output import Output
from layers_cli.review.app import ReviewApp
from layers_cli.sandbox.core.request_log import RequestFilter
from layers_cli.services.review.desk import ReviewDesk
from layers_cli.services.review.queue import ReviewSource, read_queue
from layers_cli.services.thumbnails import Thumbnails
from tests.conftest import Change, Layers
from tests.render.conftest import Stream

SMALL = (80, 24)


@dataclass
class Driver:
    """Presses keys, and waits for what the application does in the background."""

    app: ReviewApp
    pilot: Pilot[None]

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def type(self, text: str) -> None:
        await self.press(*("space" if each == " " else each for each in text))

    async def until(self, holds: Callable[[], object], what: str) -> None:
        for _ in range(1500):
            if holds():
                return
            await asyncio.sleep(0.01)
        raise AssertionError(f"{what}: not within 15 s")

    @property
    def head(self) -> str:
        return str(self.app.query_one("#head").render())

    @property
    def info(self) -> str:
        return str(self.app.query_one("#info").render())

    @property
    def told(self) -> str:
        return "\n".join(each.message for each in self.app._notifications)


@dataclass
class Reviews:
    """Starts reviews, as often as a test wants; *layers* is the command line beside them."""

    layers: Layers

    def context(self, change: Change | None = None) -> CommandContext:
        layers = self.layers.through(change) if change else self.layers
        out = Output(stdout=Stream(), stderr=Stream(), environ=layers.environ)
        return CommandContext(
            out=out,
            environ=layers.environ,
            cwd=layers.cwd,
            stdin=Stream(),
            transport=layers.transport,
            pause=lambda _: None,
        )

    def __call__(
        self,
        drive: Callable[[Driver], Awaitable[None]],
        *ids: str,
        change: Change | None = None,
        size: tuple[int, int] = SMALL,
        pictures: bool = False,
    ) -> ReviewDesk:
        """Review *ids*, or what waits, as *drive* does; return the desk as it is then."""
        context = self.context(change)
        queue, _ = read_queue(context, ReviewSource(ids))
        thumbnails = Thumbnails(context.media, None) if pictures else None
        desk = ReviewDesk(context, queue, thumbnails)
        app = ReviewApp(desk, context.out.now)

        async def run() -> None:
            async with app.run_test(size=size) as pilot:
                await pilot.pause()
                await drive(Driver(app, pilot))

        try:
            asyncio.run(run())
            self.ended = app
            return desk
        finally:
            context.close_ledger()


@pytest.fixture
def review(layers) -> Reviews:
    return Reviews(layers)


@pytest.fixture
def pending(layers):
    """Two variants of one hook that wait for a review, then another hook's."""
    layers("project", "update", "--review", "review_all")
    other = layers("content", "generate", "--hook", "another", "-q").out.split()
    both = layers("content", "generate", "--hook", "hi", "--variants", "2", "-q").out.split()
    listed = layers("content", "list", "-q").out.split()
    return [*(each for each in listed if each in both), *other]


@pytest.fixture
def sent(sandbox):
    """The decisions that the sandbox has received, by its log: `approve cnt_…`."""

    def sent():
        found = sandbox.request_log.entries(RequestFilter())
        posts = [each.path.split("/") for each in found if each.method == "POST"]
        return [f"{path[-1]} {path[-2]}" for path in posts if path[-1] in ("approve", "reject")]

    return sent


def is_decision(request: httpx.Request) -> bool:
    return request.url.path.endswith(("/approve", "/reject"))
