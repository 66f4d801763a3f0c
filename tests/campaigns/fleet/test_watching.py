"""`--watch` beside workers: the board follows the database, and leaving it stops nobody."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from layers_cli.campaigns.errors import DatabaseError
from layers_cli.campaigns.records import RowState
from layers_cli.errors.exit_codes import ExitCode
from layers_cli.ledger.records import key_fingerprint
from layers_cli.services.campaigns.fleet import engine
from layers_cli.services.campaigns.fleet.database import PatientConnection
from layers_cli.services.campaigns.fleet.living import Living
from layers_cli.services.campaigns.fleet.row_record import RowOutcome, RowRecorder
from layers_cli.services.campaigns.fleet.store import FleetStore
from tests.conftest import Layers

pytestmark = pytest.mark.slow

APPLY = ("campaign", "apply", "hooks.plan.jsonl", "--yes", "--watch")


@pytest.fixture
def shared(layers: Layers, make_plan, database) -> Layers:
    make_plan(2)
    return replace(layers, environ={**layers.environ, "LAYERS_DATABASE_URL": database})


@pytest.fixture
def store(database, sandbox) -> FleetStore:
    return FleetStore(database, "127.0.0.1", "default", key_fingerprint(sandbox.key))


@pytest.fixture
def settle(database, store) -> Iterator[Callable[..., None]]:
    """Settle all rows that are queued, as workers do."""
    connection = PatientConnection(database, lambda seconds: None)
    recorder = RowRecorder(connection, store.credential)

    def settle(state: RowState, **more) -> None:
        for record in list(store.rows("hooks", (RowState.QUEUED,))):
            recorder.begin(record.row.key)
            recorder.settle(RowOutcome(state, **more))

    yield settle
    connection.close()


def test_watch_ends_when_workers_have_asked_for_all_rows(shared, settle):
    done = shared(*APPLY, "--json", pause=lambda seconds: settle(RowState.ACCEPTED))

    assert (done.code, done.json["rows"]) == (ExitCode.OK, {"accepted": 2})
    assert "start one: layers campaign worker" in done.err


def test_watch_tells_of_each_row_that_is_refused_once(shared, settle):
    looks = []

    def look(seconds: float) -> None:
        looks.append(seconds)
        if len(looks) == 1:
            settle(RowState.REFUSED, code="VALIDATION", message="Odd words.")

    done = shared(*APPLY, "--jsonl", pause=look)

    assert done.code == ExitCode.PARTIAL
    *events, report = map(json.loads, done.out.splitlines())
    assert [each["type"] for each in events] == ["row", "row", "counts"]
    assert (events[0]["message"], report["rows"]) == ("Odd words.", {"refused": 2})


def test_watch_ends_with_the_way_on_where_rows_are_held(shared, store):
    done = shared(*APPLY, "--json", pause=lambda seconds: store.pause("hooks", "no credits"))

    assert (done.code, done.error["code"]) == (ExitCode.PARTIAL, "cli_held")
    assert "no credits" in done.error["message"]
    assert done.error["resume"] == "layers campaign resume hooks"
    assert done.json["rows"] == {"queued": 2}


def test_watch_gives_up_in_time_and_says_that_workers_go_on(shared):
    done = shared(*APPLY, "--timeout", "5s", pause=lambda seconds: None)

    assert done.code == ExitCode.PENDING
    assert "workers go on: layers campaign collect hooks --watch" in done.err


def test_interrupted_watch_leaves_the_rows_to_workers(shared, store):
    def interrupt(seconds: float) -> None:
        raise KeyboardInterrupt

    done = shared(*APPLY, pause=interrupt)

    assert done.code == ExitCode.INTERRUPTED
    assert "layers campaign collect hooks --watch" in done.err
    assert store.counts("hooks").rows == {RowState.QUEUED: 2}


def test_watch_outlives_a_look_that_fails(shared, settle, monkeypatch):
    counts = FleetStore.counts

    def away(store: FleetStore, campaign: str) -> None:
        monkeypatch.setattr(FleetStore, "counts", counts)
        raise DatabaseError("The database cannot be used: gone", hint="start it")

    looks = []

    def look(seconds: float) -> None:
        looks.append(seconds)
        if len(looks) == 1:
            monkeypatch.setattr(FleetStore, "counts", away)
            settle(RowState.ACCEPTED)

    done = shared(*APPLY, pause=look)

    assert (done.code, "this goes on trying" in done.err) == (ExitCode.OK, True)


def test_workers_are_counted_while_they_live(shared, store, database):
    shared("campaign", "apply", "hooks.plan.jsonl", "--yes")
    queue = engine.queue_name(store.server, store.credential)

    with engine.opened(database) as work:
        workers = [Living(database, work, executor=name, queue=queue) for name in ("a", "b")]
        there = store.workers("hooks")
        for each in workers:
            each.leave()

    assert (there, store.workers("hooks")) == (2, 0)
