"""A sandbox in the process of a test; tests start it with `sandbox`.

It opens no socket and never waits, unless a test reads `Sandbox.base_url`.
"""

import asyncio
import atexit
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import fields
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
from layers_cli.sandbox.rendering.placeholders import (
    InstantRemixRenderer,
    InstantRenderer,
    instant_renderers,
)
from layers_cli.sandbox.server.app import create_app
from layers_cli.sandbox.server.threaded_server import serve_in_thread
from layers_cli.sandbox.server.worker import Worker
from layers_cli.sandbox.state.opening import DATABASE, open_state, planted
from layers_cli.sandbox.state.state import SandboxSettings, SandboxState

__all__ = [
    "InProcessTransport",
    "InstantRemixRenderer",
    "InstantRenderer",
    "Sandbox",
    "in_process_transport",
    "open_sandbox",
    "sandbox",
]


class _SharedProber(Prober):
    """Inspects the uploads of all sandboxes in the process: its children cost more than a test."""

    def close(self) -> None:
        """Go on for the next sandbox; the children end with the process."""


_PROBER = _SharedProber()
atexit.register(Prober.close, _PROBER)


_SETTINGS = {field.name for field in fields(SandboxSettings)}
_AT_ONCE = {"any_host": True, "publish_lead_seconds": 0.0, "publishing_seconds": 0.0}


def open_sandbox(
    folder: Path,
    *,
    renderer: Any = None,
    generation_seconds: float = 0.0,
    frozen: bool = False,
    **changes: Any,
) -> SandboxState:
    """Open a sandbox that answers to any host name, and renders placeholders and posts at once.

    New ones with the same seed and credits are copies of one, but each has keys of its own.

    Args:
        folder: holds all data of the sandbox; created if it is missing.
        renderer: renders `slideshow-builder`; an `InstantRenderer` by default.
        generation_seconds: the minimum duration of a job, on the sandbox's clock.
        frozen: stop the clock; `state.set_clock(advance=…)` moves it on.
        changes: more arguments of `open_state` or fields of `SandboxSettings`.

    """
    options: dict[str, Any] = {"renderers": _instant(renderer), "prober": _PROBER} | changes
    settings = {name: options.pop(name) for name in _SETTINGS & set(options)}
    settings = _AT_ONCE | {"generation_seconds": generation_seconds} | settings
    if "wall" not in options and not (folder / DATABASE).exists():
        given = {name: options[name] for name in ("seed", "seeded_credits") if name in options}
        _copy(planted(**given), folder)
    state = open_state(folder, settings=SandboxSettings(**settings), **options)
    if frozen:
        state.set_clock(mode="frozen")
    return state


def _copy(files: Mapping[Path, bytes], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)  # keys are in the database
        path.write_bytes(content)


def _instant(renderer: Any) -> dict[str, Any]:
    return instant_renderers() | ({"slideshow-builder": renderer} if renderer else {})


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
    **options: Any,
) -> Iterator["Sandbox"]:
    """Start a sandbox with a seeded key and project.

    Args:
        folder: holds all data of the sandbox; by default, a temporary folder.
        real_media: render real pictures and videos, which takes seconds, not placeholders.
        generation_seconds: the minimum duration of a job, on the sandbox's clock.
        frozen: stop the clock; `Sandbox.advance` moves it on.
        seed: determines ids and pictures.
        options: `seeded_credits` of the organization, `create_rate` (calls a minute that start a
            job), `concurrent_jobs` that may run at once, `rate_limits` (a tier), `keep_requests`
            for the next sandbox in the same *folder*.

    """
    with ExitStack() as stack:
        if folder is None:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="layers-")))
        options |= {"generation_seconds": generation_seconds, "seed": seed}
        if real_media:
            options["renderers"] = None
        state = open_sandbox(folder, **options)
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
