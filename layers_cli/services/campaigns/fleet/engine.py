"""DBOS: the queue of rows, its limits, and what is done with rows of it by public calls.

A row is a workflow whose id is its Idempotency-Key, with the key as its only input: no hook lies
there. One queue for each API key at a server, since that is what a rate limit counts by.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from layers_cli.services.campaigns.fleet.database import Connection, told

if TYPE_CHECKING:
    from dbos import DBOSClient, Queue

APPLICATION = "layers"
# Not the hash of the source, DBOS's default: workers of two builds share one campaign.
VERSION = "campaigns-1"
WORKFLOW = "ask_for_row"
_ALIVE = ["ENQUEUED", "PENDING", "DELAYED"]
CHUNK = 10_000  # DBOS's bulk calls have a parameter for each id, and PostgreSQL takes 65,535

_TRACEBACK = "Traceback (most recent call last):"
_NUMBERS = re.compile(r"[0-9]+")
_AGAIN_SECONDS = 60.0

_SHORTEST_PERIOD = 0.25  # seconds; the shorter, the smaller the burst
_LONGEST_POLL, _SHORTEST_POLL = 1.0, 0.1  # seconds

# The function that DBOS documents for SQL: it runs in the transaction of the rows.
_ENQUEUE = """
select count(dbos.enqueue_workflow(
  workflow_name => %s, queue_name => %s, positional_args => array[to_json(key)],
  workflow_id => key, app_version => %s, priority => number, application_name => %s))
from layers.rows where key = any(%s)
"""


def queue_name(server: str, credential: str) -> str:
    """Return the name of the queue of the API key with the mark *credential* at *server*."""
    return f"layers-{sha256(f'{server} {credential}'.encode()).hexdigest()[:16]}"


def enqueue(connection: Connection, queue: str, keys: Sequence[str]) -> None:
    """Enqueue the rows with *keys* in the transaction that is open; those there stay as they are.

    They are taken in the order of the sheet.
    """
    for chunk in chunks(keys):
        connection.execute(_ENQUEUE, [WORKFLOW, queue, VERSION, APPLICATION, chunk])


def chunks(keys: Sequence[str]) -> Iterator[list[str]]:
    """Yield *keys* in parts of as many as one call may have."""
    for start in range(0, len(keys), CHUNK):
        yield list(keys[start : start + CHUNK])


class Limits(NamedTuple):
    """How many rows start a minute, on all hosts together, and how many run at once."""

    per_minute: float | None
    concurrency: int | None

    @property
    def limiter(self) -> dict[str, float] | None:
        """The rate as DBOS takes it: *limit* starts in each *period* of seconds."""
        if self.per_minute is None:
            return None
        limit = max(1, int(self.per_minute / 60 * _SHORTEST_PERIOD))
        return {"limit": limit, "period": limit * 60 / self.per_minute}

    @property
    def poll_seconds(self) -> float:
        """How often a worker looks for rows."""
        period = self.limiter["period"] if self.limiter else _SHORTEST_PERIOD
        return min(_LONGEST_POLL, max(_SHORTEST_POLL, period / 2))


HELD = {"limit": 0, "period": 1.0}
"""The limiter of a queue that is held: no row starts, on any host."""


class Engine:
    """What a command does with workflows; opened for as long as it is needed."""

    def __init__(self, client: DBOSClient) -> None:
        self._client = client

    def hold(self, queue: str) -> None:
        """Let no row of *queue* start any more; workers read it at each poll."""
        if (found := self._queue(queue)) is not None:
            found.set_limiter(HELD)  # type: ignore[arg-type]  # a TypedDict of the same shape

    def lift(self, queue: str, limits: Limits) -> None:
        """Let rows of *queue* start as *limits* say."""
        if (found := self._queue(queue)) is not None:
            found.set_limiter(limits.limiter)  # type: ignore[arg-type]

    def cancel(self, keys: Sequence[str]) -> None:
        """Take rows off their queue; those that run go on."""
        for chunk in chunks(keys):
            self._client.cancel_workflows(chunk)

    def forget(self, keys: Sequence[str]) -> None:
        """Remove rows from DBOS's own tables, so that they can be enqueued again."""
        for chunk in chunks(keys):
            self._client.delete_workflows(chunk)

    def stuck(self, keys: Sequence[str]) -> list[str]:
        """Return those of *keys* that no worker will take: their workflows ended, or are gone."""
        alive = set[str]()
        for chunk in chunks(keys):
            found = self._client.list_workflows(
                workflow_ids=chunk, status=_ALIVE, load_input=False, load_output=False
            )
            alive |= {each.workflow_id for each in found}
        return [key for key in keys if key not in alive]

    def begun(self, queue: str) -> list[tuple[str, str]]:
        """Return the key and the worker of each row that a worker has begun and not ended."""
        found = self._client.list_workflows(
            status="PENDING", queue_name=queue, load_input=False, load_output=False
        )
        return [(each.workflow_id, each.executor_id) for each in found if each.executor_id]

    def enqueue_again(self, queue: str, keys: Sequence[str]) -> None:
        """Enqueue rows that a worker had begun."""
        for chunk in chunks(keys):
            # With the queue's name: without it they would run at once, past rate and concurrency.
            self._client.resume_workflows(chunk, queue_name=queue)

    def _queue(self, name: str) -> Queue | None:
        return self._client.retrieve_queue(name)


class Telling(logging.Handler):
    """Gives what DBOS has to say to *tell*; with a handler there, it writes nothing to stderr."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        super().__init__(logging.WARNING)
        self._tell = tell
        self._told: dict[str, float] = {}

    def emit(self, record: logging.LogRecord) -> None:
        """Tell *record* in a line; what differs in numbers alone is told once a minute."""
        said, _, rest = record.getMessage().partition("\n")
        if said.endswith(_TRACEBACK):  # its last line says what it is
            said = said.removesuffix(_TRACEBACK) + rest.strip().rpartition("\n")[2]
        kind, now = _NUMBERS.sub("", said), time.monotonic()
        if now - self._told.get(kind, -_AGAIN_SECONDS) >= _AGAIN_SECONDS:
            self._told[kind] = now
            self._tell(said)


def listen(tell: Callable[[str], None]) -> None:
    """Give DBOS's warnings to *tell*, in place of its own handler."""
    log = logging.getLogger("dbos")
    log.handlers[:] = [Telling(tell)]
    log.propagate = False


def migrate(url: str, role: str | None) -> None:
    """Create or upgrade DBOS's own tables, and let *role* use them."""
    from dbos import DBOS  # as in `opened`

    listen(lambda said: None)
    DBOS.migrate(url, application_role=role)


@contextmanager
def opened(url: str) -> Iterator[Engine]:
    """Open an `Engine` on the database; raises `DatabaseError` where it is not there."""
    # Not at the top: applying and counting need psycopg alone, which starts in a quarter the time.
    from dbos import DBOSClient

    with told(url):
        client = DBOSClient(
            system_database_url=url, application_name=APPLICATION, retry_connection_errors=False
        )
        try:
            yield Engine(client)
        finally:
            client.destroy()
