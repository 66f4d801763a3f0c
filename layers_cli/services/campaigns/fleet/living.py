"""Who is alive: each worker holds an advisory lock, and whoever gets a dead one's takes its rows.

The lock goes away with the connection, so there is no lease, heartbeat or clock of ours.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import psycopg

from layers_cli.services.campaigns.fleet.database import Connection
from layers_cli.services.campaigns.fleet.engine import Engine

_WORKERS = """
select count(*) as number from pg_locks where locktype = 'advisory' and granted and objsubid = 1
  and mode = 'ShareLock' and (classid::bigint << 32 | objid::bigint) = %s
  and database = (select oid from pg_database where datname = current_database())
"""


def lock_number(executor: str) -> int:
    """Return the number of the lock that the worker *executor* holds."""
    return number_of(f"layers worker {executor}")


def workers_of(connection: Connection, queue: str) -> int:
    """Return how many workers take rows of *queue*, on all hosts."""
    row = connection.execute(_WORKERS, [_queue_number(queue)]).fetchone()
    return int(row["number"]) if row else 0


def _queue_number(queue: str) -> int:
    return number_of(f"layers workers of {queue}")


def number_of(text: str) -> int:
    """Return the number of the advisory lock that is for *text*."""
    digest = sha256(text.encode("utf-8", "backslashreplace")).digest()
    return int.from_bytes(digest[:8], "big", signed=True)


class Living:
    """Holds the lock of *executor*, and brings back rows of *queue* of workers whose lock is free.

    Its methods raise `psycopg.Error` where the database is away; the next call connects again.
    """

    def __init__(self, url: str, engine: Engine, *, executor: str, queue: str) -> None:
        self._url, self._engine = url, engine
        self._executor, self._queue = executor, queue
        self._connection = self._locked()

    def take_over(self) -> int:
        """Enqueue what dead workers had begun; return how many rows that were.

        After the database was away, the lock is taken anew. Until then others may have taken this
        worker for dead, and send its calls once more: with the same keys, so nothing is done twice.
        """
        if self._connection.closed:
            self._connection = self._locked()
        executors = {name for _, name in self._engine.begun(self._queue)}
        return sum(self._taken_from(each) for each in executors - {self._executor})

    def leave(self) -> int:
        """Enqueue what this worker had begun and not ended; return how many rows that were."""
        count = self._enqueued_again(self._executor)
        self._connection.close()
        return count

    def _locked(self) -> psycopg.Connection[Any]:
        connection = psycopg.connect(self._url, autocommit=True, connect_timeout="10")
        connection.execute("select pg_advisory_lock(%s)", [lock_number(self._executor)])
        # Shared, so that whoever watches can count the workers of a queue.
        connection.execute("select pg_advisory_lock_shared(%s)", [_queue_number(self._queue)])
        return connection

    def _taken_from(self, executor: str) -> int:
        number = [lock_number(executor)]
        row = self._connection.execute("select pg_try_advisory_lock(%s)", number).fetchone()
        if not row or not row[0]:
            return 0
        try:
            return self._enqueued_again(executor)
        finally:
            self._connection.execute("select pg_advisory_unlock(%s)", number)

    def _enqueued_again(self, executor: str) -> int:
        # Asked for under the lock: nobody else takes the same ones meanwhile.
        keys = [key for key, name in self._engine.begun(self._queue) if name == executor]
        self._engine.enqueue_again(self._queue, keys)
        return len(keys)
