"""What comes of a request on a real socket, whoever carries it."""

import gzip
import select
import socket
import ssl
import sys
import threading
import traceback
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing

import httpx
import pytest
import trustme

from layers_cli.api import answers, direct, through_httpx
from layers_cli.api.connection import Connection
from layers_cli.api.direct import Direct, Origin
from layers_cli.api.errors import (
    CertificateError,
    ConnectError,
    ContractError,
    LostReplyError,
    StatusError,
)
from layers_cli.api.recording import Call
from layers_cli.api.retries import Retries
from layers_cli.api.through_httpx import ThroughHttpx
from layers_cli.api.trust import trusted
from layers_cli.api.wire import Outgoing
from tests.api.recorder import MemoryRecorder
from tests.api.scripted_server import answer, hang_up, reset, scripted, silence, then

CREATE = Call("POST", "/v1/projects/prj_1/content", b'{"format": "x"}', "key_1", "create")
STARTED = answer(b'{"jobId": "job_1"}')
HEADERS = {"User-Agent": "test", "Accept": "application/json", "Authorization": "Bearer k"}


def carried_directly(base_url, headers=HEADERS):
    origin = Origin.of(base_url)
    assert origin
    return Direct(origin, headers)


def carried_by_httpx(base_url, headers=HEADERS):
    return ThroughHttpx(base_url, headers, transport=None)


@pytest.fixture(params=[carried_directly, carried_by_httpx], ids=["direct", "httpx"])
def carrier_to(request):
    """Make a carrier of either kind."""
    made = []

    def make(base_url, **given):
        made.append(request.param(base_url, **given))
        return made[-1]

    yield make
    for carrier in made:
        carrier.close()


@pytest.fixture
def direct_to():
    """Make a carrier of the ordinary kind."""
    made = []

    def make(base_url, headers=HEADERS):
        made.append(carried_directly(base_url, headers))
        return made[-1]

    yield make
    for carrier in made:
        carrier.close()


@pytest.fixture(params=[False, True], ids=["direct", "httpx"])
def connection_to(request):
    """Make a connection that either kind carries."""
    made = []

    def make(base_url, recorder=None, tries=0, key="lp_live_SECRET"):
        made.append(
            Connection(
                base_url,
                key,
                recorder=recorder,
                retries=Retries(tries, pause=lambda _: None),
                transport=httpx.HTTPTransport(verify=trusted()) if request.param else None,
            )
        )
        return made[-1]

    yield make
    for connection in made:
        connection.close()


