"""Projects."""

import pytest

from layers_cli.sandbox.testing import open_sandbox
from tests.sandbox.conftest import error_of, issues, make_client, walk

NOWHERE = "/v1/projects/prj_00000000-0000-4000-8000-000000000000"


@pytest.fixture
def make(client):
    def _make(**body):
        response = client.post("/v1/projects", json={"name": "Acme", "timezone": "UTC"} | body)
        assert response.status_code == 201, response.text
        return response.json()

    return _make


def test_a_new_project_has_defaults_and_can_be_read_back(client, make):
    project = make(appName="Acme App", metadata={"a": [1, None]}, customerExternalId="c-1")

    assert client.get(f"/v1/projects/{project['id']}").json() == project
    assert (project["status"], project["primaryLanguage"]) == ("active", "en")
    assert (project["brandVoice"], project["metadata"]) == ("authentic", {"a": [1, None]})
    assert project["brandContext"]["appName"] == "Acme App"
    assert project["ingestState"] == {"github": None, "website": None, "appstore": None}


def test_a_project_without_brand_fields_has_no_brand_context(make):
    assert make()["brandContext"] is None


def test_project_ids_follow_from_the_seed_alone(tmp_path):
    ids = []
    for name in ("one", "two"):
        sandbox = open_sandbox(tmp_path / name)
        client = make_client(sandbox)
        made = client.post("/v1/projects", json={"name": "Acme", "timezone": "UTC"}).json()
        ids.append((sandbox.project, made["id"]))
        sandbox.close()

    assert ids[0] == ids[1]


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"name": "ab"}, "name"),
        ({"name": "x" * 31}, "name"),
        ({"name": None}, "name"),
        ({"timezone": "Mars/Olympus"}, "timezone"),
        ({"timezone": "../etc/passwd"}, "timezone"),
        ({"appName": "ab"}, "appName"),
        ({"appDescription": "x" * 99}, "appDescription"),
        ({"appDescription": "x" * 1001}, "appDescription"),
        ({"tagline": "x" * 81}, "tagline"),
        ({"brandVoice": "loud"}, "brandVoice"),
        ({"targetGender": "x"}, "targetGender"),
        ({"primaryLanguage": "english please"}, "primaryLanguage"),
        ({"ownerEmail": "nobody"}, "ownerEmail"),
        ({"metadata": {"a": "x" * 8200}}, "metadata"),
        ({"metadata": []}, "metadata"),
        ({"id": "prj_1"}, "id"),
        ({"requiresApproval": True}, "requiresApproval"),
    ],
)
def test_invalid_fields_are_rejected_on_create_and_patch(sandbox, client, body, path):
    create = client.post("/v1/projects", json={"name": "Acme", "timezone": "UTC"} | body)
    patch = client.patch(f"/v1/projects/{sandbox.project}", json=body)

    assert issues(create) == issues(patch) == {path}


def test_a_patch_changes_given_fields_and_null_clears_them(client, make):
    project = make(appName="Acme App", tagline="t", metadata={"a": 1})

    patched = client.patch(
        f"/v1/projects/{project['id']}", json={"tagline": None, "metadata": {"b": 2}}
    ).json()

    assert patched["tagline"] is None
    assert patched["metadata"] == {"b": 2}
    assert patched["appName"] == "Acme App"


def test_an_empty_patch_is_refused(sandbox, client):
    assert error_of(client.patch(f"/v1/projects/{sandbox.project}", json={})) == (422, "VALIDATION")


def test_projects_are_listed_newest_first_and_filtered(sandbox, client, make):
    acme = make(name="Äpfel", customerExternalId="c-1")["id"]
    sandbox.set_clock(advance=1)
    other = make(name="Other")["id"]
    client.delete(f"/v1/projects/{other}")

    def ids(**query: str) -> list[str]:
        return [item["id"] for item in client.get("/v1/projects", params=query).json()["items"]]

    assert ids() == [other, acme, sandbox.project]
    assert ids(status="archived") == [other]
    assert ids(search="äPF") == [acme]
    assert ids(customerExternalId="c-1") == [acme]
    assert ids(search="nothing") == []


def test_pages_of_projects_show_each_once(client, make):
    made = {make(name=f"Project {n}")["id"] for n in range(5)}

    seen = [item["id"] for items in walk(client, "/v1/projects", limit=2) for item in items]

    assert len(seen) == len(set(seen)) == 6
    assert made < set(seen)


def test_an_unknown_project_is_not_found(client):
    assert error_of(client.get(NOWHERE)) == (404, "NOT_FOUND")
    assert error_of(client.patch(NOWHERE, json={})) == (404, "NOT_FOUND")
    assert error_of(client.delete(NOWHERE)) == (404, "NOT_FOUND")
    assert error_of(client.get("/v1/projects/nope")) == (404, "NOT_FOUND")
    assert issues(client.delete("/v1/projects/nope")) == {"id"}
