"""Killed again and again at random, uploads of many files end as exactly one container each."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter

import pytest

from layers_cli.sandbox.store.containers import ContainerFilter
from layers_cli.sandbox.testing import sandbox
from tests.platforms import posix_only
from tests.uploads.conftest import image, sha256

pytestmark = posix_only
LONGEST_RUN = 300.0


def containers(served):
    """All containers there are, without asking through the API."""
    return served.state.store.containers.page(served.project, ContainerFilter(), limit=100_000)


def killed_at_random(tmp_path, *, files, kills, seed):
    """Upload *files*, the process killed *kills* times; return what the sandbox has, and how often."""
    chance = random.Random(seed)
    folder = tmp_path / "files"
    folder.mkdir()
    wanted = []
    for number in range(files):
        content = image(number, chance.randrange(1_000, 200_000))
        (folder / f"{number}.jpg").write_bytes(content)
        wanted.append(sha256(content))
    with sandbox(tmp_path / "sandbox") as served:
        environ = {
            "PATH": os.environ["PATH"],
            "HOME": str(tmp_path),
            "LAYERS_BASE_URL": served.base_url,
            "LAYERS_API_KEY": served.key,
            "LAYERS_PROJECT": served.project,
        }
        same = ["upload", str(folder), "--as", "each", "-q"]
        died = 0
        while died < kills:
            argv = same if chance.random() < 0.5 or not died else ["upload", "--resume", "-q"]
            if not _killed(argv, environ, served, chance, files // (kills + 1)):
                break  # all was done before
            died += 1
        done = subprocess.run(
            [sys.executable, "-m", "layers_cli", *same],
            env=environ, capture_output=True, text=True, check=False, timeout=LONGEST_RUN,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        rows = containers(served)
    return wanted, rows, died


def _killed(argv, environ, served, chance, most):
    """Run *argv* and kill it a random moment after it has made a few containers."""
    before, enough = len(containers(served)), chance.randrange(most + 1)
    process = subprocess.Popen(
        [sys.executable, "-m", "layers_cli", *argv],
        env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    deadline = time.monotonic() + LONGEST_RUN
    while process.poll() is None and len(containers(served)) < before + enough:
        assert time.monotonic() < deadline
        time.sleep(0.005)
    time.sleep(chance.random() * 0.05)
    process.kill()
    return process.wait() == -signal.SIGKILL


def assert_once_each(wanted, rows):
    assert Counter(row["status"] for row in rows) == {"completed": len(wanted)}
    sums = [asset["checksumSha256"] for row in rows for asset in json.loads(row["assets"])]
    assert Counter(sums) == Counter(wanted)


def test_killed_uploads_make_one_container_per_file(tmp_path):
    wanted, rows, died = killed_at_random(tmp_path, files=16, kills=3, seed=1)

    assert died == 3
    assert_once_each(wanted, rows)


@pytest.mark.torture
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("seed", range(3))
def test_twenty_kills_of_two_hundred_uploads_make_one_container_per_file(tmp_path, seed):
    wanted, rows, died = killed_at_random(tmp_path, files=200, kills=20, seed=seed)

    assert died == 20
    assert_once_each(wanted, rows)