@pytest.fixture
def tls(monkeypatch, tmp_path):
    """A TLS server's context for `localhost`, whose authority is trusted."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    trusted.cache_clear()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    yield context
    trusted.cache_clear()


def read(method="GET", path="/v1/whoami", *, headers=None, body=b"", seconds=5.0, **query):
    return Outgoing(method, path, headers or {}, seconds, query, body)


def chunked(*chunks, fields=(), end=b"0\r\n\r\n"):
    lines = ["HTTP/1.1 200 OK", "Transfer-Encoding: chunked", *fields, "", ""]
    return "\r\n".join(lines).encode() + b"".join(map(chunk, chunks)) + end


def chunk(data):
    return f"{len(data):x}\r\n".encode() + data + b"\r\n"


# Failures. ConnectError: surely nothing was submitted. All others: nobody knows.


def outcome(connection, recorder):
    with pytest.raises((ConnectError, LostReplyError, ContractError)) as caught:
        connection.send(CREATE, read_seconds=0.3)
    [_, (noted, _)] = recorder.log
    return caught.value, noted


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
    "has headers without end": then(
        b"HTTP/1.1 200 OK\r\n" + b"X-More: and more\r\n" * 20_000, hang_up
    ),
}


@pytest.mark.parametrize("turn", BROKEN.values(), ids=BROKEN)
def test_a_create_call_without_a_whole_answer_may_have_been_done(connection_to, turn):
    recorder = MemoryRecorder()
    with scripted(turn) as server:
        error, noted = outcome(connection_to(server.base, recorder), recorder)

    assert type(error) is LostReplyError
    assert (error.in_doubt, noted) == (True, "lost")
    assert len(server.requests) == 1
    assert "SECRET" not in "".join(traceback.format_exception(error))


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
def test_nor_can_be_told_what_became_of_it_where_the_server_falls_silent(connection_to, turn):
    recorder = MemoryRecorder()
    with scripted(turn) as server:
        error, noted = outcome(connection_to(server.base, recorder), recorder)

    assert type(error) is LostReplyError
    assert "did not answer in time" in str(error)
    assert (error.in_doubt, noted) == (True, "lost")


@pytest.mark.parametrize(
    "content",
    [b"no gzip", gzip.compress(b"{}", mtime=0)[:-12] + b"\xff" * 12],
    ids=["no gzip", "spoiled"],
)
def test_an_answer_that_cannot_be_unpacked_may_stand_for_work_that_was_done(connection_to, content):
    recorder = MemoryRecorder()
    with scripted(answer(content, "Content-Encoding: gzip")) as server:
        error, noted = outcome(connection_to(server.base, recorder), recorder)

    assert type(error) is ContractError
    assert "cannot be unpacked" in str(error)
    assert (error.in_doubt, noted) == (True, "lost")


def test_where_nobody_listens_nothing_was_submitted(connection_to):
    recorder = MemoryRecorder()
    with scripted() as server:
        pass
    error, noted = outcome(connection_to(server.base, recorder), recorder)

    assert type(error) is ConnectError
    assert "Cannot connect to localhost" in str(error)
    assert (error.in_doubt, noted) == (False, "refused")


@pytest.fixture
def impatient(monkeypatch):
    """Have connections given up soon."""
    for module in (direct, through_httpx):
        monkeypatch.setattr(module, "CONNECT_SECONDS", 0.2)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a full queue refuses")
def test_nor_where_the_connection_comes_too_late(connection_to, impatient):
    recorder = MemoryRecorder()
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listener, ExitStack() as crowd:
        for _ in range(4):  # nobody lets them in: the queue is full
            waiting = crowd.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        base = f"http://127.0.0.1:{listener.getsockname()[1]}"
        error, noted = outcome(connection_to(base, recorder), recorder)

    assert type(error) is ConnectError
    assert "No connection to 127.0.0.1 within 0.2 s" in str(error)
    assert (error.in_doubt, noted) == (False, "refused")


def test_nor_where_the_handshake_never_ends(connection_to, impatient, tls):
    recorder = MemoryRecorder()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        base = f"https://localhost:{listener.getsockname()[1]}"
        error, noted = outcome(connection_to(base, recorder), recorder)

    assert type(error) is ConnectError
    assert "No connection to localhost within 0.2 s" in str(error)
    assert (error.in_doubt, noted) == (False, "refused")


def test_nor_where_the_server_is_not_to_be_trusted(connection_to, tls):
    stranger = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("localhost").configure_cert(stranger)
    recorder = MemoryRecorder()
    with scripted(STARTED, context=stranger) as server:
        error, noted = outcome(connection_to(server.base, recorder), recorder)

    assert type(error) is CertificateError
    assert "No trusted TLS connection to localhost" in str(error)
    assert (server.requests, error.in_doubt, noted) == ([], False, "refused")


def test_nor_where_its_certificate_is_for_another_host(connection_to, tls):
    recorder = MemoryRecorder()
    with scripted(STARTED, context=tls) as server:
        base = server.base.replace("localhost", "127.0.0.1")
        error, noted = outcome(connection_to(base, recorder), recorder)

    assert type(error) is CertificateError
    assert (server.requests, error.in_doubt, noted) == ([], False, "refused")


def test_nor_where_the_server_speaks_no_tls(connection_to, tls):
    recorder = MemoryRecorder()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        talker = threading.Thread(target=speak_plainly, args=(listener,))
        talker.start()
        base = f"https://localhost:{listener.getsockname()[1]}"
        error, noted = outcome(connection_to(base, recorder), recorder)
        talker.join()

    assert type(error) is CertificateError
    assert (error.in_doubt, noted) == (False, "refused")


def speak_plainly(listener):
    connection, _ = listener.accept()
    with connection:
        connection.sendall(answer())
        connection.recv(65536)


def test_nor_where_the_certificates_cannot_be_read(monkeypatch, tls):
    monkeypatch.setenv("SSL_CERT_FILE", "/nowhere/ca.pem")
    trusted.cache_clear()

    with pytest.raises(CertificateError, match="that SSL_CERT_FILE names"):
        Connection("https://localhost:1", "k", retries=Retries(0)).request("GET", "/v1/whoami")


@pytest.mark.parametrize("value", ["two\r\nX-More: lines", "naïve", "zero\0"])
def test_a_header_that_is_not_one_line_of_ascii_is_not_sent(direct_to, value):
    with scripted(answer()) as server, pytest.raises(ConnectError) as caught:
        direct_to(server.base).carry(read(headers={"X-Note": value}))

    assert server.connections == 0
    assert "X-Note" in str(caught.value)
    assert value not in "".join(traceback.format_exception(caught.value))


def test_nor_is_a_key_that_is_none_and_no_error_shows_it():
    with (
        scripted(answer()) as server,
        closing(Connection(server.base, "lp_live_SECRET\n", retries=Retries(0))) as connection,
        pytest.raises(ConnectError) as caught,
    ):
        connection.request("GET", "/v1/whoami")

    assert server.connections == 0
    assert "SECRET" not in "".join(traceback.format_exception(caught.value)) + repr(connection)


@pytest.mark.parametrize("path", ["/v1/a\nb", "/v1/\x7f", "/v1/\ud800"])
def test_a_path_that_cannot_be_written_is_not_asked_for(direct_to, path):
    with scripted(answer()) as server, pytest.raises(ConnectError):
        direct_to(server.base).carry(read(path=path))

    assert server.connections == 0


def test_a_length_beyond_all_memory_is_not_reserved(direct_to):
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 999999999999999\r\n\r\n{}"
    with scripted(then(head, hang_up)) as server, pytest.raises(LostReplyError):
        direct_to(server.base).carry(read())


def test_nor_is_that_of_a_chunk(direct_to):
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffff\r\n{}"
    with scripted(then(head, hang_up)) as server, pytest.raises(LostReplyError):
        direct_to(server.base).carry(read())


def test_an_answer_that_unfolds_without_end_is_given_up(direct_to, monkeypatch):
    monkeypatch.setattr(answers, "MOST_UNPACKED", 1_000_000)
    bomb = gzip.compress(bytes(100_000_000), 1)
    with scripted(answer(bomb, "Content-Encoding: gzip")) as server:
        tracemalloc.start()
        with pytest.raises(ContractError, match="cannot be unpacked"):
            direct_to(server.base).carry(read())
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()

    assert peak < 20_000_000


def test_an_announcement_without_end_is_no_answer(direct_to):
    early = b"HTTP/1.1 103 Early Hints\r\n\r\n"
    with scripted(then(early * 500, hang_up)) as server, pytest.raises(LostReplyError):
        direct_to(server.base).carry(read())


# Answers.


@pytest.mark.parametrize(
    "turn",
    [
        answer(b'{"a": 1}'),
        then(b"HTTP/1.1 100 Continue\r\n\r\n", answer(b'{"a": 1}')),
        then(b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n", answer(b'{"a": 1}')),
        then(b"HTTP/1.1 102 Processing\r\n\r\n" * 3, answer(b'{"a": 1}')),
        chunked(b'{"a"', b": 1}"),
        chunked(b'{"a"', b": 1}", end=b"0;last=1\r\nX-Trailer: 1\r\n\r\n"),
        answer(gzip.compress(b'{"a": 1}'), "Content-Encoding: gzip"),
        answer(gzip.compress(b'{"a"') + gzip.compress(b": 1}"), "Content-Encoding: gzip"),
        chunked(gzip.compress(b'{"a": 1}'), fields=["Content-Encoding: GZip"]),
        answer(b'{"a": 1}', "Content-Length: 8"),
        b'HTTP/1.1 200\r\nContent-Length: 8\r\n\r\n{"a": 1}',
        b'HTTP/1.1 200 OK\ncontent-length:8\n\n{"a": 1}',
        then(b'HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{"a": 1}', hang_up),
        then(b'HTTP/1.0 200 OK\r\n\r\n{"a": 1}', hang_up),
    ],
    ids=[
        *("with a length", "after 100", "after 103", "after several", "chunked", "with a trailer"),
        *("packed", "in two members", "packed and chunked", "with two lengths", "without reason"),
        *("with bare line ends", "to its end", "of HTTP 1.0"),
    ],
)
def test_an_answer_is_read_whole(carrier_to, turn, request):
    if "two members" in request.node.name and "httpx" in request.node.name:
        pytest.skip("httpx reads the first of them alone")
    with scripted(turn) as server:
        received = carrier_to(server.base).carry(read())

    assert (received.status, received.content) == (200, b'{"a": 1}')


def test_headers_are_found_whatever_their_letters_and_joined_where_they_repeat(carrier_to):
    fields = ("X-Request-ID: req_1", "Vary: a", "VARY: b", "X-Name: Zoë", "X-Long: one")
    turn = answer(b"{}", *fields).replace(b"X-Long: one", b"X-Long: one\r\n  and two")
    with scripted(turn.replace("Zoë".encode("latin-1"), "Zoë".encode())) as server:
        headers = carrier_to(server.base).carry(read()).headers

    assert headers["x-request-id"] == "req_1"
    assert headers["vary"] == "a, b"
    assert headers["x-name"] == "Zoë"
    assert headers["x-long"] == "one and two"


def test_an_answer_of_many_blocks_is_read_whole(carrier_to):
    body = b"0123456789" * 400_000
    with scripted(answer(body), chunked(body[:3_000_000], body[3_000_000:])) as server:
        carrier = carrier_to(server.base)

        assert carrier.carry(read()).content == body
        assert carrier.carry(read()).content == body


@pytest.mark.parametrize(
    ("method", "turn", "status"),
    [
        ("HEAD", answer(b"", "X: y").replace(b"Length: 0", b"Length: 99"), 200),
        ("HEAD", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", 200),
        ("HEAD", answer(b"", "Content-Encoding: gzip"), 200),
        ("DELETE", b"HTTP/1.1 204 No Content\r\n\r\n", 204),
        ("GET", b'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\nContent-Length: 99\r\n\r\n', 304),
    ],
)
def test_where_no_body_can_follow_none_is_waited_for(carrier_to, method, turn, status):
    with scripted(turn, answer(b"next")) as server:
        carrier = carrier_to(server.base)
        received = carrier.carry(read(method))

        assert (received.status, received.content) == (status, b"")
        assert carrier.carry(read()).content == b"next"
    assert server.connections == 1


@pytest.mark.parametrize(
    "status", ["301 Moved", "307 Temporary Redirect", "308 Permanent Redirect"]
)
def test_a_redirect_is_an_answer_and_not_followed(connection_to, status):
    with scripted() as other:
        away = answer(b"", f"Location: {other.base}/", status=status)
        with scripted(away) as server, pytest.raises(ContractError, match="redirect"):
            connection_to(server.base).request("GET", "/v1/whoami")

    assert other.connections == 0


def test_what_the_server_says_of_a_refusal_arrives(connection_to):
    body = b'{"error": {"code": "RATE_LIMITED", "message": "Slow down."}}'
    turn = answer(body, "Retry-After: 7", "X-Request-Id: req_9", status="429 Too Many")
    with scripted(turn) as server, pytest.raises(StatusError) as caught:
        connection_to(server.base).request("GET", "/v1/whoami")

    assert (caught.value.code, caught.value.retry_after) == ("RATE_LIMITED", 7.0)
    assert (str(caught.value), caught.value.request_id) == ("Slow down.", "req_9")


def test_a_refusal_without_a_body_is_named_by_its_reason(connection_to):
    turn = answer(b"", status="502 Bad Gateway Indeed")
    with scripted(turn) as server, pytest.raises(StatusError, match="Bad Gateway Indeed"):
        connection_to(server.base).request("GET", "/v1/whoami")


# Connections.


def test_one_connection_carries_one_request_after_another(carrier_to):
    turns = (answer(b"1"), chunked(b"2"), answer(b"", status="404 Not Found"), answer(b"4"))
    with scripted(*turns) as server:
        carrier = carrier_to(server.base)

        assert [carrier.carry(read()).content for _ in turns] == [b"1", b"2", b"", b"4"]
    assert server.connections == 1


def test_so_does_one_over_tls(carrier_to, tls):
    with scripted(answer(b"1"), answer(b"2"), context=tls) as server:
        carrier = carrier_to(server.base)

        assert [carrier.carry(read()).content for _ in "12"] == [b"1", b"2"]
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
def test_a_connection_that_is_over_is_followed_by_a_new_one(carrier_to, turn):
    with scripted(turn, answer(b"2")) as server:
        carrier = carrier_to(server.base)
        carrier.carry(read())

        assert carrier.carry(read()).content == b"2"
    assert server.connections == 2


@pytest.mark.parametrize("secure", [False, True], ids=["plain", "TLS"])
@pytest.mark.parametrize(
    "afterwards",
    [hang_up, answer(b"", status="408 Request Timeout"), b"more than announced"],
    ids=["hang up", "answer what nobody asked", "say more than announced"],
)
def test_what_a_server_does_between_requests_is_no_answer(direct_to, tls, secure, afterwards):
    turns = (then(answer(b"1"), afterwards), answer(b"2"))
    with scripted(*turns, context=tls if secure else None) as server:
        carrier = direct_to(server.base)
        carrier.carry(read())
        settle(carrier)

        assert carrier.carry(read()).content == b"2"
    assert server.connections == 2


def test_more_than_was_announced_in_one_piece_is_no_answer_either(direct_to):
    with scripted(answer(b"1") + answer(b"x"), answer(b"2")) as server:
        carrier = direct_to(server.base)
        carrier.carry(read())

        assert carrier.carry(read()).content == b"2"
    assert server.connections == 2


def test_a_connection_that_was_idle_for_long_is_not_used_again(direct_to, monkeypatch):
    monkeypatch.setattr(direct, "IDLE_SECONDS", 0.0)
    with scripted(answer(b"1"), answer(b"2")) as server:
        carrier = direct_to(server.base)

        assert [carrier.carry(read()).content for _ in "12"] == [b"1", b"2"]
    assert server.connections == 2


def test_a_request_on_a_used_connection_is_sent_once_whatever_comes_of_it(connection_to):
    """It may have been carried out: whether it is repeated is not the carrier's to decide."""
    recorder = MemoryRecorder()
    with scripted(answer(), hang_up, STARTED) as server:
        connection = connection_to(server.base, recorder)
        connection.request("GET", "/v1/whoami")
        error, noted = outcome(connection, recorder)

    assert type(error) is LostReplyError
    assert (error.in_doubt, noted) == (True, "lost")
    assert (server.connections, len(server.requests)) == (1, 2)


