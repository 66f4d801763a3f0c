"""Killed at any point, decisions are resumed to the same end: none lost, none sent twice."""

import json
import subprocess
import sys

import httpx
import pytest

from layers_cli.sandbox.core.request_log import RequestFilter
from layers_cli.sandbox.testing import sandbox
from tests.platforms import posix_only
from tests.scenarios.test_kills import logged_in
from tests.waiting import until

pytestmark = [posix_only, pytest.mark.slow]


def test_decisions_killed_after_any_step_are_made_once(tmp_path):
    with sandbox(tmp_path / "sandbox") as served:
        environ = logged_in(served, tmp_path)
        ids = pending(served, 9)
        for number in range(1, 9):
            line = {"id": ids[number], "decision": "approve"}
            (tmp_path / f"{number}.jsonl").write_text(json.dumps(line))
        decide = ["content", "decide", f"{tmp_path}/{{n}}.jsonl", "--yes"]
        argv = [sys.executable, "-m", "tests.scenarios.dying", str(tmp_path / "states")]
        done = subprocess.run(
            [*argv, *decide, "--", *decide], env=environ, capture_output=True, text=True, check=True
        )
        ends = [json.loads(line) for line in done.stdout.splitlines()]
        log = served.state.request_log.entries(RequestFilter())
        sent = [each.path for each in log if each.path.endswith("/approve")]

    assert len(ends) >= 4
    assert {each["code"] for each in ends} == {0}
    assert all(each["answer"]["items"][0]["outcome"] in ("made", "already") for each in ends)
    assert len(sent) == len(set(sent)) >= len(ends)


def pending(served, count):
    """Return the ids of containers that wait for a review."""
    headers = {"Authorization": f"Bearer {served.key}"}
    with httpx.Client(base_url=served.base_url, headers=headers) as client:
        path = f"/v1/projects/{served.project}"
        client.patch(f"{path}/content-review-policy", json={"policy": "review_all"})
        body = {"format": "slideshow-builder", "hook": "hi", "variantCount": count}
        job = client.post(f"{path}/content", json=body, headers={"Idempotency-Key": "k"}).json()
        path = f"/v1/jobs/{job['jobId']}"
        until(lambda: client.get(path).json()["status"] == "completed", "a job")
    return job["containerIds"]
