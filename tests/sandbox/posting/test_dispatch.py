"""Posts go out when they are due, and what may happen to them on the way."""

import httpx
import pytest

from layers_cli.sandbox.testing import open_sandbox
from tests.sandbox.conftest import make_client, start_slideshow
from tests.sandbox.posting.conftest import DAY, HOUR, post_ids

FAULTS = "/_sandbox/faults"


@pytest.fixture
def arm(control):
    """Set one fault rule."""

    def _arm(**rule):
        response = control.put(FAULTS, json={"rules": [rule]})
        assert response.status_code == 200, response.text

    return _arm


@pytest.fixture
def judge(control):
    def _judge():
        body = {"assertions": [{"type": "posted-once"}]}
        (finding,) = control.post("/_sandbox/verify", json=body).json()["assertions"]
        return finding

    return _judge


def test_a_post_is_queued_then_publishing_then_published(sandbox, schedule, read, later):
    due = later(HOUR)
    (post,) = post_ids(schedule(after=HOUR))
    seen = []
    for step in (HOUR - 1, 1, 2999, 1):
        sandbox.set_clock(advance=step)
        seen.append(read(post)["status"])
    published_at = later(0)

    assert seen == ["queued", "publishing", "publishing", "published"]
    found = read(post)
    assert (found["attemptedAt"], found["publishedAt"]) == (due, published_at)
    assert found["externalId"].isdigit()
    assert found["externalUrl"].endswith(f"/page/posts/{post}")
    assert found["lastError"] is None


def test_a_clock_that_jumps_publishes_all_that_is_due_at_its_time(sandbox, schedule, posts):
    for days in (3, 1, 2):
        schedule(after=days * DAY)
    sandbox.set_clock(advance=2 * DAY + HOUR)

    first, second, third = posts()[::-1]
    assert [each["status"] for each in (first, second, third)] == [
        "published",
        "published",
        "queued",
    ]
    assert first["attemptedAt"] == first["scheduledFor"]
    assert first["publishedAt"] < second["attemptedAt"]


def test_a_post_scheduled_for_a_moment_ago_goes_out_at_once(sandbox, schedule, read):
    (post,) = post_ids(schedule(after=-30_000))
    sandbox.set_clock(advance=3000)

    found = read(post)
    assert (found["status"], found["attemptedAt"]) == ("published", found["createdAt"])


def test_a_draft_ends_as_one(sandbox, schedule, accounts, read):
    (post,) = post_ids(schedule({"socialAccountId": accounts["tiktok"], "mode": "draft"}))
    sandbox.set_clock(advance=2 * DAY)

    found = read(post)
    assert found["status"] == "draft"
    assert (found["publishedAt"], found["externalId"], found["externalUrl"]) == (None, None, None)


def test_a_platform_that_refuses_fails_the_post(sandbox, arm, publish, read):
    arm(effect={"type": "fail-posts", "code": "TOO_LONG", "message": "No.", "retryable": True})
    (post,) = post_ids(publish())
    sandbox.set_clock(advance=HOUR)

    found = read(post)
    assert found["status"] == "failed"
    assert found["lastError"] == {"code": "TOO_LONG", "message": "No.", "retryable": True}
    assert found["publishedAt"] is None


def test_every_second_call_can_be_refused(sandbox, arm, publish, posts):
    arm(every=2, effect={"type": "fail-posts"})
    for _ in range(4):
        publish()
    sandbox.set_clock(advance=HOUR)

    assert [post["status"] for post in posts()[::-1]] == ["published", "failed"] * 2


def test_a_rule_for_posts_is_not_used_up_by_other_calls(client, sandbox, arm, publish, read):
    arm(times=1, effect={"type": "fail-posts"})
    client.get("/v1/whoami")
    client.post(f"/v1/projects/{sandbox.project}/keywords/refresh")
    (post,) = post_ids(publish())
    sandbox.set_clock(advance=HOUR)

    assert read(post)["status"] == "failed"


def test_a_fault_is_kept_with_what_waits_for_approval(
    client, sandbox, arm, create, schedule, posts
):
    path = f"/v1/projects/{sandbox.project}/content-review-policy"
    client.patch(path, json={"policy": "review_all"})
    pending = create()["containerIds"][0]
    client.get(f"/v1/content/{pending}")
    arm(times=1, effect={"type": "fail-posts"})
    schedule(content=pending)
    client.post(f"/v1/content/{pending}/approve")
    sandbox.set_clock(advance=2 * DAY)

    assert [post["status"] for post in posts()] == ["failed"]


