"""Campaigns in the ledger: rows, what their requests came to, limits, and the sum of a day."""

import random
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from layers_cli.campaigns.errors import CampaignLimitError, NoCampaignError
from layers_cli.campaigns.keys import digest_of
from layers_cli.campaigns.records import Campaign, PlannedRow, RowAction, RowState
from layers_cli.campaigns.store import UNCOLLECTED, Collected
from layers_cli.ledger.errors import BudgetError, LedgerError
from layers_cli.ledger.ledger import Ledger
from layers_cli.ledger.schema import STEPS
from tests.ledger.conftest import intent

CAMPAIGN = Campaign("hooks", "api.example.com", "default", "c1", "hooks.csv", ("hook",), 0.0)


def row(name, *, take=1, number=None, action=RowAction.CREATE, variants=1, key=None) -> PlannedRow:
    place = number or int(name) + 1
    key = key or f"c-{name}-{take}"
    body = {"format": "slideshow-builder", "hook": f"hook {name} {take}", "variants": variants}
    return PlannedRow(place, place, name, action, (name,), key, take, "prj_1", body, 50.0)


def rows(*names) -> list[PlannedRow]:
    return [row(str(name)) for name in names]


def of_row(planned, **more):
    return intent(planned.key, run=planned.key, campaign="hooks", credits=50.0, **more)


def accepted(ledger, planned, container="cnt_1") -> None:
    [entry] = ledger.intents.claim([of_row(planned)])
    ledger.intents.answer(
        entry.id, status=202, answer=b"{}", job_id=f"job_{planned.key}", container_ids=[container]
    )


@pytest.fixture
def store(ledger):
    return ledger.campaigns("api.example.com", "default")


def states(store) -> dict[str, RowState]:
    return {each.row.name: each.state for each in store.rows("hooks")}


def test_more_requests_than_one_statement_holds_are_recorded_and_known_again(ledger, store):
    store.add(CAMPAIGN, rows(*range(40)), max_credits=None)
    ledger._database._db.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, 100)
    wanted = [of_row(each) for each in rows(*range(40))]

    first = ledger.intents.claim(wanted[:35])
    again = ledger.intents.claim([*wanted, wanted[-1]])

    assert again[:35] == first
    assert [each.intent for each in again] == [*wanted, wanted[-1]]
    assert [each.id for each in again] == [*range(1, 41), 40]


def test_rows_are_recorded_once_however_often_they_are_added(store):
    assert store.add(CAMPAIGN, rows(1, 2), max_credits=None) == 2
    assert store.add(CAMPAIGN, rows(1, 2, 3), max_credits=None) == 1

    assert [each.row for each in store.rows("hooks")] == rows(1, 2, 3)
    assert store.counts("hooks").credits_left == 150.0


def test_state_of_a_row_is_what_its_request_came_to(ledger, store):
    store.add(CAMPAIGN, rows(1, 2, 3, 4, 5), max_credits=None)
    accepted(ledger, row("1"))
    entries = ledger.intents.claim([of_row(each) for each in rows(2, 3, 4)])
    ledger.intents.refuse([entries[0].id], status=422, code="VALIDATION")
    ledger.intents.refuse([entries[1].id], status=402, code="BILLING_EXHAUSTED")

    found = states(store)

    assert found == {
        "1": RowState.ACCEPTED,
        "2": RowState.REFUSED,
        "3": RowState.HELD,
        "4": RowState.SENDING,
        "5": RowState.QUEUED,
    }
    counts = store.counts("hooks")
    assert (counts.credits_accepted, counts.credits_left) == (50.0, 150.0)
    assert counts.containers == {UNCOLLECTED: 1}


def test_row_of_an_exited_process_is_unknown(open_ledger):
    dead = open_ledger(owner="dead")
    dead.campaigns("api.example.com", "default").add(CAMPAIGN, rows(1), max_credits=None)
    dead.intents.claim([of_row(row("1"))])

    after = open_ledger(owner="me", process_has_exited=lambda owner: owner == "dead")

    store = after.campaigns("api.example.com", "default")
    assert states(store) == {"1": RowState.UNKNOWN}
    assert [each.row.name for each in store.rows("hooks", (RowState.UNKNOWN,))] == ["1"]


def test_variants_in_several_requests_are_accepted_together(ledger, store):
    planned = row("1", variants=2)
    store.add(CAMPAIGN, [planned], max_credits=None)
    parts = [
        intent(f"{planned.key}-v{n}", run=planned.key, campaign="hooks", path="/v1/x")
        for n in (1, 2)
    ]
    entries = ledger.intents.claim(parts)
    ledger.intents.answer(
        entries[0].id, status=202, answer=b"", job_id="job_1", container_ids=["cnt_1"]
    )
    assert states(store) == {"1": RowState.SENDING}
    ledger.intents.answer(
        entries[1].id, status=202, answer=b"", job_id="job_2", container_ids=["cnt_2"]
    )

    [found] = store.rows("hooks")

    assert (found.state, found.container_ids) == (RowState.ACCEPTED, ("cnt_1", "cnt_2"))


