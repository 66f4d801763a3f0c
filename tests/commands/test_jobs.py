"""`layers jobs` as a user sees it."""

import json

from layers_cli.sandbox.server.worker import Worker


def start(layers, *more):
    return layers("content", "generate", "--hook", "hi", "--no-watch", "--json", *more).one


def moving(sandbox, seconds):
    """Return a pause that moves the sandbox's clock on and lets it work."""

    def pause(_: float) -> None:
        sandbox.set_clock(advance=seconds * 1000)
        Worker(sandbox).run_until_idle()

    return pause


def test_watch_tells_each_change_once_and_ends_with_the_result(layers, slow):
    job = start(layers)

    result = layers("jobs", "watch", job["jobId"], pause=moving(slow, 600))

    assert result.code == 0
    states = [line.split(" ", 2)[2] for line in result.err.splitlines()]
    assert states[0].startswith("processing")
    assert states[-1].startswith("completed")
    assert len(states) == len(set(states))
    assert result.out.split("\t")[1] == "completed"


def test_watch_as_jsonl_is_events_and_then_the_result(layers, slow):
    job = start(layers)

    result = layers("jobs", "watch", job["jobId"], "--jsonl", pause=moving(slow, 900))

    lines = [json.loads(line) for line in result.out.splitlines()]
    events, last = lines[:-1], lines[-1]
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
    assert {event["type"] for event in events} == {"progress"}
    assert last["containers"][0]["status"] == "completed"


def test_timeout_keeps_the_job_and_exits_8(layers, slow):
    job = start(layers)

    result = layers("jobs", "watch", job["jobId"], "--timeout", "1s", "--json")

    assert result.code == 8
    assert result.one["status"] == "running"
    assert f"layers jobs watch {job['jobId']}" in result.err


def test_a_container_can_be_watched_without_its_job(layers, slow):
    job = start(layers)

    result = layers("jobs", "watch", job["containerIds"][0], "--json", pause=moving(slow, 1200))

    assert result.code == 0
    assert result.one["containers"][0]["id"] == job["containerIds"][0]


def test_a_canceled_job_ends_the_wait_with_5(layers, slow):
    job = start(layers)

    canceled = layers("jobs", "cancel", job["jobId"], "--json")
    watched = layers("jobs", "watch", job["jobId"], "--json", pause=moving(slow, 60))

    assert canceled.json["accepted"] is True
    assert watched.code == 5
    assert watched.one["containers"][0]["status"] == "canceled"


def test_unknown_job_fails_before_any_waiting(layers):
    result = layers("jobs", "watch", "job_gone", "--json")

    assert (result.code, result.out) == (9, "")
    assert result.error["code"] == "NOT_FOUND"
    assert layers.pauses == []


def test_get_shows_the_state(layers, slow):
    job = start(layers)

    assert layers("jobs", "get", job["jobId"], "--fields", "status").json == {"status": "running"}


def test_several_jobs_are_watched_at_once(layers, slow):
    ids = [start(layers)["jobId"] for _ in range(3)]

    result = layers("jobs", "watch", *ids, "--json", pause=moving(slow, 1800))

    assert result.code == 0
    assert [item["jobId"] for item in result.json["items"]] == ids


def test_names_of_what_to_resume_and_forget_come_from_standard_input(layers):
    job = start(layers)["jobId"]

    resumed = layers("jobs", "resume", "-", "--json", stdin=f"{job}\r\n")
    forgotten = layers("jobs", "forget", "-", "--yes", "-q", stdin=f"\ufeff{job}\n")

    assert job in resumed.out
    assert (forgotten.code, job in forgotten.out) == (0, True), forgotten.err
    assert layers("jobs", "forget", "-", "--yes").code == 2
