"""Whatever goes wrong, each variant is made and billed, and each post goes out, exactly once."""

import json
import subprocess
import sys

import pytest

from tests.platforms import posix_only

pytestmark = posix_only


def torture(folder, wanted, seed, what="torture"):
    argv = [sys.executable, "-m", f"tests.scenarios.{what}", str(folder), str(wanted), str(seed)]
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
    seen = torture(tmp_path, 40, 3, "torture_posts")

    check_posts(seen, 40)
    assert seen["killedServers"]
    assert sum(seen["faults"].values())


@pytest.mark.torture
@pytest.mark.timeout(900)
def test_three_hundred_posts_go_out_once_and_the_ledgers_agree(tmp_path):
    check_posts(torture(tmp_path, 300, 11, "torture_posts"), 300)


@pytest.mark.torture
@pytest.mark.timeout(900)
def test_two_thousand_variants_are_made_once_and_the_ledgers_agree(tmp_path):
    check(torture(tmp_path, 2000, 11), 2000)
