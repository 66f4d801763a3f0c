"""The review gate: what waits for approval, what it promotes, and what never goes out."""

import pytest

from tests.sandbox.conftest import error_of, issues
from tests.sandbox.posting.conftest import DAY, post_ids


@pytest.fixture
def pending(client, sandbox, create):
    path = f"/v1/projects/{sandbox.project}/content-review-policy"
    client.patch(path, json={"policy": "review_all"})
    container = create()["containerIds"][0]
    assert client.get(f"/v1/content/{container}").json()["approvalStatus"] == "pending"
    return container


@pytest.fixture
def approve(client, pending):
    return lambda: client.post(f"/v1/content/{pending}/approve").json()


@pytest.fixture
def reject(client, pending):
    return lambda: client.post(f"/v1/content/{pending}/reject", json={"reason": "Off-brand."})


def test_a_schedule_waits_for_approval_and_is_made_by_it(
    schedule, pending, approve, posts, accounts, later
):
    at = later(DAY)
    both = [{"socialAccountId": accounts[name]} for name in ("tiktok", "instagram")]
    response = schedule(*both, content=pending)

    assert response.status_code == 202
    assert response.json()["gateStatus"] == "blocked_on_approval"
    assert response.json()["scheduledPostIds"] == []
    assert posts() == []
    promotion = approve()["pendingSchedulePromotion"]
    assert promotion["status"] == "ok"
    assert sorted(promotion["scheduledPostIds"]) == sorted(post["id"] for post in posts())
    assert {post["scheduledFor"] for post in posts()} == {at}
    assert {post["socialAccountId"] for post in posts()} == {
        accounts["tiktok"],
        accounts["instagram"],
    }


def test_an_approval_without_a_schedule_promotes_nothing(approve, posts):
    assert "pendingSchedulePromotion" not in approve()
    assert posts() == []


def test_what_waits_is_checked_as_any_schedule_is(schedule, pending, accounts, approve):
    bad = {"socialAccountId": accounts["expired"]}

    assert issues(schedule(bad, content=pending)) == {"targets.0.socialAccountId"}
    assert issues(schedule(content=pending, after=-DAY)) == {"scheduledFor"}
    assert "pendingSchedulePromotion" not in approve()


def test_several_schedules_of_one_container_are_all_made(schedule, pending, approve, posts):
    schedule(content=pending)
    schedule(content=pending, after=2 * DAY)

    assert len(approve()["pendingSchedulePromotion"]["scheduledPostIds"]) == 2
    assert len(posts()) == 2


def test_a_repeated_schedule_that_waits_is_made_once(schedule, pending, approve, posts):
    for _ in range(2):
        response = schedule(content=pending, **{"Idempotency-Key": "once"})
    assert response.headers["Idempotency-Replayed"] == "true"

    approve()
    assert len(posts()) == 1


def test_an_approval_that_comes_too_late_stands_and_schedules_nothing(
    sandbox, client, schedule, pending, approve, posts
):
    schedule(content=pending)
    schedule(content=pending, after=3 * DAY)
    sandbox.set_clock(advance=2 * DAY)

    decided = approve()

    assert decided["approvalStatus"] == "approved"
    promotion = decided["pendingSchedulePromotion"]
    assert (promotion["status"], promotion["scheduledPostIds"]) == ("failed", [])
    assert promotion["error"]["code"] == "VALIDATION"
    assert posts() == []
    assert client.get(f"/v1/content/{pending}").json()["approvalStatus"] == "approved"


def test_an_account_that_was_disconnected_meanwhile_fails_the_promotion(
    client, schedule, pending, approve, accounts, posts
):
    schedule(content=pending)
    client.delete(f"/v1/social-accounts/{accounts['tiktok']}")

    assert approve()["pendingSchedulePromotion"]["status"] == "failed"
    assert posts() == []


def test_a_publish_that_waits_is_refused_and_not_kept(publish, pending, approve, posts):
    response = publish(content=pending)

    assert error_of(response) == (403, "APPROVAL_REQUIRED")
    assert "pendingSchedulePromotion" not in approve()
    assert posts() == []
    assert post_ids(publish(content=pending))


def test_rejected_content_never_goes_out(schedule, publish, pending, reject, posts):
    schedule(content=pending)
    reject()

    for response in (schedule(content=pending), publish(content=pending)):
        assert error_of(response) == (409, "CONTENT_REJECTED")
    assert posts() == []


def test_approved_content_goes_out_without_waiting(schedule, pending, approve):
    approve()

    assert post_ids(schedule(content=pending))
