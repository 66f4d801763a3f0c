"""Of several hooks, jobs or ids, one that fails stops no other (issue 12, kinds 9 and 14)."""

import json
import shlex
import sqlite3
from collections.abc import Callable

import httpx
import pytest

from layers_cli.errors.exit_codes import ExitCode
from tests.conftest import Change
from tests.printed_commands import commands_in

HOOKS = ("--hook", "one", "--hook", "two", "--hook", "three")
GENERATE = ("content", "generate", *HOOKS, "--retries", "0")


def ids(layers, *more: str) -> list[str]:
    made: list[str] = layers("content", "generate", *HOOKS, "-q", *more).out.split()
    return made


def without(*names: str) -> Change:
    """Let the server know nothing of what *names* name."""

    def change(request: httpx.Request, send: Callable[[], httpx.Response]) -> httpx.Response:
        if any(name in request.url.path for name in names):
            error = {"code": "NOT_FOUND", "message": "Not found.", "requestId": "req_1"}
            return httpx.Response(404, json={"error": error})
        return send()

    return change


@pytest.fixture
def one_fails(layers, sandbox) -> None:
    """The first container that is made fails."""
    effect = {"type": "fail-containers", "count": 1}
    rule = {"effect": effect, "match": {"method": "POST"}, "times": 1}
    with httpx.Client(transport=layers.transport, base_url="http://127.0.0.1") as client:
        headers = {"X-Sandbox-Token": sandbox.control_token}
        answer = client.put("/_sandbox/faults", json={"rules": [rule]}, headers=headers)
        answer.raise_for_status()


@pytest.mark.parametrize("how", [HOOKS, ("--hook", "one", "--variants", "3")])
def test_quiet_prints_what_succeeded(layers, one_fails, how):
    result = layers("content", "generate", *how, "--retries", "0", "-q", "--download", "out")

    rows = layers("content", "list", "--json").json["items"]
    made = {row["id"] for row in rows if row["status"] == "completed"}
    assert result.code == ExitCode.PARTIAL
    assert set(result.out.split()) == made
    assert len(made) == 2
    assert {file.name[:40] for file in (layers.cwd / "out").glob("*.jpg")} == made


def test_the_files_of_each_job_are_in_its_document(layers, one_fails):
    result = layers(*GENERATE, "--json", "--download", "out")

    assert result.code == ExitCode.PARTIAL
    for item in result.json["items"]:
        done = {each["id"] for each in item["containers"] if each["status"] == "completed"}
        assert {file["containerId"] for file in item["files"]} == done


@pytest.mark.parametrize("count", [1, 2])
def test_json_is_a_list_whatever_the_count(layers, count):
    hooks = [word for number in range(count) for word in ("--hook", f"hook {number}")]

    waited = layers("content", "generate", *hooks, "--json").json
    started = layers("content", "generate", *hooks, "--json", "--no-watch").json
    jobs = [item["jobId"] for item in waited["items"]]
    watched = layers("jobs", "watch", *jobs, "--json").json
    resumed = layers("jobs", "resume", *[item["jobId"] for item in started["items"]], "--json").json
    fields = layers("jobs", "watch", *jobs, "--fields", "jobId").json
    lines = layers("jobs", "watch", *jobs, "--template", "{{ jobId }}\n").out.split()

    assert [len(each["items"]) for each in (waited, started, watched, resumed)] == [count] * 4
    assert fields["items"] == [{"jobId": job} for job in jobs]
    assert lines == jobs


@pytest.mark.parametrize("form", ["--json", "--jsonl", "-q", "--csv", "--template={{ jobId }}\n"])
def test_one_job_that_is_gone_stops_no_other(layers, form):
    good = layers("content", "generate", "--hook", "hi", "--no-watch", "--json").one

    result = layers("jobs", "watch", "job_gone", good["jobId"], form)

    assert result.code == ExitCode.PARTIAL
    shown = good["containerIds"][0] if form in ("-q", "--csv") else good["jobId"]
    assert shown in result.out
    assert "job_gone" in result.err


@pytest.mark.parametrize("gone", ["job_gone", "cnt_gone"])
def test_a_job_that_is_gone_is_an_item_with_its_error(layers, gone):
    good = layers("content", "generate", "--hook", "hi", "--no-watch", "--json").one

    result = layers("jobs", "watch", good["jobId"], gone, "--json")
    [done, lost] = result.json["items"]

    assert (result.code, done["status"]) == (ExitCode.PARTIAL, "completed")
    assert gone in (lost["jobId"], *lost["containerIds"])
    assert (lost["status"], lost["error"]["code"]) == ("unknown", "NOT_FOUND")


