"""A sandbox in the process of a test; tests start it with `sandbox`.

It opens no socket and never waits, unless a test reads `Sandbox.base_url`.
"""

import asyncio
import atexit
import struct
import tempfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import httpx

try:
    from starlette.types import ASGIApp, Receive, Scope, Send
except ModuleNotFoundError as exc:
    raise ModuleNotFoundError(
        f"The sandbox needs {exc.name}: run `pip install 'layers-cli[sandbox]'`", name=exc.name
    ) from exc

from layers_cli.sandbox.faults.disconnect import DisconnectError
from layers_cli.sandbox.media.probing.prober import Prober
from layers_cli.sandbox.rendering.renderer import (
    RenderedVideo,
    RenderItem,
    RenderPlan,
    RenderRequest,
    shown_hook,
)
from layers_cli.sandbox.server.app import create_app
from layers_cli.sandbox.server.threaded_server import serve_in_thread
from layers_cli.sandbox.server.worker import Worker
from layers_cli.sandbox.state.opening import open_state
from layers_cli.sandbox.state.state import SandboxSettings, SandboxState


@dataclass(frozen=True)
class InstantRenderer:
    """Returns a few bytes between the markers of a JPEG, at once, instead of a picture."""

    slides: int = 4

    def warm(self) -> None:
        """Do nothing: there is nothing to load."""

    def plan(self, request: RenderRequest) -> RenderPlan:
        """Plan a few slides that differ by number and seed."""
        items = tuple(
            RenderItem(
                f"slide-{n:02}.jpg", "image", "image/jpeg", 1080, 1920, f"{request.seed}/{n}"
            )
            for n in range(1, self.slides + 1)
        )
        hook = shown_hook(request.hook)
        captions = {"tiktok": hook, "instagram": f"{hook}\n\n{request.brand['name']}"}
        return RenderPlan(items, captions)

    def draw(self, item: RenderItem) -> bytes:
        """Wrap the item's text in the start and end markers of a JPEG."""
        text = str(item.work).encode()
        return b"\xff\xd8\xff\xfe" + (len(text) + 2).to_bytes(2, "big") + text + b"\xff\xd9"


@dataclass(frozen=True)
class InstantRemixRenderer:
    """Returns the boxes of an MP4 of two seconds, at once, without any picture."""

    def warm(self) -> None:
        """Do nothing: there is nothing to load."""

    def plan(self, request: RenderRequest) -> RenderPlan:
        """Plan a video that differs by seed."""
        item = RenderItem(
            "video.mp4", "video", "video/mp4", 1080, 1920, request.seed, poster="poster.jpg"
        )
        captions = {"tiktok": shown_hook(request.hook), "instagram": request.brand["name"]}
        return RenderPlan((item,), captions)

    def draw(self, item: RenderItem) -> RenderedVideo:
        """Write the seed where the media data would be."""
        header = _box(b"mvhd", struct.pack(">12x2I", 1000, 2000))
        content = _box(b"mdat", str(item.work).encode())
        video = _box(b"ftyp", b"isom") + _box(b"moov", header) + content
        return RenderedVideo(video, InstantRenderer().draw(item))


def _box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", len(content) + 8, kind) + content


class _SharedProber(Prober):
    """Inspects the uploads of all sandboxes in the process: its children cost more than a test."""

    def close(self) -> None:
        """Go on for the next sandbox; the children end with the process."""


_PROBER = _SharedProber()
atexit.register(Prober.close, _PROBER)


def open_sandbox(
    folder: Path,
    *,
    renderer: Any = None,
    generation_seconds: float = 0.0,
    frozen: bool = False,
    **changes: Any,
) -> SandboxState:
    """Open a sandbox that answers to any host name and renders placeholders at once.

    Args:
        folder: holds all data of the sandbox; created if it is missing.
        renderer: renders `slideshow-builder`; an `InstantRenderer` by default.
        generation_seconds: the minimum duration of a job, on the sandbox's clock.
        frozen: stop the clock; `state.set_clock(advance=…)` moves it on.
        changes: more arguments of `open_state` or fields of `SandboxSettings`.

    """
    settings: dict[str, Any] = {"any_host": True} | {
        name: changes.pop(name)
        for name in ("base_url", "any_host", "loopback_fetch", "rate_limits")
        if name in changes
    }
    state = open_state(
        folder,
        settings=SandboxSettings(generation_seconds=generation_seconds, **settings),
        renderers={
            "slideshow-builder": renderer or InstantRenderer(),
            "ugc-remix": InstantRemixRenderer(),
        },
        prober=_PROBER,
        **changes,
    )
    if frozen:
        state.set_clock(mode="frozen")
    return state