def test_it_is_repeated_with_the_same_key_and_bytes_where_that_was_decided(connection_to):
    with scripted(reset, hang_up, STARTED) as server:
        connection_to(server.base, MemoryRecorder(), tries=2).send(CREATE)

    assert len(server.requests) == 3
    assert len(set(server.requests)) == 1
    assert b"\r\nidempotency-key: key_1\r\n" in server.requests[0]


def test_a_failed_request_leaves_the_next_one_a_sound_connection(direct_to):
    with scripted(then(answer(b"x" * 50)[:-20], hang_up), answer(b"2")) as server:
        carrier = direct_to(server.base)
        with pytest.raises(LostReplyError):
            carrier.carry(read())

        assert carrier.carry(read()).content == b"2"


def test_several_threads_never_share_a_connection_at_one_time(carrier_to):
    count = 8
    all_are_there = threading.Barrier(count)

    def echo(connection):
        all_are_there.wait(10)  # so each request waits for all others
        connection.sendall(answer(b"{}"))

    with scripted(*[echo] * count * 2) as server:
        carrier = carrier_to(server.base)
        with ThreadPoolExecutor(count) as pool:
            for _ in range(2):
                asked = [pool.submit(carrier.carry, read()) for _ in range(count)]
                assert [each.result().content for each in asked] == [b"{}"] * count

    assert server.connections == count


def test_a_plain_connection_needs_no_certificates(monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", "/nowhere/ca.pem")
    with scripted(answer()) as server, closing(Connection(server.base, "k")) as connection:
        assert connection.request("GET", "/v1/whoami").status == 200


def settle(carrier):
    """Wait until what the server did after its answer has come."""
    for line in getattr(carrier, "_idle", ()):
        select.select([line.sock], [], [], 5)
