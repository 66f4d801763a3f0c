"""Nobody pays twice: retries, lost replies, crashes, and the same command run again."""

import shutil
import sqlite3
from pathlib import Path

import pytest

from layers_cli.ledger.records import IntentState
from tests.unreliable import billed

GENERATE = ("content", "generate", "--hook", "hi", "--no-watch")


@pytest.mark.parametrize("fault", ["before", "after", 429, 500, 502, 503, 504])
def test_failed_call_is_retried_and_billed_once(unreliable, sandbox, ledger, fault):
    run, network = unreliable(fault, fault)

    result = run(*GENERATE, "--variants", "2", "--json")

    assert result.code == 0
    assert len(set(network.keys)) == 1
    assert len(network.keys) == 3
    assert billed(sandbox) == 2
    [entry] = ledger()
    assert (entry.state, entry.job_id) == (IntentState.ANSWERED, result.one["jobId"])
    assert list(entry.container_ids) == result.one["containerIds"]


@pytest.mark.parametrize("fault", ["before", "after", 500])
@pytest.mark.parametrize("again", ["the same command", "the same key", "resume"])
def test_unknown_outcome_ends_with_one_job(unreliable, layers, sandbox, ledger, fault, again):
    run, network = unreliable(*[fault] * 5)
    failed = run(*GENERATE, "--json")
    assert (failed.code, failed.error["submitted"]) == (7, "unknown")
    assert failed.error["safe_to_retry"] is True
    key = network.keys[0]
    assert failed.error["resume"] == f"layers jobs resume {key}"
    assert [entry.state for entry in ledger()] == [IntentState.UNKNOWN]

    more = {
        "the same command": GENERATE,
        "the same key": (*GENERATE, "--idempotency-key", key),
        "resume": ("jobs", "resume", key, "--no-watch"),
    }
    done = layers(*more[again], "--json")

    assert done.code == 0
    assert billed(sandbox) == 1
    assert [(entry.key, entry.state) for entry in ledger()] == [(key, IntentState.ANSWERED)]


def test_garbled_response_is_resolved_by_resume(unreliable, layers, sandbox, ledger):
    run, _ = unreliable("garbled")

    failed = run(*GENERATE, "--json")
    resumed = layers("jobs", "resume", "--all", "--json")

    assert (failed.code, failed.error["code"]) == (1, "cli_contract")
    assert failed.error["submitted"] == "unknown"
    assert resumed.code == 0
    assert resumed.one["containers"][0]["status"] == "completed"
    assert billed(sandbox) == 1
    assert ledger()[0].state is IntentState.FINISHED


def test_run_interrupted_in_the_call_is_resumed(unreliable, layers, sandbox, ledger):
    run, _ = unreliable("interrupt")

    run(*GENERATE, "--variants", "3", "--download", "out", "--watch")
    resumed = layers("jobs", "resume", "--all", "--json")

    assert resumed.code == 0
    assert billed(sandbox) == 3
    assert len(resumed.one["files"]) == len(list((layers.cwd / "out").glob("*.jpg"))) == 12
    assert ledger()[0].state is IntentState.SAVED
    assert layers("jobs", "resume", "--all", "--json").json["items"] == []


def test_identical_command_continues_with_all_its_hooks(unreliable, layers, sandbox):
    """The first hook was accepted before the stop: it must not be made twice."""
    run, network = unreliable(None, "interrupt")
    hooks = ("content", "generate", "--hook", "one", "--hook", "two", "--hook", "three")

    run(*hooks)
    done = layers(*hooks, "--json")

    assert done.code == 0
    assert billed(sandbox) == 3
    assert network.keys[0].endswith("-1")


def test_ctrl_c_keeps_the_rest_from_being_sent(unreliable, layers, sandbox):
    """What was being sent is found out later; what was not sent yet is not wanted any more."""
    run, network = unreliable(None, "interrupt")

    stopped = run("content", "generate", "--hook", "one", "--hook", "two", "--hook", "three")
    resumed = layers("jobs", "resume", "--all", "--json")

    assert stopped.code == 130
    assert f"layers jobs resume {network.keys[0].removesuffix('-1')}" in stopped.err
    hooks = sorted(item["containers"][0]["hook"] for item in resumed.json["items"])
    assert hooks == ["one", "two"]
    assert billed(sandbox) == 2


