"""A request without a whole response: not sent (`ConnectError`), or maybe executed."""

import gzip
import socket
import ssl
import sys
import threading
import traceback
import tracemalloc
from contextlib import ExitStack, closing

import pytest
import trustme

from layers_cli.api import transport
from layers_cli.api.errors import CertificateError, ConnectError, ContractError, ResponseLostError
from layers_cli.api.retries import Retries
from layers_cli.api.session import Session
from layers_cli.api.tls import ssl_context
from tests.api.exchanges import STARTED, chunked, outcome, read
from tests.api.recorder import MemoryRecorder
from tests.api.scripted_server import answer, hang_up, reset, scripted, silence, then

BROKEN = {
    "hangs up": hang_up,
    "resets": reset,
    "breaks off in the status line": then(b"HTTP/1.1 20", hang_up),
    "breaks off in the headers": then(b"HTTP/1.1 200 OK\r\nContent-Len", hang_up),
    "breaks off before the empty line": then(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n", hang_up),
    "breaks off in the body": then(answer(b"x" * 50)[:-20], hang_up),
    "is reset in the body": then(answer(b"x" * 50)[:-20], reset),
    "breaks off in a chunk": then(chunked(b"x" * 50)[:-20], hang_up),
    "breaks off between chunks": then(chunked(b"x" * 50, end=b""), hang_up),
    "is no HTTP": then(b"SSH-2.0-OpenSSH_9.2\r\n\r\n", hang_up),
    "is HTTP/2": then(b"HTTP/2 200\r\n\r\n", hang_up),
    "has no status": then(b"HTTP/1.1 OK\r\n\r\n", hang_up),
    "has a line that is no header": then(
        b"HTTP/1.1 200 OK\r\nno header\r\nContent-Length: 2\r\n\r\n{}", hang_up
    ),
    "has two lengths": then(answer(b"{}", "Content-Length: 1"), hang_up),
    "has a length that is none": then(b"HTTP/1.1 200 OK\r\nContent-Length: +2\r\n\r\n{}", hang_up),
    "is encoded in a foreign way": then(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: rot13\r\n\r\n{}", hang_up
    ),
    "has a chunk of no size": then(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n", hang_up
    ),
    "announces a huge length": then(
        b"HTTP/1.1 200 OK\r\nContent-Length: 999999999999999\r\n\r\n{}", hang_up
    ),
    "announces a huge chunk": then(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffff\r\n{}", hang_up
    ),
    "has headers without end": then(
        b"HTTP/1.1 200 OK\r\n" + b"X-More: and more\r\n" * 20_000, hang_up
    ),
}


@pytest.mark.parametrize("turn", BROKEN.values(), ids=BROKEN)
def test_create_request_without_a_whole_response_is_maybe_executed(session_to, turn):
    recorder = MemoryRecorder()
    with scripted(turn) as server:
        error, noted = outcome(session_to(server.base, recorder), recorder)

    assert type(error) is ResponseLostError
    assert (error.maybe_executed, noted) == (True, "lost")
    assert len(server.requests) == 1
    assert "SECRET" not in "".join(traceback.format_exception(error))
    assert "bytearray" not in str(error)


@pytest.mark.parametrize(
    "turn",
    [
        silence,
        then(b"HTTP/1.1 200 OK\r\nContent-", silence),
        then(answer(b"x" * 50)[:-20], silence),
        then(chunked(b"x" * 50, end=b""), silence),
    ],
    ids=["at all", "in its headers", "in its body", "between chunks"],
)
def test_create_request_to_a_server_that_falls_silent_is_maybe_executed(session_to, turn):
    recorder = MemoryRecorder()
    with scripted(turn) as server:
        error, noted = outcome(session_to(server.base, recorder), recorder)

    assert type(error) is ResponseLostError
    assert "did not answer in time" in str(error)
    assert (error.maybe_executed, noted) == (True, "lost")


@pytest.mark.parametrize(
    "content",
    [b"no gzip", gzip.compress(b"{}", mtime=0)[:-12] + b"\xff" * 12],
    ids=["no gzip", "spoiled"],
)
def test_create_request_whose_response_cannot_be_unpacked_is_maybe_executed(session_to, content):
    recorder = MemoryRecorder()
    with scripted(answer(content, "Content-Encoding: gzip")) as server:
        error, noted = outcome(session_to(server.base, recorder), recorder)

    assert type(error) is ContractError
    assert "cannot be unpacked" in str(error)
    assert (error.maybe_executed, noted) == (True, "lost")


def assert_not_sent(session_to, base, said, kind=ConnectError):
    recorder = MemoryRecorder()
    error, noted = outcome(session_to(base, recorder), recorder)

    assert type(error) is kind
    assert said in str(error)
    assert (error.maybe_executed, noted) == (False, "refused")


def test_refused_connection_is_reported_as_not_sent(session_to):
    with scripted() as server:
        pass

    assert_not_sent(session_to, server.base, "Cannot connect to localhost")


@pytest.fixture
def impatient(monkeypatch):
    """Give up connecting soon."""
    monkeypatch.setattr(transport, "CONNECT_SECONDS", 0.2)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a full queue refuses")
def test_connect_timeout_is_reported_as_not_sent(session_to, impatient):
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listener, ExitStack() as crowd:
        for _ in range(4):  # nobody lets them in: the queue is full
            waiting = crowd.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        base = f"http://127.0.0.1:{listener.getsockname()[1]}"

        assert_not_sent(session_to, base, "No connection to 127.0.0.1 within 0.2 s")


def test_handshake_timeout_is_reported_as_not_sent(session_to, impatient, tls):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        base = f"https://localhost:{listener.getsockname()[1]}"

        assert_not_sent(session_to, base, "No connection to localhost within 0.2 s")


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"], ids=["unknown", "of another host"])
def test_untrusted_certificate_is_reported_as_not_sent(session_to, tls, host):
    stranger = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("localhost").configure_cert(stranger)
    with scripted(STARTED, context=stranger if host == "localhost" else tls) as server:
        base = server.base.replace("localhost", host)
        assert_not_sent(session_to, base, f"No trusted TLS connection to {host}", CertificateError)

    assert server.requests == []


def test_server_without_tls_is_reported_as_not_sent(session_to, tls):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        talker = threading.Thread(target=speak_plainly, args=(listener,))
        talker.start()
        base = f"https://localhost:{listener.getsockname()[1]}"
        assert_not_sent(session_to, base, "No trusted TLS connection", CertificateError)
        talker.join()


def speak_plainly(listener):
    connection, _ = listener.accept()
    with connection:
        connection.sendall(answer())
        connection.recv(65536)


def test_unreadable_certificates_are_reported_as_not_sent(monkeypatch, tls):
    monkeypatch.setenv("SSL_CERT_FILE", "/nowhere/ca.pem")
    ssl_context.cache_clear()

    with pytest.raises(CertificateError, match=r"in /nowhere/ca.pem, which SSL_CERT_FILE names"):
        Session("https://localhost:1", "k", retries=Retries(0)).request("GET", "/v1/whoami")


@pytest.mark.parametrize("value", ["two\r\nX-More: lines", "naïve", "zero\0"])
def test_header_that_is_not_one_line_of_ascii_is_not_sent_nor_shown(session_to, value):
    with scripted(answer()) as server, pytest.raises(ConnectError) as caught:
        read(session_to(server.base), headers={"X-Note": value})

    assert server.connections == 0
    assert "x-note" in str(caught.value)
    assert value not in "".join(traceback.format_exception(caught.value))


def test_malformed_key_is_not_sent_nor_shown():
    with (
        scripted(answer()) as server,
        closing(Session(server.base, "lp_live_SECRET\n", retries=Retries(0))) as session,
        pytest.raises(ConnectError) as caught,
    ):
        session.request("GET", "/v1/whoami")

    assert server.connections == 0
    assert "SECRET" not in "".join(traceback.format_exception(caught.value)) + repr(session)


def test_malformed_method_is_not_sent(session_to):
    with scripted(answer()) as server, pytest.raises(ConnectError):
        read(session_to(server.base), "GET / HTTP/1.1\r\nX:")

    assert server.requests == []


@pytest.mark.parametrize("path", ["/v1/a\nb", "/v1/\x7f", "/v1/\ud800"])
def test_path_that_no_url_can_hold_is_not_sent(session_to, path):
    with scripted(answer()) as server, pytest.raises(ConnectError):
        read(session_to(server.base), path=path)

    assert server.connections == 0


def test_decompression_bomb_is_given_up(session_to, monkeypatch):
    monkeypatch.setattr(transport, "MAX_BODY_BYTES", 1_000_000)
    bomb = gzip.compress(bytes(300_000_000), 9)
    with scripted(answer(bomb, "Content-Encoding: gzip")) as server:
        tracemalloc.start()
        with pytest.raises(ContractError, match="cannot be unpacked"):
            read(session_to(server.base))
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()

    assert peak < 60_000_000  # 16 KiB at a time, which unpack to 16 MiB
