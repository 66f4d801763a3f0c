"""`layers posts` and `layers accounts`: what was scheduled, and where it goes out."""

import json
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import httpx
import pytest
import vobject  # type: ignore[import-untyped]  # it has no types

from layers_cli.errors.exit_codes import ExitCode
from layers_cli.sandbox.posting import authorization

TO = ("--to", "tiktok:@inboxzen")
HOSTILE = "@x\r\nATTENDEE:evil\x1b[31m\u202e,;\\"


@pytest.fixture
def post(layers) -> str:
    """The id of a post that goes out in two hours."""
    container = layers("content", "generate", "--hook", "hi", "-q").out.strip()
    return str(layers("content", "schedule", container, "--at", "+2h", *TO, "-q").out.strip())


def test_list_shows_posts_of_a_container_and_a_state(layers, post):
    [row] = layers("posts", "list", "--status", "queued", "--json").json["items"]

    assert row["id"] == post
    assert layers("posts", "list", "--container", row["containerId"], "-q").out.split() == [post]
    assert not layers("posts", "list", "--container", "cnt_other", "-q").out
    assert not layers("posts", "list", "--account", "instagram:@inboxzen", "-q").out


def test_calendar_shows_the_post_on_its_day(layers, sandbox):
    container = layers("content", "generate", "--hook", "hi", "-q").out.strip()
    now = datetime.now(UTC)
    layers("content", "schedule", container, "--at", "+1m", *TO)

    shown = layers(
        "posts", "list", "--calendar", "--timezone", "UTC", environ={"COLUMNS": "200"}
    ).out

    due = now + timedelta(minutes=1)
    if due.month == now.month:
        assert f"{due:%B %Y}" in shown
        assert "@inboxzen" in shown


def test_calendar_goes_by_the_clock_that_posts_go_out_by(layers, monkeypatch):
    """The embedded sandbox's, which may have been moved."""
    there = datetime(2031, 2, 3, tzinfo=UTC)
    for module in ("options", "results"):
        monkeypatch.setattr(f"layers_cli.commands.posts.{module}.server_now", lambda _: there)

    assert "February 2031" in layers("posts", "list", "--calendar", "--timezone", "UTC").out


def test_today_and_since_exclude_one_another(layers):
    assert layers("posts", "list", "--today", "--since", "24h").code == ExitCode.USAGE


def test_watch_ends_when_the_post_is_out(layers, sandbox, post):
    def out(_):
        sandbox.set_clock(advance=3 * 3600 * 1000)

    result = layers("posts", "watch", post, "--json", pause=out)

    assert result.code == 0, result.err
    assert result.one["status"] == "published"
    assert "queued" in result.err
    opened = layers("posts", "open", post)
    assert urlsplit(opened.out.strip()).path


def test_watch_that_runs_out_of_time_exits_8_and_says_how_to_go_on(layers, post):
    result = layers("posts", "watch", post, "--timeout", "0s", "--json")

    assert result.code == ExitCode.PENDING
    assert result.one["status"] == "queued"
    assert f"layers posts watch {post}" in result.err


def test_a_look_that_fails_does_not_end_the_wait(layers, sandbox, post):
    looks = iter((200, 503, 503, 503, 503, 503, 503, 503, 200))

    def falters(request, send):
        is_look = request.url.path.startswith("/v1/scheduled-posts/")
        return httpx.Response(503) if is_look and next(looks, 200) == 503 else send()

    def out(_):
        sandbox.set_clock(advance=3 * 3600 * 1000)

    result = layers.through(falters)("posts", "watch", post, "--json", "--retries", "0", pause=out)

    assert result.code == 0, result.err
    assert result.one["status"] == "published"


