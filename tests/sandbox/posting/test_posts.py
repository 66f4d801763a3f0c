"""Scheduled posts: read, list, reschedule, cancel."""

import pytest

from tests.sandbox.conftest import error_of, issues, make_client, walk
from tests.sandbox.posting.conftest import DAY, HOUR, post_ids


@pytest.fixture
def path(sandbox):
    return f"/v1/projects/{sandbox.project}/scheduled-posts"


@pytest.fixture
def week(schedule):
    """A post on each of seven days, made in another order."""
    made = {day: post_ids(schedule(after=day * DAY))[0] for day in (3, 1, 7, 2, 6, 4, 5)}
    return [made[day] for day in sorted(made)]


def test_a_post_has_the_documented_fields(schedule, read, container, accounts):
    (post,) = post_ids(schedule())

    assert {
        "id",
        "containerId",
        "socialAccountId",
        "platform",
        "mode",
        "status",
        "externalId",
        "externalUrl",
        "scheduledFor",
        "attemptedAt",
        "publishedAt",
        "canceledAt",
        "lastError",
        "createdAt",
        "updatedAt",
    } == set(read(post))
    assert read(post.removeprefix("sp_").upper())["id"] == post
    assert (read(post)["containerId"], read(post)["socialAccountId"]) == (
        container,
        accounts["tiktok"],
    )


def test_a_foreign_or_malformed_id_is_not_found(sandbox, client, schedule):
    (post,) = post_ids(schedule())
    other = make_client(sandbox, key=sandbox.child_key)

    for response in (
        other.get(f"/v1/scheduled-posts/{post}"),
        other.delete(f"/v1/scheduled-posts/{post}"),
        client.get("/v1/scheduled-posts/sp_1"),
    ):
        assert error_of(response) == (404, "NOT_FOUND")


def test_posts_are_listed_from_the_last_to_the_first_time(client, path, week):
    pages = list(walk(client, path, limit=3))

    assert [len(page) for page in pages] == [3, 3, 1]
    assert [post["id"] for page in pages for post in page] == week[::-1]


def test_posts_of_one_time_are_all_walked(client, path, schedule, posts):
    made = [post_ids(schedule())[0] for _ in range(5)]

    walked = [post["id"] for page in walk(client, path, limit=1) for post in page]

    assert walked == made[::-1]


def test_both_ends_of_a_range_of_times_are_included(posts, week, read):
    second, fourth = (read(week[number])["scheduledFor"] for number in (1, 3))

    assert [post["id"] for post in posts(since=second, until=fourth)] == week[1:4][::-1]


def test_filters_narrow_together(client, posts, week, accounts, schedule):
    (other,) = post_ids(schedule({"socialAccountId": accounts["instagram"]}))
    client.delete(f"/v1/scheduled-posts/{week[0]}")

    assert [post["id"] for post in posts(status="canceled")] == [week[0]]
    assert len(posts(status=["canceled", "queued"])) == 8
    assert [post["id"] for post in posts(socialAccountId=accounts["instagram"])] == [other]
    assert posts(socialAccountId=accounts["instagram"], status="canceled") == []
    assert posts(socialAccountId="sa_1") == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("limit", "0"),
        ("limit", "101"),
        ("status", "done"),
        ("since", "2026-04-20T18:00:00+02:00"),
        ("cursor", "x"),
    ],
)
def test_an_unreadable_query_is_refused(client, path, name, value):
    response = client.get(path, params={name: value})

    assert {each.split(".")[0] for each in issues(response)} == {name}


def test_a_page_holds_fifty_posts_by_default(client, path, schedule, accounts):
    both = [{"socialAccountId": accounts[name]} for name in ("tiktok", "instagram")]
    for _ in range(26):
        schedule(*both)

    assert [len(page) for page in walk(client, path)] == [50, 2]


def test_a_queued_post_moves_to_another_time(client, sandbox, schedule, read, later):
    (post,) = post_ids(schedule())
    at = later(2 * DAY)

    response = client.post(f"/v1/scheduled-posts/{post}/reschedule", json={"scheduledFor": at})

    assert response.json() == {
        "id": post,
        "status": "queued",
        "scheduledFor": at,
        "updatedAt": later(0),
    }
    sandbox.set_clock(advance=DAY + HOUR)
    assert read(post)["status"] == "queued"
    sandbox.set_clock(advance=DAY)
    assert read(post)["status"] == "published"


def test_a_post_is_not_rescheduled_to_the_past(client, schedule, later, read):
    (post,) = post_ids(schedule())
    before = read(post)
    path = f"/v1/scheduled-posts/{post}/reschedule"

    assert issues(client.post(path, json={"scheduledFor": later(-30_001)})) == {"scheduledFor"}
    assert read(post) == before


@pytest.mark.parametrize("mode", ["publish", "draft"])
def test_what_has_ended_is_neither_moved_nor_canceled(
    client, sandbox, schedule, accounts, read, later, mode
):
    (post,) = post_ids(schedule({"socialAccountId": accounts["tiktok"], "mode": mode}))
    sandbox.set_clock(advance=2 * DAY)
    ended = read(post)
    moved = client.post(f"/v1/scheduled-posts/{post}/reschedule", json={"scheduledFor": later(DAY)})
    canceled = client.delete(f"/v1/scheduled-posts/{post}")

    assert ended["status"] == ("published" if mode == "publish" else "draft")
    for response in (moved, canceled):
        assert error_of(response) == (409, "CONFLICT")
        assert response.json()["error"]["details"] == {"status": ended["status"]}
    assert read(post) == ended


def test_a_canceled_post_stays_readable_and_never_goes_out(client, sandbox, schedule, read, later):
    (post,) = post_ids(schedule())
    response = client.request(
        "DELETE", f"/v1/scheduled-posts/{post}", json={"reason": "The offer has ended."}
    )

    assert response.json() == {"id": post, "status": "canceled", "canceledAt": later(0)}
    sandbox.set_clock(advance=2 * DAY)
    assert (read(post)["status"], read(post)["attemptedAt"]) == ("canceled", None)
    again = client.delete(f"/v1/scheduled-posts/{post}")
    assert error_of(again) == (409, "CONFLICT")


def test_a_reason_is_limited(client, schedule):
    (post,) = post_ids(schedule())
    path = f"/v1/scheduled-posts/{post}"

    response = client.request("DELETE", path, json={"reason": "x" * 1025})

    assert issues(response) == {"reason"}
    assert client.request("DELETE", path, json={"reason": "x" * 1024}).status_code == 200


def test_a_post_that_is_publishing_can_be_canceled_and_not_moved(
    client, sandbox, schedule, read, later
):
    (post,) = post_ids(schedule(after=HOUR))
    sandbox.set_clock(advance=HOUR)
    assert read(post)["status"] == "publishing"

    moved = client.post(f"/v1/scheduled-posts/{post}/reschedule", json={"scheduledFor": later(DAY)})
    assert error_of(moved) == (409, "CONFLICT")
    assert client.delete(f"/v1/scheduled-posts/{post}").status_code == 200
    sandbox.set_clock(advance=HOUR)
    assert read(post)["status"] == "canceled"
