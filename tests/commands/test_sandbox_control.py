"""`layers sandbox clock|faults|requests|verify|seed|keys` in front of one real server."""

import json
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from layers_cli.sandbox.faults.scenarios import SCENARIOS
from layers_cli.sandbox.manage import process
from layers_cli.sandbox.manage.control_client import ControlClient
from layers_cli.sandbox.manage.running import RunningSandbox
from tests.conftest import Layers, Result

Sandbox = Callable[..., Result]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSandbox]:
    data = tmp_path_factory.mktemp("sandbox")
    yield process.ensure_running(data)
    process.stop(data)


@pytest.fixture
def control(running: RunningSandbox) -> ControlClient:
    """The control surface of a sandbox that is as new."""
    control = ControlClient(running)
    control.ask("POST", "/reset")
    return control


@pytest.fixture
def run_sandbox(control: ControlClient, running: RunningSandbox, layers: Layers) -> Sandbox:
    environ = {"LAYERS_SANDBOX_DIR": str(running.data)}
    return lambda *argv, **more: layers("sandbox", *argv, environ=environ, **more)


def ask(running: RunningSandbox, path: str, *, key: str | None = None) -> int:
    """Call the API and return the status."""
    headers = {"Authorization": f"Bearer {key or running.key}"}
    request = urllib.request.Request(running.base_url + path, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as exc:
        with exc:
            return exc.code


def test_the_clock_is_stopped_moved_sped_up_and_let_go(run_sandbox):
    frozen = run_sandbox("clock", "freeze", "--json").json
    moved = run_sandbox("clock", "advance", "10m", "--json").json
    scaled = run_sandbox("clock", "scale", "60", "--json").json
    shown = run_sandbox("clock", "show")
    real = run_sandbox("clock", "resume", "--json").json

    assert frozen["mode"] == moved["mode"] == "frozen"
    assert moved["now"] > frozen["now"]
    assert (scaled["mode"], scaled["factor"]) == ("scaled", 60.0)
    assert "Mode:\tscaled\nFactor:\t60\n" in shown.out
    assert real["mode"] == "real"


def test_a_time_that_is_none_is_refused_with_a_sentence(run_sandbox):
    result = run_sandbox("clock", "advance", "soon")

    assert (result.code, result.out) == (2, "")
    assert "must be a duration such as 90s" in result.err


@pytest.mark.parametrize("name", SCENARIOS)
def test_each_scenario_can_be_used_and_cleared(run_sandbox, name):
    used = run_sandbox("faults", "use", name)
    cleared = run_sandbox("faults", "clear")

    assert used.code == 0
    assert SCENARIOS[name].summary in used.err
    assert name in used.out
    assert (cleared.code, cleared.out) == (0, "")
    assert "No fault rules" in cleared.err


def test_an_unknown_scenario_is_a_usage_error_that_names_the_known(run_sandbox):
    result = run_sandbox("faults", "use", "lost-replay")

    assert result.code == 2
    assert "lost-reply" in result.err


def test_rules_are_added_from_a_file_or_stdin_and_listed_with_their_counts(
    run_sandbox, layers, running
):
    (layers.cwd / "rules.yaml").write_text(
        "rules:\n  - {name: late, times: 1, effect: {type: status, status: 503, code: INTERNAL}}\n"
    )
    more = {
        "rules": [{"name": "cut", "match": {"path": "/nowhere"}, "effect": {"type": "drop-after"}}]
    }

    run_sandbox("faults", "add", "rules.yaml")
    run_sandbox("faults", "add", "-", stdin=json.dumps(more))
    status = ask(running, "/v1/whoami")
    listed = run_sandbox("faults", "list")

    assert status == 503
    assert listed.out == (
        "late\tevery call\tonce\tstatus 503 INTERNAL\t1\t1\n"
        "cut\t/nowhere\talways\tdrop-after\t0\t0\n"
    )


def test_a_wrong_rule_is_refused_by_path(run_sandbox):
    result = run_sandbox(
        "faults", "add", "-", "--json", stdin='{"rules": [{"effect": {"type": "x"}}]}'
    )

    assert result.code == 2
    assert result.error["code"] == "cli_sandbox_refused"
    assert "rules.0.effect" in result.error["message"]


def test_a_file_that_is_not_there_is_a_usage_error(run_sandbox):
    for command in (["seed", "nowhere.yaml"], ["faults", "add", "nowhere.yaml"]):
        result = run_sandbox(*command)

        assert (result.code, result.out) == (2, "")
        assert "nowhere.yaml" in result.err


def test_requests_are_shown_narrowed_and_forgotten(run_sandbox, running):
    ask(running, "/v1/whoami")
    ask(running, "/v1/nowhere")

    shown = run_sandbox("requests")
    missing = run_sandbox("requests", "--status", "404", "--json").json["items"]
    posts = run_sandbox("requests", "--method", "post")
    cleared = run_sandbox("requests", "--clear")

    assert [line.split("\t")[1:4] for line in shown.out.splitlines()] == [
        ["GET", "/v1/whoami", "200"],
        ["GET", "/v1/nowhere", "404"],
    ]
    assert [entry["path"] for entry in missing] == ["/v1/nowhere"]
    assert (posts.out, posts.err) == ("", "No requests yet\n")
    assert cleared.err == "Forgot 2 requests\n"
    assert running.key not in shown.out


def test_followed_requests_come_as_they_are_made(run_sandbox, running):
    """The pause between two looks is where the next request is made, and then Ctrl-C."""
    ask(running, "/v1/whoami")
    coming = iter(["/v1/credits", "/v1/projects"])

    def pause(seconds: float) -> None:
        if (path := next(coming, None)) is None:
            raise KeyboardInterrupt
        ask(running, path)

    result = run_sandbox("requests", "--follow", "--jsonl", pause=pause)

    assert result.code == 130
    paths = [json.loads(line)["path"] for line in result.out.splitlines()]
    assert paths == ["/v1/whoami", "/v1/credits", "/v1/projects"]


def test_following_as_one_document_never_ends_and_is_refused(run_sandbox):
    assert run_sandbox("requests", "--follow", "--json").code == 2


def generate(running: RunningSandbox, key: str) -> None:
    body = json.dumps({"format": "slideshow-builder", "hook": "x"}).encode()
    request = urllib.request.Request(
        f"{running.base_url}/v1/projects/{running.project}/content",
        data=body,
        headers={"Authorization": f"Bearer {running.key}", "Idempotency-Key": key},
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        assert answer.status == 202


def test_verify_holds_for_one_order_and_fails_for_the_same_one_twice(run_sandbox, running):
    generate(running, "k1")
    once = run_sandbox("verify", "--once-per-key", "--once-per-body", "--keyed")
    generate(running, "k2")
    twice = run_sandbox("verify", "--once-per-key", "--once-per-body", "--json")

    assert (once.code, once.err) == (0, "")
    assert (
        once.out.splitlines()[0]
        == "once-per-key\tpassed\t1 idempotency keys, 0 of them billed twice"
    )
    assert twice.code == 1
    outcomes: dict[str, Any] = {each["type"]: each["passed"] for each in twice.json["assertions"]}
    assert outcomes == {"once-per-key": True, "once-per-body": False}


def test_verify_counts_requests(run_sandbox, running):
    ask(running, "/v1/whoami")
    ask(running, "/v1/whoami")

    most = run_sandbox("verify", "--path", "/v1/whoami", "--at-most", "1")
    least = run_sandbox("verify", "--path", "/v1/whoami", "--at-least", "2")
    neither = run_sandbox("verify", "--path", "/v1/whoami")

    assert (most.code, least.code, neither.code) == (1, 0, 2)
    assert "--at-most N" in neither.err


def test_verify_says_by_default_that_nobody_paid_twice(run_sandbox):
    result = run_sandbox("verify", "-q")

    kinds = ("once-per-key", "no-duplicate-containers", "settled", "posted-once")
    assert (result.code, result.out.splitlines()) == (0, list(kinds))


def test_a_seeded_world_is_there(run_sandbox, layers, running):
    seed = "projects: [{name: Coffee Club, containers: [{count: 3}, {status: failed}]}]\n"
    (layers.cwd / "world.yaml").write_text(seed)

    shown = run_sandbox("seed", "world.yaml")
    again = run_sandbox("seed", "-", "--json", stdin=seed).json
    ids = run_sandbox("seed", "-", "-q", stdin=seed)

    assert shown.code == 0
    assert shown.out.splitlines()[0].split("\t")[1:] == ["Coffee Club", "4", "4"]
    assert len(again["projects"][0]["containerIds"]) == 4
    assert ids.out.startswith("prj_")
    assert ask(running, f"/v1/content/{again['projects'][0]['containerIds'][0]}") == 200


def test_a_wrong_world_is_refused_by_path(run_sandbox):
    result = run_sandbox("seed", "-", stdin="projects: [{name: Ok}]\nmore: 1\n")

    assert result.code == 2
    assert "projects.0.name: " in result.err
    assert "more: " in result.err
    assert "Traceback" not in result.err


def test_a_key_is_minted_listed_and_killed(run_sandbox, running):
    minted = run_sandbox("keys", "mint", "--scope", "projects:read", "--scope", "jobs:read")
    token = minted.out.strip()
    key_id = minted.err.split()[-1]

    assert ask(running, "/v1/projects", key=token) == 200
    listed = run_sandbox("keys", "list")
    killed = run_sandbox("keys", "kill", key_id, "--json")

    assert f"{key_id}\tactive\tno\tprojects:read, jobs:read\torg_" in listed.out
    assert token not in listed.out
    assert killed.json["killedAt"]
    assert ask(running, "/v1/projects", key=token) == 503


def test_a_key_is_minted_for_the_child_organization(run_sandbox):
    keys = run_sandbox("keys", "list", "--json").json["items"]
    owners = {row["organizationId"] for row in keys if row["seeded"]}
    own = run_sandbox("keys", "mint", "--json").json["organizationId"]

    minted = run_sandbox("keys", "mint", "--for-organization", *(owners - {own}), "--json")

    assert minted.json["organizationId"] in owners - {own}


def test_the_text_of_a_key_is_not_taken_on_the_command_line(run_sandbox, running):
    result = run_sandbox("keys", "kill", running.key)

    assert result.code == 2
    assert running.key not in result.err


def test_another_folder_is_another_sandbox(layers: Layers, tmp_path: Path):
    folder = tmp_path / "other"

    try:
        result = layers("sandbox", "faults", "list", "--data", str(folder), "--json")
    finally:
        process.stop(folder)

    assert result.code == 0
    assert result.err.startswith("Starting the sandbox\n")
    assert result.json["items"] == []