def test_limit_is_kept_to_the_credit_and_leaves_nothing_behind(store):
    store.add(CAMPAIGN, rows(1), max_credits=100)

    with pytest.raises(CampaignLimitError):
        store.add(CAMPAIGN, rows(1, 2, 3), max_credits=149.99)

    assert list(states(store)) == ["1"]
    assert store.add(CAMPAIGN, rows(1, 2, 3), max_credits=150) == 2


def test_limited_plan_keeps_the_rest_for_later(store):
    assert store.add(CAMPAIGN, rows(1, 2, 3), max_credits=50, limit=1) == 1
    assert list(states(store).values()) == [RowState.QUEUED, RowState.PLANNED, RowState.PLANNED]

    assert store.add(CAMPAIGN, rows(1, 2, 3), max_credits=None, limit=1) == 1
    assert store.add(CAMPAIGN, rows(1, 2, 3), max_credits=None) == 1


def test_row_that_a_new_plan_changes_is_not_asked_for_as_it_was(ledger, store):
    store.add(CAMPAIGN, rows(1, 2), max_credits=None)
    accepted(ledger, row("1"))

    store.add(CAMPAIGN, [row("1", take=2, action=RowAction.CHANGED)], max_credits=None)

    assert [(each.row.take, each.state) for each in store.rows("hooks")] == [(2, RowState.QUEUED)]
    assert [each.key for each in store.applied("hooks")] == ["c-1-1"]
    assert store.counts("hooks").credits_left == 50.0


def test_invalid_rows_are_kept_in_their_place(store):
    wrong = row("2", action=RowAction.INVALID, key="-")
    for _ in range(2):
        store.add(CAMPAIGN, [row("1"), wrong, row("3")], max_credits=None)

    assert list(states(store).values()) == [RowState.QUEUED, RowState.INVALID, RowState.QUEUED]


def test_held_rows_start_again_and_refused_ones_are_tried_again(ledger, store):
    store.add(CAMPAIGN, rows(1, 2, 3), max_credits=None)
    entries = ledger.intents.claim([of_row(each) for each in rows(1, 2)])
    ledger.intents.refuse([entries[0].id], status=401, code="UNAUTHENTICATED")
    ledger.intents.refuse([entries[1].id], status=422, code="VALIDATION")
    store.pause("hooks", "the key is revoked")
    assert [each.paused for each in store.campaigns()] == ["the key is revoked"]

    assert store.resume("hooks", credential="c2") == 1
    assert store.retry_failed("hooks", [row("3", take=2)]) == 2

    assert set(states(store).values()) == {RowState.QUEUED}
    assert [(each.paused, each.credential) for each in store.campaigns()] == [(None, "c2")]


def test_only_what_was_not_sent_is_canceled(ledger, store):
    store.add(CAMPAIGN, rows(1, 2), max_credits=None)
    accepted(ledger, row("1"))

    assert store.cancel("hooks") == 1

    assert states(store) == {"1": RowState.ACCEPTED, "2": RowState.CANCELED}
    assert store.add(CAMPAIGN, rows(1, 2), max_credits=None) == 1


def test_collected_containers_are_counted_and_keep_their_files(ledger, store):
    store.add(CAMPAIGN, rows(1), max_credits=None)
    accepted(ledger, row("1"), "cnt_1")

    store.collected("hooks", [Collected("cnt_1", "completed", "pending", "https://p", ("a.jpg",))])
    store.collected("hooks", [Collected("cnt_1", "completed", "approved")])

    [found] = store.rows("hooks")
    assert (found.statuses, found.approvals) == ({"cnt_1": "completed"}, {"cnt_1": "approved"})
    assert (found.previews, found.files) == ({"cnt_1": "https://p"}, ("a.jpg",))
    assert store.counts("hooks").containers == {"completed": 1}


def test_forgotten_campaign_leaves_no_hook_and_is_not_paid_for_again(ledger, store, tmp_path):
    store.add(CAMPAIGN, rows(1), max_credits=None)
    accepted(ledger, row("1"))

    store.forget("hooks")

    with pytest.raises(NoCampaignError):
        store.counts("hooks")
    assert ledger.intents.spent("default") == 50.0
    store.add(CAMPAIGN, rows(1), max_credits=None)
    assert states(store) == {"1": RowState.ACCEPTED}


def test_campaign_of_another_profile_is_not_touched(ledger, store):
    store.add(CAMPAIGN, rows(1), max_credits=None)

    with pytest.raises(LedgerError, match="profile default"):
        ledger.campaigns("api.example.com", "other").add(CAMPAIGN, rows(1), max_credits=None)


