"""Four workers keep `--max-credits` where the price doubles while they work."""

import time

import pytest

from layers_cli.errors.exit_codes import ExitCode
from tests.campaigns.fleet.hosts import NAME, PRICE, fleet, planned_rows
from tests.campaigns.fleet.test_hosts import SLOW, accepted
from tests.waiting import until

ROWS = 120
# Python reads it first in each process; in that of the sandbox it doubles the price once told to.
SITE = """
import sys, threading, time
from pathlib import Path

def double():
    while not Path({flag!r}).exists():
        time.sleep(0.05)
    from layers_cli.sandbox.jobs.generation import PRICES
    PRICES["slideshow-builder"] *= 2

if "serve" in getattr(sys, "orig_argv", ()):
    threading.Thread(target=double, daemon=True).start()
"""


@pytest.mark.torture
def test_four_workers_stop_before_the_limit_and_finish_with_a_higher_one(
    tmp_path, database, monkeypatch
):
    flag = tmp_path / "dearer"
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(SITE.format(flag=str(flag)))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "site"))
    with fleet(tmp_path, database) as made:

        def spent() -> float:
            rows = made.sandbox.ask("GET", "/ledger")["containers"]
            return sum(float(row["billed"]) for row in rows)

        rows, limit = planned_rows(ROWS, made.sandbox.ready["project"]), ROWS * PRICE
        made.apply(rows, max_credits=limit)
        for _ in range(4):
            made.hire(*SLOW)
        until(lambda: made.sandbox.billed() >= 10, "work is under way", seconds=90)
        flag.touch()

        until(lambda: made.store.campaigns()[0].paused, "the queue is held", seconds=90)
        time.sleep(2.0)  # the promise: no further row starts after them
        calls = len(made.sandbox.creates())
        time.sleep(3.0)

        assert len(made.sandbox.creates()) == calls
        print(f"{spent():g} of {limit:g} credits were spent, on {calls} of {ROWS} rows")
        assert PRICE * 10 < spent() <= limit
        done = made.layers("campaign", "resume", NAME, "--max-credits", str(2 * limit))
        assert done.returncode == ExitCode.PENDING, done.stderr  # workers go on with it
        until(lambda: accepted(made) == ROWS, "all rows are accepted", seconds=120)
        assert limit < spent() <= 2 * limit
        made.sandbox.check_each_paid_once(row.key for row in rows)
