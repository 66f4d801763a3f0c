"""Schedule and publish: what is made, and that nothing is made unless all of it can be."""

import pytest

from layers_cli.sandbox.testing import open_sandbox
from tests.sandbox.conftest import error_of, issues, make_client
from tests.sandbox.posting.conftest import DAY, post_ids

NOBODY = "sa_00000000-0000-4000-8000-000000000000"


def test_one_post_is_made_for_each_target(schedule, accounts, container, posts, later):
    at = later(DAY)
    response = schedule(
        {"socialAccountId": accounts["tiktok"], "mode": "draft"},
        {"socialAccountId": accounts["instagram"].removeprefix("sa_")},
    )

    ids = post_ids(response)
    made = response.json()["scheduledPosts"]
    assert [post["id"] for post in made] == ids
    assert "gateStatus" not in response.json()
    assert [(post["platform"], post["mode"]) for post in made] == [
        ("tiktok", "draft"),
        ("instagram", "publish"),
    ]
    assert {post["status"] for post in made} == {"queued"}
    assert {post["containerId"] for post in made} == {container}
    assert {post["scheduledFor"] for post in made} == {at}
    assert sorted(post["id"] for post in posts()) == sorted(ids)


def test_a_publish_goes_out_after_thirty_seconds_and_can_be_canceled_until_then(
    sandbox, client, publish, read, later
):
    at = later(30_000)
    (post,) = post_ids(publish())
    assert read(post)["scheduledFor"] == at

    sandbox.set_clock(advance=29_999)
    assert client.delete(f"/v1/scheduled-posts/{post}").status_code == 200
    sandbox.set_clock(advance=60_000)

    assert read(post)["status"] == "canceled"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("scheduledFor", "2099-04-20T18:00:00+02:00"),
        ("scheduledFor", "2099-04-20"),
        ("scheduledFor", None),
        ("targets", []),
        ("targets", [{"socialAccountId": NOBODY}] * 51),
        ("targets", None),
        ("id", "sp_1"),
    ],
)
def test_a_body_that_breaks_a_rule_is_refused(client, container, accounts, later, field, value):
    body = {
        "scheduledFor": later(DAY),
        "targets": [{"socialAccountId": accounts["tiktok"]}],
        field: value,
    }
    response = client.post(f"/v1/content/{container}/schedule", json=body)

    assert {path.split(".")[0] for path in issues(response)} == {field}


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"mode": "direct_publish"}, "mode"),
        ({"captionOverride": "x" * 4001}, "captionOverride"),
        ({"firstCommentOverride": "x" * 4001}, "firstCommentOverride"),
        ({"tiktokPostSettings": {"privacyLevel": "EVERYONE"}}, "tiktokPostSettings.privacyLevel"),
        ({"tiktokPostSettings": {"disableComment": "yes"}}, "tiktokPostSettings.disableComment"),
        ({"tiktokMusic": {"mode": "manual"}}, "tiktokMusic"),
        ({"tiktokMusic": {"mode": "auto", "trackId": "1"}}, "tiktokMusic"),
        ({"tiktokMusic": {"mode": "manual", "trackId": "1"}}, "tiktokMusic.trackId"),
        ({"tiktokMusic": {"mode": "none"}, "mode": "draft"}, "tiktokMusic"),
        ({"shareReelToFeed": True}, "shareReelToFeed"),
        ({"scheduledPostId": "sp_1"}, "scheduledPostId"),
    ],
)
def test_an_impossible_target_keeps_all_others_from_being_written(
    schedule, publish, accounts, posts, change, path
):
    good = {"socialAccountId": accounts["instagram"]}
    bad = {"socialAccountId": accounts["tiktok"]} | change

    for call in (schedule, publish):
        assert issues(call(good, bad)) == {f"targets.1.{path}"}
    assert posts() == []


def test_every_unusable_account_is_named(schedule, accounts, posts, sandbox):
    other = make_client(sandbox, key=sandbox.child_key)
    theirs = other.get(f"/v1/projects/{sandbox.child_project}/social-accounts").json()["items"][0]
    named = [accounts["tiktok"], NOBODY, accounts["expired"], accounts["tiktok"], "x"]
    named.append(theirs["socialAccountId"])

    response = schedule(*({"socialAccountId": each} for each in named))

    assert issues(response) == {f"targets.{number}.socialAccountId" for number in (1, 2, 3, 4, 5)}
    assert posts() == []


def test_reels_options_go_with_a_video_that_is_published_on_instagram(schedule, accounts, video):
    reel = {"socialAccountId": accounts["instagram"], "shareReelToFeed": False}

    assert schedule(reel, content=video).status_code == 201
    assert issues(schedule(reel)) == {"targets.0.shareReelToFeed"}
    draft = reel | {"mode": "draft"}
    assert issues(schedule(draft, content=video)) == {"targets.0.shareReelToFeed"}


def test_music_goes_with_pictures_on_tiktok(client, schedule, accounts, video):
    track = client.get("/v1/tiktok-music").json()["tracks"][0]["id"]
    music = {"tiktokMusic": {"mode": "manual", "trackId": track}}
    here = {"socialAccountId": accounts["tiktok"]} | music
    there = {"socialAccountId": accounts["instagram"]} | music

    assert schedule(here).status_code == 201
    assert issues(schedule(here, content=video)) == {"targets.0.tiktokMusic"}
    assert issues(schedule(there)) == {"targets.0.tiktokMusic"}


