"""The pages of a post and of the calendar as HTML: what is on them, and that texts are inert."""

import re

import pytest

from layers_cli.sandbox.page.calendar import Month, weeks
from layers_cli.sandbox.page.filters import PageFilters
from layers_cli.sandbox.posting.accounts import connect
from tests.sandbox.posting.conftest import DAY, HOUR, post_ids

HERE = "http://127.0.0.1:8000"
HOSTILE = '<script>alert(1)</script>"\u202egnp'


@pytest.fixture
def show(browser):
    """Open a page as somebody on this machine."""

    def _show(path):
        response = browser.get(f"{HERE}{path}")
        assert response.status_code == 200, response.text
        return response

    return _show


def test_a_published_post_is_shown_at_its_external_url(
    sandbox, client, publish, read, show, accounts, container
):
    target = {
        "socialAccountId": accounts["tiktok"],
        "captionOverride": "Own words",
        "firstCommentOverride": "First!",
        "tiktokMusic": {"mode": "manual", "trackId": "7301000000000000008"},
        "tiktokPostSettings": {"privacyLevel": "SELF_ONLY", "disableDuet": True},
    }
    (post,) = post_ids(publish(target))
    sandbox.set_clock(advance=HOUR)
    url = read(post)["externalUrl"].removeprefix("http://sandbox")

    page = show(url)

    for text in ("Own words", "First!", "Wait for It", "self only", "duet", "@inboxzen"):
        assert text in page.text
    assert "Published on" in page.text
    slides = client.get(f"/v1/content/{container}").json()["assets"]
    assert len(re.findall(r'<figure id="slide-\d+">', page.text)) == len(slides)
    for slide in slides:
        assert slide["url"].removeprefix("http://sandbox") in page.text
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    assert "<script" not in page.text


def test_a_video_plays(video, publish, show):
    (post,) = post_ids(publish(content=video))

    assert '<video controls playsinline loop preload="metadata"' in show(f"/page/posts/{post}").text


@pytest.mark.parametrize(
    ("platform", "words"), [("tiktok", "Scheduled for"), ("instagram", "Scheduled for")]
)
def test_a_post_that_waits_is_shown_as_it_would_look(schedule, accounts, show, platform, words):
    (post,) = post_ids(schedule({"socialAccountId": accounts[platform]}))

    page = show(f"/page/posts/{post}").text
    assert words in page
    assert f'class="stage {platform}"' in page


def test_hostile_texts_are_inert(schedule, accounts, show, client):
    target = {
        "socialAccountId": accounts["instagram"],
        "captionOverride": HOSTILE,
        "firstCommentOverride": HOSTILE,
    }
    (post,) = post_ids(schedule(target))
    client.request("DELETE", f"/v1/scheduled-posts/{post}", json={"reason": HOSTILE})

    page = show(f"/page/posts/{post}").text
    assert "<script>alert" not in page
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;&#34;") == 3


def test_a_post_that_there_is_not_is_not_found(browser):
    assert browser.get(f"{HERE}/page/posts/sp_1").status_code == 404
    assert browser.get(f"{HERE}/page/connect/st_1").status_code == 404


def test_other_machines_see_no_post(sandbox, schedule, browser):
    (post,) = post_ids(schedule())

    assert browser.get(f"http://evil.example/page/posts/{post}").status_code == 421


def test_the_calendar_links_to_the_posts_of_its_month(sandbox, client, schedule, show):
    sandbox.set_clock(now=4_102_444_800_000)  # 2100-01-01, long after the token's end
    project = sandbox.store.overview.project(sandbox.project)
    connect(sandbox, project, "tiktok", "@inboxzen")
    made = [post_ids(schedule(after=days * DAY))[0] for days in (1, 1, 30)]
    (next_month,) = post_ids(schedule(after=31 * DAY))

    page = show("/").text

    assert "Posts in January 2100" in page
    for post in made:
        assert f'href="/page/posts/{post}"' in page
    assert next_month not in page
    assert next_month in show("/?month=2100-02").text


def test_a_project_without_posts_has_no_calendar(show):
    assert 'id="calendar"' not in show("/").text


def test_the_page_shows_the_accounts_and_their_health(show):
    page = show("/").text

    assert page.count('class="chip connected"') == 2
    assert page.count("reauth required") == 1


@pytest.mark.parametrize("text", ["2026-13", "2026-00", "1969-12", "x", "2026-1", "²026-11"])
def test_what_is_no_month_counts_as_none(text):
    assert Month.read(text) is None
    assert PageFilters.read({"month": text}).month is None


def test_months_end_with_the_years_that_the_clock_has():
    assert Month(1970, 1).moved(-1) is None
    assert Month(9999, 12).moved(1) is None
    assert Month(1970, 1).bounds[0] == 0
    assert Month.of(Month(9999, 12).bounds[1]) == Month(9999, 12)
    assert Month(2026, 12).moved(1) == Month(2027, 1)


def test_each_day_of_a_leap_february_is_there_once():
    days = [day.number for week in weeks(Month(2028, 2), [], now=0) for day in week]

    assert [number for number in days if number] == list(range(1, 30))
    assert len(days) % 7 == 0
