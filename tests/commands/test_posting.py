"""`content schedule` and `publish`: what goes out is what was meant, once, or nothing does."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from layers_cli.errors.exit_codes import ExitCode

TO = ("--to", "tiktok:@inboxzen")


@pytest.fixture
def container(layers) -> str:
    """The id of a finished slideshow."""
    return str(layers("content", "generate", "--hook", "hi", "-q").out.strip())


def posts(layers):
    return layers("posts", "list", "--all", "--json").json["items"]


def test_schedule_sends_the_instant_that_it_shows(layers, container):
    at = "2031-07-01 09:00"

    result = layers(
        "content", "schedule", container, "--at", at, "--timezone", "Europe/Berlin", *TO
    )

    assert result.code == 0, result.err
    assert "09:00 Europe/Berlin (2031-07-01 07:00 UTC)" in result.err
    [post] = posts(layers)
    assert post["scheduledFor"].startswith("2031-07-01T07:00:00")
    assert f"layers posts watch {post['id']}" in result.err


def test_local_time_without_a_zone_offers_the_projects(layers, container):
    layers("project", "update", "--timezone", "Asia/Tokyo")

    result = layers("content", "schedule", container, "--at", "tomorrow 9:00", *TO)

    assert result.code == ExitCode.USAGE
    assert "add --timezone Asia/Tokyo, the project's" in result.err
    assert not posts(layers)


def test_dry_run_shows_the_calendar_and_sends_nothing(layers, container):
    words = ("--at", "2031-07-01T09:00:00Z", "--dry-run", "--json")

    result = layers("content", "schedule", container, *words, *TO)

    [item] = result.json["items"]
    assert item["scheduledFor"] == "2031-07-01T09:00:00Z"
    assert item["to"] == ["tiktok:@inboxzen"]
    assert not posts(layers)


def test_several_containers_get_a_slot_each(layers, container):
    other = layers("content", "generate", "--hook", "ho", "-q").out.strip()
    words = ("--at", "2031-07-01T09:00:00Z", "--every", "1d", *TO)

    assert layers("content", "schedule", container, other, *words).code == 0

    assert sorted(post["scheduledFor"][:10] for post in posts(layers)) == [
        "2031-07-01",
        "2031-07-02",
    ]


@pytest.mark.parametrize("name", ["@inboxzen", "inboxzen", "INBOXZEN"])
def test_ambiguous_handle_lists_the_candidates(layers, container, name):
    result = layers("content", "publish", container, "--to", name, "--yes")

    assert result.code == ExitCode.USAGE
    assert "tiktok:@inboxzen (sa_" in result.err
    assert "instagram:@inboxzen (sa_" in result.err
    assert not posts(layers)


def test_account_that_has_to_be_authorized_anew_says_how(layers, container):
    result = layers("content", "publish", container, "--to", "@inboxzen.daily", "--yes")

    assert result.code == ExitCode.USAGE
    assert "layers accounts connect tiktok:@inboxzen.daily" in result.err


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--music", "auto", "--mode", "draft", *TO), "chosen in the app"),
        (("--privacy", "self", "--to", "instagram:@inboxzen"), "only TikTok has it"),
        (("--no-duet", "--mode", "managed", *TO), "`managed`"),
        (("--no-share-to-feed", *TO), "only Instagram has it"),
        (("--no-share-to-feed", "--to", "instagram:@inboxzen"), "is no video"),
        (("--caption", "x" * 4001, *TO), "4000"),
    ],
)
def test_impossible_combination_is_refused_before_anything_is_sent(layers, container, words, why):
    result = layers("content", "publish", container, *words, "--yes")

    assert result.code == ExitCode.USAGE
    assert why in result.err
    assert not posts(layers)


def test_options_reach_the_platform_that_has_them(layers, container):
    seen = []

    def watching(request, send):
        if request.url.path.endswith("/publish"):
            seen.append(json.loads(request.content))
        return send()

    words = ("--caption", "Hi", "--first-comment", "First", "--privacy", "self", "--no-comments")
    to = (*TO, "--to", "instagram:@inboxzen", "--music", "none", "--yes")

    assert layers.through(watching)("content", "publish", container, *words, *to).code == 0

    [tiktok, instagram] = seen[0]["targets"]
    assert tiktok["tiktokPostSettings"] == {"privacyLevel": "SELF_ONLY", "disableComment": True}
    assert tiktok["tiktokMusic"] == {"mode": "none"}
    assert "tiktokPostSettings" not in instagram
    assert (instagram["captionOverride"], instagram["firstCommentOverride"]) == ("Hi", "First")


def test_publish_without_a_terminal_needs_yes(layers, container):
    result = layers("content", "publish", container, *TO)

    assert result.code == ExitCode.DECLINED
    assert not posts(layers)


def test_pending_container_is_scheduled_once_it_is_approved(layers):
    layers("project", "update", "--review", "review_all")
    container = layers("content", "generate", "--hook", "hi", "-q").out.strip()

    scheduled = layers("content", "schedule", container, "--at", "+1h", *TO)
    assert (
        "waits for approval"
        in layers("content", "schedule", container, "--at", "+3h", *TO, terminal=True).out
    )
    assert not posts(layers)
    approved = layers("content", "approve", container)

    assert f"layers content approve {container}" in scheduled.err
    made = posts(layers)
    assert made
    assert all(post["id"] in approved.out for post in made)


def test_schedule_that_fails_at_the_approval_is_told_of_each(layers, sandbox):
    layers("project", "update", "--review", "review_all")
    made = [layers("content", "generate", "--hook", "hi", "-q").out.strip() for _ in range(2)]
    layers("content", "schedule", *made, "--at", "+1h", "--every", "1h", *TO)
    sandbox.set_clock(advance=24 * 3600 * 1000)

    approved = layers("content", "approve", *made)

    assert not posts(layers)
    for name in made:
        assert f"layers content schedule {name}" in approved.err


def test_pending_container_is_not_published(layers):
    layers("project", "update", "--review", "review_all")
    container = layers("content", "generate", "--hook", "hi", "-q").out.strip()

    result = layers("content", "publish", container, *TO, "--yes", "--json")

    assert result.error["code"] == "APPROVAL_REQUIRED"
    assert f"layers content approve {container}" in result.error["hint"]
    assert result.error["submitted"] == "no"


def test_rejected_container_is_refused_with_a_way_on(layers):
    layers("project", "update", "--review", "review_all")
    container = layers("content", "generate", "--hook", "hi", "-q").out.strip()
    layers("content", "reject", container, "--reason", "no")

    result = layers("content", "schedule", container, "--at", "+1h", *TO, "--json")

    assert result.error["code"] == "CONTENT_REJECTED"


@pytest.mark.parametrize(
    "words", [("publish", "--yes"), ("schedule", "--at", "+2h")], ids=lambda each: each[0]
)
def test_lost_reply_is_found_again_without_a_second_post(layers, unreliable, container, words):
    verb, *more = words
    network, _ = unreliable(*["after"] * 5)

    lost = network("content", verb, container, *TO, *more, "--json")
    later = datetime.now(UTC) + timedelta(minutes=5)
    again = replace(layers, now=lambda: later)("content", verb, container, *TO, *more, "--json")

    assert lost.error["submitted"] == "unknown"
    assert again.code == 0, again.err
    assert [post["id"] for post in posts(layers)] == again.one["scheduledPostIds"]


def test_jobs_resume_finds_a_lost_publish(layers, unreliable, container):
    network, _ = unreliable(*["after"] * 5)
    network("content", "publish", container, *TO, "--yes")

    resumed = layers("jobs", "resume", "--all")

    assert resumed.code == 0, resumed.err
    assert len(posts(layers)) == 1
    assert not layers("jobs", "list", "--unfinished", "--json").json["items"]


def test_jobs_list_says_what_goes_out(layers, container):
    layers("content", "publish", container, *TO, "--yes")

    assert f"publish {container}" in layers("jobs", "list").out


@pytest.mark.parametrize("words", [("publish", "--yes"), ("schedule", "--at", "+9d")])
def test_after_a_day_a_lost_post_is_found_by_its_account_and_time(
    layers, unreliable, container, a_day_later, words
):
    verb, *more = words
    network, _ = unreliable(*["after"] * 5)
    network("content", verb, container, *TO, *more)

    resumed = a_day_later()("jobs", "resume", "--all")

    assert resumed.code == 0, resumed.err
    assert len(posts(layers)) == 1
    assert not layers("jobs", "list", "--unfinished", "--json").json["items"]


@pytest.mark.parametrize("again", [False, True])
def test_after_a_day_nobody_posts_in_doubt(layers, unreliable, container, a_day_later, again):
    """What never arrived looks like what waits for approval; a post of another call is no proof."""
    network, _ = unreliable(*["before"] * 5)
    network("content", "publish", container, *TO, "--yes")
    if again:
        layers("content", "publish", container, *TO, "--yes", "--force-new")

    resumed = a_day_later()("jobs", "resume", "--all")

    assert resumed.code == ExitCode.DECLINED
    assert len(posts(layers)) == again


def test_same_command_after_success_posts_again(layers, container):
    for _ in range(2):
        assert layers("content", "publish", container, *TO, "--yes").code == 0

    assert len(posts(layers)) == 2


def test_container_that_is_not_finished_is_not_sent(slow, layers):
    job = layers("content", "generate", "--hook", "hi", "--no-watch", "--json").one

    result = layers("content", "publish", job["containerIds"][0], *TO, "--yes")

    assert result.code == ExitCode.USAGE
    assert "only completed content goes out" in result.err


def test_error_of_one_stops_no_other(layers, container):
    def one_fails(request, send):
        if request.url.path.endswith(f"{container}/publish"):
            return httpx.Response(409, json={"error": {"code": "CONFLICT", "message": "no"}})
        return send()

    other = layers("content", "generate", "--hook", "ho", "-q").out.strip()
    result = layers.through(one_fails)(
        "content", "publish", container, other, *TO, "--yes", "--json"
    )

    assert result.code == ExitCode.PARTIAL
    assert [post["containerId"] for post in posts(layers)] == [other]


def test_all_posts_are_recorded_before_the_first_is_sent(layers, container, ledger):
    recorded = []

    def count(request, send):
        if request.url.path.endswith("/publish"):
            recorded.append(sum(each.intent.kind == "publish" for each in ledger()))
        return send()

    other = layers("content", "generate", "--hook", "ho", "-q").out.strip()
    result = layers.through(count)("content", "publish", container, other, *TO, "--yes")

    assert result.code == 0, result.err
    assert recorded == [2, 2]


def test_lost_post_stays_in_doubt_where_the_next_run_stops_before_it(layers, container, ledger):
    other = layers("content", "generate", "--hook", "ho", "-q").out.strip()
    command = ("content", "publish", container, other, *TO, "--yes", "--retries", "0")

    def loses_the_second(request, send):
        answer = send()
        if request.url.path.endswith(f"{other}/publish"):
            raise httpx.ReadError("cut", request=request)
        return answer

    def is_gone(request, send):
        if request.url.path.endswith("/publish"):
            raise httpx.ConnectError("refused", request=request)
        return send()

    assert layers.through(loses_the_second)(*command).code == ExitCode.PARTIAL
    assert layers.through(is_gone)(*command).code != 0
    assert [each.state.value for each in ledger() if each.intent.kind == "publish"] == [
        "finished",
        "unknown",
    ]
    assert layers("jobs", "resume", "--all").code == 0

    assert sorted(post["containerId"] for post in posts(layers)) == sorted([container, other])
    assert {each.state.value for each in ledger() if each.intent.kind == "publish"} == {"finished"}


@pytest.mark.parametrize(("odd", "submitted"), [("sp_1", "yes"), ({"a": 1}, "unknown")])
def test_answer_whose_posts_cannot_be_read_says_that_they_are_out(
    layers, container, odd, submitted
):
    """Issue 12, kind 13: what went out cannot be taken back."""

    def answer(request, send):
        reply = send()
        if request.method != "POST":
            return reply
        return httpx.Response(201, json={**reply.json(), "scheduledPostIds": odd})

    result = layers.through(answer)("content", "publish", container, *TO, "--yes", "--json")

    assert result.code == ExitCode.ERROR
    assert (result.error["submitted"], result.error["safe_to_retry"]) == (submitted, True)
    assert result.error["resume"].startswith("layers jobs resume ")
    again = layers("content", "publish", container, *TO, "--yes", "-q")
    assert [again.out.strip()] == [post["id"] for post in posts(layers)]
