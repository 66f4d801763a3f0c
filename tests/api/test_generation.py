"""Placing orders: the dialect the server speaks, one key per call, and no paid job that gets lost."""

import json
from typing import Any

import httpx
import pytest

from layers_cli.api import errors
from layers_cli.api.client import LayersClient
from layers_cli.api.errors import CreateError
from layers_cli.api.generation import Generation, GenerationRequest, keys_for
from layers_cli.api.retries import Retries
from tests.api.recorder import MemoryRecorder


class Server:
    """Answers per route; remembers what was asked."""

    def __init__(self, **routes) -> None:
        self.routes = routes
        self.calls: list[tuple[str, str | None, dict[str, Any]]] = []
        self.recorder = MemoryRecorder()
        self.client = LayersClient(
            "http://127.0.0.1",
            "k",
            transport=httpx.MockTransport(self),
            recorder=self.recorder,
            retries=Retries(0),
        )

    def __call__(self, request: httpx.Request) -> httpx.Response:
        route = request.url.path.removeprefix("/v1/projects/prj_1").strip("/") or "project"
        body = json.loads(request.content) if request.content else {}
        self.calls.append((route, request.headers.get("idempotency-key"), body))
        answer = self.routes[route.replace("/", "_").replace("-", "_")]
        chosen = answer.pop(0) if isinstance(answer, list) else answer
        assert isinstance(chosen, httpx.Response)
        return chosen


def accepted(name="job_1"):
    return httpx.Response(202, json={"jobId": name, "status": "running", "containerIds": ["cnt_1"]})


def refused(status):
    return httpx.Response(status, json={"error": {"code": "NO", "message": "no"}})


def order(variants=1, key="k", hook="hi", media=()):
    return GenerationRequest("prj_1", hook, "slideshow-builder", variants, tuple(media), key)


PROJECT = httpx.Response(200, json={"id": "prj_1"})


def test_content_request_is_sent_first():
    server = Server(content=accepted())

    Generation(server.client).submit([order(variants=3)])

    assert server.calls == [
        ("content", "k", {"format": "slideshow-builder", "variantCount": 3, "hook": "hi"})
    ]


@pytest.mark.parametrize("status", [404, 405])
def test_server_without_content_route_gets_one_request_per_variant(status):
    server = Server(
        content=refused(status),
        project=PROJECT,
        content_slideshow_builder=[accepted("job_1"), accepted("job_2")],
    )

    done = Generation(server.client).submit([order(variants=2, media=["med_1"])])

    assert [reply.data["jobId"] for reply in done.accepted] == ["job_1", "job_2"]
    assert server.calls[2:] == [
        ("content/slideshow-builder", "k-v1", {"hook": "hi", "mediaId": "med_1"}),
        ("content/slideshow-builder", "k-v2", {"hook": "hi", "mediaId": "med_1"}),
    ]


def test_dialect_is_detected_once():
    server = Server(content=refused(404), project=PROJECT, content_slideshow_builder=accepted())

    Generation(server.client).submit([order(key="a"), order(key="b")])

    assert [call[0] for call in server.calls].count("content") == 1


def test_unknown_project_does_not_change_the_dialect():
    server = Server(content=refused(404), project=refused(404))

    with pytest.raises(CreateError) as caught:
        Generation(server.client).submit([order()])

    assert isinstance(caught.value.cause, errors.NotFoundError)
    assert caught.value.rerun_key == "k"


@pytest.mark.parametrize(
    ("dialect", "route"), [("content", "content"), ("per-format", "content/slideshow-builder")]
)
def test_fixed_dialect_is_kept(dialect, route):
    server = Server(content=accepted(), content_slideshow_builder=accepted())

    Generation(server.client, dialect).submit([order()])

    assert [call[0] for call in server.calls] == [route]


@pytest.mark.parametrize("dialect", ["auto", "content"])
@pytest.mark.parametrize("status", [401, 402, 403, 409, 422, 429, 500, 503])
def test_other_errors_do_not_change_the_dialect(status, dialect):
    server = Server(content=refused(status))

    with pytest.raises(CreateError):
        Generation(server.client, dialect).submit([order()])

    assert len(server.calls) == 1


@pytest.mark.parametrize("status", [401, 402, 404, 429, 503])
def test_error_of_the_account_sends_nothing_more_and_keeps_what_was_accepted(status):
    """Those jobs run and are billed: their ids must reach the user."""
    server = Server(content=[accepted("job_1"), refused(status)])

    done = Generation(server.client).submit([order(key="a"), order(key="b"), order(key="c")])

    assert [reply.data["jobId"] for reply in done.accepted] == ["job_1"]
    assert [each.request.key for each in done.refused] == ["b"]
    assert [each.key for each in done.unsent] == ["c"]
    assert len(server.calls) == 2


@pytest.mark.parametrize("status", [400, 403, 409, 422, 500])
def test_error_of_one_hook_stops_no_other(status):
    server = Server(
        content=[refused(status), accepted("job_1"), refused(status), accepted("job_2")]
    )

    done = Generation(server.client).submit([order(key=key) for key in "abcd"])

    assert [reply.data["jobId"] for reply in done.accepted] == ["job_1", "job_2"]
    assert [each.request.key for each in done.refused] == ["a", "c"]
    assert done.unsent == []


def test_failed_variant_stops_no_other():
    server = Server(content_slideshow_builder=[accepted("job_1"), refused(422), accepted("job_2")])

    done = Generation(server.client, "per-format").submit([order(variants=3)])

    assert [reply.data["jobId"] for reply in done.accepted] == ["job_1", "job_2"]
    assert [each.request.key for each in done.refused] == ["k-v2"]


def test_nothing_accepted_is_one_error_with_all_causes():
    server = Server(content=[refused(422), refused(409)])

    with pytest.raises(CreateError) as caught:
        Generation(server.client).submit([order(key="a"), order(key="b")])

    assert isinstance(caught.value.cause, errors.InvalidError)
    assert [type(each) for each in caught.value.others] == [errors.ConflictError]


def test_each_hook_has_its_own_key():
    assert keys_for(1, "k") == ["k"]
    assert keys_for(3, "k") == ["k-1", "k-2", "k-3"]