def test_one_job_without_containers_and_one_that_is_gone_are_partial(layers):
    job = {"jobId": "job_1", "status": "completed"}
    known = httpx.Response(200, json=job)
    missing = httpx.Response(404, json={"error": {"code": "NOT_FOUND", "message": "m"}})
    run = layers.against(lambda request: known if request.url.path.endswith("_1") else missing)

    assert run("jobs", "watch", "job_1", "job_2", "--json").code == ExitCode.PARTIAL


def test_only_unknown_jobs_are_not_found(layers):
    assert layers("jobs", "watch", "job_gone", "job_too").code == ExitCode.NOT_FOUND


def test_a_container_that_cannot_be_read_hides_no_other(layers):
    started = layers("content", "generate", *HOOKS, "--no-watch", "--json").json["items"]
    jobs = [item["jobId"] for item in started]
    [lost] = started[1]["containerIds"]

    run = layers.through(without(f"content/{lost}"))
    result = run("jobs", "watch", *jobs, "--json")

    assert result.code == ExitCode.PARTIAL
    assert [len(item["containers"]) for item in result.json["items"]] == [1, 0, 1]
    assert lost in result.err
    assert layers("jobs", "resume", "--all", "--json").one["jobId"] == jobs[1]


def test_several_containers_are_a_list_and_one_is_itself(layers):
    made = ids(layers)

    one = layers("content", "get", made[0], "--json").json
    several = layers("content", "get", *made[:2], "--json").json["items"]
    piped = layers("content", "get", "-", "--json", stdin=f"{made[0]}\n").json["items"]

    assert one["id"] == made[0]
    assert [each["id"] for each in several] == made[:2]
    assert piped == [one]
    assert layers("content", "get", *made, "-q").out.split() == made


def test_one_bad_container_hides_no_other(layers):
    made = ids(layers)
    unreadable = {"id": made[1], "status": []}

    def answer(request, send):
        is_odd = request.url.path.endswith(made[1])
        return httpx.Response(200, json=unreadable) if is_odd else send()

    result = layers.through(answer)("content", "get", *made, "cnt_gone", "--json")

    failed = result.error["details"]["failed"]
    assert result.code == ExitCode.PARTIAL
    assert [each["id"] for each in result.json["items"]] == [made[0], made[2]]
    assert [each["id"] for each in failed] == [made[1], "cnt_gone"]


def test_an_id_that_no_request_can_hold_stops_no_other(layers):
    job = {"jobId": "job_1", "status": "completed", "containerIds": ["..", "cnt_1"]}
    made = {"id": "cnt_1", "status": "completed", "hook": "hi"}

    def answer(request):
        return httpx.Response(200, json=job if "jobs" in request.url.path else made)

    result = layers.against(answer)("jobs", "watch", "job_1", "--json")

    assert [each["id"] for each in result.one["containers"]] == ["cnt_1"]
    assert result.code == ExitCode.PARTIAL


def test_one_bad_container_stops_no_download(layers):
    made = ids(layers)

    result = layers("content", "download", made[0], "cnt_gone", made[2], "-o", "out")

    assert result.code == ExitCode.PARTIAL
    assert {file.name[:40] for file in (layers.cwd / "out").glob("*.jpg")} == {made[0], made[2]}
    assert "cnt_gone" in result.err


def test_one_bad_container_stops_no_pictures(layers):
    made = ids(layers)

    result = layers("content", "view", made[0], "cnt_gone", made[2], "--json")

    assert result.code == ExitCode.PARTIAL
    assert {row["containerId"] for row in result.json["items"]} == {made[0], made[2]}


def test_an_entry_that_cannot_be_settled_stops_no_resume(layers, tmp_path):
    ids(layers, "--no-watch")
    with sqlite3.connect(next((tmp_path / "state").glob("**/*.db"))) as ledger:
        ledger.execute("update intents set state = 'unknown', body = 'nonsense' where hook = 'two'")
        ledger.execute("update intents set container_ids = '{' where hook = 'three'")

    resumed = layers("jobs", "resume", "--all", "--json")
    listed = layers("jobs", "list", "--json")

    assert resumed.code == ExitCode.PARTIAL
    assert [item["containers"][0]["hook"] for item in resumed.json["items"]] == ["one"]
    assert [row["hook"] for row in listed.json["items"]] == ["two", "one"]
    assert "cannot be read, and is left out" in listed.err


