"""The one module that talks to storage: what it sends, where it goes, what it takes for an answer."""

import socket
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from layers_cli.api.errors import (
    CertificateError,
    ConnectError,
    ContractError,
    ResponseLostError,
    StorageBusyError,
    StorageError,
)
from layers_cli.api.storage import SignedPut, Storage
from layers_cli.api.tls import ssl_context
from tests.sandbox.media_server import running


class Store(ThreadingHTTPServer):
    """Keeps what it gets and answers as told."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.got: list[tuple[str, list[tuple[str, str]], bytes]] = []
        self.answer: tuple[int, dict[str, str], bytes] = (200, {}, b"")
        self.scheme = "http"

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.server_port}/key%20one?X-Sig=a%2Fb"


class _Handler(BaseHTTPRequestHandler):
    server: Store

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((self.path, list(self.headers.items()), body))
        status, headers, content = self.server.answer
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def store():
    with running(Store()) as server:
        yield server


def put(url, *, blocks=(b"abc", b"def"), headers=None, local=True):
    whole = []
    target = SignedPut(url, headers or {"Content-Type": "image/png"}, sum(map(len, blocks)))
    Storage(local=local).put(target, blocks, whole=lambda: whole.append(1))
    return len(whole)


def test_what_was_signed_is_sent_and_nothing_else(store):
    headers = {"Content-Type": "image/png", "x-amz-meta-a": "b"}

    assert put(store.url, headers=headers) == 1

    [(path, sent, body)] = store.got
    assert (path, body) == ("/key%20one?X-Sig=a%2Fb", b"abcdef")
    assert dict(sent) == headers | {
        "Host": f"127.0.0.1:{store.server_port}",
        "Content-Length": "6",
    }


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": "Bearer x"},
        {"cookie": "a=b"},
        {"Transfer-Encoding": "chunked"},
        {"X-A": "b\r\nAuthorization: c"},
    ],
)
def test_headers_that_are_no_business_of_a_signature_are_refused(store, headers):
    with pytest.raises(ContractError):
        put(store.url, headers=headers)

    assert store.got == []


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
def test_no_unsafe_place_gets_a_file(url):
    with pytest.raises(ContractError, match="unsafe place"):
        put(url)


def test_plain_http_is_for_an_api_on_this_machine_only(store):
    with pytest.raises(ContractError, match="unsafe place"):
        put(store.url, local=False)

    assert store.got == []


@pytest.mark.parametrize(
    "where", ["https://elsewhere.example.com/x", "http://127.0.0.1:9/x", "/same/host"]
)
def test_no_redirect_is_followed(store, where):
    store.answer = (307, {"Location": where}, b"")

    with pytest.raises(ContractError, match="redirect"):
        put(store.url)

    assert len(store.got) == 1


@pytest.mark.parametrize(
    ("status", "kind"),
    [(400, StorageError), (403, StorageError), (429, StorageBusyError), (503, StorageBusyError)],
)
def test_the_words_of_storage_are_kept(store, status, kind):
    xml = b"<Error><Code>SlowDown</Code><Message>Take &lt;care&gt;</Message></Error>"
    store.answer = (status, {"Retry-After": "7", "x-amz-request-id": "r1"}, xml)

    with pytest.raises(kind) as caught:
        put(store.url)

    exc = caught.value
    assert type(exc) is kind
    assert str(exc) == f"Storage (127.0.0.1) answered {status} SlowDown: Take <care>"
    assert (exc.storage_code, exc.retry_after, exc.request_id) == ("SlowDown", 7, "r1")


def test_an_answer_without_words_is_an_error_too(store):
    store.answer = (502, {}, b"\xff\x00")

    with pytest.raises(StorageBusyError, match="502: Bad Gateway"):
        put(store.url)


def test_what_blocks_raise_comes_through(store):
    def blocks():
        yield b"a"
        raise KeyError("mine")

    target = SignedPut(store.url, {}, 10)
    with pytest.raises(KeyError, match="mine"):
        Storage(local=True).put(target, blocks(), whole=lambda: None)


def test_nobody_there_is_said_so():
    with socket.socket() as taken:  # bound, and nobody listens
        taken.bind(("127.0.0.1", 0))

        with pytest.raises(ConnectError):
            put(f"http://127.0.0.1:{taken.getsockname()[1]}/x")


def test_over_tls_the_other_side_is_checked(store, trusted, monkeypatch):
    store.socket = trusted("127.0.0.1").wrap_socket(store.socket, server_side=True)
    store.scheme = "https"
    store.handle_error = lambda *_: None

    assert put(store.url, local=False, blocks=(b"x" * 300_000,) * 9) == 1
    assert len(store.got[-1][2]) == 2_700_000
    monkeypatch.delenv("SSL_CERT_FILE")
    ssl_context.cache_clear()
    with pytest.raises(CertificateError):
        put(store.url, local=False)


def test_a_proxy_that_the_environment_names_is_gone_through(store, monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", f"http://me:secret@127.0.0.1:{store.server_port}")

    with pytest.raises(ConnectError, match="501"):  # it knows no CONNECT
        put("https://storage.example.com/x")


def test_through_a_tunnel_storage_sees_the_file_and_the_proxy_its_own_password(
    store, trusted, monkeypatch
):
    asked: list[tuple[str, str | None]] = []

    class Proxy(BaseHTTPRequestHandler):
        def do_CONNECT(self) -> None:
            asked.append((self.path, self.headers["Proxy-Authorization"]))
            self.send_response(200)
            self.end_headers()
            with socket.create_connection(("127.0.0.1", store.server_port)) as far:
                threading.Thread(target=passed_on, args=(far, self.connection), daemon=True).start()
                passed_on(self.connection, far)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    context = trusted("storage.example.com")
    store.socket = context.wrap_socket(store.socket, server_side=True)
    with running(ThreadingHTTPServer(("127.0.0.1", 0), Proxy)) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://me:secret@127.0.0.1:{proxy.server_port}")

        assert put("https://storage.example.com/x", local=False, blocks=(b"x" * 300_000,)) == 1

    [(_, headers, body)] = store.got
    assert asked == [("storage.example.com:443", "Basic bWU6c2VjcmV0")]
    assert (dict(headers)["Host"], body) == ("storage.example.com", b"x" * 300_000)
    assert "Proxy-Authorization" not in dict(headers)


def passed_on(one: socket.socket, other: socket.socket) -> None:
    """Pass on what comes from *one*, until one of them hangs up."""
    with suppress(OSError):
        while data := one.recv(65536):
            other.sendall(data)
        other.shutdown(socket.SHUT_WR)


def test_hanging_up_in_the_middle_is_a_lost_reply(store):
    class Short(_Handler):
        def do_PUT(self) -> None:
            self.rfile.read(1000)

    store.RequestHandlerClass = Short

    with pytest.raises(ResponseLostError):
        put(store.url, blocks=(b"x" * 100_000,) * 100)
