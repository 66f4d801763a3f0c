"""A gallery as a file: what is in it, how large it is, and what it never does."""

import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

import httpx
import pytest

from layers_cli.errors.exit_codes import ExitCode
from tests.render.conftest import Stream

HOSTILE = "</script><script>x()</script>{{ 7*7 }}<img src=x onerror=x()>\"'>\u202eevil"


class Tags(HTMLParser):
    """The tags of a page, and the addresses that a browser would fetch."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.fetched: list[str] = []
        self.links: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        given = dict(attrs)
        is_link = tag == "a"
        addresses = [given.get(name) for name in ("src", "href", "poster", "srcset", "action")]
        (self.links if is_link else self.fetched).extend(each for each in addresses if each)


def generate(layers, *hooks: str, variants: int = 1) -> None:
    words = [word for hook in hooks for word in ("--hook", hook)]
    result = layers("content", "generate", *words, "--variants", str(variants))
    assert result.code == 0, result.err


def board(layers, *words: str, name: str = "board.html") -> str:
    result = layers("gallery", "--all", "-o", name, *words)
    assert result.code == 0, result.err
    return str((layers.cwd / name).read_text(encoding="utf-8"))


def test_the_file_fetches_nothing_and_its_policy_allows_nothing_else(reviewed):
    generate(reviewed, "one", "two", variants=2)

    text = board(reviewed)

    tags = Tags(text)
    assert tags.fetched
    assert all(address.startswith("data:") for address in tags.fetched)
    [policy] = re.findall(r'Content-Security-Policy" content="([^"]*)"', text)
    assert policy.startswith("default-src &#39;none&#39;; script-src &#39;sha256-")
    assert "unsafe" not in policy
    assert "connect-src" not in policy
    assert "http" not in policy
    assert text.count('class="card"') == 4
    assert text.count('class="group"') == 2


def test_the_same_content_gives_the_same_bytes(reviewed):
    generate(reviewed, "one", "two")
    reviewed.now = lambda: datetime(2026, 4, 18, tzinfo=UTC)

    assert board(reviewed, name="a.html") == board(reviewed, name="b.html")


def test_hostile_texts_add_no_tag_and_no_address(reviewed):
    generate(reviewed, "plain")
    plain = Tags(board(reviewed))
    generate(reviewed, HOSTILE)

    tags = Tags(board(reviewed, "--force"))

    assert tags.names.count("script") == plain.names.count("script") == 1
    assert tags.names.count("section") == 2
    assert all(address.startswith("data:") for address in tags.fetched)


def test_a_file_that_is_there_is_kept_and_nothing_is_left_of_a_failure(reviewed):
    generate(reviewed, "one")
    (reviewed.cwd / "board.html").write_text("mine")

    refused = reviewed("gallery", "--all", "--json")
    nowhere = reviewed("gallery", "--all", "-o", "no/where.html", "--json")
    small = reviewed("gallery", "--all", "-o", "small.html", "--budget", "20kB", "--json")

    assert [each.code for each in (refused, nowhere, small)] == [ExitCode.USAGE] * 3
    assert small.error["code"] == "cli_gallery_budget"
    assert (reviewed.cwd / "board.html").read_text() == "mine"
    assert [path.name for path in reviewed.cwd.iterdir()] == ["board.html"]


@pytest.mark.parametrize("words", [(), ("--all", "--since", "1d"), ("cnt_1", "--all")])
def test_one_way_to_choose_has_to_be_used(layers, words):
    result = layers("gallery", *words, "--json")

    assert result.code == ExitCode.USAGE
    assert "--all" in result.error["hint"]


def test_a_picture_that_cannot_be_read_leaves_a_gap_and_an_exit_code(reviewed):
    generate(reviewed, "one")

    def lose_one(request: httpx.Request, send: Any) -> httpx.Response:
        return httpx.Response(404) if request.url.path.endswith("slide-02.jpg") else send()

    result = reviewed.through(lose_one)("gallery", "--all", "--json")

    assert result.code == ExitCode.PARTIAL
    assert len(result.json["missing"]) == 1
    assert "Slide 2 could not be read" in (reviewed.cwd / "board.html").read_text()


def test_the_budget_bounds_the_file_and_what_does_not_fit_is_linked(reviewed):
    generate(reviewed, "one", "two", variants=5)
    bare = len(board(reviewed, "--link", name="bare.html").encode())

    result = reviewed("gallery", "--all", "--budget", str(bare + 200_000), "--json")

    text = (reviewed.cwd / "board.html").read_text(encoding="utf-8")
    assert result.json["bytes"] == len(text.encode()) <= bare + 200_000
    assert "--budget makes room for more" in result.err
    links = [each for each in Tags(text).links if each.startswith("http")]
    assert len(links) == 10 * 4 - result.json["pictures"] > 0


def test_linked_pictures_stay_where_they_are(reviewed):
    generate(reviewed, "one")

    text = board(reviewed, "--link")

    assert [each for each in Tags(text).fetched if each.startswith("http://127.0.0.1/media/")]
    assert "img-src data: http://127.0.0.1;" in text


def test_addresses_that_no_browser_should_follow_are_left_out(layers):
    urls = ["javascript:alert(1)", "http://elsewhere.example/a.jpg", "https://ok.example/a.jpg"]
    container = {
        "id": "cnt_1",
        "status": "completed",
        "preview": {"kind": "slideshow", "imageUrls": urls, "primaryUrl": urls[0]},
    }
    server = layers.against(lambda _: httpx.Response(200, json=container))

    assert server("gallery", "cnt_1", "--link").code == 0

    text = (layers.cwd / "board.html").read_text()
    assert "https://ok.example/a.jpg" in text
    assert "elsewhere" not in text
    assert "javascript" not in text


def test_a_video_is_a_poster_that_leads_to_it_unless_it_is_embedded(layers):
    poster, video = "https://cdn.example/p.png", "https://cdn.example/v.mp4"
    container = {
        "id": "cnt_1",
        "status": "completed",
        "preview": {"kind": "video", "videoUrl": video, "thumbnailUrl": poster},
    }

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/v.mp4":
            return httpx.Response(200, content=b"video" * 100)
        return httpx.Response(404 if request.url.path == "/p.png" else 200, json=container)

    server = layers.against(answer)
    server("gallery", "cnt_1")
    linked = Tags((layers.cwd / "board.html").read_text())
    server("gallery", "cnt_1", "--embed-video", "-o", "all.html")
    embedded = Tags((layers.cwd / "all.html").read_text())

    assert video in linked.links
    assert "video" not in linked.names
    assert [each for each in embedded.fetched if each.startswith("data:video/mp4")]


def test_served_live_the_page_is_at_a_secret_address_and_only_here(reviewed):
    generate(reviewed, "one")
    out = Stream(terminal=False, encoding="utf-8")
    seen: dict[str, httpx.Response] = {}

    def look(seconds: float) -> None:
        """Ask as a browser does, between two looks at the API."""
        url = out.text.split()[0]
        with httpx.Client(trust_env=False) as browser:
            page = seen["page"] = browser.get(url)
            tag = {"If-None-Match": page.headers["ETag"]}
            seen["again"] = browser.get(url, headers=tag)
            [picture, *_] = re.findall(r'src="(pictures/[^"]+)"', page.text)
            seen["picture"] = browser.get(f"{url}{picture}")
            seen["foreign"] = browser.get(url, headers={"Host": "evil.example"})
            seen["guessed"] = browser.get(httpx.URL(url).copy_with(path="/"))
        raise KeyboardInterrupt

    result = reviewed("gallery", "--all", "--serve", pause=look, stdout=out)

    assert result.code == 0, result.err
    assert {name: each.status_code for name, each in seen.items()} == {
        "page": 200,
        "again": 304,
        "picture": 200,
        "foreign": 421,
        "guessed": 404,
    }
    assert "connect-src &#39;self&#39;" in seen["page"].text
    assert not list(reviewed.cwd.iterdir())
