"""Nobody pays twice in the cases that nobody expects: clocks, keys, servers, odd answers."""

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from layers_cli.api.intents import PendingRequest
from layers_cli.ledger.ledger import Ledger
from layers_cli.ledger.recorder import AccountScope, LedgerRecorder
from layers_cli.ledger.records import BillableCommand, IntentState
from tests.conftest import Layers
from tests.unreliable import billed

GENERATE = ("content", "generate", "--hook", "hi", "--no-watch")


def at(layers, **ago) -> Layers:
    """The same machine, whose clock is behind."""
    now = datetime.now(UTC) - timedelta(**ago)
    return Layers(layers.environ, layers.cwd, layers.transport, layers.pauses, lambda: now)


# Clocks


def test_a_clock_that_was_set_back_does_not_make_it_twice(unreliable, layers, sandbox):
    run, network = unreliable(*["after"] * 5)
    run(*GENERATE)

    behind = at(layers, days=2)
    resumed = behind("jobs", "resume", network.keys[0], "--json")
    again = behind(*GENERATE, "--yes", "--json")

    assert (resumed.code, resumed.error["code"]) == (3, "cli_doubt")
    assert (again.code, again.error["code"]) == (3, "cli_doubt")
    assert billed(sandbox) == 1


def test_a_clock_that_was_wrong_at_first_does_not_make_it_twice(unreliable, layers, sandbox):
    """It says that the request is a year old, and the container that was made is of today."""
    run, network = unreliable(*["after"] * 5)
    at(run, days=365)(*GENERATE)

    resumed = layers("jobs", "resume", network.keys[0], "--json")

    assert (resumed.code, resumed.error["code"]) == (3, "cli_doubt")
    assert billed(sandbox) == 1
    assert layers("jobs", "resume", network.keys[0], "--force-new").code == 0


# Servers, keys and profiles


def test_request_for_one_server_is_not_sent_to_another(unreliable, layers, sandbox):
    run, network = unreliable(*["before"] * 5)
    run(*GENERATE)
    elsewhere = {"LAYERS_BASE_URL": "http://localhost"}

    named = layers("jobs", "resume", network.keys[0], "--json", environ=elsewhere)
    everything = layers("jobs", "resume", "--all", "--json", environ=elsewhere)

    assert (named.code, named.error["submitted"]) == (2, "no")
    assert "127.0.0.1" in named.error["message"]
    assert (everything.code, everything.json["items"]) == (0, [])
    assert billed(sandbox) == 0


def test_the_jobs_of_another_profile_are_named_and_left_to_it(layers, sandbox):
    key = "lp_test_OTHEROTHEROTHER1_" + "b" * 43
    with sandbox.store.transaction():
        sandbox.add_key(key, ("*",))
    profile = {"LAYERS_API_KEY": key, "LAYERS_PROFILE": "other"}
    layers("config", "set", "project", sandbox.project, "--profile", "other")
    assert layers(*GENERATE, environ=profile).code == 0

    result = layers("jobs", "resume", "--all", "--json")

    assert (result.code, result.json["items"]) == (0, [])
    assert "layers --profile other jobs resume --all" in result.err


