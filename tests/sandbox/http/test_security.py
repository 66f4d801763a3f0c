"""Hostile input on a real socket: other web pages, odd paths, floods, half requests."""

import asyncio
import re
import socket
import time
import zlib
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import httpx
import pytest

from layers_cli.sandbox.server.app import create_app
from layers_cli.sandbox.server.protocol import MAX_HEAD_BYTES, BoundedProtocol
from layers_cli.sandbox.server.threaded_server import serve_in_thread
from layers_cli.sandbox.state.state import SandboxState
from layers_cli.sandbox.testing import open_sandbox
from tests.sandbox.conftest import error_of

SECONDS = 5.0
"""A limit for every wait in this module, not a pace."""


class Hasty(BoundedProtocol):
    seconds = 0.2


@pytest.fixture(scope="module")
def guarded(tmp_path_factory) -> Iterator[SandboxState]:
    """A sandbox as `layers sandbox serve` opens it: for this machine's own names only."""
    sandbox = open_sandbox(tmp_path_factory.mktemp("guarded"), any_host=False)
    yield sandbox
    sandbox.close()


@pytest.fixture(scope="module")
def address(guarded) -> Iterator[tuple[str, int]]:
    with serve_in_thread(create_app(guarded), protocol=Hasty) as base_url:
        url = httpx.URL(base_url)
        assert url.port is not None
        yield url.host, url.port


@pytest.fixture
def connection(address) -> Iterator[socket.socket]:
    with closing(socket.create_connection(address, SECONDS)) as connection:
        yield connection


def answer(connection: socket.socket) -> bytes:
    """Read until the other side closes; it may do so while we still send."""
    received = b""
    try:
        while chunk := connection.recv(65536):
            received += chunk
    except ConnectionResetError:
        pass
    return received


def ask(connection: socket.socket, path: str, *headers: str, host: str = "127.0.0.1") -> bytes:
    """Send a request as it stands: no client has tidied the path up."""
    lines = [f"GET {path} HTTP/1.1", f"Host: {host}", "Connection: close", *headers, "", ""]
    connection.sendall("\r\n".join(lines).encode("latin-1"))
    return answer(connection)


def closes_while_sending(connection: socket.socket, part: bytes, *, pause: float = 0) -> bool:
    """Send *part* again and again; say whether the other side has had enough in time."""
    deadline = time.monotonic() + SECONDS
    try:
        while time.monotonic() < deadline:
            connection.sendall(part)
            time.sleep(pause)
    except (BrokenPipeError, ConnectionResetError):
        return True
    return False


def status(response: bytes) -> int:
    return int(response.split(b" ", 2)[1])


PATHS = ["/", "/page/parts", "/v1/whoami", "/media/x", "/_sandbox/health", "/openapi.json"]


@pytest.mark.parametrize("path", PATHS)
def test_dns_rebinding_is_answered_with_421(connection, path):
    """DNS rebinding: the browser thinks that it talks to evil.example."""
    response = ask(connection, path, host="evil.example")

    assert status(response) == 421
    assert b"evil.example" not in response


def test_an_absolute_target_does_not_hide_the_host(connection):
    assert status(ask(connection, "http://127.0.0.1/v1/whoami", host="evil.example")) == 421


def test_a_forwarded_host_header_does_not_replace_the_host(guarded, connection):
    """`X-Forwarded-For` and its kin are what anybody may write."""
    response = ask(connection, "/v1/whoami", "X-Forwarded-Host: 127.0.0.1", host="evil.example")

    assert status(response) == 421


