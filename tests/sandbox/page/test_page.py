"""The page as HTML: what is on it, who may see it, whose forms count."""

import asyncio
import html
import json
import re
from typing import Any

import httpx
import pytest

from layers_cli.sandbox.page.access import form_token
from layers_cli.sandbox.page.cards import card
from layers_cli.sandbox.page.routes import PARTS
from layers_cli.sandbox.server.access_log import AccessLog
from layers_cli.sandbox.server.app import create_app
from layers_cli.sandbox.testing import in_process_transport
from tests.sandbox.media_server import movie, serving

HERE = "http://127.0.0.1:8000"


@pytest.fixture
def browser(sandbox):
    """A client that is not logged in and says what browsers say about their own forms."""
    with httpx.Client(transport=in_process_transport(sandbox), base_url=HERE) as browser:
        browser.headers.update({"Origin": HERE, "Sec-Fetch-Site": "same-origin"})
        yield browser


@pytest.fixture
def pending(sandbox, client, create) -> str:
    """A finished container that waits for review."""
    policy = {"policy": "review_all"}
    client.patch(f"/v1/projects/{sandbox.project}/content-review-policy", json=policy)
    container: str = create()["containerIds"][0]
    client.get(f"/v1/content/{container}")
    return container


def approval(client: httpx.Client, container: str) -> str:
    status: str = client.get(f"/v1/content/{container}").json()["approvalStatus"]
    return status


def press(browser: httpx.Client, sandbox, path: str, **form: str) -> httpx.Response:
    """Send one of the page's forms; a field of the form can be replaced."""
    form = {"token": form_token(sandbox)} | form
    return browser.post(f"/page/content/{path}", data=form)


def test_repeated_polls_are_one_counted_row(sandbox, browser, client, create):
    job = create()["jobId"]
    for _ in range(100):
        client.get(f"/v1/jobs/{job}")

    page = browser.get("/").text

    assert page.count(f'title="/v1/jobs/{job}"') == 1
    assert f"/v1/jobs/job_…{job[-6:]}" in page
    assert "×100" in page


def test_the_page_shows_fault_rules_and_their_counts(sandbox, browser, client):
    assert "Fault rules" not in browser.get("/").text
    effect = {"type": "status", "status": 503, "code": "KILL_SWITCH"}
    rule = {"name": "gone <b>today</b>", "match": {"path": "/v1/whoami"}, "times": 3}
    client.put(
        "/_sandbox/faults",
        json={"rules": [rule | {"effect": effect}]},
        headers={"X-Sandbox-Token": sandbox.control_token},
    ).raise_for_status()
    for _ in range(2):
        client.get("/v1/whoami")

    page = browser.get("/").text

    assert "gone &lt;b&gt;today&lt;/b&gt;" in page
    assert "2 of 3" in page


def test_the_page_shows_projects_containers_pictures_ledger_and_requests(
    sandbox, browser, client, create
):
    create(hook="look at this")

    page = browser.get("/").text

    assert "InboxZen" in page
    assert "look at this" in page
    assert page.count('alt="Slide ') == 4
    assert "99,950" in page
    assert "−50" in page
    assert f"/v1/projects/prj_…{sandbox.project[-6:]}/content</code>" in page
    assert ">202<" in page


def test_a_running_job_is_shown_with_its_stage(sandbox, idle_client, browser, create):
    started = create(idle_client, variantCount=3)
    with httpx.Client(transport=in_process_transport(sandbox, working=False)) as idle_browser:
        page = idle_browser.get(f"{HERE}/").text

    assert f'id="{started["jobId"]}"' in page
    assert "× 3" in page
    assert "Queued" in page


def test_the_page_contains_no_key_and_no_control_token(sandbox, browser, pending):
    everything = "".join(browser.get(path).text for path in ("/", "/page/parts", "/page/script.js"))

    assert sandbox.key not in everything
    assert sandbox.control_token not in everything


def test_user_text_is_escaped(client, browser, create, sandbox):
    hostile = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{ 7*7 }}"
    create(hook=hostile)
    project = {"name": "<b>bold</b>", "timezone": "UTC", "primaryLanguage": "en"}
    client.post("/v1/projects", json=project).raise_for_status()

    page = browser.get("/").text

    assert html.escape(hostile, quote=False) in page.replace("&#34;", '"').replace("&#39;", "'")
    assert "<img src=x" not in page
    assert "&lt;b&gt;bold" in page
    assert "<b>bold" not in page


