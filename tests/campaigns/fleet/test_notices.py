"""What a worker says of a database that is away, or broken: once each, and in a line."""

import logging
from typing import cast

import pytest

from layers_cli.campaigns.errors import TablesError
from layers_cli.services.campaigns.fleet.engine import Telling
from layers_cli.services.campaigns.fleet.living import Living
from layers_cli.services.campaigns.fleet.worker import Worker, WorkerOptions

OPTIONS = WorkerOptions("postgresql://db/c", "http://api", "key", None, "api", "mark", lambda: 60.0)


class Looks(Worker):
    """A worker whose looks end as they are told to, and beside whom DBOS has something to say."""

    def __init__(self, *ends):
        super().__init__(OPTIONS)
        self.ends = list(ends)

    def _looked(self, living):
        self._meanwhile.append("queue thread")
        if (end := self.ends.pop(0)) is not None:
            raise end
        yield from ()

    def said(self) -> list[str]:
        return [notice.message for notice in self._look(cast(Living, None))]


def test_database_that_is_away_is_said_once_and_that_it_is_back():
    worker = Looks(None, OSError("gone"), OSError("gone"), None, None)

    assert [worker.said() for _ in range(5)] == [
        *(["queue thread"], ["gone; this goes on trying"], []),
        *(["The database answers again"], ["queue thread"]),
    ]


def test_tables_that_are_gone_end_a_worker():
    with pytest.raises(TablesError):
        Looks(TablesError("no tables", hint="migrate")).said()


def test_notes_of_dbos_are_a_line_each_without_tracebacks_and_not_told_again_at_once():
    told: list[str] = []
    log = Telling(told.append)

    for message in (
        *("Queue 1 is full: 17", "Queue 1 is full: 18"),
        "Polling: Traceback (most recent call last):\n  File x\nOSError: away\n",
    ):
        log.emit(logging.LogRecord("dbos", logging.WARNING, "", 0, message, None, None))

    assert told == ["Queue 1 is full: 17", "Polling: OSError: away"]
