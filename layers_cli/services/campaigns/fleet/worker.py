"""A worker: takes rows of one API key's queue, on as many hosts as wanted, until it is stopped.

`run` yields what happens as `WorkerNotice`. Threads of DBOS ask for rows; the caller's thread looks
after them: takes over what dead workers had begun, and notices holds and the end.
"""

from __future__ import annotations

import os
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from queue import Empty, SimpleQueue
from typing import Any

import psycopg
from dbos import DBOS

from layers_cli.api.client import LayersClient
from layers_cli.api.errors import ApiError, RateLimitError
from layers_cli.api.retries import Retries
from layers_cli.campaigns.errors import DatabaseError, OtherKeyError, TablesError
from layers_cli.campaigns.spending import LOOK_SECONDS as CREDITS_SECONDS
from layers_cli.campaigns.spending import SpendingLook, overspending
from layers_cli.render.text import iso_time
from layers_cli.services.campaigns.fleet import engine, queues, schema, workflow
from layers_cli.services.campaigns.fleet.asking import Asker
from layers_cli.services.campaigns.fleet.database import (
    PatientConnection,
    connected,
    masked,
    told,
)
from layers_cli.services.campaigns.fleet.engine import HELD, Engine, Limits
from layers_cli.services.campaigns.fleet.limits import SeenSpending, raise_prices
from layers_cli.services.campaigns.fleet.living import Living
from layers_cli.services.campaigns.fleet.row_record import RowRecorder
from layers_cli.services.campaigns.spending import PriceLook, over_limit_reason

LOOK_SECONDS = 1.0
LEAVE_SECONDS = 180  # longer than a create call with its retries takes (cli-conventions 4f)
DEFAULT_CONCURRENCY = 16
_WAIT_SECONDS = 0.2


@dataclass(frozen=True)
class WorkerOptions:
    """What a worker works with.

    *server* and *credential* are the mark of the account; *per_minute* and *concurrency* hold for
    all hosts together, None for what the queue has, and the default rate is *tier_rate*. *drain*
    ends when nothing is left.
    """

    url: str
    base_url: str
    key: str
    organization: str | None
    server: str
    credential: str
    tier_rate: Callable[[], float]
    per_minute: float | None = None
    concurrency: int | None = None
    drain: bool = False
    dialect: str = "auto"
    retries: int = 4


@dataclass(frozen=True)
class WorkerNotice:
    """What happened: *type* is started, row, waiting, held, going-on, taken-over, note or ended."""

    type: str
    at: float
    message: str
    key: str | None = None
    state: str | None = None
    count: int | None = None

    @property
    def document(self) -> dict[str, Any]:
        """Return the event as JSON."""
        return {
            "type": self.type,
            "time": iso_time(datetime.fromtimestamp(self.at, UTC)),
            "message": self.message,
            "key": self.key,
            "state": self.state,
            "count": self.count,
        }


class LeavingError(BaseException):
    """The worker leaves, and what was not sent stays begun, for it to be enqueued again.

    Not an `Exception`, which DBOS would write down as the end of the row.
    """


