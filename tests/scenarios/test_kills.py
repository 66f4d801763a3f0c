"""Killed at any point, a command is resumed to the same end: paid once, everything on the disk."""

import hashlib
import json
import os
import subprocess
import sys

import httpx
import pytest

from layers_cli.ledger.ledger import Ledger
from layers_cli.ledger.records import IntentState
from layers_cli.sandbox.testing import sandbox
from tests.platforms import posix_only
from tests.sandbox.conftest import walk
from tests.sandbox.media_server import picture, serving

pytestmark = posix_only


def logged_in(served, home):
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "LAYERS_BASE_URL": served.base_url,
        "LAYERS_API_KEY": served.key,
        "LAYERS_PROJECT": served.project,
    }


@pytest.fixture
def kill(tmp_path):
    """Run a command and kill it after each of its durable steps; also gives the sandbox."""
    with sandbox(tmp_path / "sandbox") as served:
        environ = logged_in(served, tmp_path)

        def run(*argv, resume=("jobs", "resume", "--all")):
            folder = str(tmp_path / "states")
            done = subprocess.run(
                [sys.executable, "-m", "tests.scenarios.dying", folder, *resume, "--", *argv],
                env=environ,
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0, done.stderr
            assert "Traceback" not in done.stderr
            return [json.loads(line) for line in done.stdout.splitlines()]

        yield run, served


def test_the_same_key_from_several_processes_at_once_is_one_job(tmp_path):
    with sandbox(tmp_path / "sandbox") as served:
        environ = logged_in(served, tmp_path)
        words = ["content", "generate", "--hook", "hi", "--idempotency-key", "k", "-q"]
        argv = [sys.executable, "-m", "layers_cli", *words, "--no-watch"]
        started = [
            subprocess.Popen(argv, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            for _ in range(4)
        ]
        ends = [(each.communicate(timeout=60)[0], each.returncode) for each in started]

        assert len(set(ends)) == 1, ends
        assert ends[0][1] == 0
        assert billed(served) == 1


def containers(served):
    """All that the sandbox's project holds, as the API tells it."""
    headers = {"Authorization": f"Bearer {served.key}"}
    path = f"/v1/projects/{served.project}/content"
    with httpx.Client(base_url=served.base_url, headers=headers) as client:
        return [row for page in walk(client, path, limit="200") for row in page]


def billed(served):
    return len(served.state.store.credits.by_container())


def entries(tmp_path, number):
    ledger = Ledger(tmp_path / "states" / str(number) / "ledger.db")
    found = ledger.intents.newest()
    ledger.close()
    return found


@pytest.mark.slow
def test_a_generation_is_resumed_from_every_point_to_the_same_end(kill, tmp_path):
    run, served = kill

    hooks = ("--hook", "first {n}", "--hook", "second {n}")
    kills = run("content", "generate", *hooks, "--download", "media")

    # 2 intents in one step, 2 calls, 2 answers, an end, 2 x 4 pictures, an end with them
    assert len(kills) >= 14
    made = [row["hook"] for row in containers(served)]
    for kill_ in kills:
        number = kill_["step"]
        assert made.count(f"first {number}") == made.count(f"second {number}") == 1
        assert len(list((tmp_path / "states" / str(number) / "media").glob("*.jpg"))) == 8
        assert not list((tmp_path / "states" / str(number) / "media").glob("*.part"))
        assert {entry.state for entry in entries(tmp_path, number)} == {IntentState.SAVED}
    assert {kill_["code"] for kill_ in kills} == {0}
    assert billed(served) == 2 * (len(kills) + 1)


def test_an_upload_is_resumed_from_every_point_to_the_same_end(kill, tmp_path):
    run, served = kill

    with serving() as media:
        url = media.put("/picture.jpg", picture(), "image/jpeg")
        kills = run("upload", url, "--caption", "number {n}")

    # the intent, the call, its answer, and that it is finished
    assert len(kills) == 4
    captions = [row["caption"] for row in containers(served)]
    for kill_ in kills:
        assert captions.count(f"number {kill_['step']}") == 1
        assert {entry.state for entry in entries(tmp_path, kill_["step"])} == {IntentState.FINISHED}
    assert {kill_["code"] for kill_ in kills} == {0}


@pytest.mark.slow
@pytest.mark.parametrize("again", ["the same command", "--resume"])
def test_an_upload_of_files_is_resumed_from_every_point_to_the_same_end(kill, tmp_path, again):
    run, served = kill
    contents = [picture(size=(number, 16)) for number in (9, 10)]
    for number, content in enumerate(contents):
        (tmp_path / f"{number}.jpg").write_bytes(content)
    argv = ("upload", str(tmp_path / "0.jpg"), str(tmp_path / "1.jpg"), "--caption", "number {n}")

    kills = run(*argv, resume=argv if again == "the same command" else ("upload", "--resume"))

    # recorded; the session: meant, recorded, called, answered, noted; two files: stored, noted;
    # finalize: recorded, called, answered, noted; and that it was shown
    assert len(kills) >= 13
    assert {kill_["code"] for kill_ in kills} == {0}
    assert {row["status"] for row in containers(served)} == {"completed"}
    captions = [row["caption"] for row in containers(served)]
    sums = [hashlib.sha256(content).hexdigest() for content in contents]
    for kill_ in kills:
        assert captions.count(f"number {kill_['step']}") == 1
    for row in containers(served):
        assert [asset["checksumSha256"] for asset in row["assets"]] == sums
