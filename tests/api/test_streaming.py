"""Files go up and down in blocks, with nothing but what was signed, on real sockets."""

import tracemalloc
from contextlib import closing

import httpx
import pytest

from layers_cli.api.errors import StorageError
from layers_cli.api.media import MediaSource
from layers_cli.api.session import CREATE_SECONDS, READ_SECONDS, Session
from layers_cli.api.storage import RESPONSE_SECONDS, SignedPut, Storage
from layers_cli.api.transport import CONNECT_SECONDS
from tests.api.exchanges import CREATE
from tests.api.recorder import MemoryRecorder
from tests.api.scripted_server import HEAD_END, answer, scripted

BLOCK, BLOCKS = bytes(256 * 1024), 200
SIZE = len(BLOCK) * BLOCKS
FLAT = 5_000_000  # bytes, of the 52 MB that go over the wire


@pytest.fixture
def memory():
    """The peak of the memory that was taken meanwhile."""
    tracemalloc.start()
    yield lambda: tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()


def test_download_streams_in_flat_memory(memory):
    def send(connection):
        connection.sendall(f"HTTP/1.1 200 OK\r\nContent-Length: {SIZE}\r\n\r\n".encode())
        for _ in range(BLOCKS):
            connection.sendall(BLOCK)

    with (
        scripted(send) as server,
        closing(MediaSource()) as source,
        source.open(f"{server.base}/v.mp4") as media,
    ):
        assert sum(map(len, media.blocks)) == SIZE

    assert memory() < FLAT


def put(server):
    whole = []
    target = SignedPut(f"{server.base}/key?X-Sig=a%2Fb", {}, SIZE)
    blocks = (BLOCK for _ in range(BLOCKS))
    with closing(Storage(local=True)) as storage:
        storage.put(target, blocks, whole=lambda: whole.append(1))
    return len(whole)


def taken(connection):
    """Take the rest of a file and drop it."""
    left = SIZE
    while left and (count := len(connection.recv(min(left, 65536)))):
        left -= count
    connection.sendall(answer(b""))


def test_upload_streams_in_flat_memory(memory):
    with scripted(taken, reads_bodies=False) as server:
        assert put(server) == 1

    assert memory() < FLAT


def test_upload_sends_the_signed_headers_and_url_byte_for_byte():
    headers = {"Content-Type": "image/png", "x-amz-Meta-a": "naïve", "Host": "signed"}
    with scripted(answer(b"")) as server:
        target = SignedPut(f"{server.base}/a//b|c?X-Sig=a%2Fb+c'[]", headers, 3)
        with closing(Storage(local=True)) as storage:
            storage.put(target, [b"abc"], whole=lambda: None)

    head, _, body = server.requests[0].partition(HEAD_END)
    assert head.decode("latin-1").split("\r\n") == [
        "PUT /a//b|c?X-Sig=a%2Fb+c'[] HTTP/1.1",
        f"Host: localhost:{server.port}",
        "Content-Type: image/png",
        "x-amz-Meta-a: naïve",
        "Content-Length: 3",
    ]
    assert body == b"abc"


@pytest.mark.parametrize("taken_before", [0, 1_000_000])
def test_refusal_before_the_end_of_an_upload_is_read(taken_before):
    def turn(connection):
        left = taken_before
        while left > 0:
            left -= len(connection.recv(65536))
        connection.sendall(answer(b"<Code>AccessDenied</Code>", status="403 Forbidden"))
        connection.close()

    with (
        scripted(turn, reads_bodies=False) as server,
        pytest.raises(StorageError, match="403 AccessDenied"),
    ):
        put(server)


def test_each_kind_of_request_has_its_own_timeouts():
    seen = []

    def note(request):
        seen.append(request.extensions["timeout"])
        return httpx.Response(200, content=b'{"jobId": "job_1"}')

    network = httpx.MockTransport(note)
    with closing(
        Session("https://a.example", "k", recorder=MemoryRecorder(), transport=network)
    ) as s:
        s.request("GET", "/v1/whoami")
        s.send(CREATE)
    with MediaSource(transport=network).open("https://cdn.example/v.mp4"):
        pass
    Storage(transport=network).put(
        SignedPut("https://s3.example/x", {}, 1), [b"x"], whole=lambda: None
    )

    assert {each["connect"] for each in seen} == {CONNECT_SECONDS}
    assert [each["read"] for each in seen] == [
        READ_SECONDS,
        CREATE_SECONDS,
        READ_SECONDS,
        RESPONSE_SECONDS,
    ]