class InProcessTransport(httpx.BaseTransport):
    """Sends requests to the sandbox without a socket; threads take turns.

    Args:
        working: do the work that is due before each response, as a server would have by then.
        app: the ASGI app; by default, a new one for *state*.

    """

    def __init__(
        self, state: SandboxState, *, working: bool = True, app: ASGIApp | None = None
    ) -> None:
        self._inner = httpx.ASGITransport(app=app or create_app(state))
        self._worker = Worker(state) if working else None
        self._turn = threading.Lock()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer one request."""
        request.read()
        with self._turn:
            if self._worker is not None:
                self._worker.run_until_idle()
            return asyncio.run(self._answer(request))

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        try:
            response = await self._inner.handle_async_request(request)
            await response.aread()
        except DisconnectError:
            raise httpx.ReadError("the sandbox cut the connection", request=request) from None
        return httpx.Response(
            response.status_code, headers=response.headers, content=response.content
        )


def in_process_transport(state: SandboxState, *, working: bool = True) -> httpx.BaseTransport:
    """Return a transport for `httpx.Client(transport=…)` that reaches *state*.

    With *working*, the work that is due is done before each response. Otherwise jobs do not proceed
    until the test calls `Worker(state).run_until_idle()`.
    """
    return InProcessTransport(state, working=working)


@contextmanager
def sandbox(
    folder: Path | None = None,
    *,
    real_media: bool = False,
    generation_seconds: float = 0.0,
    frozen: bool = False,
    seed: str = "layers",
) -> Iterator["Sandbox"]:
    """Start a sandbox with a seeded key and project.

    Args:
        folder: holds all data of the sandbox; by default, a temporary folder.
        real_media: render real pictures and videos, which takes seconds, not placeholders.
        generation_seconds: the minimum duration of a job, on the sandbox's clock.
        frozen: stop the clock; `Sandbox.advance` moves it on.
        seed: determines ids and pictures.

    """
    with ExitStack() as stack:
        if folder is None:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="layers-")))
        if real_media:
            settings = SandboxSettings(generation_seconds=generation_seconds, any_host=True)
            state = open_state(folder, settings=settings, seed=seed)
        else:
            state = open_sandbox(folder, generation_seconds=generation_seconds, seed=seed)
        stack.callback(state.close)
        if frozen:
            state.set_clock(mode="frozen")
        yield Sandbox(state, stack)


class Sandbox:
    """A running sandbox, for any client.

    Work that is due is done before each response, so a job has ended when a client asks for it.
    Webhooks are delivered before and after each response, so an approval is announced at once.

    Args:
        state: the state behind the API.
        stack: closes what is opened on demand.

    """

    def __init__(self, state: SandboxState, stack: ExitStack) -> None:
        self.state = state
        self._stack = stack

    @cached_property
    def app(self) -> ASGIApp:
        """The ASGI app, for asynchronous clients (`httpx.ASGITransport(app=…)`)."""
        return _Working(self.state)

    @cached_property
    def base_url(self) -> str:
        """The URL of the sandbox on this machine; reading it opens the port.

        From then on, links in responses and webhooks begin with this URL.
        """
        url = self._stack.enter_context(serve_in_thread(self.app))
        self.state.settings.base_url = url
        return url

    @property
    def key(self) -> str:
        """The seeded API key, which has every scope."""
        return self.state.key

    @property
    def project(self) -> str:
        """The id of the seeded project."""
        return self.state.project

    @property
    def control_token(self) -> str:
        """The token of the control surface, `/_sandbox`."""
        return self.state.control_token

    def transport(self) -> httpx.BaseTransport:
        """Return a transport for `httpx.Client(transport=…)` that needs no socket."""
        return InProcessTransport(self.state, working=False, app=self.app)

    def advance(self, seconds: float) -> None:
        """Advance the sandbox's clock by that many *seconds*."""
        self.state.set_clock(advance=round(seconds * 1000))


class _Working:
    """ASGI middleware that does the work that is due before each request."""

    def __init__(self, state: SandboxState) -> None:
        self._app, self._worker = create_app(state), Worker(state)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._worker.has_work:
            await self._worker.drain()
        await self._app(scope, receive, send)
        await self._worker.deliver()
