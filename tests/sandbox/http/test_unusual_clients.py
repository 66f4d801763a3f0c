"""Clients in other languages: other spellings of ids, headers, queries and HTTP itself."""

import json
import socket
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import quote, urlsplit

import pytest

from layers_cli.sandbox.testing import Sandbox, sandbox
from tests.sandbox.conftest import announced, error_of, issues, store_error

BODY = {"format": "slideshow-builder", "hook": "x"}


@pytest.fixture
def tested() -> Iterator[Sandbox]:
    with sandbox() as opened:
        yield opened


def say(tested: Sandbox, *lines: str, body: bytes = b"") -> tuple[int, bytes]:
    """Send a request as it stands here, and return the status and all that came."""
    address = urlsplit(tested.base_url)
    head = "\r\n".join([*lines, f"Authorization: Bearer {tested.key}", "", ""]).encode()
    with closing(socket.create_connection((address.hostname, address.port), 10)) as connection:
        connection.sendall(head + body)
        said = b""
        while part := connection.recv(65536):
            said += part
    return int(said.split(b" ", 2)[1]), said


def test_an_id_may_be_bare_upper_case_or_percent_encoded(sandbox, client, create):
    container = create()["containerIds"][0]
    bare = container.removeprefix("cnt_").upper()

    for given in (bare, bare.lower(), f"cnt_{bare}", quote(container, safe="").replace("-", "%2D")):
        assert client.get(f"/v1/content/{given}").json()["id"] == container
    assert client.get(f"/v1/projects/{sandbox.project.removeprefix('prj_').upper()}").is_success


def test_an_upper_case_id_filters_a_list(sandbox, client, create):
    create()
    shouted = f"prj_{sandbox.project.removeprefix('prj_').upper()}"

    events = client.get("/v1/credits/events", params={"projectId": shouted}).json()["items"]

    assert [event["projectId"] for event in events] == [sandbox.project]


@pytest.mark.parametrize("spell", [lambda bare: bare, str.upper, lambda bare: f"prj_{bare}"])
def test_a_retry_with_another_spelling_of_the_id_is_replayed(sandbox, client, spell):
    headers = {"Idempotency-Key": "k"}
    first = client.post(f"/v1/projects/{sandbox.project}/content", json=BODY, headers=headers)

    path = f"/v1/projects/{spell(sandbox.project.removeprefix('prj_'))}/content"
    again = client.post(path, json=BODY, headers=headers)

    assert again.content == first.content


def test_a_repeated_header_is_a_list(sandbox, client, create):
    job = f"/v1/jobs/{create()['jobId']}"
    tag = client.get(job).headers["ETag"]

    known = client.get(job, headers=[("If-None-Match", tag), ("If-None-Match", '"other"')])
    two_keys = client.get("/v1/whoami", headers=[("Authorization", f"Bearer {sandbox.key}")] * 2)

    assert known.status_code == 304
    assert error_of(two_keys) == (401, "UNAUTHENTICATED")


@pytest.mark.parametrize("limit", ["5.0", " 5", "1_0", "+5", "5 ", "", "٥", "9" * 30])
def test_a_limit_that_is_not_all_digits_is_rejected(sandbox, client, limit):
    response = client.get(f"/v1/projects/{sandbox.project}/content", params={"limit": limit})

    assert issues(response) == {"limit"}


def test_a_list_parameter_with_brackets_is_rejected(sandbox, client):
    """As axios and PHP write it; without a filter, all rows would come."""
    path = f"/v1/projects/{sandbox.project}/content"

    response = client.get(path, params={"status[]": "completed"})

    assert issues(response) == {"status[]"}
    assert "repeat status" in response.json()["error"]["message"]


def test_a_wrong_method_gets_the_allowed_ones(client, reserve, create):
    upload = reserve(announced(b"x" * 9))["uploads"][0]
    slide = client.get(f"/v1/content/{create()['containerIds'][0]}").json()["preview"]["primaryUrl"]
    client.event_hooks = {}

    assert client.options("/v1/whoami").headers["Allow"] == "GET, HEAD"
    assert client.get("/v1/content/x/approve").headers["Allow"] == "POST"
    assert client.post(slide).headers["Allow"] == "GET, HEAD"
    stored = client.post(upload["uploadUrl"], content=b"x" * 9)
    assert store_error(stored) == (405, "MethodNotAllowed")
    assert stored.headers["Allow"] == "PUT"


def test_head_has_the_content_length_of_get(client):
    whole = client.get("/v1/whoami")
    head = client.head("/v1/whoami")

    assert head.headers["Content-Length"] == str(len(whole.content))
    assert head.content == b""


@pytest.mark.parametrize(
    ("lines", "status"),
    [
        (["GET /v1/whoami HTTP/1.0"], 200),
        (["GET /v1/whoami HTTP/1.0", "Host: localhost"], 200),
        (["GET /v1/whoami HTTP/1.0", "Host: evil.example"], 421),
        (["GET /v1/whoami HTTP/1.1", "Connection: close"], 421),
        (["GET http://localhost/v1/whoami HTTP/1.1", "Host: localhost", "Connection: close"], 200),
    ],
)
def test_http_1_0_without_a_host_is_answered(tested, lines, status):
    tested.state.settings.any_host = False

    assert say(tested, *lines)[0] == status


def test_a_chunked_body_is_read(tested):
    body = json.dumps(BODY).encode()
    chunks = b"".join(b"1\r\n%c\r\n" % byte for byte in body) + b"0\r\n\r\n"

    status, _ = say(
        tested,
        f"POST /v1/projects/{tested.project}/content HTTP/1.1",
        "Host: localhost",
        "Connection: close",
        "Transfer-Encoding: chunked",
        body=chunks,
    )

    assert status == 202


def test_expect_100_continue_is_answered(tested):
    body = json.dumps(BODY).encode()

    status, said = say(
        tested,
        f"POST /v1/projects/{tested.project}/content HTTP/1.1",
        "Host: localhost",
        "Connection: close",
        "Expect: 100-continue",
        f"Content-Length: {len(body)}",
        body=body,
    )

    assert status == 100
    assert b"202 Accepted" in said


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_json_is_accepted_under_any_content_type(sandbox, client, content_type):
    response = client.post(
        f"/v1/projects/{sandbox.project}/content",
        content=json.dumps(BODY),
        headers={"Content-Type": content_type},
    )

    assert response.status_code == 202


@pytest.mark.parametrize(
    "body",
    [
        b"format=slideshow-builder&hook=x",
        json.dumps(BODY).encode("utf-16"),
        b'{"format":"slideshow-builder","hook":"\xe9"}',
        b'{"format":"slideshow-builder","hook":"\\ud83e"}',
        b"[" * 100_000,
        b"",
        b"null",
        b"[]",
        b"{",
        b'{"hook": NaN}',
    ],
)
def test_a_body_that_is_no_json_object_in_utf_8_is_rejected(sandbox, client, body):
    assert issues(client.post(f"/v1/projects/{sandbox.project}/content", content=body)) == {""}
