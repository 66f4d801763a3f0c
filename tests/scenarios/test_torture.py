"""Whatever goes wrong, each variant is made and billed, and each post goes out, exactly once."""

import json
import subprocess
import sys

import pytest

from layers_cli.errors.exit_codes import ExitCode
from tests.platforms import posix_only
from tests.scenarios.torture_campaigns import Applied

pytestmark = posix_only


def torture(folder, *numbers, what="torture"):
    argv = [sys.executable, "-m", f"tests.scenarios.{what}", str(folder), *map(str, numbers)]
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def check(seen, variants):
    assert (seen["asked"], seen["billed"]) == (variants, variants), seen
    assert (seen["doubled"], seen["lost"]) == (0, 0), seen
    # Row by row, hook, job, container and how it ended: the client's ledger is the server's.
    assert (seen["onlyTheirs"], seen["onlyOurs"], seen["unfinished"]) == (0, 0, 0), seen
    assert not seen["wrongRows"], seen
    assert not seen["keyLeaked"], seen


@pytest.mark.slow
def test_each_variant_is_made_once_and_the_ledgers_agree(tmp_path):
    """Some seconds: real processes, and a real server that is killed and started again."""
    seen = torture(tmp_path, 120, 3)

    check(seen, 120)
    assert seen["killedServers"]
    assert seen["killedClients"]
    assert sum(seen["faults"].values()) > len(seen["faults"])


def check_posts(seen, posts):
    assert (seen["asked"], seen["made"], seen["published"]) == (posts, posts, posts), seen
    assert (seen["doubled"], seen["lost"], seen["postedOnce"]) == (0, 0, True), seen
    # Row by row, container and post: the client's ledger is the server's.
    assert (seen["onlyTheirs"], seen["onlyOurs"], seen["unfinished"]) == (0, 0, 0), seen
    assert not seen["wrongRows"], seen


@pytest.mark.slow
def test_each_post_goes_out_once_and_the_ledgers_agree(tmp_path):
    seen = torture(tmp_path, 40, 3, what="torture_posts")

    check_posts(seen, 40)
    assert seen["killedServers"]
    assert sum(seen["faults"].values())


@pytest.mark.torture
@pytest.mark.timeout(900)
def test_three_hundred_posts_go_out_once_and_the_ledgers_agree(tmp_path):
    check_posts(torture(tmp_path, 300, 11, what="torture_posts"), 300)


@pytest.mark.torture
@pytest.mark.timeout(900)
def test_two_thousand_variants_are_made_once_and_the_ledgers_agree(tmp_path):
    check(torture(tmp_path, 2000, 11), 2000)


def check_campaign(seen, rows):
    assert (seen["rows"], seen["billed"], seen["oncePerKey"]) == (rows, rows, True), seen
    assert (seen["keysOfOthers"], seen["tracebacks"]) == (0, 0), seen
    # Each row of the sheet stands in the results, with the container that was billed for it.
    assert (seen["resultsInOrder"], seen["resultsAreBilled"]) == (True, True), seen
    assert seen["mostInASecond"] <= seen["allowedInASecond"], seen


@pytest.mark.slow
def test_each_row_of_a_killed_campaign_is_paid_once(tmp_path):
    check_campaign(torture(tmp_path, 40, 3, 3, what="torture_campaigns"), 40)


@pytest.mark.torture
@pytest.mark.timeout(900)
def test_each_of_five_hundred_rows_is_paid_once(tmp_path):
    check_campaign(torture(tmp_path, 500, 20, 11, what="torture_campaigns"), 500)


@pytest.mark.slow
def test_plan_that_two_processes_apply_at_once_is_paid_once(tmp_path):
    campaign = Applied(tmp_path, 200)
    try:
        both = [campaign.start("--concurrency", "8") for _ in range(2)]
        assert {each.wait(120) for each in both} <= {ExitCode.OK, ExitCode.PENDING}
        assert campaign.finish() == 1
        check_campaign(campaign.report() | {"mostInASecond": 0}, 200)
    finally:
        campaign.server.kill()
