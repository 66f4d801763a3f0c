"""500 rows on four hosts, which are killed again and again, as is the database: each paid once."""

import random
import time

import pytest

from layers_cli.campaigns.records import RowState
from tests.campaigns.fleet.hosts import Fleet, fleet, planned_rows
from tests.campaigns.fleet.postgres import Postgres
from tests.campaigns.sandbox_process import moment, most_in
from tests.waiting import until

pytestmark = [pytest.mark.torture, pytest.mark.timeout(600)]

ROWS, WORKERS, KILLS, RATE = 500, 4, 10, 20


def test_each_row_is_paid_once_whoever_dies(tmp_path, database, server):
    options = ("--rate", str(60 * RATE), "--concurrency", "16")
    with fleet(tmp_path, database, "--credits", "1000000") as made:
        rows = planned_rows(ROWS, made.sandbox.ready["project"])
        assert made.apply(rows) == ROWS
        began = time.monotonic()
        for _ in range(WORKERS):
            made.hire(*options)

        kill_all_the_while(made, server, options)

        until(lambda: done(made) == ROWS, "all rows are accepted", seconds=240)
        print(f"{ROWS} rows took {time.monotonic() - began:.1f} s, {ROWS / RATE:g} at the least")
        creates = made.sandbox.creates()
        fastest = most_in(1.0, map(moment, creates))
        print(f"{len(creates)} creates for {ROWS} rows, at most {fastest} in a second of {RATE}")
        made.sandbox.check_each_paid_once(row.key for row in rows)
        assert fastest <= 1.5 * RATE
        records = list(made.store.rows("hooks"))
        assert [record.row.key for record in records] == [row.key for row in rows]
        assert all(record.job_id and len(record.container_ids) == 1 for record in records)


def kill_all_the_while(made: Fleet, server: Postgres, options: tuple[str, ...]) -> None:
    """Kill workers at random as rows are billed, and restart the database half way."""
    chance = random.Random(1)
    marks = [ROWS * (number + 1) // (KILLS + 2) for number in range(KILLS)]
    restart = ROWS // 2
    while marks or restart:
        billed = made.sandbox.billed()
        if marks and billed >= marks[0]:
            marks.pop(0)
            made.fire(chance.choice(made.workers))
            made.hire(*options)
        if restart and billed >= restart:
            restart = 0
            server.stop("immediate")
            server.start()
        time.sleep(0.05)


def done(made: Fleet) -> int:
    return made.store.counts("hooks").rows.get(RowState.ACCEPTED, 0)
