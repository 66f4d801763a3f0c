"""Rows whose answers were lost more than a day ago, which the server would make a second time."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import cycle

import httpx
import pytest

from layers_cli.errors.exceptions import CommandError
from layers_cli.errors.exit_codes import ExitCode
from layers_cli.services.jobs.outcome import find_outcome

APPLY = ("campaign", "apply", "hooks.plan.jsonl", "--yes", "--retries", "0")
RESUME = ("campaign", "resume", "hooks")
ONCE = Counter({f"hooks: hook {n}": 1 for n in range(4)})


@pytest.fixture
def after_a_day(layers, sandbox):
    """Let 25 hours go by, here and at the server; return the command line of then."""

    def wait():
        sandbox.set_clock(advance=25 * 3600 * 1000)
        later = datetime.now(UTC) + timedelta(hours=25)
        return replace(layers, now=lambda: later)

    return wait


def losing(*, carried_out: bool):
    """Lose every other answer to a create, whether or not that was *carried_out*."""
    lost = cycle([True, False])

    def answer(request, send):
        if request.method != "POST" or not next(lost):
            return send()
        if carried_out:
            send()
        raise httpx.ReadError("", request=request)

    return answer


@pytest.mark.parametrize("carried_out", [True, False])
def test_row_is_looked_for_and_paid_for_once(layers, make_plan, billed, after_a_day, carried_out):
    make_plan(4)
    lost = layers.through(losing(carried_out=carried_out))(*APPLY, "--json")
    assert (lost.code, lost.json["rows"]) == (
        ExitCode.TEMPORARY,
        {"accepted": 2, "unknown": 2},
    )

    done = after_a_day()(*RESUME, "--json")

    assert (done.code, done.json["rows"]) == (0, {"accepted": 4})
    assert billed() == ONCE


def test_row_that_a_run_between_gave_back_is_looked_for(layers, make_plan, billed, after_a_day):
    make_plan(4)
    layers.through(losing(carried_out=True))(*APPLY)

    def interrupt(request, send):
        raise KeyboardInterrupt

    stopped = layers.through(interrupt)(*RESUME, "--concurrency", "1")
    assert stopped.code == ExitCode.INTERRUPTED
    status = layers("campaign", "status", "hooks", "--json")
    assert status.json["rows"] == {"accepted": 2, "unknown": 2}

    assert after_a_day()(*RESUME).code == 0
    assert billed() == ONCE


def test_row_that_cannot_be_found_out_about_leaves_the_others_to_go_on(
    layers, make_plan, billed, after_a_day, monkeypatch
):
    make_plan(4)
    layers.through(losing(carried_out=True))(*APPLY)
    asked = []

    def refused_once(context, record, *, force_new):
        asked.append(record.key)
        if len(asked) == 1:
            raise CommandError("Another sends it", code="cli_x", exit_code=ExitCode.PENDING)
        return find_outcome(context, record, force_new=force_new)

    monkeypatch.setattr("layers_cli.services.jobs.outcome.find_outcome", refused_once)
    done = after_a_day()(*RESUME, "--json")

    assert (done.code, done.json["rows"]) == (ExitCode.TEMPORARY, {"accepted": 3, "unknown": 1})
    assert (len(asked), "Another sends it" in done.err) == (2, True)
    assert billed() == ONCE