def test_tiktok_settings_do_not_matter_elsewhere(schedule, accounts):
    settings = {"tiktokPostSettings": {"privacyLevel": "SELF_ONLY", "disableDuet": True}}

    for target in (
        {"socialAccountId": accounts["instagram"]},
        {"socialAccountId": accounts["tiktok"], "mode": "managed"},
    ):
        assert schedule(target | settings).status_code == 201


@pytest.mark.parametrize(("before", "accepted"), [(30_000, True), (30_001, False)])
def test_a_time_may_lie_half_a_minute_in_the_past(client, schedule, before, accepted):
    response = schedule(after=-before)

    if accepted:
        assert response.status_code == 201
    else:
        assert issues(response) == {"scheduledFor"}


def test_the_time_zone_of_the_project_does_not_move_a_post(client, sandbox, schedule, later):
    path = f"/v1/projects/{sandbox.project}"
    client.patch(path, json={"timezone": "Europe/Berlin"})
    at = later(DAY)

    assert schedule().json()["scheduledPosts"][0]["scheduledFor"] == at


def test_content_that_is_not_completed_does_not_go_out(slow, later):
    client = make_client(slow)
    body = {"format": "slideshow-builder", "hook": "wait for it..."}
    job = client.post(f"/v1/projects/{slow.project}/content", json=body).json()
    account = client.get(f"/v1/projects/{slow.project}/social-accounts").json()["items"][0]
    target = {"targets": [{"socialAccountId": account["socialAccountId"]}]}

    response = client.post(f"/v1/content/{job['containerIds'][0]}/publish", json=target)

    assert error_of(response) == (409, "CONFLICT")
    assert response.json()["error"]["details"]["status"] == "processing"


def test_nothing_goes_out_from_an_archived_project_and_what_was_queued_is_canceled(
    client, sandbox, schedule, publish, posts
):
    post_ids(schedule())
    receipt = client.delete(f"/v1/projects/{sandbox.project}").json()

    assert receipt["canceledScheduledPosts"] == 1
    assert [post["status"] for post in posts()] == ["canceled"]
    assert error_of(publish()) == (409, "CONFLICT")
    assert client.delete(f"/v1/projects/{sandbox.project}").json()["canceledScheduledPosts"] == 0


def test_the_same_key_and_body_make_no_second_post(publish, posts):
    first = publish(**{"Idempotency-Key": "once"})
    again = publish(**{"Idempotency-Key": "once"})

    assert again.headers["Idempotency-Replayed"] == "true"
    assert first.content == again.content
    assert len(posts()) == 1


def test_the_same_key_with_another_body_is_refused(publish, accounts, posts):
    publish(**{"Idempotency-Key": "once"})
    other = publish({"socialAccountId": accounts["instagram"]}, **{"Idempotency-Key": "once"})

    assert error_of(other) == (409, "IDEMPOTENCY_CONFLICT")
    assert len(posts()) == 1


def test_scopes_are_required(sandbox, container):
    key = sandbox.mint_key("content:read", "content:write")
    client = make_client(sandbox, key=key)

    for response in (
        client.post(f"/v1/content/{container}/publish", json={}),
        client.get(f"/v1/projects/{sandbox.project}/scheduled-posts"),
        client.get(f"/v1/projects/{sandbox.project}/social-accounts"),
        client.get("/v1/tiktok-music"),
    ):
        assert error_of(response) == (403, "FORBIDDEN_SCOPE")


def test_an_account_may_voice_content(client, sandbox, accounts):
    path = f"/v1/projects/{sandbox.project}/content/slideshow-builder"
    body = {"hook": "wait for it..."}

    response = client.post(path, json=body | {"socialAccountId": accounts["tiktok"]})
    assert response.status_code == 202
    made = client.get(f"/v1/content/{response.json()['containerIds'][0]}").json()
    assert made["influencerId"] is not None
    assert issues(client.post(path, json=body | {"socialAccountId": NOBODY})) == {"socialAccountId"}


def test_music_is_sorted_by_how_many_people_use_it(client):
    found = client.get("/v1/tiktok-music").json()

    users = [track["userCount"] for track in found["tracks"]]
    assert users == sorted(users, reverse=True)
    assert found["total"] == len(users)


def test_a_folder_of_an_earlier_version_gets_the_tables(tmp_path):
    first = open_sandbox(tmp_path)
    for table in ("stashed_schedule", "scheduled_post", "authorization", "social_account"):
        first.store.posts._db.run(f"drop table {table}")
    first.store.posts._db.run("pragma user_version = 2")
    first.close()

    again = open_sandbox(tmp_path)
    client = make_client(again)

    assert client.get(f"/v1/projects/{again.project}/social-accounts").json()["items"] == []
    link = client.post(
        f"/v1/projects/{again.project}/social/oauth-url", json={"platform": "tiktok"}
    )
    assert link.status_code == 200
    again.close()