def test_rejected_call_leaves_nothing_to_resume(unreliable, ledger):
    run, _ = unreliable(None, 402)

    result = run("content", "generate", "--hook", "one", "--hook", "two", "--hook", "three")

    assert result.code == 6
    states = [entry.state for entry in ledger()]
    assert states == [IntentState.FINISHED, IntentState.REFUSED, IntentState.REFUSED]


def test_force_new_makes_another_one(unreliable, layers, sandbox):
    run, _ = unreliable(*["after"] * 5)
    run(*GENERATE)

    done = layers(*GENERATE, "--force-new")

    assert done.code == 0
    assert billed(sandbox) == 2


def test_force_new_and_a_key_of_ones_own_exclude_each_other(layers):
    result = layers(*GENERATE, "--force-new", "--idempotency-key", "k")

    assert result.code == 2


def test_identical_command_after_a_shown_result_makes_a_second_job(layers, sandbox):
    layers(*GENERATE)
    layers(*GENERATE)

    assert billed(sandbox) == 2


# Beyond the window in which the server remembers the key


def test_after_a_day_a_container_is_found_by_hook_and_format(
    unreliable, a_day_later, sandbox, ledger
):
    run, _ = unreliable(*["after"] * 5)
    run(*GENERATE, "--variants", "2", "--download", "out", "--watch")

    done = a_day_later()("jobs", "resume", "--all", "--json")

    assert done.code == 0
    assert billed(sandbox) == 2
    [entry] = ledger()
    assert entry.state is IntentState.SAVED
    assert set(entry.container_ids) == {
        row["container_id"] for row in sandbox.store.credits.by_container()
    }


def test_after_a_day_a_missing_container_is_made_once(unreliable, a_day_later, sandbox, ledger):
    run, _ = unreliable(*["before"] * 5)
    run(*GENERATE)

    done = a_day_later()("jobs", "resume", "--all", "--json")

    assert done.code == 0
    assert billed(sandbox) == 1
    assert ledger()[0].state is IntentState.FINISHED


def test_after_a_day_the_same_command_is_refused_and_yes_does_not_help(
    unreliable, a_day_later, sandbox
):
    run, network = unreliable(*["after"] * 5)
    run(*GENERATE)
    later = a_day_later()

    refused = later(*GENERATE, "--yes", "--json")
    forced = later(*GENERATE, "--force-new", "--json")

    assert (refused.code, refused.out) == (3, "")
    assert refused.error["code"] == "cli_doubt"
    assert refused.error["submitted"] == "unknown"
    assert refused.error["resume"] == f"layers jobs resume {network.keys[0]}"
    assert forced.code == 0
    assert billed(sandbox) == 2


def test_ambiguous_containers_keep_a_request_from_being_sent_again(
    unreliable, a_day_later, layers, sandbox
):
    """Somebody else made the same from another machine meanwhile: one, where two were asked."""
    run, network = unreliable(*["before"] * 5)
    run(*GENERATE, "--variants", "2")
    elsewhere = {"LAYERS_STATE_DIR": str(layers.cwd / "elsewhere")}
    layers(*GENERATE, environ=elsewhere)

    later = a_day_later()
    refused = later("jobs", "resume", network.keys[0], "--json")
    everything = later("jobs", "resume", "--all", "--json")

    assert (refused.code, refused.error["code"]) == (3, "cli_doubt")
    assert everything.code == 3
    assert billed(sandbox) == 1


def test_accepted_key_names_its_job_after_a_day(layers, a_day_later, sandbox):
    first = layers(*GENERATE, "--idempotency-key", "k", "--json")

    again = a_day_later()(*GENERATE, "--idempotency-key", "k", "--json")

    assert again.one["jobId"] == first.one["jobId"]
    assert billed(sandbox) == 1


def test_with_another_api_key_nothing_is_replayed(unreliable, layers, sandbox):
    """A server knows an idempotency key only together with the API key."""
    run, network = unreliable(*["after"] * 5)
    run(*GENERATE)
    key = "lp_test_OTHEROTHEROTHER1_" + "b" * 43
    with sandbox.store.transaction():
        sandbox.add_key(key, ("*",))

    refused = layers(*GENERATE, "--json", environ={"LAYERS_API_KEY": key})
    found = layers("jobs", "resume", network.keys[0], "--json", environ={"LAYERS_API_KEY": key})

    assert refused.code == 3
    assert found.code == 0
    assert billed(sandbox) == 1


# The ledger itself