@pytest.mark.parametrize(
    "damage", ["format = x'ff'", "containers = '{'", "folder = x'ff'", "credits = 'x'", "state = 5"]
)
def test_a_damaged_entry_is_left_out_and_stops_no_other(layers, tmp_path, damage):
    ids(layers, "--no-watch")
    with sqlite3.connect(next((tmp_path / "state").glob("**/*.db"))) as ledger:
        ledger.execute(f"update intents set {damage} where hook = 'two'")

    listed = layers("jobs", "list", "--json")
    resumed = layers("jobs", "resume", "--all", "--json")

    assert [row["hook"] for row in listed.json["items"]] == ["three", "one"]
    assert "cannot be read, and is left out" in listed.err
    assert (resumed.code, len(resumed.json["items"])) == (ExitCode.OK, 2)


@pytest.mark.parametrize("odd", [[], {}, "text", {"status": None}, {"status": "x", "result": 5}])
def test_one_job_that_cannot_be_read_stops_no_list(layers, odd):
    ids(layers, "--no-watch")
    jobs = [row["jobId"] for row in layers("jobs", "list", "--json").json["items"]]

    def answer(request, send):
        is_odd = request.url.path.endswith(jobs[1])
        return httpx.Response(200, json=odd) if is_odd else send()

    result = layers.through(answer)("jobs", "list", "--json")

    assert (result.code, [row["jobId"] for row in result.json["items"]]) == (0, jobs)


@pytest.mark.parametrize("form", [(), ("--json",), ("--jsonl",), ("--csv",), ("-q",)])
@pytest.mark.parametrize("odd", [{"status": 5}, {"id": "cnt_2", "status": []}, "text", None, 7])
def test_a_broken_row_stops_no_list(layers, form, odd):
    good = {"id": "cnt_1", "status": "completed", "hook": "hi"}
    page = {"items": [odd, good], "nextCursor": None}
    run = layers.against(lambda _: httpx.Response(200, json=page))

    result = run("content", "list", *form)

    assert result.code == 0
    assert "cnt_1" in result.out


def test_jobs_list_has_as_many_rows_as_asked(layers, tmp_path):
    ids(layers, "--no-watch")
    with sqlite3.connect(next((tmp_path / "state").glob("**/*.db"))) as ledger:
        ledger.execute("update intents set kind = 'finalize' where hook = 'three'")

    result = layers("jobs", "list", "--limit", "1")
    whole = layers("jobs", "list", "--limit", "2")

    assert [line.split("\t")[5] for line in result.out.splitlines()] == ["two"]
    assert "1 of 2; --all shows the rest" in result.err
    assert (len(whole.out.splitlines()), whole.err) == (2, "")


def test_jobs_of_other_servers_are_told_apart(layers, tmp_path):
    ids(layers, "--no-watch")
    with sqlite3.connect(next((tmp_path / "state").glob("**/*.db"))) as ledger:
        ledger.execute("update intents set server = 'sandbox' where hook = 'two'")

    listed = layers("jobs", "list", "--json")
    quiet = layers("jobs", "list", "-q")

    assert [row["hook"] for row in listed.json["items"]] == ["three", "one"]
    assert "1 more at another server: layers --sandbox jobs list" in listed.err
    assert layers("jobs", "watch", "-", stdin=quiet.out).code == 0
    assert len(quiet.out.split()) == 2


@pytest.mark.parametrize("form", [(), ("--jsonl",), ("--csv",), ("--template", "{{ id }}")])
def test_a_cut_list_says_so(layers, form):
    ids(layers)

    cut = layers("content", "list", "--limit", "2", *form)
    whole = layers("content", "list", "--limit", "3", *form)

    assert "2 shown, and there is more; --all shows the rest" in cut.err
    assert "more" not in whole.err


def test_a_wait_that_ends_early_names_the_jobs_to_quiet_people_too(layers, slow):
    result = layers("content", "generate", *HOOKS, "-q", "--timeout", "1s")

    [*rows] = layers("jobs", "list", "--json").json["items"]
    assert (result.code, result.out) == (ExitCode.PENDING, "")
    [command] = commands_in(result.err)
    assert command.startswith("layers jobs resume ")
    resumed = layers(*shlex.split(command)[1:], "--no-watch", "--json").json["items"]
    assert {each["jobId"] for each in resumed} == {row["jobId"] for row in rows}


def test_one_bad_id_stops_no_review(layers):
    made = ids(layers)

    result = layers("content", "reject", made[0], "cnt_gone", made[1], "--reason", "no", "--json")

    failed = {
        each["id"] for each in json.loads(result.err.splitlines()[-1])["error"]["details"]["failed"]
    }
    assert result.code == ExitCode.PARTIAL
    assert "cnt_gone" in failed