@pytest.mark.parametrize(
    "path",
    ["/v1/projects", "/_sandbox/reset", "/page/content/cnt_x/approve"],
)
def test_a_cross_site_form_changes_nothing(guarded, address, path):
    """What a form can send: no header of its own, and a body of one of three types."""
    before = guarded.store.projects.count()
    headers = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    bodies: list[dict[str, Any]] = [
        {"data": {"a": "b"}},
        {"content": b'{"name": "x"}'},
        {"files": {"f": b"x"}},
    ]

    for body in bodies:
        response = httpx.post(
            f"http://{address[0]}:{address[1]}{path}", headers=headers, trust_env=False, **body
        )
        assert response.status_code in (401, 403)
        assert "Access-Control-Allow-Origin" not in response.headers
    assert guarded.store.projects.count() == before


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://127.0.0.1.evil.example"}, 403),
        ({"Origin": "http://localhost@evil.example"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Origin": "http://localhost:3000", "Sec-Fetch-Site": "cross-site"}, 403),
        ({"Origin": "http://localhost:3000", "Sec-Fetch-Site": "same-origin"}, 201),
        ({"Origin": "http://localhost:3000"}, 201),
        ({"Sec-Fetch-Site": "none"}, 201),
        ({}, 201),
    ],
)
def test_a_cross_site_page_changes_nothing_even_with_a_key(guarded, address, headers, status):
    before = guarded.store.projects.count()

    response = httpx.post(
        f"http://{address[0]}:{address[1]}/v1/projects",
        headers={"Authorization": f"Bearer {guarded.key}", **headers},
        json={"name": "from elsewhere", "timezone": "UTC"},
        trust_env=False,
    )

    assert response.status_code == status, response.text
    assert guarded.store.projects.count() == before + (status == 201)


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1:8000", 401),
        ("LOCALHOST:1", 401),
        ("[::1]:8000", 401),
        ("127.0.0.1.evil.example", 421),
        ("localhost.evil.example:80", 421),
        ("localhost:80@evil.example", 421),
        ("localhost:x", 421),
        ("", 421),
        ("[::1", 421),
        ("[::1]x", 421),
    ],
)
def test_only_loopback_host_names_are_answered(connection, host, expected):
    assert status(ask(connection, "/v1/whoami", host=host)) == expected


def test_two_host_headers_are_answered_with_421(connection):
    assert status(ask(connection, "/v1/whoami", "Host: 127.0.0.1", host="evil.example")) == 421


@pytest.mark.parametrize("path", ["/", "/v1/whoami", "/_sandbox/health"])
def test_a_preflight_allows_no_other_origin(address, path):
    response = httpx.options(
        f"http://{address[0]}:{address[1]}{path}",
        headers={
            "Origin": "https://evil.example",
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization,x-sandbox-token",
        },
        trust_env=False,
    )

    assert response.status_code in (404, 405)
    assert not [name for name in response.headers if name.startswith("access-control")]


@pytest.mark.parametrize(
    "path",
    [
        "/media/../sandbox.db",
        "/media/../../../../../../../../etc/passwd",
        "/media/%2e%2e/sandbox.db",
        "/media/%2e%2e%2fsandbox.db",
        "/media/%252e%252e/sandbox.db",
        "/media/library/../../sandbox.db",
        "/media/..%5csandbox.db",
        "/media/%c0%ae%c0%ae/sandbox.db",
        "/media/./../sandbox.db-wal",
        "/media//etc/passwd",
        "/media/%2fetc%2fpasswd",
        "/media/file:///etc/passwd",
        "/media/..%00/sandbox.db",
        "/media/%00",
        "/media/" + "a" * 5000,
        "/media/" + "a/" * 3000,
        "/media/",
        "/media",
        "/page/../sandbox.db",
        "/page/../app.py",
        "/page/%2e%2e/site.py",
        "/page/..%2ftemplates%2fpage.html",
        "/page//etc/passwd",
        "/page/%00",
    ],
)
def test_no_path_leaves_its_folder(connection, path):
    response = ask(connection, path)

    assert status(response) in (307, 400, 404)
    assert not re.search(rb"SQLite|root:|import |doctype", response)


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 500_000,
        b'{"a":' * 100_000,
        b'{"name":' + b"1" * 900_000 + b"}",
        b'{"name":1e999999999}',
        b'{"name":"' + b"\\u0000" * 100_000 + b'"}',
        b'"' + b"\xff" * 1000 + b'"',
        zlib.compress(b'{"name": "x"}' * 100_000),
        b'{"name":"x","name":"' + b"y" * 500_000 + b'"}',
    ],
    ids=lambda body: f"{body[:8]!r}",
)
def test_a_hostile_body_is_rejected_quickly(sandbox, client, body):
    started = time.monotonic()
    headers = {"Content-Encoding": "gzip", "Idempotency-Key": "k"}

    response = client.post("/v1/projects", content=body, headers=headers)

    assert error_of(response) == (422, "VALIDATION")
    assert len(response.content) < 10_000
    assert time.monotonic() - started < SECONDS


