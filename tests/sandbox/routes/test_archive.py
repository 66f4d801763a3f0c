"""Archiving a project: all that runs in it ends, and what did not complete is paid back."""

from typing import Any

import pytest

from tests.sandbox.conftest import error_of, make_client


@pytest.fixture
def sandbox(slow):
    return slow


@pytest.mark.parametrize("by", ["delete", "patch"])
def test_archiving_a_project_cancels_its_jobs_and_refunds_them(sandbox, client, create, by):
    job = create(variantCount=3)
    influencer = client.post(f"/v1/projects/{sandbox.project}/influencers").json()
    path = f"/v1/projects/{sandbox.project}"

    if by == "delete":
        client.delete(path)
    else:
        client.patch(path, json={"status": "archived"})

    assert client.get(job["locationUrl"]).json()["status"] == "canceled"
    for container_id in job["containerIds"]:
        assert client.get(f"/v1/content/{container_id}").json()["status"] == "canceled"
    assert client.get(influencer["locationUrl"]).json()["status"] == "canceled"
    assert client.get("/v1/credits").json()["balance"] == 100_000
    refunds = client.get("/v1/credits/events", params={"eventType": "refund"}).json()["items"]
    assert len(refunds) == 3


def test_completed_jobs_stay_completed_and_billed(sandbox, client, create):
    done = create()
    sandbox.set_clock(advance=600_000)
    client.get(done["locationUrl"])
    create()

    client.delete(f"/v1/projects/{sandbox.project}")

    assert client.get(done["locationUrl"]).json()["status"] == "completed"
    assert client.get("/v1/credits").json()["balance"] == 99_950


def test_archiving_again_refunds_nothing_twice(sandbox, client, create):
    create()

    first = client.delete(f"/v1/projects/{sandbox.project}").json()
    sandbox.set_clock(advance=1000)
    second = client.delete(f"/v1/projects/{sandbox.project}").json()

    assert first["status"] == second["status"] == "archived"
    assert first["archivedAt"] < second["archivedAt"]
    assert client.get("/v1/credits").json()["balance"] == 100_000


def test_jobs_of_other_projects_keep_running(sandbox, client, create):
    child = make_client(sandbox, key=sandbox.child_key)
    body = {"format": "slideshow-builder", "hook": "x"}
    theirs = child.post(f"/v1/projects/{sandbox.child_project}/content", json=body).json()

    client.delete(f"/v1/projects/{sandbox.project}")

    assert child.get(theirs["locationUrl"]).json()["status"] == "running"


def test_an_archived_project_starts_nothing_until_it_is_active_again(sandbox, client):
    path = f"/v1/projects/{sandbox.project}"
    client.delete(path)
    announced = {"filename": "x", "contentType": "image/png", "sizeBytes": 1}
    calls: dict[str, dict[str, Any]] = {
        f"{path}/content": {"format": "slideshow-builder", "hook": "x"},
        f"{path}/influencers": {},
        f"{path}/content/uploads": {"files": [announced], "grouping": "per-file"},
    }

    refused = [client.post(url, json=body) for url, body in calls.items()]
    client.patch(path, json={"status": "active"})
    accepted = [client.post(url, json=body) for url, body in calls.items()]

    assert [error_of(response) for response in refused] == [(409, "CONFLICT")] * 3
    assert [response.status_code for response in accepted] == [202, 202, 201]
