"""A hook that the API refuses stops no other (issue 12, kind 9)."""

import json
from collections.abc import Callable

import httpx
import pytest

from layers_cli.errors.exit_codes import ExitCode
from layers_cli.ledger.records import IntentState
from tests.conftest import Change, Layers
from tests.unreliable import billed

HOOKS = ("--hook", "one", "--hook", "two", "--hook", "three")
GENERATE = ("content", "generate", *HOOKS, "--retries", "0")
ACCOUNT = (401, 402, 429, 503, "KILL_SWITCH", "network")
HOOK = (400, 403, 409, 422, 500)


def refuses(word: str, how: int | str) -> Change:
    """Refuse each create call whose body has *word*."""

    def change(request: httpx.Request, send: Callable[[], httpx.Response]) -> httpx.Response:
        if request.method != "POST" or word.encode() not in request.content:
            return send()
        if how == "network":
            raise httpx.ConnectError("no route")
        status, code = (403, how) if isinstance(how, str) else (how, "NO")
        error = {"code": code, "message": f"not {word}", "requestId": "req_9"}
        return httpx.Response(status, json={"error": error})

    return change


def texts(layers: Layers, state: str = "completed") -> set[str]:
    rows = layers("content", "list", "--json").json["items"]
    return {row["hook"] for row in rows if row["status"] == state}


@pytest.mark.parametrize("how", HOOK)
def test_kind_9_the_hooks_after_a_refused_one_are_delivered(layers, ledger, how):
    result = layers.through(refuses("two", how))(*GENERATE, "--json", "--download", "out")

    good, bad = result.json["items"][:2], result.json["items"][2]
    files = {file.name for file in (layers.cwd / "out").glob("*.jpg")}
    assert result.code == ExitCode.PARTIAL
    assert texts(layers) == {"one", "three"}
    assert {file["path"].rpartition("/")[2] for item in good for file in item["files"]} == files
    assert (bad["hook"], bad["error"]["status"], bad["error"]["request_id"]) == (
        "two",
        how,
        "req_9",
    )
    assert bad["error"]["submitted"] == ("unknown" if how == 500 else "no")
    assert "not two" in result.err
    states = [IntentState.SAVED, IntentState.REFUSED, IntentState.SAVED]
    states[1] = IntentState.UNKNOWN if how == 500 else states[1]
    assert [entry.state for entry in ledger()] == states


@pytest.mark.parametrize("how", ACCOUNT)
def test_kind_9_an_error_of_the_account_starts_nothing_more_and_delivers_what_is_paid(
    layers, ledger, how
):
    result = layers.through(refuses("two", how))(*GENERATE, "--json")

    good, bad, unsent = result.json["items"]
    assert result.code == ExitCode.PARTIAL
    assert [each["status"] for each in good["containers"]] == ["completed"]
    assert (bad["hook"], unsent["hook"], unsent["error"]["code"]) == (
        "two",
        "three",
        "cli_not_sent",
    )
    assert unsent["error"]["submitted"] == "no"
    assert [entry.code for entry in ledger()][2] == "cli_not_sent"
    assert texts(layers) == {"one"}


@pytest.mark.parametrize("how", [422, 402])
def test_kind_9_quiet_prints_what_was_delivered(layers, how):
    result = layers.through(refuses("two", how))(*GENERATE, "-q")

    rows = layers("content", "list", "--json").json["items"]
    assert set(result.out.split()) == {row["id"] for row in rows}
    assert "`two` was not started" in result.err


@pytest.mark.parametrize(("how", "code"), [(422, 1), (401, 4), (429, 7), (500, 7), ("network", 7)])
def test_kind_9_nothing_started_ends_with_the_code_of_the_error(layers, sandbox, how, code):
    result = layers.through(refuses("hook", how))(*GENERATE, "--json")

    assert (result.code, result.out) == (code, "")
    assert result.error["submitted"] == ("unknown" if how == 500 else "no")
    assert billed(sandbox) == 0


@pytest.mark.parametrize("how", [422, 402])
@pytest.mark.parametrize("watch", ["--watch", "--no-watch"])
@pytest.mark.parametrize("between", ["", "resume", "watch"])
def test_kind_9_the_same_command_does_the_rest_and_pays_once(layers, sandbox, how, between, watch):
    first = layers.through(refuses("two", how))(*GENERATE, "-q", watch)
    if between == "resume":
        layers("jobs", "resume", "--all")
    elif between == "watch":
        layers("jobs", "watch", "-", stdin=layers("jobs", "list", "-q").out)

    again = layers(*GENERATE, "-q")
    assert (first.code, again.code) == (6, 0)
    assert len(set(again.out.split())) == billed(sandbox) == 3
    if watch == "--watch":
        assert set(first.out.split()) < set(again.out.split())
    assert layers(*GENERATE, "-q").code == 0
    assert billed(sandbox) == 6  # the first is over: this is another one


