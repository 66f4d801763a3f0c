"""Keys: minted with scopes, listed without their texts, suspended for good."""

import re

import pytest

from tests.sandbox.conftest import error_of, issues, make_client

KEYS = "/_sandbox/keys"


def test_a_new_key_is_limited_to_its_scopes(sandbox, control):
    minted = control.post(KEYS, json={"scopes": ["projects:read"]})

    assert minted.status_code == 201
    assert re.fullmatch(r"lp_test_\w{16}_[\w-]{43}", minted.json()["key"])
    with make_client(sandbox, key=minted.json()["key"]) as client:
        assert client.get("/v1/whoami").json()["scopes"] == ["projects:read"]
        assert client.get("/v1/projects").status_code == 200
        content = client.get(f"/v1/projects/{sandbox.project}/content")
        assert error_of(content) == (403, "FORBIDDEN_SCOPE")


def test_keys_are_listed_without_their_texts(sandbox, client, control):
    minted = control.post(KEYS, json={"scopes": []}).json()

    listed = control.get(KEYS)

    seeded = {row["id"]: row["seeded"] for row in listed.json()["items"]}
    assert seeded[client.get("/v1/whoami").json()["apiKeyId"]] is True
    assert seeded[minted["id"]] is False
    assert minted["key"] not in listed.text
    assert sandbox.key not in listed.text


@pytest.mark.parametrize("bare", [False, True])
def test_a_killed_key_is_suspended_for_good(sandbox, control, bare):
    minted = control.post(KEYS, json={"scopes": ["*"]}).json()
    given = minted["id"].removeprefix("key_") if bare else minted["id"]

    first = control.post(f"{KEYS}/{given}/kill").json()
    second = control.post(f"{KEYS}/{given}/kill").json()

    assert first["killedAt"] == second["killedAt"] is not None
    with make_client(sandbox, key=minted["key"]) as client:
        assert error_of(client.get("/v1/whoami")) == (503, "KILL_SWITCH")


def test_an_unknown_key_is_not_found(control):
    assert error_of(control.post(f"{KEYS}/key_nope/kill")) == (404, "NOT_FOUND")


@pytest.mark.parametrize(
    ("body", "path"),
    [({}, "scopes"), ({"scopes": ["DROP TABLE"]}, "scopes.0"), ({"scope": []}, "scope")],
)
def test_invalid_scopes_are_rejected_by_path(control, body, path):
    assert path in issues(control.post(KEYS, json=body))


def test_a_key_of_the_child_organization_acts_there(sandbox, control):
    health = control.get("/_sandbox/health").json()
    child = health["childOrganization"]

    minted = control.post(KEYS, json={"scopes": ["*"], "organizationId": child}).json()

    assert minted["organizationId"] == child
    with make_client(sandbox, key=minted["key"]) as client:
        assert client.get("/v1/whoami").json()["parentOrganizationId"] == health["organization"]
        assert [row["id"] for row in client.get("/v1/projects").json()["items"]] == [
            health["childProject"]
        ]


@pytest.mark.parametrize(
    ("scopes", "organization", "path"),
    [(["*"], "org_nope", "organizationId"), (["org:admin"], None, "scopes")],
)
def test_a_key_for_an_unknown_organization_or_a_child_admin_is_rejected(
    sandbox, control, scopes, organization, path
):
    body = {"scopes": scopes, "organizationId": organization or sandbox.child_organization}

    assert issues(control.post(KEYS, json=body)) == {path}
