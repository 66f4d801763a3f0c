"""Whatever goes wrong, each variant that was asked for is made and billed exactly once."""

import json
import subprocess
import sys

import pytest

from tests.platforms import posix_only

pytestmark = posix_only


def torture(folder, variants, seed):
    argv = [sys.executable, "-m", "tests.scenarios.torture", str(folder), str(variants), str(seed)]
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


@pytest.mark.torture
@pytest.mark.timeout(900)
def test_two_thousand_variants_are_made_once_and_the_ledgers_agree(tmp_path):
    check(torture(tmp_path, 2000, 11), 2000)
