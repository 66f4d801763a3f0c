"""The store in PostgreSQL: rows once each, money to the credit, verbs that any host may use."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import psycopg
import pytest

from layers_cli.campaigns.errors import (
    CampaignLimitError,
    DatabaseError,
    NoCampaignError,
    OtherKeyError,
)
from layers_cli.campaigns.keys import digest_of, idempotency_key
from layers_cli.campaigns.records import Campaign, PlannedRow, RowAction, RowState
from layers_cli.campaigns.shards import Shard
from layers_cli.campaigns.store import UNCOLLECTED, Collected
from layers_cli.services.campaigns.fleet import engine
from layers_cli.services.campaigns.fleet.database import PatientConnection
from layers_cli.services.campaigns.fleet.migration import migrate
from layers_cli.services.campaigns.fleet.row_record import RowOutcome, RowRecorder
from layers_cli.services.campaigns.fleet.store import FleetStore
from layers_cli.services.campaigns.verbs import failed_takes
from tests.campaigns.fleet.hosts import NAME, PRICE, planned_rows

pytestmark = pytest.mark.slow

PROJECT = "prj_1"
ROWS = planned_rows(3, PROJECT)
Settle = Callable[..., None]


@pytest.fixture
def store(database: str) -> FleetStore:
    return FleetStore(database, "api.example", "default", "mark-1")


@pytest.fixture
def settle(database: str) -> Iterator[Settle]:
    """Settle rows as a worker does."""
    connection = PatientConnection(database, lambda seconds: None)
    recorder = RowRecorder(connection, "mark-1")

    def settle(row: PlannedRow, state: RowState, **more: Any) -> None:
        recorder.begin(row.key)
        recorder.settle(RowOutcome(state, **more))

    yield settle
    connection.close()


def add(store: FleetStore, rows: list[PlannedRow] = ROWS, **options: Any) -> int:
    campaign = Campaign(
        NAME, store.server, "default", store.credential, "hooks.csv", ("hook",), 1000.0
    )
    return store.add(campaign, rows, **{"max_credits": None, **options})


def states(store: FleetStore) -> list[str]:
    return [record.state.value for record in store.rows(NAME)]


def workflows(url: str) -> dict[str, str]:
    with engine.opened(url) as work:
        found = work._client.list_workflows(load_input=False, load_output=False)
    return {each.workflow_id: each.status for each in found}


def test_a_plan_is_recorded_and_queued_once_however_often_it_is_applied(store, database):
    assert [add(store), add(store)] == [3, 0]

    assert [record.row for record in store.rows(NAME)] == ROWS
    assert states(store) == ["queued"] * 3
    assert workflows(database) == {row.key: "ENQUEUED" for row in ROWS}
    assert [each.name for each in store.campaigns()] == [NAME]


def test_older_tables_are_refused_and_upgraded_with_what_was_paid_for(store, database, settle):
    add(store)
    for row in ROWS:
        settle(row, RowState.ACCEPTED, job_id="job_1")
    before = sorted(store.applied(NAME), key=lambda each: each.key)
    owner = database.replace("//worker@", "//postgres@")
    with psycopg.connect(owner, autocommit=True) as db:
        db.execute("alter table layers.rows drop column digest")
        db.execute("update layers.version set number = 1")

    with pytest.raises(DatabaseError, match="an older layers"):
        list(store.applied(NAME))
    migrate(owner, "worker")

    assert sorted(store.applied(NAME), key=lambda each: each.key) == before
    assert len(before) == len(ROWS)


def test_no_hook_lies_in_the_workflows(store, database):
    add(store)

    with psycopg.connect(database) as connection:
        inputs = connection.execute(
            "select string_agg(to_jsonb(w)::text, '') from dbos.workflow_status as w"
        ).fetchone()
    assert inputs is not None
    assert "hook 1" not in inputs[0]
    assert ROWS[1].key in inputs[0]


def test_max_credits_holds_to_the_credit_for_all_rows_there_are(store, database):
    assert add(store, ROWS[:2], max_credits=2 * PRICE) == 2

    with pytest.raises(CampaignLimitError) as refused:
        add(store, max_credits=3 * PRICE - 1)

    assert (refused.value.wanted, refused.value.limit) == (3 * PRICE, 3 * PRICE - 1)
    assert len(workflows(database)) == 2
    assert len(list(store.rows(NAME))) == 2
    assert add(store, max_credits=3 * PRICE) == 1


def test_a_limit_lets_a_few_rows_go_and_the_next_apply_the_others(store):
    assert add(store, limit=1) == 1
    assert states(store) == ["queued", "planned", "planned"]
    assert add(store) == 2
    assert states(store) == ["queued"] * 3


def test_rows_that_cannot_be_asked_for_are_kept_for_the_results(store, database):
    rows = [
        ROWS[0],
        replace(ROWS[1], action=RowAction.INVALID),
        replace(ROWS[0], number=9, action=RowAction.DUPLICATE),
    ]

    assert add(store, rows) == 1

    assert states(store) == ["queued", "invalid", "invalid"]
    assert len(workflows(database)) == 1


def test_a_row_that_left_the_sheet_is_canceled_and_comes_back(store, database):
    add(store)
    add(store, ROWS[1:])

    assert workflows(database)[ROWS[0].key] == "CANCELLED"
    assert [record.row.key for record in store.rows(NAME)] == [row.key for row in ROWS[1:]]
    assert add(store) == 1
    assert workflows(database)[ROWS[0].key] == "ENQUEUED"


def test_what_was_paid_for_is_what_the_next_plan_is_compared_with(store, settle):
    add(store)
    settle(ROWS[0], RowState.ACCEPTED, container_ids=("cnt_1",), job_id="job_1")
    settle(ROWS[1], RowState.UNKNOWN, doubtful=True)
    settle(ROWS[2], RowState.REFUSED)

    applied = {each.name: each for each in store.applied(NAME)}

    assert set(applied) == {ROWS[0].name, ROWS[1].name}
    assert applied[ROWS[0].name].container_ids == ("cnt_1",)
    assert applied[ROWS[0].name].digest == digest_of(ROWS[0])


def test_a_repair_is_a_part_of_what_the_sheet_asks_for(store, settle):
    three = replace(ROWS[0], body={**ROWS[0].body, "variants": 3}, credits=3 * PRICE)
    add(store, [three])
    settle(three, RowState.ACCEPTED, container_ids=("cnt_1", "cnt_2", "cnt_3"))
    store.collected(NAME, [Collected("cnt_2", "failed")])
    [take] = failed_takes(store, NAME)
    assert store.retry_failed(NAME, [take]) == 1
    settle(take, RowState.ACCEPTED, container_ids=("cnt_4",))

    [found] = store.applied(NAME)
    done = replace(three, action=RowAction.DONE, key=found.key, take=found.take)
    assert add(store, [done]) == 0
    [again] = store.applied(NAME)

    assert (found.digest, found.take, found.key) == (digest_of(three), 2, take.key)
    assert again == found
    counts = store.counts(NAME)
    assert counts.containers == {"replaced": 1, UNCOLLECTED: 3}
    assert counts.credits_accepted == 4 * PRICE


def test_counts_are_of_rows_containers_and_credits(store, settle):
    add(store)
    settle(ROWS[0], RowState.ACCEPTED, container_ids=("cnt_1", "cnt_2"))
    settle(ROWS[1], RowState.REFUSED, code="VALIDATION", message="no", status=422)
    store.collected(NAME, [Collected("cnt_1", "completed", "pending", "https://x/1", ("a.jpg",))])
    store.collected(NAME, [Collected("cnt_1", "completed", "approved")])

    counts = store.counts(NAME)

    assert counts.rows == {RowState.ACCEPTED: 1, RowState.REFUSED: 1, RowState.QUEUED: 1}
    assert counts.containers == {"completed": 1, UNCOLLECTED: 1}
    assert (counts.credits_accepted, counts.credits_left) == (PRICE, PRICE)
    [first] = store.rows(NAME, [RowState.ACCEPTED])
    assert (first.statuses, first.approvals) == ({"cnt_1": "completed"}, {"cnt_1": "approved"})
    assert (first.previews, first.files) == ({"cnt_1": "https://x/1"}, ("a.jpg",))


def test_cancel_takes_rows_off_the_queue_and_leaves_those_that_were_sent(store, settle, database):
    add(store)
    settle(ROWS[0], RowState.ACCEPTED)

    assert store.cancel(NAME) == 2

    assert states(store) == ["accepted", "canceled", "canceled"]
    assert workflows(database)[ROWS[2].key] == "CANCELLED"


def test_pause_and_resume_are_seen_by_everybody(store):
    add(store)

    store.pause(NAME, "enough for today")
    [paused] = store.campaigns()
    assert paused.paused == "enough for today"

    assert store.resume(NAME) == 0
    [going] = store.campaigns()
    assert going.paused is None


def test_held_rows_are_queued_again_by_resume_and_refused_ones_by_retry(store, settle, database):
    add(store)
    settle(ROWS[0], RowState.HELD, code="BILLING_EXHAUSTED")
    settle(ROWS[1], RowState.REFUSED, code="VALIDATION")

    assert store.resume(NAME) == 1
    assert states(store) == ["queued", "refused", "queued"]
    assert store.retry_failed(NAME, []) == 1
    assert states(store) == ["queued"] * 3
    assert set(workflows(database).values()) == {"ENQUEUED"}


def test_failed_rows_are_retried_as_new_takes_within_the_limit(store, settle):
    add(store, ROWS[:1], max_credits=2 * PRICE)
    settle(ROWS[0], RowState.ACCEPTED, container_ids=("cnt_1",))
    takes = [second_take(ROWS[0]), second_take(ROWS[1])]

    with pytest.raises(CampaignLimitError):
        store.retry_failed(NAME, takes)
    assert store.retry_failed(NAME, takes[:1]) == 1

    assert [(record.row.take, record.state.value) for record in store.rows(NAME)] == [
        (1, "accepted"),
        (2, "queued"),
    ]


def second_take(row: PlannedRow) -> PlannedRow:
    key = idempotency_key(NAME, row.name, digest_of(row), 2)
    return replace(row, take=2, key=key, action=RowAction.CHANGED, replaces=("cnt_1",))


def test_another_key_is_refused_until_it_resumes_the_campaign(store):
    add(store)
    other = replace(store, credential="mark-2")

    with pytest.raises(OtherKeyError, match="another API key"):
        add(other)
    assert other.resume(NAME, credential="mark-2") == 3

    assert add(other) == 0
    assert other.campaigns()[0].credential == "mark-2"


def test_forgetting_leaves_neither_rows_nor_workflows(store, database):
    add(store)

    store.forget(NAME)

    assert store.campaigns() == []
    assert workflows(database) == {}
    with pytest.raises(NoCampaignError):
        store.counts(NAME)
    assert add(store) == 3


def test_many_rows_take_one_call_of_the_bulk_kind_each_chunk(store, database, monkeypatch):
    """PostgreSQL takes 65,535 parameters in a statement, and DBOS one for each id."""
    monkeypatch.setattr(engine, "CHUNK", 2)
    rows = planned_rows(5, PROJECT)

    assert add(store, rows) == 5
    assert store.cancel(NAME) == 5

    assert list(workflows(database).values()) == ["CANCELLED"] * 5


def test_a_database_without_tables_says_how_to_make_them(empty_database):
    store = FleetStore(empty_database, "api.example", "default", "mark")

    with pytest.raises(DatabaseError, match="no tables") as raised:
        store.campaigns()

    assert "layers campaign migrate" in raised.value.hint


def test_shard_of_a_plan_alone_is_queued(store, database):
    shards = [Shard(number, 2) for number in (1, 2)]
    mine = [[row.key for row in ROWS if shard.has(row)] for shard in shards]

    assert add(store, shard=shards[0]) == len(mine[0])
    assert set(workflows(database)) == set(mine[0])
    assert add(store, shard=shards[1]) == len(mine[1])
    assert set(workflows(database)) == {row.key for row in ROWS}


def test_rows_whose_workflows_ended_or_are_gone_are_queued_by_resume(store, database):
    """A database that was broken in between has ended them, and no worker would take them."""
    add(store)
    ended, gone = ROWS[0].key, ROWS[1].key
    with psycopg.connect(database, autocommit=True) as db:
        db.execute(
            "update dbos.workflow_status set status = 'ERROR' where workflow_uuid = %s", [ended]
        )
        db.execute("delete from dbos.workflow_status where workflow_uuid = %s", [gone])

    assert store.resume(NAME) == 2

    assert workflows(database) == {row.key: "ENQUEUED" for row in ROWS}
    assert store.resume(NAME) == 0