def test_a_video_is_shown_in_a_player(sandbox, browser, client):
    with serving() as files:
        media = [{"url": files.put("/v", movie())}]
        path = f"/v1/projects/{sandbox.project}/content/upload"
        client.post(path, json={"media": media, "caption": "my clip"}).raise_for_status()

    page = browser.get("/").text

    assert re.search(r'<video controls [^>]*src="/media/[^"]+\.mp4"', page)
    assert "my clip" in page


def test_a_filter_shows_matching_containers_only(browser, pending, client, create):
    client.post(f"/v1/content/{create(hook='the other')['containerIds'][0]}/approve")

    page = browser.get("/?only=review").text

    assert f'id="{pending}"' in page
    assert "the other" not in page


def test_sixty_cards_are_on_one_page_and_few_pictures_are_wanted_at_once(browser, create):
    for _ in range(6):
        create(variantCount=10)

    page = browser.get("/").text

    shown = re.findall(r"<img src=[^>]+>", page)[1:]  # but the page's mark
    pictures = [picture for picture in shown if "/media/avatars/" not in picture]
    assert page.count('<li class="card"') == 60
    assert len(pictures) == 60 * 4
    assert sum('loading="eager"' in picture for picture in pictures) == 12
    assert sum('loading="lazy"' in picture for picture in pictures) == 60 * 4 - 12
    assert all('src="/page/thumbnails/content/' in picture for picture in pictures)


def test_a_card_has_what_the_caption_adds_to_the_hook(sandbox, create):
    container = create(hook="look at this")["containerIds"][0]
    row: Any = dict(sandbox.store.overview.container(container)) | {"status": "completed"}

    for text, shown in [
        ("look at this\n\nSleep in.\n#inbox", "Sleep in.\n#inbox"),
        ("look at this", ""),
        ("Sleep in.", "Sleep in."),
    ]:
        row["captions"] = json.dumps([{"platform": "tiktok", "text": text}])
        assert card(row, now=0).caption == shown


def test_a_card_breaks_lines_where_the_hook_has_its_marker(sandbox, create):
    container = create(hook="wait for it\\nthis habit is free")["containerIds"][0]
    row: Any = dict(sandbox.store.overview.container(container)) | {"status": "completed"}
    caption = "wait for it\nthis habit is free\n\nSleep in."
    row["captions"] = json.dumps([{"platform": "tiktok", "text": caption}])

    shown = card(row, now=0)

    assert shown.text == "wait for it\nthis habit is free"
    assert shown.caption == "Sleep in."


def test_captions_are_on_the_page_as_text(sandbox, browser, client):
    with serving() as files:
        body = {"media": [{"url": files.put("/v", movie())}], "caption": "my <b>clip</b>"}
        path = f"/v1/projects/{sandbox.project}/content/upload"
        client.post(path, json=body).raise_for_status()

    page = browser.get("/").text

    assert "my &lt;b&gt;clip&lt;/b&gt;" in page


def test_older_containers_are_on_the_next_page(browser, create):
    created = [create(variantCount=10) for _ in range(7)]

    first = browser.get("/").text
    link = html.unescape(re.findall(r'href="([^"]+)">Older', first)[0])
    second = browser.get(link).text

    oldest = created[0]["containerIds"][0]
    assert f'id="{oldest}"' not in first
    assert f'id="{oldest}"' in second


@pytest.mark.parametrize(
    "query", ["project=nope", "only=nope", "before=nope", "done=nope", "project=%00", "x=%ff"]
)
def test_an_invalid_query_string_still_shows_the_page(browser, query):
    response = browser.get(f"/?{query}")

    assert response.status_code == 200
    assert "InboxZen" in response.text


def test_approving_leads_back_to_the_same_view(sandbox, browser, client, pending):
    response = press(browser, sandbox, f"{pending}/approve?only=review")

    assert response.status_code == 303
    assert response.headers["Location"] == f"/?only=review&done=approve#{pending}"
    assert approval(client, pending) == "approved"
    assert "Approved." in browser.get(response.headers["Location"]).text


def test_rejecting_keeps_the_reason(sandbox, browser, client, pending):
    press(browser, sandbox, f"{pending}/reject", reason="<i>off</i> brand")

    assert approval(client, pending) == "rejected"
    assert "&lt;i&gt;off&lt;/i&gt; brand" in browser.get("/").text