@pytest.mark.parametrize("again", ["the same command", "resume"])
def test_kind_9_an_unknown_outcome_beside_others_is_settled_and_paid_once(layers, sandbox, again):
    def lost(request: httpx.Request, send: Callable[[], httpx.Response]) -> httpx.Response:
        answer = send()
        is_two = request.method == "POST" and b"two" in request.content
        return httpx.Response(500) if is_two else answer

    first = layers.through(lost)(*GENERATE, "--json")
    [resume] = {item["error"]["resume"] for item in first.json["items"] if item.get("error")}
    done = layers(*(GENERATE if again == "the same command" else resume.split()[1:]), "--json")

    assert (first.code, done.code) == (6, 0)
    assert "two" in {each["hook"] for item in done.json["items"] for each in item["containers"]}
    assert billed(sandbox) == 3


def test_kind_9_a_wait_that_ends_early_leaves_nothing_reported(layers, sandbox, slow):
    first = layers.through(refuses("two", 422))(*GENERATE, "--json", "--timeout", "1s")
    again = layers(*GENERATE, "--no-watch")

    assert (first.code, again.code) == (1, 0)
    assert [item["error"] is None for item in first.json["items"] if "error" in item][-1] is False
    assert billed(sandbox) == 3
    assert len(layers("jobs", "list", "--unfinished", "--json").json["items"]) == 3


def test_kind_9_a_download_that_fails_is_continued_by_the_same_command(layers, sandbox):
    def change(request: httpx.Request, send: Callable[[], httpx.Response]) -> httpx.Response:
        return httpx.Response(404) if "/media/" in request.url.path else send()

    first = layers.through(change)(*GENERATE, "--download", "out")
    again = layers(*GENERATE, "--download", "out")

    assert (first.code, again.code) == (6, 0)
    assert billed(sandbox) == 3


@pytest.mark.parametrize("form", [("--csv",), ("--jsonl",), ("--template", "{{ hook }}\n")])
def test_kind_9_each_form_names_the_refused_hook(layers, form):
    result = layers.through(refuses("two", 422))(*GENERATE, *form)

    assert result.code == ExitCode.PARTIAL
    assert "`two` was not started: The API answered 422 NO (not two)" in result.err


def test_kind_9_people_see_how_many_were_delivered(layers):
    result = layers.through(refuses("two", 422))(*GENERATE, terminal=True)

    assert "asked 3, delivered 2" in result.out + result.err


def test_kind_9_the_handoff_has_what_was_started(layers):
    handoff = ("--no-watch", "--handoff", "jobs.json")
    result = layers.through(refuses("two", 422))(*GENERATE, *handoff, "--json")

    jobs = [item["jobId"] for item in result.json["items"] if item.get("jobId")]
    written = json.loads((layers.cwd / "jobs.json").read_text())["jobs"]
    assert [job["jobId"] for job in written] == jobs
    assert len(jobs) == 2
    assert layers("jobs", "collect", "jobs.json").code == 0


@pytest.mark.parametrize("how", [422, 402])
def test_kind_9_variants_of_the_older_routes_behave_alike(layers, sandbox, how):
    sent: list[str] = []

    def change(request: httpx.Request, send: Callable[[], httpx.Response]) -> httpx.Response:
        if request.method != "POST" or "/content" not in request.url.path:
            return send()
        sent.append(request.headers["idempotency-key"])
        return refuses("hook", how)(request, send) if len(sent) == 2 else send()

    argv = ("content", "generate", "--hook", "hi", "--variants", "3", "--api-dialect", "per-format")
    first = layers.through(change)(*argv, "--retries", "0", "--json")
    again = layers(*argv, "--json")

    assert first.code == ExitCode.PARTIAL
    assert sum("jobId" in item for item in first.json["items"]) == (2 if how == 422 else 1)
    assert again.code == 0
    assert billed(sandbox) == 3


def test_kind_9_quiet_leaves_out_what_has_no_address(layers):
    def change(request: httpx.Request, send: Callable[[], httpx.Response]) -> httpx.Response:
        answer = send()
        answer.read()
        if request.method == "GET" and "/content/" in request.url.path:
            said = answer.json()
            if said.get("hook") == "two" and said.get("status") == "completed":
                said |= {"preview": None, "assets": []}
                return httpx.Response(200, json=said)
        return answer

    result = layers.through(change)(*GENERATE, "-q")

    rows = layers("content", "list", "--json").json["items"]
    assert result.code == ExitCode.PARTIAL
    assert set(result.out.split()) == {row["id"] for row in rows if row["hook"] != "two"}
