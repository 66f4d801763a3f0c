"""Background worker: claims containers, renders them, and completes them when due."""

import asyncio
import contextlib
import logging
import secrets
import sqlite3
from collections.abc import Callable
from concurrent.futures import BrokenExecutor
from typing import Any, TypeVar

from layers_cli.sandbox.jobs import completion
from layers_cli.sandbox.jobs.render_jobs import ClaimLostError, Submit, render_container
from layers_cli.sandbox.media.errors import MediaUnreadableError
from layers_cli.sandbox.posting.dispatch import dispatch_due
from layers_cli.sandbox.rendering.pool import RenderPool
from layers_cli.sandbox.routes import upload_sessions
from layers_cli.sandbox.state.state import SandboxState
from layers_cli.sandbox.store import Row
from layers_cli.sandbox.webhooks.delivery import WebhookSender

T = TypeVar("T")

_log = logging.getLogger(__name__)

MAX_CRASHES = 3
"""Crashes of the render processes before their container fails; another one may be the cause."""
_PAUSE_AFTER_ERROR = 1.0
_LONGEST_PAUSE = 5.0


class Worker:
    """Works on one sandbox: here and now with `run_until_idle`, or as a server's with `start`."""

    def __init__(self, sandbox: SandboxState) -> None:
        self._sandbox = sandbox
        self._owner = secrets.token_hex(8)
        self._webhooks = WebhookSender(sandbox)
        self._pool = RenderPool()
        # Placeholders cost less than to hand them to another process.
        self._submit: Submit = _run_inline if sandbox.settings.placeholders else self._pool.submit
        self._video_lock = asyncio.Lock()
        self._running: set[asyncio.Task[None]] = set()

    def run_until_idle(self) -> int:
        """Do everything that is due now on the sandbox's clock, in this process, without waiting.

        For tests.

        Returns:
            The number of containers that ended.

        """
        before = self._sandbox.store.work.open_count()
        if self.has_work:
            asyncio.run(self.drain())
        return before - self._sandbox.store.work.open_count()

    @property
    def has_work(self) -> bool:
        """Whether anything is open, due or not."""
        store = self._sandbox.store
        return (
            store.work.has_open()
            or bool(self._due_times())
            or store.webhooks.next_due() is not None
        )

    async def drain(self) -> None:
        """Do the same as `run_until_idle` on a running event loop."""
        while (container := self.claim()) is not None:
            await self.work_on(container, _run_inline)
        self.complete_due()
        await self.deliver()

    async def deliver(self) -> None:
        """Deliver the webhooks that are due."""
        await self._webhooks.deliver_due()

    async def start(self) -> None:
        """Start working in the background; release the claims of a killed server."""
        self._sandbox.store.work.release_all()
        self._wakeup = asyncio.Event()
        self._sandbox.listeners.append(self._wakeup.set)
        self._loop = asyncio.create_task(self._run())
        self._delivering = asyncio.create_task(self._webhooks.run())
        self._warming = asyncio.create_task(self._warm())

    async def stop(self) -> None:
        """Stop working; unfinished work continues at the next start."""
        self._sandbox.listeners.remove(self._wakeup.set)
        tasks = [self._loop, self._delivering, self._warming, *self._running]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._pool.stop()

    async def _run(self) -> None:
        while True:
            self._wakeup.clear()
            try:
                self.complete_due()
                self._launch()
                pause = self._pause()
            except Exception:  # noqa: BLE001 - an error must not end the loop: all jobs would hang
                # The disk may have space again later; the rows say where to continue.
                _log.exception("working failed; trying again")
                pause = _PAUSE_AFTER_ERROR
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._wakeup.wait(), pause)

    def _launch(self) -> None:
        # One more than there are processes: while one container is planned, others render.
        while len(self._running) <= self._pool.processes:
            if (container := self.claim()) is None:
                return
            task = asyncio.create_task(self._work_in_pool(container))
            self._running.add(task)
            task.add_done_callback(self._done)

    async def _work_in_pool(self, container: Row) -> None:
        try:
            await self.work_on(container, self._submit)
        except (BrokenExecutor, sqlite3.Error):
            _log.exception("working on %s was interrupted", container["id"])
            await asyncio.sleep(_PAUSE_AFTER_ERROR)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        self._wakeup.set()

    async def _warm(self) -> None:
        if self._sandbox.settings.placeholders:
            return
        try:
            await self._pool.warm(list(self._sandbox.renderers.values()))
        except Exception:  # noqa: BLE001 - the first job meets the same error and reports it
            _log.exception("warming up failed; the first job will say more")

    def _pause(self) -> float | None:
        """Return the seconds until something can be due; `None`: until a wake-up."""
        waits = [self._sandbox.clock.wall_seconds_until(due) for due in self._due_times()]
        pause = min((wait for wait in waits if wait is not None), default=None)
        if not self._sandbox.store.work.has_open():
            return pause
        return _LONGEST_PAUSE if pause is None else min(pause, _LONGEST_PAUSE)

    def _due_times(self) -> list[int]:
        """Return the next due times of all kinds of work."""
        store = self._sandbox.store
        dues = (
            store.work.next_due(),
            store.influencers.next_due(),
            store.keywords.next_due(),
            store.upload_files.next_expiry(),
            store.posts.next_due(),
            store.social_accounts.next_expiry(),
        )
        return [due for due in dues if due is not None]

    def claim(self) -> Row | None:
        """Claim the oldest unclaimed container."""
        sandbox = self._sandbox
        return sandbox.store.work.claim(
            self._owner, wall=sandbox.wall_now(), now=sandbox.clock.now()
        )

    def complete_due(self) -> None:
        """Complete what is due: containers, influencers, keywords, posts, upload sessions."""
        for container in self._sandbox.store.work.due(self._sandbox.clock.now()):
            completion.complete(self._sandbox, container)
        completion.complete_timed(self._sandbox)
        dispatch_due(self._sandbox)
        upload_sessions.end_due(self._sandbox)

    async def work_on(self, container: Row, submit: Submit) -> None:
        """Render a claimed container; store its media, fail it, or release the claim."""
        sandbox, owner = self._sandbox, self._owner
        if (force_failure := sandbox.store.job_sources.forced_failure(container["id"])) is not None:
            self._fail(container, force_failure["code"], force_failure["message"])
            return
        renderer = sandbox.renderers.get(container["format"])
        if renderer is None:
            self._fail(container, "UNSUPPORTED_FORMAT", "This sandbox cannot render this format.")
            return
        try:
            media = await render_container(
                sandbox,
                container,
                owner=owner,
                renderer=renderer,
                submit=submit,
                alone=self._video_lock,
            )
            sandbox.store.work.drawn(container["id"], owner, media, now=sandbox.clock.now())
        except ClaimLostError:
            return
        except (BrokenExecutor, asyncio.CancelledError, sqlite3.Error) as exc:
            self._release(container, crashed=isinstance(exc, BrokenExecutor))
            raise
        except Exception as exc:  # noqa: BLE001 - a renderer may raise anything
            _log.warning("rendering %s failed", container["id"], exc_info=True)
            self._fail(container, *_reason(exc))

    def _release(self, container: Row, *, crashed: bool) -> None:
        crashes = self._sandbox.store.work.release(container["id"], self._owner, crashed=crashed)
        if crashes >= MAX_CRASHES:
            self._fail(container, "RENDERER_CRASHED", "Rendering crashed repeatedly.")

    def _fail(self, container: Row, code: str, message: str) -> None:
        completion.fail(
            self._sandbox,
            container,
            code=code,
            message=message,
            stage="generating_visuals",
            retryable=code in _RETRYABLE,
        )


_RETRYABLE = {"RENDERER_CRASHED", "STORAGE_UNWRITABLE"}


def _reason(exc: Exception) -> tuple[str, str]:
    """Return code and message of `lastError` (ours)."""
    if isinstance(exc, MediaUnreadableError):
        return "MEDIA_UNREADABLE", str(exc)
    if isinstance(exc, OSError):
        return "STORAGE_UNWRITABLE", f"The sandbox cannot write its media: {exc.strerror}."
    return "RENDER_FAILED", f"Rendering failed: {type(exc).__name__}: {exc}"


async def _run_inline(function: Callable[..., T], *arguments: Any) -> T:
    """Run *function* in this process."""
    return function(*arguments)