@pytest.mark.parametrize("reason", ["", "x" * 1025])
def test_a_rejection_needs_a_reason_and_says_so(sandbox, browser, client, pending, reason):
    response = press(browser, sandbox, f"{pending}/reject", reason=reason)

    assert response.status_code == 422
    assert "reason:" in response.text
    assert approval(client, pending) == "pending"


def test_a_reviewed_container_cannot_be_reviewed_again(sandbox, browser, client, pending):
    client.post(f"/v1/content/{pending}/approve")

    response = press(browser, sandbox, f"{pending}/reject", reason="late")

    assert response.status_code == 409
    assert "already approved" in response.text
    assert approval(client, pending) == "approved"


@pytest.mark.parametrize("path", ["cnt_nope/approve", "{}/delete"])
def test_an_unknown_decision_or_container_is_not_found(sandbox, browser, pending, path):
    assert press(browser, sandbox, path.format(pending)).status_code == 404


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:9000"},
        {"Origin": "https://127.0.0.1:8000"},
    ],
    ids=str,
)
def test_a_cross_site_form_changes_nothing(sandbox, browser, client, pending, headers):
    """Another web page may post here from the visitor's own browser, even with a guessed token."""
    browser.headers.update(headers)

    response = press(browser, sandbox, f"{pending}/approve")

    assert response.status_code == 403
    assert approval(client, pending) == "pending"


@pytest.mark.parametrize("token", ["", "x", "ÿ", "0" * 64])
def test_a_form_without_its_token_changes_nothing(sandbox, browser, client, pending, token):
    assert press(browser, sandbox, f"{pending}/approve", token=token).status_code == 403
    assert approval(client, pending) == "pending"


@pytest.mark.parametrize(
    "body", [b"", b"\xff\xfe", b"token=%ff", b"&" * 100, b"token=x&" * 9, b"x" * (1024 * 1024 + 1)]
)
def test_a_malformed_form_is_rejected(browser, client, pending, body):
    response = browser.post(f"/page/content/{pending}/approve", content=body)

    assert response.status_code in (403, 422)
    assert approval(client, pending) == "pending"


@pytest.mark.parametrize("path", ["/", "/page/parts", "/page/fonts/x", "/page/thumbnails/x"])
@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "192.168.0.5", ""])
def test_the_page_rejects_foreign_host_names_even_where_the_api_accepts_any(sandbox, path, host):
    """A sandbox for other machines trusts any name: the page, which needs no key, must not."""
    assert sandbox.settings.any_host
    with httpx.Client(transport=in_process_transport(sandbox)) as stranger:
        response = stranger.get(f"{HERE}{path}", headers={"Host": host})

    assert response.status_code == 421


def test_the_page_rejects_other_machines(sandbox, pending, client):
    transport = in_process_transport(sandbox)
    # What it is inside, where callers have addresses, is not in its declared type.
    transport._inner = httpx.ASGITransport(app=create_app(sandbox), client=("192.168.0.9", 1))  # type: ignore[attr-defined]
    with httpx.Client(transport=transport, base_url=HERE) as stranger:
        assert stranger.get("/").status_code == 403
        assert press(stranger, sandbox, f"{pending}/approve").status_code == 403
    assert approval(client, pending) == "pending"


@pytest.mark.parametrize("path", ["/", "/page/parts", "/page/content/x/approve"])
def test_every_answer_forbids_framing_inline_scripts_and_other_origins(browser, path):
    response = browser.post(path) if "content" in path else browser.get(path)

    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert response.headers["X-Frame-Options"] == "DENY"
    assert "Access-Control-Allow-Origin" not in response.headers


def test_an_open_page_does_not_fill_the_log_file(sandbox):
    lines: list[str] = []
    app = AccessLog(create_app(sandbox), write=lines.append)

    async def look() -> None:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url=HERE) as browser:
            for path in ("/", PARTS, PARTS):
                assert (await browser.get(path)).status_code == 200

    asyncio.run(look())

    assert len(lines) == 1


def test_page_views_are_not_in_the_request_log(sandbox, browser):
    before = sandbox.request_log.last

    browser.get("/")
    browser.get("/page/parts")
    browser.get("/page/style.css")

    assert sandbox.request_log.last == before


@pytest.mark.parametrize("path", ["..%2fsite.py", "../site.py", "%2e%2e/templates/page.html", "x"])
def test_paths_outside_the_assets_are_not_served(browser, path):
    assert browser.get(f"{HERE}/page/{path}").status_code == 404
