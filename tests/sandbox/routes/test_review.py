"""The review gate."""

import pytest

from tests.sandbox.conftest import error_of, issues


@pytest.fixture
def policy(sandbox, client):
    def _policy(**body):
        return client.patch(f"/v1/projects/{sandbox.project}/content-review-policy", json=body)

    return _policy


def test_a_project_begins_without_review(sandbox, client):
    answer = client.get(f"/v1/projects/{sandbox.project}/content-review-policy").json()

    assert answer == {"projectId": sandbox.project, "policy": "auto_approve", "pendingCount": 0}


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"policy": "sometimes"},
        {"policy": "review_first_n"},
        {"policy": "review_all", "firstN": 3},
        {"policy": "review_first_n", "firstN": 0},
        {"policy": "review_first_n", "firstN": 51},
        {"policy": "review_first_n", "firstN": "3"},
        {"policy": "review_all", "pendingCount": 0},
    ],
)
def test_an_invalid_policy_is_rejected(policy, body):
    assert error_of(policy(**body)) == (422, "VALIDATION")


def test_review_all_gates_every_container_and_counts_them(policy, create, client):
    policy(policy="review_all")
    containers = create(variantCount=2)["containerIds"]

    assert client.get(f"/v1/content/{containers[0]}").json()["approvalStatus"] == "pending"
    assert policy(policy="review_all").json()["pendingCount"] == 2


def test_review_first_n_ends_after_n_decisions(policy, create, client):
    policy(policy="review_first_n", firstN=2)
    first, second, third = create(variantCount=3)["containerIds"]
    client.post(f"/v1/content/{first}/approve")
    still_gated = create()["containerIds"][0]
    client.post(f"/v1/content/{second}/reject", json={"reason": "off-brand"})
    free = create()["containerIds"][0]

    def approval(container_id: str) -> str:
        status: str = client.get(f"/v1/content/{container_id}").json()["approvalStatus"]
        return status

    assert [approval(c) for c in (third, still_gated, free)] == [
        "pending",
        "pending",
        "not_required",
    ]


def test_approve_and_reject_say_who_and_when(policy, create, client):
    policy(policy="review_all")
    first, second = create(variantCount=2)["containerIds"]
    key_id = client.get("/v1/whoami").json()["apiKeyId"]

    approved = client.post(f"/v1/content/{first}/approve", json={"note": "fine"}).json()
    rejected = client.post(f"/v1/content/{second}/reject", json={"reason": "off-brand"}).json()

    assert approved["approvedBy"] == rejected["rejectedBy"] == f"api_{key_id}"
    assert (approved["approvalStatus"], rejected["approvalStatus"]) == ("approved", "rejected")
    assert rejected["reason"] == "off-brand"


def test_a_decision_is_final(policy, create, client):
    policy(policy="review_all")
    container_id = create()["containerIds"][0]
    client.get("/v1/whoami")
    client.post(f"/v1/content/{container_id}/approve")

    for action, body in (("approve", None), ("reject", {"reason": "late"})):
        response = client.post(f"/v1/content/{container_id}/{action}", json=body)
        assert error_of(response) == (409, "CONFLICT")
        assert response.json()["error"]["message"] == "Container is already approved."
        assert response.json()["error"]["details"] == {"approvalStatus": "approved"}


def test_only_pending_completed_containers_can_be_decided(policy, create, client, idle_client):
    free = create()["containerIds"][0]
    client.get("/v1/whoami")
    policy(policy="review_all")
    unfinished = create(idle_client)["containerIds"][0]

    never = idle_client.post(f"/v1/content/{free}/reject", json={"reason": "x"})
    early = idle_client.post(f"/v1/content/{unfinished}/approve")

    # Reject-content page.
    assert never.json()["error"]["message"] == "Container does not require approval."
    assert never.json()["error"]["details"] == {"approvalStatus": "not_required"}
    assert error_of(never) == error_of(early) == (409, "CONFLICT")


@pytest.mark.parametrize("body", [{}, {"reason": ""}, {"reason": "x" * 1025}, {"reason": None}])
def test_a_rejection_needs_its_reason(create, client, body):
    container_id = create()["containerIds"][0]

    assert issues(client.post(f"/v1/content/{container_id}/reject", json=body)) == {"reason"}
