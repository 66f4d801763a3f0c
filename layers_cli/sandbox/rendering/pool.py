"""The processes that draw. They end with the server, however it ends."""

import asyncio
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from typing import Any, TypeVar

from layers_cli.sandbox.rendering.renderer import Renderer

T = TypeVar("T")


class RenderPool:
    """As many processes as there are cores, made when the first piece comes.

    Args:
        processes: how many; left out, one for each core.

    """

    def __init__(self, processes: int | None = None) -> None:
        self.processes = processes or os.cpu_count() or 1
        self._executor: ProcessPoolExecutor | None = None

    async def submit(self, function: Callable[..., T], *arguments: Any) -> T:
        """Run *function* in one of the processes.

        Raises:
            BrokenExecutor: a process died; the next call has new ones.

        """
        executor = self._executor = self._executor or self._new()
        try:
            return await asyncio.wrap_future(executor.submit(function, *arguments))
        except BrokenExecutor:
            if self._executor is executor:
                self._executor = None
                executor.shutdown(wait=False, cancel_futures=True)
            raise

    async def warm(self, renderers: list[Renderer]) -> None:
        """Load the renderers in every process, before there is work."""
        tasks = [
            self.submit(renderer.warm) for renderer in renderers for _ in range(self.processes)
        ]
        await asyncio.gather(*tasks)

    def stop(self) -> None:
        """End the processes; what they were drawing is drawn again later."""
        if self._executor is not None:
            self._executor.shutdown(wait=False, cancel_futures=True)

    def _new(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            self.processes,
            # A fork of a running server would take its sockets and locks along.
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_follow_parent,
        )


def _follow_parent() -> None:
    """Leave when the server is gone, and leave Ctrl-C to it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_exit_after, args=(parent,), daemon=True).start()


def _exit_after(parent: Any) -> None:
    parent.join()
    os._exit(0)
