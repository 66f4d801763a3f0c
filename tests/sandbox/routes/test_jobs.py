"""Jobs: progress, ETag, cancel."""

from layers_cli.sandbox.server.worker import Worker
from layers_cli.sandbox.testing import open_sandbox
from tests.sandbox.conftest import error_of, make_client, start_slideshow


def test_a_job_passes_its_stages_with_rising_progress(slow):
    client = make_client(slow)
    job_id = start_slideshow(slow, client)["jobId"]
    stages, progress = [], []
    for _ in range(21):
        job = client.get(f"/v1/jobs/{job_id}").json()
        stages.append(job.get("stage", job["status"]))
        progress.append(job.get("progress", 1.0))
        slow.set_clock(advance=30_000)

    assert list(dict.fromkeys(stages)) == ["generating_visuals", "finalizing", "completed"]
    assert progress == sorted(progress)
    assert progress[0] == 0
    assert 0.9 < progress[-2] < 1


def test_a_job_is_queued_until_a_worker_takes_it(slow):
    client = make_client(slow, working=False)
    answer = start_slideshow(slow, client)

    job = client.get(f"/v1/jobs/{answer['jobId']}").json()
    progress = client.get(f"/v1/content/{answer['containerIds'][0]}/progress").json()

    assert (job["stage"], job["progress"]) == ("queued", 0)
    assert (progress["status"], progress["stage"], progress["etaSeconds"]) == (
        "queued",
        "queued",
        600,
    )


def test_stage_progress_restarts_with_each_stage_and_eta_counts_down(slow):
    client = make_client(slow)
    container_id = start_slideshow(slow, client)["containerIds"][0]
    read = f"/v1/content/{container_id}/progress"

    slow.set_clock(advance=240_000)
    drawing = client.get(read).json()
    slow.set_clock(advance=300_000)
    finalizing = client.get(read).json()
    slow.set_clock(advance=60_000)
    client.get(read)
    done = client.get(read).json()

    assert (drawing["stage"], drawing["stageProgress"], drawing["etaSeconds"]) == (
        "generating_visuals",
        0.5,
        360,
    )
    assert (finalizing["stage"], finalizing["stageProgress"], finalizing["etaSeconds"]) == (
        "finalizing",
        0.5,
        60,
    )
    assert (done["status"], done["stageProgress"], done["etaSeconds"]) == ("completed", 1.0, None)


def test_an_unchanged_job_is_answered_with_304(slow):
    client = make_client(slow)
    read = f"/v1/jobs/{start_slideshow(slow, client)['jobId']}"
    tag = client.get(read).headers["ETag"]

    still = client.get(read, headers={"If-None-Match": f'"other", W/{tag}'})
    slow.set_clock(advance=300_000)
    moved = client.get(read, headers={"If-None-Match": tag})

    assert (still.status_code, still.content, still.headers["ETag"]) == (304, b"", tag)
    assert still.headers["Cache-Control"] == "private, no-cache"
    assert moved.status_code == 200
    assert moved.headers["ETag"] != tag


def test_progress_has_the_shape_of_the_job(slow):
    """Content page: "same shape, scoped to the container"."""
    client = make_client(slow)
    started = start_slideshow(slow, client)
    job_path, read = started["locationUrl"], f"/v1/content/{started['containerIds'][0]}/progress"
    running = client.get(job_path).json(), client.get(read).json()
    slow.set_clock(advance=600_000)
    client.get(read)
    completed = client.get(job_path).json(), client.get(read).json()

    for job, progress in (running, completed):
        # The container has words of its own for its state.
        assert job.keys() <= progress.keys()
        same = job.keys() - {"status"}
        assert {name: progress[name] for name in same} == {name: job[name] for name in same}
    assert (running[0]["status"], running[1]["status"]) == ("running", "processing")
    assert completed[1]["result"]["assets"]


