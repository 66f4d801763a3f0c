"""Media without an address is not delivered: exit code 6 says so (issue 12, kind 17)."""

import json
from typing import Any

import httpx
import pytest

from layers_cli.downloads.container_media import parse_container

URL = "https://media.example/1.jpg"
NOWHERE: dict[str, dict[str, Any]] = {
    "nothing at all": {},
    "null": {"preview": None, "assets": None},
    "no preview": {"preview": {"kind": "slideshow", "imageUrls": [], "primaryUrl": None}},
    "a video of no address": {"preview": {"kind": "video", "videoUrl": None}},
    "empty texts": {"preview": {"videoUrl": "", "imageUrls": [""], "primaryUrl": ""}},
    "numbers": {"preview": {"videoUrl": 7, "imageUrls": 7, "primaryUrl": []}},
    "assets without": {"preview": {}, "assets": [{"assetId": "a", "url": None}, 5]},
}


@pytest.mark.parametrize("name", NOWHERE)
def test_media_without_an_address_is_missing(name):
    container = parse_container({"id": "cnt_1", "status": "completed", **NOWHERE[name]})

    assert (container.is_delivered, container.missing) == (False, 1)


@pytest.mark.parametrize(
    ("preview", "missing"),
    [
        ({"imageUrls": [URL, None, URL, ""]}, 2),
        ({"imageUrls": [URL, URL]}, 0),
        ({"videoUrl": URL, "imageUrls": [None]}, 0),
        ({"primaryUrl": URL}, 0),
    ],
)
def test_each_slide_without_an_address_is_missing(preview, missing):
    container = parse_container({"id": "cnt_1", "status": "completed", "preview": preview})

    assert container.missing == missing


def test_assets_serve_where_the_preview_names_nothing():
    data = {"id": "cnt_1", "status": "completed", "preview": {}, "assets": [{"url": URL}]}

    assert [file.url for file in parse_container(data).media] == [URL]


@pytest.fixture
def emptied(layers):
    """`layers` against a sandbox whose completed containers have lost their addresses."""

    def change(request, send):
        answer = send()
        answer.read()
        if request.method == "GET" and "/content" in request.url.path and answer.is_success:
            said = answer.json()
            for each in said.get("items", [said]):
                if each.get("status") == "completed":
                    each |= {"preview": None, "assets": []}
            return httpx.Response(answer.status_code, json=said)
        return answer

    return layers.through(change)


def test_generate_says_what_was_not_delivered(emptied):
    result = emptied("content", "generate", "--hook", "hi")

    assert result.code == 6
    assert "the API gives no address for its media" in result.err
    assert "1 of 1 delivered" not in result.out + result.err


def test_generate_with_download_ends_with_6_and_keeps_the_ids(emptied):
    result = emptied("content", "generate", "--hook", "hi", "--download", "out", "--json")

    assert result.code == 6
    assert result.one["files"] == []
    assert "the API gives no address" in result.err


def test_download_is_not_done_where_nothing_could_be_fetched(emptied, layers):
    name = layers("content", "generate", "--hook", "hi", "-q").out.strip()

    for argv in ([name], ["--all"], [name, name]):
        result = emptied("content", "download", *argv, "-o", "out", "--json")
        assert result.code == 6
        assert "the API gives no address for its media" in result.error["message"]


@pytest.mark.parametrize("verb", ["view", "open"])
def test_media_without_an_address_is_not_waited_for(emptied, layers, verb):
    name = layers("content", "generate", "--hook", "hi", "-q").out.strip()
    result = emptied("content", verb, name, "--json")

    assert result.code == 6
    assert result.error["code"] == "cli_no_address"
    assert "jobs watch" not in json.dumps(result.error)
