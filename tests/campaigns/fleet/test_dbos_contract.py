"""What the fleet relies on of DBOS, call by call, against a real PostgreSQL.

A later DBOS that changes any of it fails here first, with the name of what it changed.
"""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import psycopg
import pytest
from dbos import DBOS
from psycopg.rows import dict_row

from layers_cli.services.campaigns.fleet import engine, workflow
from layers_cli.services.campaigns.fleet.engine import HELD, Engine, Limits
from tests.campaigns.fleet.postgres import Postgres
from tests.waiting import until

pytestmark = pytest.mark.slow

QUEUE = "layers-test"
FAST = {"limit": 100, "period": 1.0}


class Host:
    """A process under DBOS in the test's own, which notes the rows that it is asked for."""

    def __init__(self, url: str, executor: str) -> None:
        self.asked: list[tuple[float, str]] = []
        self.work: Callable[[str], dict[str, Any]] = lambda key: {"state": "accepted"}
        workflow.ask_with(self._ask)
        engine.listen(lambda said: None)
        DBOS(
            config={
                "name": engine.APPLICATION,
                "system_database_url": url,
                "executor_id": executor,
                "application_version": engine.VERSION,
                "run_migrations": False,
                "max_executor_threads": 8,
            }
        )
        DBOS.listen_queues([QUEUE])
        DBOS.launch()

    def _ask(self, key: str) -> dict[str, Any]:
        self.asked.append((time.time(), key))
        return self.work(key)

    def register(self, limiter: Any = FAST, concurrency: int | None = None) -> None:
        DBOS.register_queue(
            QUEUE,
            limiter=limiter,
            global_concurrency=concurrency,
            polling_interval_sec=0.05,
            on_conflict="never_update",
        )

    @property
    def keys(self) -> list[str]:
        return [key for _, key in self.asked]

    def close(self) -> None:
        DBOS.destroy()


@pytest.fixture
def host(database: str) -> Iterator[Host]:
    with closing(Host(database, "host-1")) as host:
        yield host


@pytest.fixture
def work(database: str) -> Iterator[Engine]:
    with engine.opened(database) as work:
        yield work


def enqueue(url: str, *keys: str) -> None:
    with psycopg.connect(url, row_factory=dict_row) as db:
        for number, key in enumerate(keys):
            db.execute(
                "select dbos.enqueue_workflow(workflow_name => %s, queue_name => %s,"
                " positional_args => array[to_json(%s::text)], workflow_id => %s,"
                " app_version => %s, priority => %s, application_name => %s)",
                [engine.WORKFLOW, QUEUE, key, key, engine.VERSION, number, engine.APPLICATION],
            )


def status(work: Engine, key: str) -> str | None:
    found = work._client.list_workflows(workflow_ids=[key])
    return found[0].status if found else None


def is_done(work: Engine, *keys: str) -> Callable[[], bool]:
    return lambda: {status(work, key) for key in keys} == {"SUCCESS"}


def test_rows_enqueued_by_sql_run_once_in_their_order(host, work, database):
    enqueue(database, "c", "a", "b")
    enqueue(database, "b", "a")  # they are there: nothing changes
    host.register(concurrency=1)

    until(is_done(work, "a", "b", "c"), "the rows run")

    assert host.keys == ["c", "a", "b"]
    enqueue(database, "a")
    assert status(work, "a") == "SUCCESS"


def test_inputs_and_outcomes_are_json_and_never_pickles(host, work, database):
    enqueue(database, "a")
    host.register()
    until(is_done(work, "a"), "the row runs")

    with psycopg.connect(database) as db:
        row = db.execute(
            "select s.serialization, i.inputs, o.output from dbos.workflow_status as s"
            " left join dbos.workflow_input as i using (workflow_uuid)"
            " left join dbos.workflow_output as o using (workflow_uuid)"
        ).fetchone()
    assert row is not None
    assert row[0] == "portable_json"
    assert "accepted" in json.dumps(row[2])


