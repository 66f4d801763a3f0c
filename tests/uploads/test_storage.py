"""The one module that talks to storage: what it sends, where it goes, what it takes for an answer."""

import socket
import ssl
import threading
from contextlib import closing, suppress

import pytest
import trustme

from layers_cli.api import proxies
from layers_cli.api.errors import (
    CertificateError,
    ConnectError,
    ContractError,
    ResponseLostError,
    StorageBusyError,
    StorageError,
)
from layers_cli.api.storage import SignedPut, Storage
from tests.api.scripted_server import HEAD_END, answer, scripted

STORED = answer(b"")


def put(url, *, blocks=(b"abc", b"def"), headers=None, local=True):
    whole = []
    target = SignedPut(url, headers or {"Content-Type": "image/png"}, sum(map(len, blocks)))
    with closing(Storage(local=local)) as storage:
        storage.put(target, blocks, whole=lambda: whole.append(1))
    return len(whole)


def test_files_that_one_thread_after_the_other_sends_share_a_connection():
    with scripted(STORED, STORED, STORED) as server, closing(Storage(local=True)) as storage:
        target = SignedPut(f"{server.base}/x", {}, 3)
        for _ in range(3):
            sender = threading.Thread(
                target=lambda: storage.put(target, [b"abc"], whole=lambda: None)
            )
            sender.start()
            sender.join()

    assert (len(server.requests), server.connections) == (3, 1)


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": "Bearer x"},
        {"cookie": "a=b"},
        {"Transfer-Encoding": "chunked"},
        {"X-A": "b\r\nAuthorization: c"},
    ],
)
def test_header_outside_the_signature_is_refused(headers):
    with scripted(STORED) as server, pytest.raises(ContractError):
        put(f"{server.base}/x", headers=headers)

    assert server.connections == 0


@pytest.mark.parametrize(
    "url",
    [
        "http://storage.example.com/x",
        "http://127.0.0.1.example.com/x",
        "ftp://127.0.0.1/x",
        "https://user:pass@storage.example.com/x",
        "https:///x",
        "https://storage.example.com/x y",
        "https://storage.example.com/x\r\nA: b",
        "https://[::1/x",
        "file:///etc/passwd",
    ],
)
def test_unsafe_url_gets_no_file(url):
    with pytest.raises(ContractError, match="unsafe place"):
        put(url)


def test_plain_http_is_for_an_api_on_this_machine_only():
    with scripted(STORED) as server, pytest.raises(ContractError, match="unsafe place"):
        put(f"{server.base}/x", local=False)

    assert server.connections == 0


@pytest.mark.parametrize(
    "where", ["https://elsewhere.example.com/x", "http://127.0.0.1:9/x", "/same/host"]
)
def test_redirect_of_an_upload_is_not_followed(where):
    away = answer(b"", f"Location: {where}", status="307 Temporary Redirect")
    with scripted(away) as server, pytest.raises(ContractError, match="redirect"):
        put(f"{server.base}/x")

    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("status", "kind"),
    [(400, StorageError), (403, StorageError), (429, StorageBusyError), (503, StorageBusyError)],
)
def test_refusal_keeps_the_words_of_storage(status, kind):
    xml = b"<Error><Code>SlowDown</Code><Message>Take &lt;care&gt;</Message></Error>"
    fields = ("Retry-After: 7", "x-amz-request-id: r1")
    with (
        scripted(answer(xml, *fields, status=f"{status} No")) as server,
        pytest.raises(kind) as caught,
    ):
        put(f"{server.base}/x")

    exc = caught.value
    assert type(exc) is kind
    assert str(exc) == f"Storage (localhost) answered {status} SlowDown: Take <care>"
    assert (exc.storage_code, exc.retry_after, exc.request_id) == ("SlowDown", 7, "r1")


def test_refusal_without_words_is_named_by_its_reason():
    with (
        scripted(answer(b"\xff\x00", status="502 Bad Gateway")) as server,
        pytest.raises(StorageBusyError, match="502: Bad Gateway"),
    ):
        put(f"{server.base}/x")


def test_error_while_reading_the_file_is_raised_unchanged():
    def blocks():
        yield b"a"
        raise KeyError("mine")

    with scripted(STORED) as server, closing(Storage(local=True)) as storage:
        target = SignedPut(f"{server.base}/x", {}, 10)
        with pytest.raises(KeyError, match="mine"):
            storage.put(target, blocks(), whole=lambda: None)


def test_refused_connection_to_storage_is_reported_as_not_sent():
    with scripted() as server:
        pass

    with pytest.raises(ConnectError):
        put(f"{server.base}/x")


def test_certificate_of_storage_is_checked(trusted):
    stranger = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("localhost").configure_cert(stranger)
    with scripted(STORED, context=stranger) as server, pytest.raises(CertificateError):
        put(f"{server.base}/x", local=False)
    with scripted(STORED, context=trusted("localhost")) as server:
        assert put(f"{server.base}/x", local=False, blocks=(b"x" * 300_000,) * 9) == 1

    assert len(server.requests[0].partition(HEAD_END)[2]) == 2_700_000


def test_proxy_gets_its_own_password_and_storage_the_file_alone(trusted, monkeypatch):
    with scripted(STORED, context=trusted("localhost")) as server:

        def tunnel(connection):
            connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            with socket.create_connection(("127.0.0.1", server.port)) as far:
                threading.Thread(target=passed_on, args=(far, connection), daemon=True).start()
                passed_on(connection, far)

        with scripted(tunnel) as proxy:
            monkeypatch.setenv("HTTPS_PROXY", proxy.base.replace("//", "//me:secret@"))
            monkeypatch.setattr(proxies, "is_loopback", lambda _: False)  # else it needs none

            assert put(f"{server.base}/x", local=False, blocks=(b"x" * 300_000,)) == 1

    [asked], [request] = proxy.requests, server.requests
    assert asked.startswith(b"CONNECT localhost:%d HTTP/1.1\r\n" % server.port)
    assert b"Proxy-Authorization: Basic bWU6c2VjcmV0" in asked
    head, _, body = request.partition(HEAD_END)
    assert f"Host: localhost:{server.port}".encode() in head
    assert (b"Proxy-Authorization" in head, body) == (False, b"x" * 300_000)


def passed_on(one: socket.socket, other: socket.socket) -> None:
    """Pass on what comes from *one*, until one of them hangs up."""
    with suppress(OSError):
        while data := one.recv(65536):
            other.sendall(data)
        other.shutdown(socket.SHUT_WR)


def test_storage_that_hangs_up_in_the_middle_loses_the_response():
    def take_little(connection):
        connection.recv(1000)
        connection.close()

    with scripted(take_little, reads_bodies=False) as server, pytest.raises(ResponseLostError):
        put(f"{server.base}/x", blocks=(b"x" * 100_000,) * 100)