def test_unchanged_progress_is_answered_with_304(slow):
    """The estimate passes with the time, and is no news."""
    client = make_client(slow)
    read = f"/v1/content/{start_slideshow(slow, client)['containerIds'][0]}/progress"
    first = client.get(read)
    slow.set_clock(advance=1000)

    still = client.get(read, headers={"If-None-Match": first.headers["ETag"]})
    slow.set_clock(advance=300_000)
    moved = client.get(read, headers={"If-None-Match": first.headers["ETag"]})

    assert (still.status_code, still.content) == (304, b"")
    assert moved.json()["etaSeconds"] < first.json()["etaSeconds"]


def test_progress_of_a_failed_container_says_why(sandbox, control, client, create):
    effect = {"type": "fail-containers", "count": 1, "code": "OUT_OF_PAINT", "message": "No red."}
    control.put("/_sandbox/faults", json={"rules": [{"effect": effect}]})
    started = create()
    client.get("/v1/whoami")

    progress = client.get(f"/v1/content/{started['containerIds'][0]}/progress").json()
    job = client.get(started["locationUrl"]).json()

    assert progress["status"] == job["status"] == "failed"
    assert (progress["error"]["code"], progress["error"]["message"]) == ("OUT_OF_PAINT", "No red.")
    assert progress["error"] == job["error"]
    assert progress["finishedAt"] == job["finishedAt"]


def test_a_completed_job_names_its_containers_and_assets(client, create):
    one, two = create(), create(variantCount=2)

    single = client.get(f"/v1/jobs/{one['jobId']}").json()["result"]
    double = client.get(f"/v1/jobs/{two['jobId']}").json()["result"]

    assert single["containerId"] == one["containerIds"][0]
    assert len(single["assets"]) == 4
    assert double == {"containerIds": two["containerIds"]}


def test_a_canceled_job_cancels_its_containers_and_gives_the_credits_back(
    idle_client, create, work
):
    answer = create(idle_client, variantCount=2)

    first = idle_client.post(f"/v1/jobs/{answer['jobId']}/cancel")
    again = idle_client.post(f"/v1/jobs/{answer['jobId']}/cancel")
    work()

    assert (first.status_code, first.json()["accepted"]) == (202, True)
    assert (again.status_code, again.json()["reason"]) == (200, "ALREADY_CANCELED")
    assert idle_client.get(f"/v1/jobs/{answer['jobId']}").json()["status"] == "canceled"
    for container_id in answer["containerIds"]:
        assert idle_client.get(f"/v1/content/{container_id}").json()["status"] == "canceled"
    assert idle_client.get("/v1/credits").json()["balance"] == 100_000


def test_a_completed_job_cannot_be_canceled(client, create):
    response = client.post(f"/v1/jobs/{create()['jobId']}/cancel")

    assert response.status_code == 200
    assert (response.json()["accepted"], response.json()["reason"]) == (False, "ALREADY_COMPLETED")


def test_cancel_keeps_completed_containers(tmp_path):
    """Of two variants one is done when the cancel comes: it stays, and stays paid."""
    sandbox = open_sandbox(tmp_path / "half", frozen=True)
    client = make_client(sandbox, working=False)
    answer = start_slideshow(sandbox, client, variantCount=2)
    worker = Worker(sandbox)
    container = worker.claim()
    assert container is not None
    media = {"preview": "slideshow", "assets": "[]"}
    owner = container["lease_owner"]
    sandbox.store.work.drawn(container["id"], owner, media, now=sandbox.clock.now())
    worker.complete_due()

    client.post(f"/v1/jobs/{answer['jobId']}/cancel")

    items = client.get(f"/v1/projects/{sandbox.project}/content").json()["items"]
    assert sorted(item["status"] for item in items) == ["canceled", "completed"]
    assert client.get("/v1/credits").json()["balance"] == 100_000 - 50
    sandbox.close()


def test_an_unknown_job_is_not_found(client):
    assert error_of(client.get("/v1/jobs/job_nope")) == (404, "NOT_FOUND")
    assert error_of(client.post("/v1/jobs/job_nope/cancel")) == (404, "NOT_FOUND")