@pytest.mark.parametrize("framing", ["Content-Length: 1073741824", "Transfer-Encoding: chunked"])
def test_an_endless_body_is_rejected_after_a_megabyte(guarded, connection, framing):
    head = (
        f"POST /v1/projects HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {guarded.key}\r\n"
    )
    connection.sendall(f"{head}Connection: close\r\n{framing}\r\n\r\n".encode())
    block = b"x" * 65536
    if "chunked" in framing:
        block = b"10000\r\n" + block + b"\r\n"
    sent = 0
    try:
        while sent < 1024:
            connection.sendall(block)
            sent += 1
    except (BrokenPipeError, ConnectionResetError):
        pass

    assert sent < 1024 or status(answer(connection)) in (413, 422)


def test_endless_headers_are_rejected(connection):
    connection.sendall(b"GET /v1/whoami HTTP/1.1\r\nHost: localhost\r\n")
    try:
        for number in range(MAX_HEAD_BYTES // 500):
            connection.sendall(f"X-{number}: {'a' * 1000}\r\n".encode())
        response = answer(connection)
    except (BrokenPipeError, ConnectionResetError):
        return  # closed while we were still sending

    assert status(response) == 431


def test_one_endless_header_is_rejected(connection):
    connection.sendall(b"GET /v1/whoami HTTP/1.1\r\nHost: localhost\r\nX: ")

    assert closes_while_sending(connection, b"a" * 65536)


@pytest.mark.parametrize(
    "part",
    [
        b"",
        b"G",
        b"GET /v1/whoami HTTP/1.1\r\n",
        b"GET /v1/whoami HTTP/1.1\r\nHost: localhost\r\nX-Half: ",
        b"POST /v1/projects HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {key}\r\nContent-Length: 9\r\n\r\n{",
        b"POST /v1/projects HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {key}\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{",
        b"GET /v1/nope HTTP/1.1\r\nHost: localhost\r\n\r\nGET /v1/no",
    ],
)
def test_an_unfinished_request_is_dropped(guarded, connection, part):
    """Slowloris: many connections that each promise a request and never finish it."""
    connection.sendall(part.replace(b"{key}", guarded.key.encode()))

    answer(connection)  # returns since the server closes; the socket's own limit is far longer


def test_single_bytes_do_not_extend_the_time_for_headers(connection):
    connection.sendall(b"GET /v1/whoami HTTP/1.1\r\nX: ")

    assert closes_while_sending(connection, b"a", pause=Hasty.seconds / 10)


def test_a_slow_but_steady_body_is_read(guarded, connection):
    """Longer in all than the limit, but never still for so long."""
    body = b'{"name": "slow but sure", "timezone": "UTC"}'
    head = (
        f"POST /v1/projects HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {guarded.key}\r\n"
        f"Connection: close\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    connection.sendall(head.encode())
    for start in range(0, len(body), 8):
        time.sleep(Hasty.seconds / 4)
        connection.sendall(body[start : start + 8])

    assert status(answer(connection)) == 201


def test_half_requests_do_not_block_others(guarded, address):
    halves = [socket.create_connection(address, SECONDS) for _ in range(200)]
    for half in halves:
        half.sendall(b"GET /v1/whoami HTTP/1.1\r\nHost: localhost\r\n")

    with closing(socket.create_connection(address, SECONDS)) as connection:
        response = ask(connection, "/v1/whoami", f"Authorization: Bearer {guarded.key}")

    assert status(response) == 200
    for half in halves:
        answer(half)
        half.close()


def test_other_machines_reach_neither_page_nor_control_surface(tmp_path):
    """Where other machines are let in, a key is all that counts; the rest stays on this machine."""
    sandbox = open_sandbox(tmp_path)
    app = create_app(sandbox)

    async def ask_from_afar() -> list[int]:
        transport = httpx.ASGITransport(app=app, client=("10.0.0.7", 5000))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            token = {"X-Sandbox-Token": sandbox.control_token, "X-Forwarded-For": "127.0.0.1"}
            key = {"Authorization": f"Bearer {sandbox.key}"}
            answers = [
                await client.get("/", headers=token),
                await client.get("/_sandbox/health", headers=token),
                await client.get("/v1/whoami"),
                await client.get("/v1/whoami", headers=key),
            ]
            return [answer.status_code for answer in answers]

    assert asyncio.run(ask_from_afar()) == [403, 403, 401, 200]
    sandbox.close()
