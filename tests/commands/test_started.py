"""`layers jobs list` and `resume`: what this machine has started, and how to go on."""

import re

import httpx
import pytest

from layers_cli.sandbox.server.worker import Worker
from layers_cli.sandbox.state.opening import reset

GENERATE = ("content", "generate", "--hook", "hi", "--no-watch")

STEERING = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def test_jobs_list_has_status_credits_and_resume_command(layers, slow):
    job = layers(*GENERATE, "--variants", "2", "--json").one

    [row] = layers("jobs", "list", "--json").json["items"]

    assert row["jobId"] == job["jobId"]
    assert row["containerIds"] == job["containerIds"]
    assert (row["state"], row["status"]) == ("answered", "running")
    assert (row["containers"], row["estimatedCredits"]) == (2, 100)
    assert row["resume"] == f"layers jobs watch {job['jobId']}"
    assert row["command"][:3] == ["layers", "content", "generate"]


def test_the_list_for_people_is_newest_first(layers, slow):
    layers("content", "generate", "--hook", "old", "--no-watch")
    layers("content", "generate", "--hook", "new", "--no-watch")

    lines = [line.split("\t") for line in layers("jobs", "list").out.splitlines()]

    assert [line[5] for line in lines] == ["new", "old"]
    assert [line[1] for line in lines] == ["running", "running"]
    assert lines[0][6].startswith("layers jobs watch job_")


def test_unfinished_leaves_out_what_has_ended(layers, slow):
    layers("content", "generate", "--hook", "old", "--no-watch")
    slow.set_clock(advance=4000 * 1000)
    Worker(slow).run_until_idle()
    layers("content", "generate", "--hook", "new", "--no-watch")

    rows = layers("jobs", "list", "--unfinished", "--json").json["items"]

    assert [row["hook"] for row in rows] == ["new"]
    assert len(layers("jobs", "list", "--json").json["items"]) == 2
    assert layers("jobs", "list", "--since", "2090-01-01", "--json").json["items"] == []


def test_the_list_is_there_without_a_network(layers):
    layers(*GENERATE)

    result = layers.raising(httpx.ConnectError("no"))("jobs", "list", "--json")

    assert result.code == 0
    assert result.json["items"][0]["status"] == "answered"
    assert "last known" in result.err


def test_job_unknown_to_the_server_counts_as_finished(layers, sandbox):
    layers(*GENERATE)
    reset(sandbox)

    listed = layers("jobs", "list", "--unfinished", "--json")
    resumed = layers("jobs", "resume", "--all", "--json")

    assert listed.json["items"] == []
    assert resumed.code == 0
    assert "no longer knows" in resumed.err


def test_timed_out_command_run_again_continues_its_job(layers, slow):
    argv = ("content", "generate", "--hook", "hi", "--timeout", "1s", "--json")
    first = layers(*argv)
    second = layers(*argv)

    assert (first.code, second.code) == (8, 8)
    assert first.one["jobId"] == second.one["jobId"]


def test_resume_takes_jobs_containers_and_keys(layers):
    job = layers(*GENERATE, "--idempotency-key", "k", "--json").one

    for name in (job["jobId"], job["containerIds"][0], "k"):
        assert layers("jobs", "resume", name, "--json").code == 0


@pytest.mark.parametrize(("argv", "code"), [((), 2), (("k", "--all"), 2), (("job_gone",), 9)])
def test_resume_says_what_it_needs(layers, argv, code):
    result = layers("jobs", "resume", *argv, "--json")

    assert (result.code, result.out) == (code, "")


def test_a_partial_result_is_shown_downloaded_and_explained(layers, with_faults):
    """2 of 4 failed: the good ones are there, exit 6, asked 4, delivered 2."""
    with_faults({"type": "fail-containers", "count": 2, "message": "No paint left."})

    argv = ("--hook", "hi", "--variants", "4", "--download", "out", "--retries", "0")
    result = layers("content", "generate", *argv)

    assert result.code == 6
    assert "asked 4, delivered 2" in result.err
    assert "No paint left." in result.out
    assert len(list((layers.cwd / "out").glob("*.jpg"))) == 8


def test_one_file_that_cannot_be_had_does_not_hide_the_others(layers):
    refused: set[str] = set()

    def change(request, send):
        path = request.url.path
        if path.endswith("slide-01.jpg") and refused <= {path}:
            refused.add(path)
            return httpx.Response(404)
        return send()

    run = layers.through(change)
    result = run("content", "generate", "--hook", "hi", "--variants", "2", "--download", "out")

    assert result.code == 6
    assert "was not saved" in result.err
    assert len(list((layers.cwd / "out").glob("*.jpg"))) == 7
    assert layers("jobs", "resume", "--all").code == 0
    assert len(list((layers.cwd / "out").glob("*.jpg"))) == 8


@pytest.mark.parametrize(("option", "pauses"), [([], [60.0, 60.0]), (["--wait"], [300.0, 300.0])])
def test_the_wait_that_a_server_asks_for_is_shown_and_capped_unless_wanted(layers, option, pauses):
    busy = httpx.Response(429, headers={"retry-after": "300"})
    answers = [busy, busy, httpx.Response(200, json={"organizationId": "org_1"})]
    run = layers.against(lambda _: answers.pop(0))

    result = run("whoami", "--json", *option)

    assert (result.code, run.pauses) == (0, pauses)
    assert f"trying again in {pauses[0]} s" in result.err


def test_no_retries_fails_at_once(layers):
    run = layers.against(lambda _: httpx.Response(503))

    assert run("whoami", "--retries", "0").code == 7
    assert run.pauses == []


def test_on_a_terminal_the_end_is_a_line_for_a_container_and_a_folder_and_the_sum(layers):
    names = ("--name", "{id}/{index}.{ext}")
    made = ("content", "generate", "--hook", "Wait for it", "--variants", "2", "--download", "out")

    result = layers(*made, *names, terminal=True)

    lines = result.out.splitlines()
    assert sum("Wait for it" in line for line in lines) == 2
    assert sum(line.startswith("out/cnt_") for line in lines) == 2
    assert ".jpg" not in result.out
    last = STEERING.sub("", result.err).splitlines()[-1]
    assert re.fullmatch(r"2 delivered, \d+ files in out/, about [\d,]+ credits", last)


def test_with_verbose_and_in_pipes_each_file_has_its_line(layers):
    made = ("content", "generate", "--hook", "Wait for it", "--download", "out")

    assert layers(*made, "-v", terminal=True).out.count(".jpg") >= 4
    assert layers(*made).out.count(".jpg\t") >= 4


def test_many_jobs_of_a_run_are_resumed_by_its_key(layers, slow):
    hooks = [word for number in range(5) for word in ("--hook", f"hook {number}")]

    result = layers("content", "generate", *hooks, "--timeout", "1s", terminal=True)

    said = STEERING.sub("", result.err).splitlines()
    warning = next(line for line in said if "goes on" in line)
    command = warning.partition("layers ")[2].split()
    assert command[:2] == ["jobs", "resume"]
    assert len(warning) < 80
    resumed = layers(*command, "--no-watch", "--json")
    assert len(resumed.json["items"]) == 5