def test_a_token_that_expires_fails_all_posts_of_its_account(
    sandbox, client, arm, publish, schedule, accounts, posts
):
    arm(times=1, effect={"type": "expire-token"})
    publish()
    schedule()
    schedule({"socialAccountId": accounts["instagram"]})
    sandbox.set_clock(advance=2 * DAY)

    ended = {post["platform"]: post for post in posts()}
    assert [post["status"] for post in posts(socialAccountId=accounts["tiktok"])] == ["failed"] * 2
    assert ended["tiktok"]["lastError"]["code"] == "CREDENTIAL_INVALID"
    assert ended["instagram"]["status"] == "published"
    health = client.get(f"/v1/social-accounts/{accounts['tiktok']}/health").json()
    assert (health["status"], health["healthy"]) == ("reauth_required", False)
    assert [issue["code"] for issue in health["issues"]] == ["CREDENTIAL_INVALID"]


def test_a_slow_platform_takes_longer(sandbox, arm, publish, read):
    arm(effect={"type": "slow-posts", "duration": "10m"})
    (post,) = post_ids(publish())
    sandbox.set_clock(advance=10 * 60_000)
    assert read(post)["status"] == "publishing"

    sandbox.set_clock(advance=33_000)
    assert read(post)["status"] == "published"


def test_a_caption_is_what_it_was_when_the_post_went_out(sandbox, client, video, publish, browser):
    (post,) = post_ids(publish(content=video))
    client.patch(f"/v1/content/{video}", json={"caption": "Before it went out"})
    sandbox.set_clock(advance=HOUR)
    client.get(f"/v1/scheduled-posts/{post}")
    client.patch(f"/v1/content/{video}", json={"caption": "Too late"})

    page = browser.get(f"http://127.0.0.1/page/posts/{post}").text
    assert "Before it went out" in page
    assert "Too late" not in page


def test_going_out_twice_to_one_account_is_counted(
    sandbox, judge, publish, accounts, container, client
):
    first = post_ids(publish(**{"Idempotency-Key": "one"}))
    publish({"socialAccountId": accounts["instagram"]})
    canceled = post_ids(publish())
    client.delete(f"/v1/scheduled-posts/{canceled[0]}")
    sandbox.set_clock(advance=HOUR)
    assert judge()["passed"]

    second = post_ids(publish(**{"Idempotency-Key": "two"}))
    sandbox.set_clock(advance=HOUR)

    finding = judge()
    assert not finding["passed"]
    assert finding["evidence"] == [
        {
            "containerId": container,
            "socialAccountId": accounts["tiktok"],
            "scheduledPostIds": first + second,
            "idempotencyKeys": ["one", "two"],
        }
    ]


@pytest.mark.parametrize("call", ["schedule", "publish"])
def test_a_lost_reply_is_found_again_with_its_key(request, arm, posts, control, call):
    send = request.getfixturevalue(call)
    rule = {"match": {"path": f"/v1/content/*/{call}"}, "times": 1}
    arm(**rule, effect={"type": "drop-after"})
    with pytest.raises(httpx.ReadError):
        send(**{"Idempotency-Key": "once"})

    again = send(**{"Idempotency-Key": "once"})

    assert again.headers["Idempotency-Replayed"] == "true"
    assert [post["id"] for post in posts()] == post_ids(again)


def test_a_killed_sandbox_goes_on_where_it_was(tmp_path):
    sandbox = open_sandbox(
        tmp_path, frozen=True, publish_lead_seconds=30.0, publishing_seconds=30.0
    )
    client = make_client(sandbox)
    container = start_slideshow(sandbox, client)["containerIds"][0]
    path = f"/v1/projects/{sandbox.project}/social-accounts"
    account = client.get(path).json()["items"][0]["socialAccountId"]
    body = {"targets": [{"socialAccountId": account}]}
    (post,) = post_ids(client.post(f"/v1/content/{container}/publish", json=body))
    sandbox.set_clock(advance=30_000)
    assert client.get(f"/v1/scheduled-posts/{post}").json()["status"] == "publishing"
    sandbox.close()

    again = open_sandbox(tmp_path, publish_lead_seconds=30.0, publishing_seconds=30.0)
    again.set_clock(advance=30_000)
    assert make_client(again).get(f"/v1/scheduled-posts/{post}").json()["status"] == "published"
    again.close()
