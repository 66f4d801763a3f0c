"""A sandbox inside a test's own process: no socket, no thread, no waiting."""

import asyncio
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from .app import create_app
from .rendering import Brief, Piece, Plan
from .worker import Worker
from .world import Settings, World


@dataclass(frozen=True)
class InstantRenderer:
    """Draws nothing worth looking at, at once: a few bytes with the frame of a JPEG."""

    slides: int = 4

    def warm(self) -> None:
        """Nothing to load."""

    def plan(self, brief: Brief) -> Plan:
        """Plan a few slides that differ by number and seed."""
        pieces = tuple(
            Piece(f"slide-{n:02}.jpg", "image", "image/jpeg", 1080, 1920, f"{brief.seed}/{n}")
            for n in range(1, self.slides + 1)
        )
        captions = {"tiktok": brief.hook, "instagram": f"{brief.hook}\n\n{brief.brand['name']}"}
        return Plan(pieces, captions)

    def draw(self, piece: Piece) -> bytes:
        """Wrap the piece's text into JPEG's start and end marks."""
        text = str(piece.work).encode()
        return b"\xff\xd8\xff\xfe" + (len(text) + 2).to_bytes(2, "big") + text + b"\xff\xd9"


def open_world(
    folder: Path,
    *,
    renderer: Any = None,
    generation_seconds: float = 0.0,
    frozen: bool = False,
    **changes: Any,
) -> World:
    """Open a sandbox in a folder that answers to any host name and draws at once.

    Args:
        folder: for everything the sandbox remembers; made if it is missing.
        renderer: draws `slideshow-builder`; left out, an `InstantRenderer`.
        generation_seconds: the least time of a job, on the sandbox's clock.
        frozen: the clock stands still until it is moved on (`world.set_clock(advance=…)`).
        changes: more arguments of `World.open` or fields of `Settings`.

    """
    settings = {
        name: changes.pop(name) for name in ("base_url", "loopback_fetch") if name in changes
    }
    world = World.open(
        folder,
        settings=Settings(
            generation_seconds=generation_seconds,
            allowed_hosts=changes.pop("allowed_hosts", None),
            **settings,
        ),
        renderers={"slideshow-builder": renderer or InstantRenderer()},
        **changes,
    )
    if frozen:
        world.set_clock(mode="frozen")
    return world


class InProcessTransport(httpx.BaseTransport):
    """Hands requests straight to the sandbox; threads take turns.

    Args:
        working: do the work that is due before each answer, as a server would have meanwhile.

    """

    def __init__(self, world: World, *, working: bool = True) -> None:
        self._inner = httpx.ASGITransport(app=create_app(world))
        self._worker = Worker(world) if working else None
        self._turn = threading.Lock()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer one request."""
        request.read()
        with self._turn:
            if self._worker is not None:
                self._worker.run_until_idle()
            return asyncio.run(self._answer(request))

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        response = await self._inner.handle_async_request(request)
        await response.aread()
        return httpx.Response(
            response.status_code, headers=response.headers, content=response.content
        )


def in_process_transport(world: World, *, working: bool = True) -> httpx.BaseTransport:
    """Return a transport for `httpx.Client(transport=…)` that reaches *world*.

    With *working*, the work that is due is done before each answer; without it, jobs stay where
    they are until the test calls `Worker(world).run_until_idle()`.
    """
    return InProcessTransport(world, working=working)