def test_a_limiter_of_none_holds_the_queue_for_everybody_until_it_is_set_anew(host, work, database):
    host.register(HELD)
    enqueue(database, "a")
    time.sleep(0.5)  # ten polls: none may take it
    assert host.keys == []

    work.lift(QUEUE, Limits(600, 1))
    until(is_done(work, "a"), "the row runs")
    work.hold(QUEUE)
    enqueue(database, "b")  # a poll that had read the limits before may still take it
    time.sleep(0.5)
    enqueue(database, "c")
    time.sleep(0.5)

    assert "c" not in host.keys


def test_a_worker_that_starts_later_does_not_lift_a_hold(host, work):
    host.register(HELD)
    host.register(FAST)

    assert work._client.retrieve_queue(QUEUE).limiter == HELD


def test_no_period_starts_more_than_the_limit(host, work, database):
    keys = [f"k{number:02}" for number in range(12)]
    enqueue(database, *keys)
    host.register({"limit": 3, "period": 0.5})

    until(is_done(work, *keys), "the rows run")

    times = sorted(at for at, _ in host.asked)
    assert all(later - first > 0.3 for first, later in zip(times, times[3:], strict=False))


def test_no_more_rows_run_at_once_than_the_concurrency(host, work, database):
    running, most = threading.Semaphore(2), []

    def ask(key: str) -> dict[str, Any]:
        most.append(running.acquire(blocking=False))
        time.sleep(0.05)
        running.release()
        return {}

    host.work = ask
    keys = [f"k{number}" for number in range(6)]
    enqueue(database, *keys)
    host.register(concurrency=2)

    until(is_done(work, *keys), "the rows run")

    assert most == [True] * 6


def test_a_row_whose_process_leaves_stays_begun_and_goes_on_elsewhere(host, work, database):
    """`LeavingError` is no `Exception`: DBOS writes nothing down, and nobody waits for it."""

    class Leaving(BaseException):
        pass

    def ask(key: str) -> dict[str, Any]:
        if len(host.asked) == 1:
            raise Leaving
        return {}

    host.work = ask
    enqueue(database, "a")
    host.register()
    until(lambda: host.keys, "the row begins")

    assert until(lambda: work.begun(QUEUE), "the row is known to be begun") == [("a", "host-1")]
    work.enqueue_again(QUEUE, ["a"])
    until(is_done(work, "a"), "the row runs")
    assert host.keys == ["a", "a"]


def test_a_row_that_was_taken_over_ends_as_the_second_worker_says(host, work, database):
    """The first one, taken for dead too early, can no longer write down what it found."""
    second_began, first_may_end = threading.Event(), threading.Event()

    def ask(key: str) -> dict[str, Any]:
        if len(host.asked) == 1:
            first_may_end.wait(30)
            return {"by": "first"}
        second_began.set()
        return {"by": "second"}

    host.work = ask
    enqueue(database, "a")
    host.register()
    until(lambda: host.keys, "the row begins")
    work.enqueue_again(QUEUE, ["a"])
    assert second_began.wait(30)
    until(is_done(work, "a"), "the row runs")
    first_may_end.set()

    [found] = work._client.list_workflows(workflow_ids=["a"])
    assert found.output == {"by": "second"}


def test_rows_are_taken_off_the_queue_and_forgotten_in_bulk(host, work, database):
    host.register(HELD)
    keys = [f"k{number}" for number in range(5)]
    enqueue(database, *keys)

    work.cancel(keys[:3])
    assert {status(work, key) for key in keys[:3]} == {"CANCELLED"}
    work.forget(keys)

    assert [status(work, key) for key in keys] == [None] * 5
    enqueue(database, "k0")
    assert status(work, "k0") == "ENQUEUED"


def test_workers_need_no_right_to_make_tables(database):
    with psycopg.connect(database) as db:
        refused = "permission denied|must be owner"
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match=refused):
            db.execute("create table layers.mine (number integer)")


def test_migrating_again_changes_nothing(server: Postgres, template: str):
    from layers_cli.services.campaigns.fleet.migration import migrate

    assert migrate(server.url(template), "worker").created is False
