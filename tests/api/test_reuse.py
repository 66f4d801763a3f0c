"""Connections are reused where they can be; no request is sent twice unasked."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from layers_cli.api.errors import ResponseLostError
from layers_cli.api.session import Session
from tests.api.exchanges import CREATE, STARTED, chunked, outcome, read
from tests.api.recorder import MemoryRecorder
from tests.api.scripted_server import answer, hang_up, reset, scripted, then


def test_one_connection_serves_several_requests(session_to):
    turns = (answer(b"1"), chunked(b"2"), answer(b"", status="204 No Content"), answer(b"4"))
    with scripted(*turns) as server:
        session = session_to(server.base)

        assert [read(session).content for _ in turns] == [b"1", b"2", b"", b"4"]
    assert server.connections == 1


def test_one_tls_connection_serves_several_requests(session_to, tls):
    with scripted(answer(b"1"), answer(b"2"), context=tls) as server:
        session = session_to(server.base)

        assert [read(session).content for _ in "12"] == [b"1", b"2"]
    assert server.connections == 1


@pytest.mark.parametrize(
    "turn",
    [
        answer(b"1", "Connection: close"),
        answer(b"1", "Connection: Keep-Alive, Close"),
        answer(b"1").replace(b"1.1", b"1.0", 1),
    ],
    ids=["asked to", "asked among others", "of HTTP 1.0"],
)
def test_closed_connection_is_replaced(session_to, turn):
    with scripted(turn, answer(b"2")) as server:
        session = session_to(server.base)
        read(session)

        assert read(session).content == b"2"
    assert server.connections == 2


@pytest.mark.parametrize("secure", [False, True], ids=["plain", "TLS"])
@pytest.mark.parametrize(
    "afterwards",
    [hang_up, answer(b"", status="408 Request Timeout")],
    ids=["hangs up", "sends an unasked response"],
)
def test_stale_idle_connection_is_replaced(session_to, tls, secure, afterwards):
    is_read, is_done = threading.Event(), threading.Event()

    def wait(_):
        is_read.wait(10)

    turns = (then(answer(b"1"), wait, afterwards, lambda _: is_done.set()), answer(b"2"))
    with scripted(*turns, context=tls if secure else None) as server:
        session = session_to(server.base)
        read(session)
        is_read.set()
        assert is_done.wait(10)

        assert read(session).content == b"2"
    assert server.connections == 2


def test_create_request_on_a_reused_connection_is_sent_once(session_to):
    recorder = MemoryRecorder()
    with scripted(answer(), hang_up, STARTED) as server:
        session = session_to(server.base, recorder)
        session.request("GET", "/v1/whoami")
        error, noted = outcome(session, recorder)

    assert type(error) is ResponseLostError
    assert (error.maybe_executed, noted) == (True, "lost")
    assert (server.connections, len(server.requests)) == (1, 2)


def test_retried_create_request_has_the_same_key_and_bytes(session_to):
    with scripted(reset, hang_up, STARTED) as server:
        session_to(server.base, MemoryRecorder(), tries=2).send(CREATE)

    assert len(server.requests) == 3
    assert len(set(server.requests)) == 1
    assert b"\r\nidempotency-key: key_1\r\n" in server.requests[0]


def test_request_after_a_cut_response_gets_a_new_connection(session_to):
    with scripted(then(answer(b"x" * 50)[:-20], hang_up), answer(b"2")) as server:
        session = session_to(server.base)
        with pytest.raises(ResponseLostError):
            read(session)

        assert read(session).content == b"2"


def test_threads_never_share_a_connection(session_to):
    count = 8
    all_are_there = threading.Barrier(count)

    def echo(connection):
        all_are_there.wait(10)  # so each request waits for all others
        connection.sendall(answer(b"{}"))

    with scripted(*[echo] * count * 2) as server:
        session = session_to(server.base)
        with ThreadPoolExecutor(count) as pool:
            for _ in range(2):
                asked = [pool.submit(read, session) for _ in range(count)]
                assert [each.result().content for each in asked] == [b"{}"] * count

    assert server.connections == count


def test_plain_http_needs_no_certificates(monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", "/nowhere/ca.pem")
    with scripted(answer()) as server, closing(Session(server.base, "k")) as session:
        assert session.request("GET", "/v1/whoami").status == 200