def test_failed_post_exits_5_with_the_reason(layers, post):
    def fails(request, send):
        answer = send()
        if not request.url.path.startswith("/v1/scheduled-posts/"):
            return answer
        error = {"lastError": {"message": "Token expired\r\nwarning: x"}, "status": "failed"}
        return type(answer)(200, json=json.loads(answer.read()) | error)

    result = layers.through(fails)("posts", "watch", post)

    assert result.code == ExitCode.JOB_FAILED
    assert "Token expired" in result.out + result.err
    assert "\nwarning: x" not in result.out + result.err


def test_reschedule_moves_and_cancel_ends_a_post(layers, post):
    moved = layers("posts", "reschedule", post, "--at", "2031-01-01T00:00:00Z", "--json")
    canceled = layers("posts", "cancel", post, "--reason", "Wrong day", "--yes", "--json")
    again = layers("posts", "reschedule", post, "--at", "+1h", "--json")

    assert moved.one["scheduledFor"].startswith("2031-01-01")
    assert canceled.one["status"] == "canceled"
    assert again.error["code"] == "CONFLICT"
    assert f"layers posts get {post}" in again.error["hint"]


def test_open_of_a_queued_post_says_why_not(layers, post):
    result = layers("posts", "open", post)

    assert result.code == ExitCode.USAGE
    assert f"layers posts watch {post}" in result.err


def test_exported_calendar_is_read_by_another_library(layers, post, tmp_path):
    path = tmp_path / "posts.ics"

    result = layers("posts", "export", "--ics", str(path))
    again = layers("posts", "export", "--ics", str(path))

    assert result.code == 0, result.err
    assert again.code == ExitCode.USAGE
    event = vobject.readOne(path.read_text(encoding="utf-8")).vevent
    [row] = layers("posts", "list", "--json").json["items"]
    assert event.uid.value == f"{post}@layers-cli"
    assert event.dtstart.value.isoformat()[:16] == row["scheduledFor"][:16]
    assert event.summary.value == "tiktok:@inboxzen: queued"


def test_hostile_handle_is_inert_in_calendars(layers, post):
    def hostile(request, send):
        answer = send()
        if not request.url.path.endswith("/social-accounts"):
            return answer
        data = json.loads(answer.read())
        for item in data["items"]:
            item["handle"] = HOSTILE
        return type(answer)(200, json=data)

    network = layers.through(hostile)
    exported = network("posts", "export", "--ics", "-").out
    drawn = network("posts", "list", "--calendar", "--since", "24h", environ={"COLUMNS": "200"}).out
    listed = network("accounts", "list", terminal=True).out

    event = vobject.readOne(exported).vevent
    assert not hasattr(event, "attendee")
    assert "ATTENDEE:evil" in event.summary.value
    for text in (exported, drawn, listed):
        assert "\x1b[31m" not in text
        assert "\u202e" not in text


def test_accounts_show_what_has_to_be_authorized_anew(layers):
    result = layers("accounts", "list", terminal=True)

    assert "1 to be authorized again: layers accounts connect sa_" in result.err
    rows = layers("accounts", "list", "--json").json["items"]
    assert [row["status"] for row in rows].count("connected") == 2


def test_connect_prints_the_link_and_waits_until_it_is_used(layers, sandbox):
    waited: list[float] = []
    result = layers(
        "accounts", "connect", "tiktok", "--timeout", "4s", "--json", pause=waited.append
    )

    assert result.code == ExitCode.PENDING
    assert sum(waited) == pytest.approx(4)
    assert "http" in result.err
    assert layers("accounts", "status", result.json["state"], "--json").json["status"] == "pending"


def test_connect_of_an_account_is_about_that_account(layers, sandbox):
    [row] = layers("accounts", "list", "--status", "reauth_required", "--json").json["items"]
    link = layers("accounts", "connect", "tiktok:@inboxzen.daily", "--no-watch", "--json").json

    authorization.allow(sandbox, sandbox.store.social_accounts.authorization(link["state"]), "@x")
    status = layers("accounts", "status", link["state"], "--json").json

    assert status["socialAccountId"] == row["socialAccountId"]
    assert not layers("accounts", "list", "--status", "reauth_required", "-q").out


