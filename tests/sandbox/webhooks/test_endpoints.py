"""Endpoints are made, listed, changed and deleted."""

import re

import pytest

from tests.sandbox.conftest import error_of, issues, make_client, walk
from tests.sandbox.webhooks.conftest import ENDPOINTS, URL


def test_an_endpoint_returns_its_secret_once(client, subscribe):
    created = subscribe("job.completed", "job.failed", description="mine")

    read = client.get(f"{ENDPOINTS}/{created['endpoint']['id']}")

    assert re.fullmatch(r"whsec_[\w-]{43}", created["signingSecret"])
    assert read.json() == created["endpoint"]
    assert created["signingSecret"] not in read.text
    assert read.json()["status"] == "active"
    assert read.json()["apiVersion"] == "v1"


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/hook",
        "http://10.0.0.1/hook",
        "http://169.254.169.254/latest",
        "http://127.0.0.1.example.com/",
        "http://user:secret@localhost/",
        "ftp://localhost/",
        "localhost:8000",
        "http://[::1",
        "http://localhost:99999/",
    ],
)
def test_a_remote_receiver_is_rejected_with_the_reason(client, url):
    response = client.post(ENDPOINTS, json={"url": url, "events": ["job.completed"]})

    assert issues(response) == {"url"}


def test_the_rejection_of_a_remote_receiver_names_the_allowed_hosts(client):
    response = client.post(
        ENDPOINTS, json={"url": "https://example.com/", "events": ["job.completed"]}
    )

    assert "on this machine only" in response.json()["error"]["message"]


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"url": URL, "events": []}, "events"),
        ({"url": URL, "events": ["job.eaten"]}, "events.0"),
        ({"url": URL}, "events"),
        ({"events": ["job.completed"]}, "url"),
        ({"url": URL, "events": ["job.completed"], "id": "x"}, "id"),
        ({"url": URL, "events": ["job.completed"], "projectId": "prj_1"}, "projectId"),
    ],
)
def test_an_invalid_endpoint_is_rejected_by_path(client, body, path):
    assert issues(client.post(ENDPOINTS, json=body)) == {path}


def test_events_of_child_organizations_need_their_scope(sandbox):
    with make_client(sandbox, key=sandbox.mint_key("*")) as client:
        response = client.post(
            ENDPOINTS, json={"url": URL, "events": ["job.failed"], "scope": "all_children"}
        )

    assert error_of(response) == (403, "FORBIDDEN_SCOPE")


def test_endpoints_are_listed_newest_first_with_filters(sandbox, client, subscribe):
    first = subscribe(projectId=sandbox.project)["endpoint"]["id"]
    second = subscribe()["endpoint"]["id"]
    client.patch(f"{ENDPOINTS}/{second}", json={"status": "paused"})

    page, rest = walk(client, ENDPOINTS, limit=1)
    of_project = client.get(ENDPOINTS, params={"projectId": sandbox.project}).json()["items"]
    paused = client.get(ENDPOINTS, params={"status": "paused"}).json()["items"]

    assert [row["id"] for row in page + rest] == [second, first]
    assert [row["id"] for row in of_project] == [first]
    assert [row["id"] for row in paused] == [second]


@pytest.mark.parametrize("body", [{}, {"status": "auto_paused"}, {"url": "https://example.com"}])
def test_an_invalid_change_is_rejected(client, subscribe, body):
    endpoint = subscribe()["endpoint"]["id"]

    assert error_of(client.patch(f"{ENDPOINTS}/{endpoint}", json=body)) == (422, "VALIDATION")


def test_deleting_an_endpoint_deletes_its_deliveries(client, subscribe, create):
    endpoint = subscribe()["endpoint"]["id"]
    create()
    client.get("/v1/whoami")

    receipt = client.delete(f"{ENDPOINTS}/{endpoint}")

    assert receipt.json() == {"id": endpoint, "deleted": True}
    assert client.get(f"{ENDPOINTS}/{endpoint}").status_code == 404
    assert client.get(f"{ENDPOINTS}/{endpoint}/deliveries").status_code == 404


@pytest.mark.parametrize(
    "path", [f"{ENDPOINTS}/nope", f"{ENDPOINTS}/{'0' * 8}-0000-4000-8000-{'0' * 12}"]
)
def test_unknown_endpoints_are_not_found(client, path):
    assert error_of(client.get(path)) == (404, "NOT_FOUND")