def test_request_that_another_process_sends_is_left_to_it(layers, sandbox, tmp_path):
    script = "from layers_cli.ledger.owner import this_process as me; print(me(), flush=1); input()"
    with subprocess.Popen(
        [sys.executable, "-c", script], text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as alive:
        assert alive.stdout is not None
        other = Ledger(tmp_path / "state" / "ledger.db", owner=alive.stdout.readline().strip())
        place = AccountScope.of("127.0.0.1", "default", sandbox.key, None)
        call = PendingRequest("POST", "/v1/projects/p/content", b"{}", "k", "create", containers=1)
        LedgerRecorder(
            lambda: other, scope=place, argv=(), command=BillableCommand, warn=print
        ).plan([call])

        everything = layers("jobs", "resume", "--all", "--json")
        named = layers("jobs", "resume", "k", "--json")
        other.close()
        alive.communicate("\n")

    assert (everything.code, everything.json["items"]) == (0, [])
    assert "is being sent by another process" in everything.err
    assert (named.code, named.error["code"]) == (8, "cli_in_flight")


def test_resume_command_names_the_given_profile(unreliable, layers, sandbox):
    layers("config", "set", "project", sandbox.project, "--profile", "other")
    run, network = unreliable(*["before"] * 5)

    failed = run(*GENERATE, "--profile", "other", "--json")

    assert failed.error["resume"] == f"layers --profile other jobs resume {network.keys[0]}"


# Answers


@pytest.mark.parametrize(
    "said", [{}, [], {"jobId": None, "containerIds": []}, {"jobId": 5}, {"containerIds": 5}]
)
def test_response_without_ids_has_an_unknown_outcome(layers, ledger, said):
    def change(request, send):
        return httpx.Response(202, json=said) if request.method == "POST" else send()

    failed = layers.through(change)(*GENERATE, "--json")
    resumed = layers("jobs", "resume", "--all", "--json")

    assert (failed.code, failed.error["submitted"]) == (1, "unknown")
    assert failed.error["resume"].startswith("layers jobs resume ")
    assert resumed.code == 0
    assert [entry.state for entry in ledger()] == [IntentState.FINISHED]


def test_without_a_job_the_containers_themselves_are_followed(layers):
    def change(request, send):
        answer = send()
        if request.method != "POST":
            return answer
        answer.read()
        return httpx.Response(202, json={**json.loads(answer.content), "jobId": None})

    done = layers.through(change)("content", "generate", "--hook", "hi", "--json")
    started = layers.through(change)(*GENERATE)

    assert done.code == 0
    assert done.one["containers"][0]["status"] == "completed"
    assert "layers jobs watch cnt_" in started.err


@pytest.mark.parametrize(("status", "submitted"), [(307, "no"), (308, "no"), (302, "unknown")])
def test_a_redirect_is_not_followed_and_says_what_is_known(layers, status, submitted):
    there = {"location": "http://elsewhere.example.com/"}
    run = layers.against(lambda _: httpx.Response(status, headers=there))

    failed = run(*GENERATE, "--json")

    assert (failed.code, failed.error["submitted"]) == (1, submitted)


def test_call_in_progress_after_all_tries_is_resumed(layers, sandbox, ledger):
    details = {"subcode": "IDEMPOTENCY_IN_FLIGHT"}
    error = {"code": "CONFLICT", "message": "m", "details": details}

    def change(request, send):
        if request.method != "POST":
            return send()
        send()
        return httpx.Response(409, json={"error": error})

    failed = layers.through(change)(*GENERATE, "--json")
    resumed = layers("jobs", "resume", "--all", "--json")

    assert failed.error["submitted"] == "unknown"
    assert resumed.code == 0
    assert billed(sandbox) == 1
    assert [entry.state for entry in ledger()] == [IntentState.FINISHED]


def test_key_of_another_request_is_refused_and_its_record_kept(layers, sandbox, ledger):
    layers(*GENERATE, "--idempotency-key", "k")

    other = ("content", "generate", "--hook", "other", "--no-watch", "--idempotency-key", "k")
    failed = layers(*other, "--json")

    assert (failed.error["code"], failed.error["submitted"]) == ("IDEMPOTENCY_CONFLICT", "no")
    assert "leave out --idempotency-key" in failed.error["hint"]
    assert billed(sandbox) == 1
    assert [entry.state for entry in ledger()] == [IntentState.ANSWERED, IntentState.REFUSED]


def test_the_fifth_of_ten_is_refused_and_the_four_before_it_are_delivered(
    unreliable, layers, sandbox
):
    run, _ = unreliable(None, None, None, None, 402)
    hooks = [word for number in range(10) for word in ("--hook", f"hook {number}")]

    failed = run("content", "generate", *hooks, "--json")
    words = run("content", "generate", *hooks, "--force-new")

    jobs = [item["jobId"] for item in failed.json["items"] if item.get("jobId")]
    codes = [item["error"]["code"] for item in failed.json["items"] if item.get("error")]
    assert (failed.code, len(jobs)) == (6, 4)
    assert codes == ["FAULT", *["cli_not_sent"] * 5]
    assert words.code == 0  # the fault was for the first run only
    assert billed(sandbox) == 4 + 10


def test_a_key_refused_during_the_wait_says_that_the_job_is_paid_for(layers, slow):
    def change(request, send):
        return httpx.Response(401) if request.url.path.startswith("/v1/jobs/") else send()

    failed = layers.through(change)("content", "generate", "--hook", "hi", "--json")

    assert (failed.code, failed.error["submitted"]) == (4, "yes")
    assert failed.error["resume"].startswith("layers jobs watch job_")


def test_a_bug_in_the_middle_of_the_call_says_that_it_may_be_paid_for(layers, sandbox):
    def change(request, send):
        send()
        raise RuntimeError("a bug")

    failed = layers.through(change)(*GENERATE, "--json")
    resumed = layers(*failed.error["resume"].split()[1:], "--json")

    assert (failed.error["code"], failed.error["submitted"]) == ("cli_unexpected", "unknown")
    assert resumed.code == 0
    assert billed(sandbox) == 1


# Issue 12, kind 15: errors of free calls say that nothing was submitted


def test_each_error_for_programs_says_what_was_submitted(layers):
    for argv in (("content", "get", "cnt_gone"), ("content", "generate"), ("jobs", "resume", "k")):
        error = layers(*argv, "--json").error
        assert (error["submitted"], error["safe_to_retry"]) == ("no", True)


@pytest.mark.parametrize(
    "argv",
    [
        "content get c",
        "content approve c",
        "content reject c --reason x",
        "jobs cancel j",
        "jobs watch j",
    ],
)
@pytest.mark.parametrize("failure", [httpx.ReadError("cut"), 408, 429, 500, 503])
def test_error_of_a_free_call_says_that_nothing_was_submitted(layers, argv, failure):
    server = (
        layers.raising(failure)
        if isinstance(failure, Exception)
        else layers.against(lambda _: httpx.Response(failure))
    )
    result = server(*argv.split(), "--json")

    assert (result.code, result.error["retryable"]) == (7, True), result.err
    assert (result.error["submitted"], result.error["safe_to_retry"]) == ("no", True)


@pytest.mark.parametrize("failure", [httpx.ReadError("cut"), httpx.ConnectError("no"), 429, 503])
def test_error_of_a_media_download_says_that_nothing_was_submitted(layers, failure):
    layers("content", "generate", "--hook", "hi")
    [made] = layers("content", "list", "-q").out.split()

    def change(request, send):
        if request.url.path.startswith("/v1/"):
            return send()
        if isinstance(failure, Exception):
            raise failure
        return httpx.Response(failure)

    result = layers.through(change)("content", "download", made, "--json")

    assert result.code == 7, result.err
    assert (result.error["submitted"], result.error["safe_to_retry"]) == ("no", True)


def test_interruption_before_a_billable_call_says_nothing_of_billing(layers):
    """The price was being asked for."""
    stopped = layers.raising(KeyboardInterrupt())(*GENERATE, "--max-credits", "50")

    assert (stopped.code, stopped.err.splitlines()[-1]) == (130, "warning: Stopped")


def test_a_hook_that_is_no_text_is_a_usage_error(layers, tmp_path):
    result = layers("content", "generate", "--hook", "a\udcffb", "--json")

    assert (result.code, result.error["param"]) == (2, "hook")
    assert not (tmp_path / "state").exists()


# What has been shown is over


@pytest.mark.parametrize("again", ["resume", "watch"])
def test_result_shown_by_a_later_command_is_not_continued(layers, slow, again):
    """The wait was broken off, and somebody went on with it: the next one is another one."""
    waiting = ("content", "generate", "--hook", "hi", "--timeout", "1s", "--json")
    job = layers(*waiting).one["jobId"]
    slow.set_clock(advance=4000 * 1000)
    shown = layers("jobs", *({"resume": ("resume", "--all"), "watch": ("watch", job)}[again]))

    anew = layers(*waiting)

    assert shown.code == 0
    assert anew.one["jobId"] != job
    assert billed(slow) == 2


def test_container_found_by_hook_is_not_made_again_with_its_key(
    unreliable, a_day_later, sandbox, ledger
):
    run, _ = unreliable(*["after"] * 5)
    run(*GENERATE, "--idempotency-key", "k")
    later = a_day_later()
    assert later("jobs", "resume", "k").code == 0

    again = later(*GENERATE, "--idempotency-key", "k", "--json")

    assert again.code == 0
    assert again.one["containerIds"] == list(ledger()[0].container_ids)
    assert billed(sandbox) == 1


def test_the_other_dialect_does_not_count_twice_against_the_budget(layers, sandbox, ledger):
    def change(request, send):
        is_common = request.method == "POST" and request.url.path.endswith("/content")
        return httpx.Response(404) if is_common else send()

    argv = (*GENERATE, "--variants", "2", "--json")
    done = layers.through(change)(*argv, environ={"LAYERS_BUDGET_DAILY": "100"})

    assert done.code == 0
    assert billed(sandbox) == 2
    states = [entry.state for entry in ledger()]
    assert states == [IntentState.REFUSED, IntentState.ANSWERED, IntentState.ANSWERED]


def test_the_list_says_how_the_work_ended(layers, with_faults):
    with_faults({"type": "fail-containers", "count": 1})
    layers("content", "generate", "--hook", "hi", "--variants", "2")
    layers("content", "generate", "--hook", "hi")

    rows = layers("jobs", "list", "--json").json["items"]

    assert [row["status"] for row in rows] == ["failed", "partial"]
    assert layers("jobs", "list", "--unfinished").err == "No unfinished jobs\n"
