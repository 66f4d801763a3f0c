"""Workers on several hosts: killed, stopped, held and let go; each row is paid for once."""

import signal
import time
from typing import Any

import pytest

from layers_cli.campaigns.records import RowState
from tests.campaigns.fleet.hosts import NAME, Fleet, fleet, planned_rows
from tests.waiting import until

CREATES = {"method": "POST", "path": "/v1/projects/*/content"}
FAST = ("--rate", "2400", "--concurrency", "16")
SLOW = ("--rate", "600", "--concurrency", "16")


def rule(status: int, code: str, **more: Any) -> dict[str, Any]:
    effect = {"type": "status", "status": status, "code": code, "message": "No.", **more}
    return {"name": "trouble", "match": CREATES, "effect": effect}


def accepted(made: Fleet) -> int:
    return made.store.counts(NAME).rows.get(RowState.ACCEPTED, 0)


@pytest.mark.slow
def test_a_killed_workers_rows_are_taken_over_and_paid_for_once(tmp_path, database):
    with fleet(tmp_path, database) as made:
        rows = planned_rows(40, made.sandbox.ready["project"])
        made.apply(rows)
        doomed = made.hire(*SLOW)
        made.hire(*SLOW)
        until(lambda: made.sandbox.billed() >= 10, "work is under way", seconds=60)

        made.fire(doomed)

        until(lambda: accepted(made) == 40, "all rows are accepted", seconds=90)
        made.sandbox.check_each_paid_once(row.key for row in rows)


@pytest.mark.torture
def test_a_stopped_worker_finishes_its_calls_and_hands_the_rest_back(tmp_path, database):
    with fleet(tmp_path, database) as made:
        rows = planned_rows(30, made.sandbox.ready["project"])
        made.apply(rows)
        slow = {"name": "slow", "match": CREATES, "effect": {"type": "delay", "duration": "1s"}}
        made.sandbox.ask("PUT", "/faults", {"rules": [slow]})
        worker = made.hire(*SLOW)
        until(lambda: made.sandbox.billed() >= 1, "work is under way", seconds=60)

        made.fire(worker, signal.SIGTERM)

        assert worker.returncode == 143
        counts = made.store.counts(NAME).rows
        assert counts[RowState.ACCEPTED] == made.sandbox.billed()
        assert counts[RowState.ACCEPTED] + counts[RowState.QUEUED] == 30
        made.sandbox.ask("DELETE", "/faults")
        assert made.hire("--drain", *FAST).wait(90) == 0
        made.sandbox.check_each_paid_once(row.key for row in rows)


@pytest.mark.torture
@pytest.mark.parametrize(
    ("status", "code"),
    [(402, "BILLING_EXHAUSTED"), (401, "UNAUTHENTICATED"), (503, "KILL_SWITCH")],
)
def test_what_concerns_all_rows_holds_them_on_all_hosts_until_resumed(
    tmp_path, database, status, code
):
    with fleet(tmp_path, database) as made:
        rows = planned_rows(120, made.sandbox.ready["project"])
        made.apply(rows)
        for _ in range(4):
            made.hire(*SLOW)
        until(lambda: made.sandbox.billed() >= 20, "work is under way", seconds=90)

        made.sandbox.ask("PUT", "/faults", {"rules": [rule(status, code)]})
        until(lambda: refused(made, status), "a row is refused", seconds=60)
        first = time.time()
        until(lambda: made.store.campaigns()[0].paused, "the queue is held")
        time.sleep(max(0.0, first + 2.0 - time.time()))  # the promise is about these two seconds
        calls = len(made.sandbox.creates())
        time.sleep(3.0)

        print(f"{status}: {refused(made, status)} calls were refused, then none")
        assert len(made.sandbox.creates()) == calls
        assert code in str(made.store.campaigns()[0].paused)
        made.sandbox.ask("DELETE", "/faults")
        assert made.store.resume(NAME) > 0
        until(lambda: accepted(made) == 120, "all rows are accepted", seconds=90)
        made.sandbox.check_each_paid_once(row.key for row in rows)


