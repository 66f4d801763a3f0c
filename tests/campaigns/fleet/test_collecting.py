"""Who collects a campaign in a shared database, and what its status says to start."""

from contextlib import ExitStack
from dataclasses import replace
from socket import gethostname

import pytest

from layers_cli.errors.exit_codes import ExitCode
from layers_cli.services.campaigns.fleet.collecting import only_collector
from tests.conftest import Layers

pytestmark = pytest.mark.slow

COLLECT = ("campaign", "collect", "hooks")


def never(host):
    raise AssertionError(f"{host} collects")


@pytest.fixture
def shared(layers: Layers, make_plan, database) -> Layers:
    """Two rows of a campaign are queued in a database."""
    make_plan(2)
    host = replace(layers, environ={**layers.environ, "LAYERS_DATABASE_URL": database})
    assert host("campaign", "apply", "hooks.plan.jsonl", "--yes").code == ExitCode.PENDING
    return host


def test_second_host_is_told_who_collects(shared, database):
    with only_collector(database, "127.0.0.1", "hooks", never):
        done = shared(*COLLECT, "--json")

    assert (done.code, done.error["code"]) == (ExitCode.TEMPORARY, "cli_collecting")
    assert gethostname() in done.error["message"]
    assert shared(*COLLECT).code == ExitCode.PENDING


def test_another_campaign_is_collected_meanwhile(shared, database):
    with only_collector(database, "127.0.0.1", "other", never):
        assert shared(*COLLECT).code == ExitCode.PENDING


def test_watching_host_waits_for_its_turn(shared, database):
    shared("campaign", "cancel", "hooks", "--yes")  # else it waits for workers first
    with ExitStack() as stack:
        stack.enter_context(only_collector(database, "127.0.0.1", "hooks", never))

        done = shared(*COLLECT, "--watch", pause=lambda seconds: stack.close())

    assert (done.code, "this one waits" in done.err) == (ExitCode.OK, True)


def test_watching_host_waits_no_longer_than_it_may(shared, database):
    with only_collector(database, "127.0.0.1", "hooks", never):
        done = shared(*COLLECT, "--watch", "--timeout", "1m")

    assert done.code == ExitCode.TEMPORARY
    assert sum(shared.pauses) == pytest.approx(60)


def test_status_says_to_start_workers_and_to_resume_what_is_paused(shared):
    queued = shared("campaign", "status", terminal=True)
    shared("campaign", "pause", "hooks")
    paused = shared("campaign", "status", terminal=True)

    assert ("campaign worker" in queued.err, "resume" in queued.err) == (True, False)
    assert ("campaign worker" in paused.err, "campaign resume hooks" in paused.err) == (False, True)