def unusable(tmp_path: Path, how: str) -> None:
    folder = tmp_path / "state"
    if how == "corrupt":
        folder.mkdir()
        (folder / "ledger.db").write_bytes(b"no database at all, in a file of some length" * 99)
    elif how == "newer":
        folder.mkdir()
        with sqlite3.connect(folder / "ledger.db") as db:
            db.execute("pragma user_version = 99")
        db.close()
    else:
        folder.write_text("a file where the folder should be")


@pytest.mark.parametrize("how", ["corrupt", "newer", "unwritable"])
def test_billable_calls_are_not_sent_without_a_ledger(layers, sandbox, tmp_path, how):
    unusable(tmp_path, how)

    people, machines = layers(*GENERATE), layers(*GENERATE, "--json")

    assert (people.code, people.out) == (1, "")
    assert "Traceback" not in people.err
    assert machines.error["code"] == "cli_ledger"
    assert machines.error["submitted"] == "no"
    assert machines.error["hint"]
    assert billed(sandbox) == 0


@pytest.mark.parametrize("how", ["corrupt", "newer", "unwritable"])
def test_free_calls_work_without_a_ledger(layers, tmp_path, how):
    job = layers(*GENERATE, "--json").one
    shutil.rmtree(tmp_path / "state")
    unusable(tmp_path, how)

    assert layers("content", "list").code == 0
    assert layers("whoami").code == 0
    if how != "unwritable":  # a ledger is there and cannot be read: that is no empty list
        assert layers("jobs", "list").code == 1
    assert layers("jobs", "watch", job["jobId"]).code == 0
    assert layers("content", "generate", "--hook", "hi", "--dry-run").code == 0


def test_a_full_disk_after_the_call_does_not_hide_the_job(layers, sandbox, tmp_path):
    """The ledger cannot be written any more when the answer comes: it is shown all the same."""

    def fills(request, send):
        response = send()
        if request.method == "POST":
            with sqlite3.connect(tmp_path / "state" / "ledger.db") as db:
                db.execute(
                    "create trigger full before update on intents"
                    " begin select raise(abort, 'database or disk is full'); end"
                )
            db.close()
        return response

    result = layers.through(fills)(*GENERATE, "--json")

    assert result.code == 0
    assert result.one["jobId"]
    assert "disk is full" in result.err
    assert billed(sandbox) == 1


def test_record_has_the_request_and_never_the_key(layers, sandbox, ledger, tmp_path):
    layers(*GENERATE, "--variants", "2", "--download", "out", "--watch")

    [entry] = ledger()
    assert entry.intent.command[:4] == ("content", "generate", "--hook", "hi")
    assert (entry.intent.containers, entry.intent.hook) == (2, "hi")
    assert entry.intent.folder == str(layers.cwd / "out")
    for file in (tmp_path / "state").iterdir():
        assert sandbox.key.encode() not in file.read_bytes()


def test_upload_by_url_is_recorded_and_resumed(unreliable, layers, ledger):
    run, _ = unreliable(500, 500, 500, 500, 500)
    argv = ("upload", "https://example.com/a.jpg", "--caption", "c")

    failed = run(*argv, "--json")

    assert failed.error["submitted"] == "unknown"
    assert failed.error["resume"].startswith("layers jobs resume ")
    [entry] = ledger()
    assert (entry.intent.kind, entry.state) == ("upload", IntentState.UNKNOWN)


@pytest.mark.parametrize("form", [(), ("--api-dialect", "per-format")])
@pytest.mark.parametrize("hooks", [("one", "two", "three"), ("one",)])
def test_the_same_command_after_a_partial_failure_makes_the_rest_alone(
    layers, sandbox, with_faults, hooks, form
):
    words = [word for hook in hooks for word in ("--hook", hook)]
    command = ("content", "generate", *words, "--variants", "3", *form, "-q")
    with_faults({"type": "fail-containers", "share": 0.5})
    first = layers(*command)
    with_faults()
    made = set(first.out.split())
    assert (first.code, 0 < len(made) < 3 * len(hooks)) == (6, True)
    before = billed(sandbox)

    second = layers(*command)
    rest = set(second.out.split())

    assert second.code == 0
    assert made < rest
    assert len(rest) == 3 * len(hooks)
    assert billed(sandbox) - before == len(rest - made)

    assert not set(layers(*command).out.split()) & rest  # all was delivered: this makes more