def test_connect_of_an_account_that_is_not_there_is_refused(layers):
    assert layers("accounts", "connect", "@nobody", "--no-watch").code == ExitCode.USAGE


def test_disconnect_says_how_many_posts_it_cancels(layers, post):
    asked = layers("accounts", "disconnect", "tiktok:@inboxzen", stdin="n\n", terminal=True)
    done = layers("accounts", "disconnect", "tiktok:@inboxzen", "--yes", "--json")

    assert "cancel 1 scheduled post" in asked.err + asked.out
    assert done.one["canceledScheduledPosts"] == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("--timezone Nope", "There is no time zone `Nope`"),
        ("--account=", "has no account ``"),
        ("--container ..", "`..` is not an id"),
        ("--today --week", "exclude one another"),
    ],
)
def test_values_that_choose_no_post_are_refused(layers, words, said):
    """Issue 12, kind 11: what the API would refuse, and we know, is refused here."""
    refused = layers("posts", "list", *words.split())

    assert refused.code == ExitCode.USAGE
    assert said in refused.err
    assert "hint: " in refused.err


def test_quiet_calendar_is_ids(layers, post):
    assert layers("posts", "list", "--calendar", "-q").out.split() == [post]


@pytest.mark.parametrize(
    "words", ["--caption=  ", "--first-comment=\u200b", "--music=", "--music=../x"]
)
def test_texts_and_tracks_of_posts_are_checked_before_they_go_out(layers, post, words):
    """Issue 12, kind 1: a blank text is refused, from whichever command."""
    [container] = layers("content", "list", "-q").out.split()

    refused = layers("content", "publish", container, *TO, words, "--yes")

    assert refused.code == ExitCode.USAGE, refused.err
    assert len(layers("posts", "list", "-q").out.split()) == 1


@pytest.mark.parametrize(
    ("words", "way"),
    [
        ("posts watch sp_gone", "posts list"),
        ("accounts status st_gone", "accounts connect"),
        ("webhooks replay gone", "webhooks list"),
    ],
)
def test_what_is_not_there_says_where_things_are_and_no_resume(layers, words, way):
    """Issue 12, kind 11."""
    missing = layers(*words.split(), "--json")

    assert missing.code == ExitCode.NOT_FOUND
    assert way in missing.error["hint"]
    assert missing.error["resume"] is None


def test_accounts_to_disconnect_come_from_standard_input(layers):
    first, *_ = layers("accounts", "list", "-q").out.split()

    for names in (f"\ufeff{first}\r\n", "instagram:@inboxzen\n"):
        result = layers("accounts", "disconnect", "-", "--yes", "--json", stdin=names)
        assert [each["status"] for each in result.json["items"]] == ["disconnected"], result.err
    assert layers("accounts", "disconnect", "-", "--yes").code == ExitCode.USAGE


@pytest.mark.parametrize("terminal", [True, False])
def test_address_that_a_post_has_steers_no_terminal(layers, terminal):
    post = {"id": "sp_1", "status": "published", "externalUrl": "x:\x1b[2J\x1b]0;t\x07\u202ey"}
    server = layers.against(lambda _: httpx.Response(200, json=post))

    result = server("posts", "open", "sp_1", terminal=terminal)

    assert result.code == 0
    assert ("\x1b[2J" in result.out + result.err.replace("\x1b[2K", "")) is not terminal


@pytest.mark.parametrize("said", ["9" * 5000, "99999999999", "\u00b2", "\u0663", "0", "-1", "1"])
def test_window_of_any_size_that_is_said_is_drawn(layers, post, said):
    for argv in (["--calendar"], ["--week", "--calendar"], []):
        result = layers(
            "posts", "list", *argv, terminal=True, environ={"COLUMNS": said, "LINES": said}
        )
        assert (result.code, len(result.out) < 10**6) == (0, True), result.err
