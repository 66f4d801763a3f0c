"""One row: sent only if it may be, looked for where that could pay twice, and always settled."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import psycopg
import pytest

from layers_cli.api.client import LayersClient
from layers_cli.campaigns.records import Campaign, RowState
from layers_cli.sandbox.testing import in_process_transport
from layers_cli.services.campaigns.fleet.asking import Asker
from layers_cli.services.campaigns.fleet.database import PatientConnection
from layers_cli.services.campaigns.fleet.row_record import RowRecorder
from layers_cli.services.campaigns.fleet.store import FleetStore
from tests.campaigns.fleet.hosts import NAME, planned_rows

pytestmark = pytest.mark.slow

DAY = 24 * 3600


@pytest.fixture
def store(database: str) -> FleetStore:
    return FleetStore(database, "api.example", "default", "mark-1")


@pytest.fixture
def row(store, sandbox):
    """A row that is queued."""
    [row] = planned_rows(1, sandbox.project)
    campaign = Campaign(NAME, store.server, "default", "mark-1", "hooks.csv", ("hook",), 1000.0)
    store.add(campaign, [row], max_credits=None)
    return row


@pytest.fixture
def asker(store, sandbox) -> Iterator[Asker]:
    held: list[str] = []
    connection = PatientConnection(store.url, lambda seconds: None)
    recorder = RowRecorder(connection, "mark-1")
    client = LayersClient(
        "http://sandbox", sandbox.key, recorder=recorder, transport=in_process_transport(sandbox)
    )
    nothing = lambda seconds: None  # noqa: E731 - a stand-in
    yield Asker(client, recorder, "auto", held.append, nothing, nothing)
    connection.close()


def change(store: FleetStore, changes: str) -> None:
    with psycopg.connect(store.url) as db:
        db.execute(f"update layers.rows set {changes}".encode())


def containers(sandbox) -> int:
    return len(sandbox.store.credits.by_container())


def test_a_row_is_asked_for_once_and_never_again(asker, store, sandbox, row):
    first, second = asker.ask(row.key), asker.ask(row.key)

    assert (first.state, second.state) == (RowState.ACCEPTED, RowState.ACCEPTED)
    assert containers(sandbox) == 1
    [record] = store.rows(NAME)
    assert (record.job_id, record.container_ids) == (first.job_id, first.container_ids)
    assert record.request_id
    assert record.sent_at


def test_a_row_whose_worker_died_in_between_is_sent_again_with_its_key(asker, store, sandbox, row):
    asker.ask(row.key)
    change(store, "state = 'sending', doubtful = true, job_id = null, container_ids = '{}'")

    assert asker.ask(row.key).container_ids
    assert containers(sandbox) == 1


@pytest.mark.parametrize(
    "why", [f"sent_at = sent_at - {DAY}", "asked_with = 'another key'"], ids=["old", "other key"]
)
def test_a_row_that_may_not_be_sent_again_is_looked_for_first(asker, store, sandbox, row, why):
    made = asker.ask(row.key).container_ids
    change(store, f"state = 'unknown', doubtful = true, container_ids = '{{}}', {why}")

    found = asker.ask(row.key)

    assert (found.state, found.container_ids) == (RowState.ACCEPTED, made)
    assert containers(sandbox) == 1


def test_a_row_of_which_nothing_is_found_is_sent_anew(asker, store, sandbox, row):
    change(store, "state = 'unknown', doubtful = true, asked_with = 'another key', sent_at = 1e9")

    assert asker.ask(row.key).state is RowState.ACCEPTED
    assert containers(sandbox) == 1


@pytest.mark.parametrize("state", ["canceled", "refused"])
def test_a_row_that_is_settled_is_not_sent(asker, store, sandbox, row, state):
    change(store, f"state = '{state}'")

    assert asker.ask(row.key).state == state
    assert containers(sandbox) == 0


def test_a_row_of_a_held_queue_is_not_sent_and_waits_for_resume(asker, store, sandbox, row):
    store.pause(NAME, "enough")

    assert asker.ask(row.key).state is RowState.HELD
    assert containers(sandbox) == 0
    assert store.resume(NAME) == 1
    assert asker.ask(row.key).state is RowState.ACCEPTED


def test_a_row_that_the_api_refuses_says_why_and_is_asked_again_by_retry(
    asker, store, sandbox, row
):
    change(store, """body = '{"format": "video-remix", "hook": "x"}'""")

    refused = asker.ask(row.key)

    assert (refused.state, refused.code) == (RowState.REFUSED, "UNSUPPORTED_FORMAT")
    assert store.retry_failed(NAME, []) == 1


def test_a_row_whose_tables_are_away_waits_for_them(store, server, row):
    """An error would end its workflow for good."""
    waits: list[float] = []

    def rename(name: str, to: str) -> None:
        database = urlsplit(store.url).path.strip("/")
        server.execute(f"alter table layers.{name} rename to {to}", database)

    def back(seconds: float) -> None:
        waits.append(seconds)
        rename("rows_away", "rows")

    connection = PatientConnection(store.url, back)
    recorder = RowRecorder(connection, "mark-1")
    rename("rows", "rows_away")

    recorder.begin(row.key)

    assert recorder.read() == row
    assert len(waits) == 1
    connection.close()
