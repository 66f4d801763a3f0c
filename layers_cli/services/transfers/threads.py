"""Threads that each have a client and a ledger of their own, and end with the process.

One client per thread: a shared pool of connections is slower with each thread (perf-anchors 6).
They are daemons: what is under way when the process has to end is found in the ledger.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from queue import Empty, Queue
from threading import Event, Thread
from typing import TypeVar

from layers_cli.api.client import LayersClient
from layers_cli.context.context import CommandContext
from layers_cli.ledger.ledger import Ledger
from layers_cli.ledger.paths import ledger_path
from layers_cli.ledger.recorder import LedgerRecorder, redact_argv

T = TypeVar("T")
R = TypeVar("R")
W = TypeVar("W")

_LOOK_EVERY_SECONDS = 0.2  # for Ctrl-C on systems where waiting cannot be interrupted
_SECONDS_TO_STOP = 2.0


@contextmanager
def thread_clients(context: CommandContext) -> Iterator[tuple[LayersClient, Ledger]]:
    """Make a client and a ledger for the thread; `context.scope` must have been read before."""
    url, key, organization = context.account
    ledger = Ledger(ledger_path(context.environ), clock=context.clock, committed=context.committed)
    recorder = LedgerRecorder(
        lambda: ledger,
        scope=context.scope,
        argv=redact_argv(context.argv, key),
        command=lambda: context.run_state.under_way.command,
        warn=context.feedback.warn,
        on_recorded=context.run_state.recorded,
    )
    api = LayersClient(
        url,
        key,
        organization=organization,
        recorder=recorder,
        retries=context.retries,
        transport=context.transport,
    )
    try:
        yield api, ledger
    finally:
        if context.transport is None:
            api.close()
        ledger.close()


def in_threads(
    tasks: Sequence[T],
    count: int,
    context: Callable[[], AbstractContextManager[W]],
    work: Callable[[W, T], R],
    stop: Event,
) -> Iterator[tuple[T, R | Exception]]:
    """Yield each of *tasks* with what *work* returned or raised, as they end.

    *count* threads share them, each within a *context* of its own. Where the caller leaves early,
    by Ctrl-C as well, *stop* is set and the threads get a moment to end.
    """
    waiting: Queue[T] = Queue()
    done: Queue[tuple[T, R | BaseException]] = Queue()
    for task in tasks:
        waiting.put(task)

    def keep_working() -> None:
        task: T | None = None
        try:
            with context() as tools:
                while not stop.is_set():
                    task = waiting.get_nowait()
                    done.put((task, _tried(work, tools, task)))
        except Empty:
            return
        except Exception as exc:  # noqa: BLE001 - no context: the tasks end with the reason
            while not waiting.empty():
                done.put((waiting.get_nowait(), exc))

    threads = [Thread(target=keep_working, daemon=True) for _ in range(min(count, len(tasks)))]
    try:
        for thread in threads:
            thread.start()
        for _ in tasks:
            yield _ended(*_next(done))
    finally:
        stop.set()
        for thread in threads:
            thread.join(_SECONDS_TO_STOP / len(threads))


def _tried(work: Callable[[W, T], R], tools: W, task: T) -> R | BaseException:
    try:
        return work(tools, task)
    except BaseException as exc:  # noqa: BLE001 - one that fails does not stop the others
        return exc


def _ended(task: T, result: R | BaseException) -> tuple[T, R | Exception]:
    if isinstance(result, BaseException) and not isinstance(result, Exception):
        raise result  # a stop is for all of them
    return task, result


def _next(done: Queue[R]) -> R:
    while done.empty():
        with suppress(Empty):
            return done.get(timeout=_LOOK_EVERY_SECONDS)
    return done.get()