def test_row_that_another_process_sends_is_left_to_it(open_ledger):
    first = open_ledger(owner="a:1:1")
    first.intents.claim([of_row(row("1"))])
    second = open_ledger(owner="a:2:1", process_has_exited=lambda owner: False)

    assert second.intents.claim([of_row(row("1"))]) == [None]


def test_rows_of_campaigns_are_not_listed_among_jobs(ledger):
    ledger.intents.claim([of_row(row("1"))])
    ledger.intents.plan([intent("alone")])

    assert [each.key for each in ledger.intents.newest()] == ["alone"]
    assert ledger.intents.count("api.example.com") == 1


@pytest.mark.parametrize("seed", range(5))
def test_sum_of_a_day_is_that_of_its_requests(open_ledger, seed):
    """Kept span by span, whatever is planned, refused and asked for again at whatever time."""
    chance, now, refused = random.Random(seed), [1_000_000.0], ["0"]
    ledger = open_ledger(clock=lambda: now[0])
    for number in range(120):
        now[0] += chance.choice([0.1, 1.0, 299.9, 900.0, 3000.0])
        cost = chance.choice([0.1, 0.2, 33.333333, None])
        key = refused.pop() if refused and chance.random() < 0.5 else f"k{number}"
        [entry] = ledger.intents.plan([intent(key, credits=cost)])
        if chance.random() < 0.3:
            ledger.intents.refuse([entry.id], status=422, code="x")
            refused.append(key)
        with closing(sqlite3.connect(ledger._database.path)) as db:
            since = now[0] - 86400
            [[want]] = db.execute(
                "select total(cast(round(credits * 1e6) as integer)) / 1e6 from intents"
                " where created_at > ? and state != 'refused'",
                (since,),
            )
        assert ledger.intents.spent("default") == want


@pytest.mark.parametrize("end", ["cancel", "forget"])
def test_a_row_that_was_canceled_since_it_was_read_is_not_claimed(ledger, store, end):
    store.add(CAMPAIGN, rows(1), max_credits=None)
    [read] = store.rows("hooks")
    getattr(store, end)("hooks")

    assert ledger.intents.claim([of_row(read.row)]) == [None]
    assert ledger.intents.spent("default") == 0


def test_a_row_that_costs_more_in_a_new_plan_counts_as_that(store):
    store.add(CAMPAIGN, rows(1), max_credits=50)

    with pytest.raises(CampaignLimitError):
        store.add(CAMPAIGN, [replace(row("1"), credits=51.0)], max_credits=50)


def test_budget_is_kept_when_rows_are_claimed(ledger, store):
    store.add(CAMPAIGN, rows(1, 2), max_credits=None)
    with pytest.raises(BudgetError):
        ledger.intents.claim([of_row(each) for each in rows(1, 2)], budget=99)

    assert ledger.intents.spent("default") == 0


def test_ledger_of_an_earlier_version_is_brought_up_to_date(tmp_path):
    """What it knows of money and containers is found by the new tables."""
    path = tmp_path / "ledger.db"
    old = Ledger(path, steps=STEPS[:3], clock=lambda: 1_000_000.0)
    columns = {"credits": 12.5, "container_ids": '["cnt_1", 7]', "job_id": "job_1"}
    sent = intent()
    with old._database.transaction():
        old._database.insert(
            "intents",
            {
                **{name: getattr(sent, name) for name in ("key", "method", "path", "body")},
                **{name: getattr(sent, name) for name in ("sha256", "kind", "server", "profile")},
                **{name: getattr(sent, name) for name in ("credential", "run", "containers")},
                "fingerprint": "f",
                "command": "[]",
                "overwrite": 0,
                "state": "answered",
                "owner": "a:1:1",
                "expires_at": 0,
                "created_at": 999_999.0,
                "changed_at": 0,
                **columns,
            },
        )
    old.close()

    with closing(Ledger(path, clock=lambda: 1_000_000.0)) as ledger:
        assert ledger.intents.spent("default") == 12.5
        assert [each.key for each in ledger.intents.find("cnt_1")] == ["k"]
        assert ledger.campaigns("api.example.com", "default").campaigns() == []


def test_what_was_applied_is_known_without_reading_plans_again(ledger, store):
    """Of 100,000 rows that would take ten times as long."""
    store.add(CAMPAIGN, rows(1, 2), max_credits=None)
    accepted(ledger, row("1"), "cnt_1")
    repair = replace(row("1", take=2), replaces=("cnt_1",))
    store.retry_failed("hooks", [repair])
    accepted(ledger, repair, "cnt_2")
    with store.database.transaction() as db:
        db.execute("update campaign_rows set planned = 'unread'")

    [found] = store.applied("hooks")

    assert (found.key, found.take, found.container_ids) == ("c-1-2", 2, ("cnt_2",))
    assert found.digest == digest_of(row("1")) != digest_of(repair)