class Worker:
    """One run of a worker."""

    def __init__(self, options: WorkerOptions) -> None:
        self.options = options
        self.executor = f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(3)}"
        self.queue = engine.queue_name(options.server, options.credential)
        self._events: SimpleQueue[WorkerNotice] = SimpleQueue()
        self._stop = threading.Event()
        self._threads = threading.local()
        self.held: str | None = None
        self._meanwhile: list[str] = []  # what DBOS had to say since the last look
        self._is_away = False
        self._spread = 0.0
        self._first: SpendingLook | None = None
        self._looked_at_credits = float("-inf")
        client = LayersClient(options.base_url, options.key, organization=options.organization)
        self._prices, self._looking = PriceLook(client), threading.Lock()
        self._spending = SeenSpending()

    def run(self) -> Iterator[WorkerNotice]:
        """Work until the caller stops, or with *drain* until nothing is left, and yield events.

        Raises `OtherKeyError` for a key whose rows are not here, `DatabaseError` for a database
        that is not there at the start.
        """
        limits = self._prepared()
        with engine.opened(self.options.url) as work:
            self._engine = work
            living = self._launched(work, limits)
            try:
                yield self._event("started", f"{self.executor} asks for rows, {_said(limits)}")
                yield from self._watched(living)
            finally:
                left = self._left(living)
            yield self._event("ended", f"{self.executor} leaves", count=left)

    # Starting and leaving

    def _prepared(self) -> Limits:
        """Check the database, and settle the limits of the queue."""
        options = self.options
        with connected(options.url) as db:
            schema.check(db)
            self._check_key(db)
            queues.named(db, options.server, options.credential)
            known = queues.limits(db, self.queue)
            rate = options.per_minute or known.per_minute or options.tier_rate()
            limits = Limits(rate, options.concurrency or known.concurrency or DEFAULT_CONCURRENCY)
            queues.set_limits(db, self.queue, limits)
            self.held = queues.found(db, self.queue)["held"]
        self._spread = (limits.concurrency or 1) * 60 / rate
        return limits

    def _check_key(self, db: Any) -> None:
        others = db.execute(
            "select distinct c.name from layers.campaigns as c where c.server = %s and not exists"
            " (select from layers.queues where name = %s)",
            [self.options.server, self.queue],
        ).fetchall()
        if others:
            raise OtherKeyError(
                "The campaigns in this database were applied with another API key",
                hint="use that key, or let one go on with this: layers campaign resume"
                f" {others[0]['name']}",
            )

    def _launched(self, work: Engine, limits: Limits) -> Living:
        engine.listen(lambda said: self._meanwhile.append(masked(said, self.options.url)))
        workflow.ask_with(self._ask)
        with told(self.options.url):
            living = Living(self.options.url, work, executor=self.executor, queue=self.queue)
        DBOS(
            config={
                "name": engine.APPLICATION,
                "system_database_url": self.options.url,
                "executor_id": self.executor,
                "application_version": engine.VERSION,
                "run_migrations": False,
                "max_executor_threads": (limits.concurrency or DEFAULT_CONCURRENCY) + 8,
            }
        )
        DBOS.listen_queues([self.queue])
        DBOS.launch()
        DBOS.register_queue(
            self.queue,
            global_concurrency=limits.concurrency,
            limiter=HELD if self.held else limits.limiter,  # type: ignore[arg-type]
            polling_interval_sec=limits.poll_seconds,
            on_conflict="never_update",  # a worker that starts later must not lift a hold
        )
        if not self.held and (self.options.per_minute or self.options.concurrency):
            work.lift(self.queue, limits)
        return living

    def _left(self, living: Living) -> int:
        """Finish the calls that are under way, and hand the rest back; return how many rows."""
        self._stop.set()
        DBOS.destroy(workflow_completion_timeout_sec=LEAVE_SECONDS)
        with suppress(psycopg.Error, DatabaseError):  # then others find this worker dead
            return living.leave()
        return 0

    # Watching

    def _watched(self, living: Living) -> Iterator[WorkerNotice]:
        looked = 0.0
        while True:
            with suppress(Empty):
                yield self._events.get(timeout=_WAIT_SECONDS)
            if time.monotonic() - looked < LOOK_SECONDS:
                continue
            looked = time.monotonic()
            try:
                yield from self._look(living)
            except _DrainedError:
                while not self._events.empty():
                    yield self._events.get()
                return

    def _look(self, living: Living) -> Iterator[WorkerNotice]:
        """Look after the rows; say once that the database is away, and that it is there again."""
        try:
            with told(self.options.url):
                yield from self._looked(living)
        except (TablesError, _DrainedError):  # nobody but the owner can help; nothing is left
            raise
        except Exception as exc:  # noqa: BLE001 - the database is away; the next look tries
            if not self._is_away:
                said = masked(str(exc), self.options.url).partition("\n")[0]
                yield self._event("note", f"{said}; this goes on trying")
            self._is_away = True
        else:
            said_meanwhile = ["The database answers again"] if self._is_away else self._meanwhile
            yield from [self._event("note", said) for said in said_meanwhile]
            self._is_away = False
        self._meanwhile.clear()

    def _looked(self, living: Living) -> Iterator[WorkerNotice]:
        if count := living.take_over():
            yield self._event("taken-over", f"Took over {count} rows of a dead worker", count=count)
        with connected(self.options.url) as db:
            held = queues.found(db, self.queue)["held"]
            left = queues.unfinished(db, self.queue) if self.options.drain else None
        if not held and (reason := self._overspending()):
            self._hold_queue(reason)
            held = reason
        if held != self.held:
            self.held = held
            if held:
                yield self._event("held", f"No row starts: {held}")
            else:
                self._first = None  # what was spent meanwhile is agreed to
                yield self._event("going-on", "Rows start again")
        if left == 0 or (held and left is not None):
            raise _DrainedError

    def _overspending(self) -> str | None:
        """Return why no row may start: the credits fall faster than rows cost by their plans."""
        if time.monotonic() - self._looked_at_credits < CREDITS_SECONDS:
            return None
        self._looked_at_credits = time.monotonic()
        with connected(self.options.url) as db:
            before = queues.spending(db, self.queue, 0.0)
            with self._looking:
                self._prices.look(events=False)
                available = self._prices.available
            if available is None:
                return None
            if self._first is None:
                self._first = replace(before, available=available)
                return None
            return overspending(self._first, queues.spending(db, self.queue, available))

    def _hold_queue(self, reason: str) -> None:
        with connected(self.options.url) as db:
            queues.hold(db, self.queue, reason)
        self._engine.hold(self.queue)

    # Asking, in threads of DBOS

    def _ask(self, key: str) -> dict[str, Any]:
        if self._stop.is_set():
            raise LeavingError
        outcome = self._asker().ask(key)
        said = outcome.message or outcome.job_id or ""
        self._events.put(self._event("row", said, key=key, state=outcome.state.value))
        return {"state": outcome.state.value, "code": outcome.code}

    def _asker(self) -> Asker:
        """Return this thread's asker: a client and a connection of its own."""
        if not hasattr(self._threads, "asker"):
            options = self.options
            connection = PatientConnection(options.url, self._pause)
            recorder = RowRecorder(connection, options.credential, spending=self._spending)
            retries = Retries(options.retries, None, pause=self._pause, on_retry=self._retrying)
            client = LayersClient(
                options.base_url,
                options.key,
                organization=options.organization,
                recorder=recorder,
                retries=retries,
            )
            self._threads.asker = Asker(
                *(client, recorder, options.dialect, self._hold, self._wait, self._pause),
                *(self._spread, self._look_at_prices),
            )
        asker: Asker = self._threads.asker
        return asker

    def _hold(self, reason: str) -> None:
        connection = self._asker().recorder.connection
        if connection.run(lambda db: queues.hold(db, self.queue, reason)):
            self._engine.hold(self.queue)

    def _look_at_prices(self) -> None:
        """Let rows cost what is seen, and hold the queue if a campaign is over its limit then."""
        with self._looking:
            self._prices.look(events=True)
            prices, billed = self._prices.prices, self._prices.billed
            over = self._asker().recorder.connection.run(
                lambda db: raise_prices(db, self.queue, prices=prices, billed=billed)
            )
        if over is not None:
            self._hold(over_limit_reason(over["wanted"], over["most"]) or "")

    def _wait(self, seconds: float) -> None:
        """Let no host send a row for *seconds*."""
        self._tell("waiting", f"The API asks to wait for {seconds:g} s")
        connection = self._asker().recorder.connection
        connection.run(lambda db: queues.wait_until(db, self.queue, seconds))

    def _retrying(self, exc: ApiError, seconds: float) -> None:
        if isinstance(exc, RateLimitError):
            self._wait(seconds)

    def _pause(self, seconds: float) -> None:
        if self._stop.wait(seconds):
            raise LeavingError

    def _tell(self, type_: str, message: str) -> None:
        self._events.put(self._event(type_, message))

    def _event(self, type_: str, message: str, **more: Any) -> WorkerNotice:
        return WorkerNotice(type_, time.time(), message, **more)


class _DrainedError(Exception):
    """Nothing is left, or nothing can start."""


def _said(limits: Limits) -> str:
    return f"{limits.per_minute:g} a minute, {limits.concurrency} at once"
