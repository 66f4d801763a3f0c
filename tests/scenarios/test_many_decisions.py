"""Ten thousand decisions of one file are made once each, also when the file is replayed."""

import json
import subprocess
import sys
from collections import Counter

import httpx
import pytest

from layers_cli.sandbox.core.request_log import RequestFilter
from layers_cli.sandbox.testing import sandbox
from tests.scenarios.test_kills import logged_in

pytestmark = pytest.mark.torture

COUNT = 10_000
LOOKS = COUNT // 100  # requests that may read the content before


@pytest.mark.timeout(1200)
def test_ten_thousand_decisions_are_made_once_and_told_line_by_line(tmp_path):
    with sandbox(tmp_path / "sandbox") as served:
        project, ids = waiting(served)
        environ = logged_in(served, tmp_path) | {"LAYERS_PROJECT": project}
        lines = [
            {"id": name, "decision": "reject", "reason": "Off-brand"}
            if number % 3 == 0
            else {"id": name, "decision": "approve"}
            for number, name in enumerate(ids)
        ]
        path = tmp_path / "decisions.jsonl"
        path.write_text("".join(json.dumps(line) + "\n" for line in lines))

        log = served.state.request_log
        first, sent = decide(path, environ), Counter(decisions_in(log))
        log.clear()
        second, again = decide(path, environ), Counter(decisions_in(log))

    made, already = ([row["outcome"] for row in each["items"]] for each in (first, second))
    assert made == ["made"] * COUNT
    assert already == ["already"] * COUNT
    assert [row["id"] for row in first["items"]] == ids
    assert again == {}
    # The log keeps the last ten thousand requests, those that looked at the content among them.
    asked = Counter(f"/v1/content/{line['id']}/{line['decision']}" for line in lines)
    assert set(sent.values()) == {1}
    assert sent <= asked
    assert len(sent) >= COUNT - LOOKS


def decisions_in(log):
    """Return the paths of the decisions that the sandbox was asked for."""
    paths = [each.path for each in log.entries(RequestFilter())]
    return [path for path in paths if path.endswith(("/approve", "/reject"))]


def waiting(served):
    """Return a project, and the ids of its containers, which all wait for a review."""
    seed = {
        "projects": [
            {
                "name": "Many",
                "policy": {"policy": "review_all"},
                "containers": [{"count": COUNT, "approvalStatus": "pending"}],
            }
        ]
    }
    headers = {"X-Sandbox-Token": served.control_token}
    url = f"{served.base_url.removesuffix('/v1')}/_sandbox/seed"
    answer = httpx.post(url, json=seed, headers=headers, timeout=300)
    assert answer.is_success, answer.text
    [project] = answer.json()["projects"]
    return project["id"], project["containerIds"]


def decide(path, environ):
    argv = [sys.executable, "-m", "layers_cli", "content", "decide", str(path), "--yes", "--json"]
    done = subprocess.run(argv, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
