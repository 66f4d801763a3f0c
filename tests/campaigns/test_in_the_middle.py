"""What happens to a campaign while its rows are asked for: canceled, forgotten, the disk full."""

import os
import re
import socket
from typing import Any

import pytest

from layers_cli.errors.exit_codes import ExitCode
from layers_cli.ledger import ledger
from layers_cli.ledger.errors import LedgerError
from layers_cli.ledger.intents import Intents

APPLY = ("campaign", "apply", "hooks.plan.jsonl", "--yes", "--json", "--concurrency", "1")
ROWS = 100
EXITED = f"{socket.gethostname()}:{os.getpid()}:before"
"""A process that had the number of this one."""


def after_the_first_row(layers, *words):
    """Run *words* as another process when the first row is sent."""
    done: list[Any] = []

    def answer(request, send):
        if request.method == "POST" and not done:
            done.append(layers(*words))
        return send()

    return layers.through(answer), done


def test_rows_that_are_canceled_meanwhile_are_not_paid_for(layers, make_plan, billed):
    make_plan(ROWS)
    applying, canceled = after_the_first_row(layers, "campaign", "cancel", "--yes", "--json")

    done = applying(*APPLY)

    assert done.json["rows"]["canceled"] == canceled[0].json["rows"]["canceled"] > 0
    assert billed().total() == ROWS - done.json["rows"]["canceled"]


def test_campaign_that_is_forgotten_meanwhile_ends_with_a_clear_error(layers, make_plan, billed):
    make_plan(ROWS)
    applying, _ = after_the_first_row(layers, "campaign", "forget", "--yes")

    done = applying(*APPLY)

    assert (done.code, done.error["code"]) == (ExitCode.NOT_FOUND, "cli_no_campaign")
    assert layers(*APPLY).json["rows"] == {"accepted": ROWS}
    assert set(billed().values()) == {1}


@pytest.mark.parametrize("concurrency", ["1", "4"])
def test_full_disk_stops_the_run_and_tells_what_it_made(
    layers, make_plan, billed, monkeypatch, concurrency
):
    make_plan(ROWS)

    def full(*args, **kwargs):
        raise LedgerError("The disk is full", hint="free some space")

    with monkeypatch.context() as patch:
        patch.setattr(Intents, "take", full)
        patch.setattr(ledger, "this_process", lambda: EXITED)
        stopped = layers(*APPLY, "--concurrency", concurrency)

    made = billed().total()
    assert (stopped.code, stopped.error["code"]) == (ExitCode.ERROR, "cli_ledger")
    assert stopped.error["submitted"] == "yes"
    assert stopped.error["resume"] == "layers campaign resume hooks"
    assert len(set(re.findall(r"\bjob_\w+", stopped.err))) == made
    assert 0 < made <= int(concurrency)
    assert layers("campaign", "resume", "hooks", "--json").json["rows"] == {"accepted": ROWS}
    assert (billed().total(), set(billed().values())) == (ROWS, {1})