def refused(made: Fleet, status: int) -> int:
    return sum(row["status"] == status for row in made.sandbox.creates())


@pytest.mark.torture
def test_a_rate_limit_makes_all_hosts_wait_and_counts_as_no_failure(tmp_path, database):
    with fleet(tmp_path, database) as made:
        rows = planned_rows(60, made.sandbox.ready["project"])
        made.apply(rows)
        for _ in range(4):
            made.hire(*SLOW)
        until(lambda: made.sandbox.billed() >= 10, "work is under way", seconds=90)

        headers = {"Retry-After": "6"}
        made.sandbox.ask("PUT", "/faults", {"rules": [rule(429, "RATE_LIMITED", headers=headers)]})
        until(lambda: refused(made, 429), "a row is refused", seconds=60)
        time.sleep(2.0)
        calls = len(made.sandbox.creates())
        time.sleep(2.0)

        print(f"429: {refused(made, 429)} calls were refused, then none until Retry-After")
        assert len(made.sandbox.creates()) == calls
        made.sandbox.ask("DELETE", "/faults")
        until(lambda: accepted(made) == 60, "all rows are accepted", seconds=90)
        made.sandbox.check_each_paid_once(row.key for row in rows)


@pytest.mark.slow
def test_max_credits_lets_nobody_queue_more_while_workers_run(tmp_path, database):
    with fleet(tmp_path, database) as made:
        project = made.sandbox.ready["project"]
        made.apply(planned_rows(10, project), max_credits=500)
        made.hire("--drain", *FAST)

        more = made.folder / "more"
        try:
            made.apply(planned_rows(11, project), max_credits=500)
        except Exception as exc:  # noqa: BLE001 - its words are what is judged
            more.write_text(str(exc))

        assert "550 credits, over the limit of 500" in more.read_text()
        assert made.workers[0].wait(90) == 0
        assert made.sandbox.ask("GET", "/ledger")["billed"] == 500


@pytest.mark.slow
def test_a_worker_with_another_key_is_refused_at_its_start(tmp_path, database):
    with fleet(tmp_path, database) as made:
        made.apply(planned_rows(1, made.sandbox.ready["project"]))
        made.sandbox.ready["key"] = made.sandbox.ask("POST", "/keys", {"scopes": ["*"]})["key"]

        refused = made.layers("campaign", "worker", "--drain")

        assert refused.returncode == 4
        assert "another API key" in refused.stderr
        assert "layers campaign resume hooks" in refused.stderr
        assert made.sandbox.creates() == []


@pytest.mark.torture
def test_a_drained_queue_that_is_held_ends_with_a_code_of_its_own(tmp_path, database):
    with fleet(tmp_path, database, "--credits", "100") as made:
        made.apply(planned_rows(4, made.sandbox.ready["project"]))

        held = made.layers("campaign", "worker", "--drain", *FAST)

        assert held.returncode == 6, held.stderr
        assert "BILLING_EXHAUSTED" in held.stderr
        assert made.sandbox.billed() == 2


@pytest.mark.torture
def test_credits_that_others_spend_hold_the_queue_before_a_row_fails(tmp_path, database):
    with fleet(tmp_path, database, "--credits", "5000") as made:
        rows = planned_rows(100, made.sandbox.ready["project"])
        made.apply(rows)
        made.hire("--rate", "120", "--concurrency", "4")
        until(lambda: made.sandbox.billed() >= 5, "work is under way", seconds=60)

        made.sandbox.ask("POST", "/seed", {"credits": 1000})
        until(lambda: made.store.campaigns()[0].paused, "the queue is held", seconds=60)

        assert "somebody else spends" in str(made.store.campaigns()[0].paused)
        assert refused(made, 402) == 0
        made.sandbox.ask("POST", "/seed", {"credits": 10_000})
        made.store.resume(NAME)
        until(lambda: accepted(made) == 100, "all rows are accepted", seconds=90)
        made.sandbox.check_each_paid_once(row.key for row in rows)
