"""`--max-credits` over all workers: rows start as far as the prices of those before are known."""

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

from layers_cli.campaigns.records import Campaign, RowState
from layers_cli.services.campaigns.fleet.database import PatientConnection
from layers_cli.services.campaigns.fleet.limits import SeenSpending, UnseenError, raise_prices
from layers_cli.services.campaigns.fleet.row_record import RowOutcome, RowRecorder
from layers_cli.services.campaigns.fleet.store import FleetStore
from tests.campaigns.fleet.hosts import NAME, PRICE, planned_rows

pytestmark = pytest.mark.slow

ROWS = planned_rows(8, "prj_1")
CALL: Any = None  # the row stands for it


@pytest.fixture
def store(database: str) -> FleetStore:
    made = FleetStore(database, "api.example", "default", "mark-1")
    campaign = Campaign(NAME, made.server, "default", "mark-1", "hooks.csv", ("hook",), 1000.0)
    made.add(campaign, ROWS, max_credits=8 * PRICE)
    return made


@pytest.fixture
def hire(database: str) -> Iterator[Callable[[], RowRecorder]]:
    """Make the recorder of another worker."""
    connections: list[PatientConnection] = []

    def hire() -> RowRecorder:
        connections.append(PatientConnection(database, lambda seconds: None))
        return RowRecorder(connections[-1], "mark-1", spending=SeenSpending())

    yield hire
    for each in connections:
        each.close()


def start(worker: RowRecorder, number: int) -> UnseenError | None:
    """Start a row; return why it may not yet."""
    worker.begin(ROWS[number].key)
    try:
        worker.intend(CALL)
    except UnseenError as exc:
        return exc
    return None


def looked(worker: RowRecorder, number: int) -> None:
    """Start a row that has to be looked for, after the look."""
    unseen = start(worker, number)
    assert unseen is not None
    assert not unseen.busy
    worker.spending.note(unseen)
    assert start(worker, number) is None


def settle(worker: RowRecorder, number: int) -> None:
    worker.begin(ROWS[number].key)
    worker.settle(RowOutcome(RowState.ACCEPTED, container_ids=(f"cnt_{number}",)))


def test_first_row_is_alone_and_the_next_ones_take_half_of_what_is_left(store, hire):
    one, other = hire(), hire()

    looked(one, 0)
    for worker in (one, other):
        unseen = start(worker, 1)
        assert unseen is not None
        assert unseen.busy
    settle(one, 0)
    looked(one, 1)
    assert [start(one, number) is None for number in (2, 3, 4)] == [True, True, False]
    assert start(one, 2) is None  # it is being sent, and its price counts already


def test_what_other_workers_send_counts(store, hire):
    one, other = hire(), hire()
    looked(one, 0)
    settle(one, 0)
    looked(one, 1)
    settle(one, 1)
    looked(other, 2)

    assert start(other, 3) is None
    assert [start(one, number) is None for number in (4, 5)] == [False, False]


def test_rows_cost_what_was_billed_and_what_waits_the_highest_price(store, hire):
    one = hire()
    looked(one, 0)
    settle(one, 0)
    queue = store.campaigns()[0]
    assert queue.max_credits == 8 * PRICE

    with psycopg.connect(store.url, autocommit=True, row_factory=dict_row) as db:
        name = db.execute("select name from layers.queues").fetchone()
        assert name is not None
        cheaper = raise_prices(db, name["name"], prices={"slideshow-builder": 1}, billed={})
        dearer = raise_prices(
            db, name["name"], prices={"slideshow-builder": PRICE + 1}, billed={"cnt_0": PRICE + 2}
        )

    assert cheaper is None
    assert dearer == {"most": 8 * PRICE, "wanted": 8 * PRICE + 7 + 2}
    assert store.counts(NAME).credits_accepted == PRICE + 2
