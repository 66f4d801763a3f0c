"""A parent and its child: who may act for whom, and that neither sees the other by accident."""

import pytest

from layers_cli.sandbox.state.opening import reset
from tests.sandbox.conftest import error_of, make_client
from tests.sandbox.media_server import picture


@pytest.fixture
def child(sandbox):
    """The child's own key."""
    return make_client(sandbox, key=sandbox.child_key)


@pytest.fixture
def acting(sandbox):
    """The parent's key, acting for the child."""
    client = make_client(sandbox)
    client.headers["X-Layers-Organization"] = sandbox.child_organization
    return client


def test_the_child_has_a_project_and_credits_of_its_own(sandbox, client, child):
    me = child.get("/v1/whoami").json()
    projects = child.get("/v1/projects").json()["items"]

    assert me["organizationId"] == sandbox.child_organization
    assert me["parentOrganizationId"] == sandbox.organization
    assert me["creditBalance"] == 10_000
    assert [project["id"] for project in projects] == [sandbox.child_project]
    assert client.get("/v1/whoami").json()["parentOrganizationId"] is None


def test_a_parent_works_and_pays_for_its_child(sandbox, client, acting, child):
    path = f"/v1/projects/{sandbox.child_project}/content"
    body = {"format": "slideshow-builder", "hook": "x"}

    made = acting.post(path, json=body).json()

    assert acting.get("/v1/whoami").json()["organizationId"] == sandbox.child_organization
    assert child.get(made["locationUrl"]).json()["status"] == "completed"
    assert child.get("/v1/credits").json()["balance"] == 9_950
    assert client.get("/v1/credits").json()["balance"] == 100_000


@pytest.mark.parametrize("path", ["/v1/projects/{0}", "/v1/projects/{0}/content"])
def test_parent_and_child_do_not_see_each_others_projects(sandbox, client, child, acting, path):
    own, foreign = path.format(sandbox.project), path.format(sandbox.child_project)

    assert error_of(client.get(foreign)) == (404, "NOT_FOUND")
    assert error_of(child.get(own)) == error_of(acting.get(own)) == (404, "NOT_FOUND")


def test_a_parent_without_org_admin_may_not_act_for_its_child(sandbox):
    client = make_client(sandbox, key=sandbox.mint_key("*"))
    for organization in (sandbox.child_organization, "org_00000000-0000-4000-8000-000000000000"):
        client.headers["X-Layers-Organization"] = organization

        response = client.get("/v1/whoami")

        assert error_of(response) == (403, "FORBIDDEN_SCOPE")
        assert response.json()["error"]["details"]["requiredScope"] == "org:admin"


@pytest.mark.parametrize(
    "organization", ["org_00000000-0000-4000-8000-000000000000", "org_", "x", "", "Ä"]
)
def test_an_organization_that_is_no_child_is_not_found(client, organization):
    headers = [(b"X-Layers-Organization", organization.encode())]

    assert error_of(client.get("/v1/whoami", headers=headers)) == (404, "NOT_FOUND")


def test_a_child_acts_only_for_itself(sandbox, child):
    own = {"X-Layers-Organization": sandbox.child_organization}
    parent = {"X-Layers-Organization": sandbox.organization}

    assert child.get("/v1/whoami", headers=own).status_code == 200
    assert error_of(child.get("/v1/whoami", headers=parent)) == (403, "FORBIDDEN_SCOPE")


def test_the_bare_id_of_a_child_is_enough(sandbox, client):
    bare = {"X-Layers-Organization": sandbox.child_organization.removeprefix("org_")}

    me = client.get("/v1/whoami", headers=bare).json()

    assert me["organizationId"] == sandbox.child_organization


def test_idempotency_keys_are_separate_per_organization(client, acting):
    body, headers = {"name": "Same", "timezone": "UTC"}, {"Idempotency-Key": "same"}

    mine = client.post("/v1/projects", json=body, headers=headers).json()
    theirs = acting.post("/v1/projects", json=body, headers=headers)

    assert theirs.status_code == 201
    assert "Idempotency-Replayed" not in theirs.headers
    assert theirs.json()["organizationId"] != mine["organizationId"]


def test_a_reset_brings_the_child_back_with_its_key(sandbox, child):
    child.post("/v1/projects", json={"name": "Gone", "timezone": "UTC"})

    reset(sandbox)

    assert child.get("/v1/whoami").json()["organizationId"] == sandbox.child_organization
    assert len(child.get("/v1/projects").json()["items"]) == 1


def kill(client, key_id):
    return client.post(f"/v1/api-keys/{key_id}/kill")


def test_a_killed_key_is_rejected_everywhere(sandbox, client):
    victim = make_client(sandbox, key=sandbox.mint_key("*"))
    key_id = victim.get("/v1/whoami").json()["apiKeyId"]

    receipt = kill(client, key_id).json()

    assert (receipt["id"], receipt["killed"]) == (key_id, True)
    for path in ("/v1/whoami", "/v1/credits", "/v1/jobs/job_nope"):
        response = victim.get(path)
        assert error_of(response) == (503, "KILL_SWITCH")
        assert response.json()["error"]["details"] == {"scope": "key"}


def test_killing_a_key_again_keeps_its_first_time(sandbox, client):
    victim = make_client(sandbox, key=sandbox.mint_key())
    key_id = victim.get("/v1/whoami").json()["apiKeyId"]
    first = kill(client, key_id).json()
    sandbox.set_clock(advance=1000)

    assert kill(client, key_id.removeprefix("key_")).json() == first


def test_a_key_may_kill_itself(sandbox, client):
    assert kill(client, client.get("/v1/whoami").json()["apiKeyId"]).status_code == 200
    assert error_of(client.get("/v1/whoami")) == (503, "KILL_SWITCH")


def test_only_org_admin_kills_and_only_in_its_organization(sandbox, client, child, acting):
    child_key = child.get("/v1/whoami").json()["apiKeyId"]

    assert error_of(kill(child, child_key)) == (403, "FORBIDDEN_SCOPE")
    assert error_of(kill(client, child_key)) == (404, "NOT_FOUND")
    assert kill(acting, child_key).status_code == 200
    assert error_of(child.get("/v1/whoami")) == (503, "KILL_SWITCH")


def test_a_killed_parent_key_acts_for_no_child(client, acting):
    kill(client, client.get("/v1/whoami").json()["apiKeyId"])

    assert error_of(acting.get("/v1/whoami")) == (503, "KILL_SWITCH")


def test_a_childs_media_are_its_own(sandbox, client, acting, files):
    body = {"kind": "screenshot", "url": files.put("/x", picture())}
    media = acting.post(f"/v1/projects/{sandbox.child_project}/app-media", json=body).json()

    response = client.post(
        f"/v1/projects/{sandbox.project}/content",
        json={
            "format": "slideshow-builder",
            "hook": "x",
            "references": {"mediaIds": [media["id"]]},
        },
    )

    assert error_of(response) == (422, "VALIDATION")
    assert media["id"] in response.json()["error"]["message"]
